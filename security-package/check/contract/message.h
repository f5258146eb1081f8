#pragma once

#include "package/context.h"

namespace check_package {

enum class Protection { kSignature, kEncryption };

// A protected message on its way.
struct Message {
  Protection protection;
  Bytes data;
  Bytes trailer;
};

// What the package can do for messages, by its SECPKG_ATTR_SIZES. Throws NotTested if nothing.
std::vector<Protection> ProtectionsOf(Context& context);

SECURITY_STATUS Protect(Context& context, Message& message);
// On a copy: the message can be given to another context too.
SECURITY_STATUS Unprotect(Context& context, Message message);

// Throws Violation unless it succeeds; `who` names the sender.
Message Send(Context& sender, const char* who);
Message Send(Context& sender, const char* who, Protection protection);
// Throws Violation unless the message is accepted; `who` names the receiver.
void Receive(Context& receiver, const Message& message, const char* who);

// Messages of each kind that the package has, both ways.
void ExchangeMessages(Context& one, const char* who, Context& other, const char* whom);

}  // namespace check_package

#pragma once

#include "package/context.h"

namespace check_package {

enum class Protection { kSignature, kEncryption };

// A protected message between two contexts.
struct Message {
  Protection protection;
  Bytes data;
  Bytes trailer;
};

// Returns the kinds of protection that the package offers, by its SECPKG_ATTR_SIZES. Throws
// NotTested if it offers none.
std::vector<Protection> ProtectionsOf(Context& context);

SECURITY_STATUS Protect(Context& context, Message& message);
// Uses a copy, so that the message can also be passed to another context.
SECURITY_STATUS Unprotect(Context& context, Message message);

// Throws Violation if it fails. `who` names the sender.
Message Send(Context& sender, const char* who);
Message Send(Context& sender, const char* who, Protection protection);
// Throws Violation if the message is not accepted. `who` names the receiver.
void Receive(Context& receiver, const Message& message, const char* who);

// Exchanges messages of each kind that the package offers, in both directions.
void ExchangeMessages(Context& one, const char* who, Context& other, const char* whom);

}  // namespace check_package

#include "contract/message.h"

#include <algorithm>

#include "status_name.h"
#include "verdict.h"

namespace check_package {

namespace {

constexpr BYTE kText[] = {'g', 'o', 'e', 's', ' ', 'o', 'n'};

// Wine's Kerberos needs more than it announces.
constexpr ULONG kSmallestTrailer = 64;

SecPkgContext_Sizes SizesOf(Context& context) {
  SecPkgContext_Sizes sizes{};
  const SECURITY_STATUS status =
      context.package().QueryAttributes(context.get(), SECPKG_ATTR_SIZES, &sizes);
  if (status != SEC_E_OK) throw NotTested("SECPKG_ATTR_SIZES: " + NameOf(status));
  return sizes;
}

struct Buffers {
  explicit Buffers(Message& message)
      : buffers{
            {static_cast<ULONG>(message.data.size()), SECBUFFER_DATA, message.data.data()},
            {static_cast<ULONG>(message.trailer.size()), SECBUFFER_TOKEN, message.trailer.data()}} {
    // The trailer of a sealed message comes first, because Kerberos requires it.
    if (message.protection == Protection::kEncryption) std::swap(buffers[0], buffers[1]);
  }

  ULONG trailer_size() const {
    return buffers[buffers[0].BufferType == SECBUFFER_TOKEN ? 0 : 1].cbBuffer;
  }

  SecBuffer buffers[2];
  SecBufferDesc description{SECBUFFER_VERSION, 2, buffers};
};

const char* NameOf(Protection protection) {
  return protection == Protection::kSignature ? "signed" : "encrypted";
}

}  // namespace

std::vector<Protection> ProtectionsOf(Context& context) {
  const SecPkgContext_Sizes sizes = SizesOf(context);
  std::vector<Protection> protections;
  if (sizes.cbMaxSignature > 0) protections.push_back(Protection::kSignature);
  if (sizes.cbSecurityTrailer > 0) protections.push_back(Protection::kEncryption);
  if (protections.empty()) throw NotTested("the package protects no messages");
  return protections;
}

SECURITY_STATUS Protect(Context& context, Message& message) {
  const bool sign = message.protection == Protection::kSignature;
  SecPkgContext_Sizes sizes{};
  // A context that is gone has no sizes either. Then the next call decides.
  context.package().QueryAttributes(context.get(), SECPKG_ATTR_SIZES, &sizes);
  const ULONG size = sign ? sizes.cbMaxSignature : sizes.cbSecurityTrailer;
  message.trailer.assign((std::max)(size, kSmallestTrailer), 0);
  Buffers buffers(message);
  const SECURITY_STATUS status =
      sign ? context.package().MakeSignature(context.get(), &buffers.description)
           : context.package().Encrypt(context.get(), &buffers.description);
  if (status == SEC_E_OK) message.trailer.resize(buffers.trailer_size());
  return status;
}

SECURITY_STATUS Unprotect(Context& context, Message message) {
  Buffers buffers(message);
  return message.protection == Protection::kSignature
             ? context.package().VerifySignature(context.get(), &buffers.description)
             : context.package().Decrypt(context.get(), &buffers.description);
}

Message Send(Context& sender, const char* who) {
  return Send(sender, who, ProtectionsOf(sender).front());
}

Message Send(Context& sender, const char* who, Protection protection) {
  Message message{protection, Bytes(std::begin(kText), std::end(kText)), {}};
  const SECURITY_STATUS status = Protect(sender, message);
  if (status != SEC_E_OK) {
    throw Violation(std::string(who) + " cannot protect a message: " + NameOf(status));
  }
  return message;
}

void Receive(Context& receiver, const Message& message, const char* who) {
  const SECURITY_STATUS status = Unprotect(receiver, message);
  if (status == SEC_E_OK) return;
  throw Violation(std::string(who) + " does not accept the next " + NameOf(message.protection) +
                  " message: " + NameOf(status));
}

void ExchangeMessages(Context& one, const char* who, Context& other, const char* whom) {
  for (const Protection protection : ProtectionsOf(one)) {
    Receive(other, Send(one, who, protection), whom);
    Receive(one, Send(other, whom, protection), who);
  }
}

}  // namespace check_package

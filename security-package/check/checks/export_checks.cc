// Checks the flags of an export, and the old and the new context afterwards.

#include <functional>

#include "checks/check.h"
#include "contract/conversation.h"
#include "contract/exported_context.h"
#include "contract/message.h"
#include "status_name.h"

namespace check_package {

namespace {

constexpr ULONG kResetNew = SECPKG_CONTEXT_EXPORT_RESET_NEW;
constexpr ULONG kDeleteOld = SECPKG_CONTEXT_EXPORT_DELETE_OLD;

std::string NoFlag(const Subject& subject) {
  Conversation conversation = Conversation::Established(subject.package);
  ExchangeMessages(conversation.client(), "the client", conversation.server(), "the server");
  ExportedContext exported = Export(conversation.server(), 0);
  Context imported = Import(subject.package, exported);

  const Message next = Send(conversation.client(), "the client");
  Receive(imported, next, "the new context");
  Receive(conversation.server(), next, "the old context");
  return "";
}

std::string OfAClient(const Subject& subject) {
  Conversation conversation = Conversation::Established(subject.package);
  ExchangeMessages(conversation.client(), "the client", conversation.server(), "the server");
  ExportedContext exported = Export(conversation.client(), kDeleteOld);
  Context imported = Import(subject.package, exported);
  ExchangeMessages(imported, "the new client", conversation.server(), "the server");
  return *exported.token() == nullptr ? "a client's context comes without a token" : "";
}

std::string DeleteOld(const Subject& subject) {
  Conversation conversation = Conversation::Established(subject.package);
  const Message first = Send(conversation.client(), "the client");
  Receive(conversation.server(), first, "the server");
  const bool is_numbered = Unprotect(conversation.server(), first) != SEC_E_OK;
  ExportedContext exported = Export(conversation.server(), kDeleteOld);
  Context imported = Import(subject.package, exported);

  if (is_numbered && Unprotect(imported, first) == SEC_E_OK) {
    throw Violation("the new context accepts a message that the old one has received");
  }
  ExchangeMessages(conversation.client(), "the client", imported, "the new context");
  return is_numbered ? ""
                     : "the package accepts a message twice, because it does not number messages";
}

// Receives messages again that were received before the export.
void RequireInitialState(Context& reset, const std::vector<Message>& from_the_start) {
  for (const Message& message : from_the_start) {
    Receive(reset, message, "the new context, which should be in its initial state,");
  }
}

std::vector<Message> ReceiveSome(Conversation& conversation) {
  std::vector<Message> messages;
  for (int i = 0; i < 3; ++i) {
    messages.push_back(Send(conversation.client(), "the client"));
    Receive(conversation.server(), messages.back(), "the server");
  }
  if (Unprotect(conversation.server(), messages.front()) == SEC_E_OK) {
    throw LeftOut("the package does not number messages, so a reset has no visible effect");
  }
  return messages;
}

std::string ResetNew(const Subject& subject) {
  Conversation conversation = Conversation::Established(subject.package);
  const std::vector<Message> messages = ReceiveSome(conversation);
  ExportedContext exported = Export(conversation.server(), kResetNew);
  Context imported = Import(subject.package, exported);

  RequireInitialState(imported, messages);
  ExchangeMessages(conversation.client(), "the client", conversation.server(), "the old context");
  return "";
}

// The functions that accept a context handle.
struct Use {
  const char* function;
  std::function<SECURITY_STATUS(Context&)> call;
};

std::vector<Use> UsesOf(Conversation& conversation, const Message& received) {
  Package& package = conversation.server().package();
  const auto protect = [](Protection protection) {
    return [protection](Context& context) {
      Message message{protection, Bytes(8), {}};
      return Protect(context, message);
    };
  };
  const auto unprotect = [received](Protection protection) {
    return [received, protection](Context& context) {
      Message message = received;
      message.protection = protection;
      return Unprotect(context, message);
    };
  };
  std::vector<Use> uses = {
      {"MakeSignature", protect(Protection::kSignature)},
      {"VerifySignature", unprotect(Protection::kSignature)},
      {"EncryptMessage", protect(Protection::kEncryption)},
      {"DecryptMessage", unprotect(Protection::kEncryption)},
      {"QueryContextAttributes",
       [&](Context& context) {
         SecPkgContext_Sizes sizes{};
         return package.QueryAttributes(context.get(), SECPKG_ATTR_SIZES, &sizes);
       }},
      {"the query of its access token",
       [&](Context& context) { return package.ProbeToken(context.get()); }},
      {package.export_function(),
       [&](Context& context) {
         ExportedContext exported;
         return package.Export(context.get(), kDeleteOld, exported.buffer(), exported.token());
       }},
  };
  if (!package.has_lsa_half()) {
    uses.push_back(
        {"the delete function", [&](Context& context) { return package.Delete(context.get()); }});
  }
  return uses;
}

std::string RequireInvalid(Context& old, const std::vector<Use>& uses) {
  std::string unsupported;
  for (const Use& use : uses) {
    const SECURITY_STATUS status = use.call(old);
    if (status == SEC_E_UNSUPPORTED_FUNCTION) {
      unsupported += (unsupported.empty() ? "not supported: " : ", ") + std::string(use.function);
    } else if (status != SEC_E_INVALID_HANDLE) {
      throw Violation(std::string(use.function) + " of the old handle returns " + NameOf(status) +
                      ", not SEC_E_INVALID_HANDLE");
    }
  }
  return unsupported;
}

std::string InvalidAfter(const Subject& subject, ULONG flags) {
  Conversation conversation = Conversation::Established(subject.package);
  const Message received = Send(conversation.client(), "the client");
  const CtxtHandle handle = *conversation.server().get();
  const std::vector<Use> uses = UsesOf(conversation, received);
  Export(conversation.server(), flags);

  Context old(subject.package);
  *old.get() = handle;
  const std::string unsupported = RequireInvalid(old, uses);
  old.Release();
  return unsupported;
}

std::string OldHandle(const Subject& subject) { return InvalidAfter(subject, kDeleteOld); }

std::string BothFlags(const Subject& subject) {
  Conversation conversation = Conversation::Established(subject.package);
  const std::vector<Message> messages = ReceiveSome(conversation);
  ExportedContext exported = Export(conversation.server(), kResetNew | kDeleteOld);
  Context imported = Import(subject.package, exported);
  RequireInitialState(imported, messages);
  return InvalidAfter(subject, kResetNew | kDeleteOld);
}

}  // namespace

std::vector<Check> ExportChecks() {
  return {
      {"no-flag", "without a flag the new context and the old one both continue", NoFlag},
      {"reset-new", "RESET_NEW: the new context starts again, and the old one continues", ResetNew},
      {"delete-old", "DELETE_OLD: the new context continues where the old one stopped", DeleteOld},
      {"old-handle", "DELETE_OLD: every other function refuses the old handle", OldHandle},
      {"both-flags", "both flags: the new context starts again, and the old one is deleted",
       BothFlags},
      {"client-context", "a client's context can be exported too", OfAClient},
  };
}

}  // namespace check_package

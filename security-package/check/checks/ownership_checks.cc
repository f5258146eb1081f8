// Checks that the caller owns the results of an export: a buffer for FreeContextBuffer, and a token
// for CloseHandle.

#include <optional>

#include "checks/check.h"
#include "contract/conversation.h"
#include "contract/exported_context.h"
#include "contract/message.h"
#include "contract/process_heap.h"
#include "status_name.h"

namespace check_package {

namespace {

constexpr ULONG kDeleteOld = SECPKG_CONTEXT_EXPORT_DELETE_OLD;

std::string PackedBuffer(const Subject& subject) {
  Conversation conversation = Conversation::Established(subject.package);
  Context& server = conversation.server();
  ExportedContext exported = CopyOrMove(server);
  const std::string size = std::to_string(exported.buffer()->cbBuffer) + " bytes";
  if (!exported.on_process_heap()) {
    exported.buffer()->pvBuffer = nullptr;
    throw Violation("the packed context is not a block of " + size +
                    " on the process heap, so FreeContextBuffer cannot free it");
  }
  RequireSoundHeap("after the export");
  const SECURITY_STATUS status = exported.FreeBuffer();
  if (status != SEC_E_OK) throw Violation("FreeContextBuffer returns " + NameOf(status));
  RequireSoundHeap("after FreeContextBuffer");

  if (server.valid()) {
    ExchangeMessages(conversation.client(), "the client", server, "the old context");
  }
  return size;
}

std::string NullToken(const Subject& subject) {
  Conversation conversation = Conversation::Established(subject.package);
  ExportedContext exported;
  const SECURITY_STATUS status =
      subject.package.Export(conversation.server().get(), kDeleteOld, exported.buffer(), nullptr);
  const std::string call = std::string(subject.package.export_function()) +
                           " with a NULL pToken returns " + NameOf(status);
  if (status == SEC_E_UNSUPPORTED_FUNCTION) throw NotSupported(call);
  if (status != SEC_E_OK) throw Violation(call);
  conversation.server().Release();
  Context imported = Import(subject.package, exported);
  ExchangeMessages(conversation.client(), "the client", imported, "the new context");
  return "";
}

bool IsToken(HANDLE handle) {
  TOKEN_TYPE type{};
  DWORD size = 0;
  // A refused query is an answer too: only a token has such an access right.
  return GetTokenInformation(handle, TokenType, &type, sizeof(type), &size) ||
         GetLastError() == ERROR_ACCESS_DENIED;
}

std::string TokenIsTheCallers(const Subject& subject) {
  Conversation conversation = Conversation::Established(subject.package);
  Context& server = conversation.server();
  const SECURITY_STATUS before = subject.package.ProbeToken(server.get());
  ExportedContext first = CopyOrMove(server);
  if (*first.token() == nullptr) {
    if (before != SEC_E_OK) throw LeftOut("neither the context nor the export has a token");
    throw Violation("export returns no token, although the context has one");
  }
  // A package that only moves contexts has no second export of the same context.
  std::optional<Conversation> other;
  if (!server.valid()) other.emplace(Conversation::Established(subject.package));
  Conversation& current = other ? *other : conversation;
  ExportedContext second = Export(current.server(), kDeleteOld);
  // A later context may receive the value of a handle that was closed with the old one.
  const bool survives = *second.token() != nullptr && IsToken(*second.token());
  if (!survives) throw Violation("the token does not outlive the context that was deleted");
  if (!IsToken(*first.token())) throw Violation("the handle in pToken is not an access token");
  if (*first.token() == *second.token()) {
    throw Violation("two exports return the same token handle");
  }
  if (!first.CloseToken()) throw Violation("CloseHandle fails on the token");
  if (!IsToken(*second.token())) {
    throw Violation("closing one token closes the token of another export");
  }
  Context imported = Import(subject.package, second);
  if (!second.CloseToken()) throw Violation("CloseHandle fails on the token after the import");
  ExchangeMessages(current.client(), "the client", imported, "the new context");
  return "";
}

std::string ContextKeepsItsToken(const Subject& subject) {
  Conversation conversation = Conversation::Established(subject.package);
  Context& server = conversation.server();
  ExportedContext exported = CopyOrMove(server);
  if (*exported.token() == nullptr) throw LeftOut("export returns no token");
  if (!server.valid()) throw LeftOut("the package only moves contexts");
  const SECURITY_STATUS before = subject.package.ProbeToken(server.get());
  if (before != SEC_E_OK) throw NotTested("the token cannot be queried: " + NameOf(before));
  exported.CloseToken();
  const SECURITY_STATUS after = subject.package.ProbeToken(server.get());
  if (after != SEC_E_OK) {
    throw Violation("after CloseHandle the old context has no token: " + NameOf(after));
  }
  ExportedContext again = Export(server, 0);
  if (*again.token() == nullptr || !IsToken(*again.token())) {
    throw Violation("after CloseHandle the next export returns no token");
  }
  return "";
}

}  // namespace

std::vector<Check> OwnershipChecks() {
  return {
      {"packed-buffer", "FreeContextBuffer frees the packed context", PackedBuffer},
      {"null-token", "pToken may be NULL", NullToken},
      {"callers-token", "the caller owns the token and closes it with CloseHandle",
       TokenIsTheCallers},
      {"contexts-token", "the old context keeps a token of its own", ContextKeepsItsToken},
  };
}

}  // namespace check_package

// Checks the calls that an export must refuse, and that a refusal changes nothing.

#include "checks/check.h"
#include "contract/conversation.h"
#include "contract/exported_context.h"
#include "contract/message.h"
#include "package/dll_functions.h"
#include "status_name.h"

namespace check_package {

namespace {

constexpr ULONG kFirstUnknownFlag = SECPKG_CONTEXT_EXPORT_TO_KERNEL << 1;

// Returns the status of the refusal. Buffer and token must be unchanged, because the caller frees
// their content.
SECURITY_STATUS RequireRefusal(Context& context, ULONG flags, const std::string& what) {
  ExportedContext exported;
  Package& package = context.package();
  const SECURITY_STATUS status =
      package.Export(context.get(), flags, exported.buffer(), exported.token());
  if (status >= 0) {
    throw Violation("an export " + what + " returns " + NameOf(status));
  }
  if (!exported.untouched()) {
    throw Violation("an export " + what + " is refused with " + NameOf(status) +
                    ", and still leaves something in the buffer or in pToken");
  }
  return status;
}

// Otherwise a refusal might have another reason. Returns the flags that work: none, or DELETE_OLD
// if the package only moves contexts.
ULONG RequireExportWorks(Context& context) {
  try {
    Export(context, 0);
    return 0;
  } catch (const NotSupported&) {
    // The caller still needs its context.
    Conversation other = Conversation::Established(context.package());
    Export(other.server(), SECPKG_CONTEXT_EXPORT_DELETE_OLD);
    return SECPKG_CONTEXT_EXPORT_DELETE_OLD;
  }
}

ULONG FlagsThatWork(Package& package) {
  Conversation conversation = Conversation::Established(package);
  return RequireExportWorks(conversation.server());
}

std::string ToKernel(const Subject& subject) {
  Conversation conversation = Conversation::Established(subject.package);
  const ULONG flags = RequireExportWorks(conversation.server());
  const SECURITY_STATUS status = RequireRefusal(
      conversation.server(), SECPKG_CONTEXT_EXPORT_TO_KERNEL | flags, "to the kernel");
  if (status != SEC_E_UNSUPPORTED_FUNCTION) {
    throw Violation("TO_KERNEL is refused with " + NameOf(status) + ", not SEC_E_NOT_SUPPORTED");
  }
  ExchangeMessages(conversation.client(), "the client", conversation.server(),
                   "the context that was not exported");
  return "";
}

std::string UnknownFlags(const Subject& subject) {
  Conversation conversation = Conversation::Established(subject.package);
  RequireExportWorks(conversation.server());
  SECURITY_STATUS status = SEC_E_OK;
  for (ULONG flag = kFirstUnknownFlag; flag != 0; flag <<= 1) {
    const ULONG flags = flag | SECPKG_CONTEXT_EXPORT_DELETE_OLD;
    status = RequireRefusal(conversation.server(), flags, "with " + NameOfExportFlags(flags));
  }
  ExchangeMessages(conversation.client(), "the client", conversation.server(),
                   "the context that was not exported");
  return "each returns " + NameOf(status);
}

void RequireHalfOpenRefusal(Context& context, ULONG flags, const char* whose) {
  const std::string what = std::string("of the half-open context of ") + whose;
  const SECURITY_STATUS status = RequireRefusal(context, flags, what);
  if (status != SEC_E_INVALID_HANDLE) {
    throw Violation("an export " + what + " returns " + NameOf(status) +
                    ", not SEC_E_INVALID_HANDLE");
  }
}

std::string HalfOpenContext(const Subject& subject) {
  const ULONG flags = FlagsThatWork(subject.package);
  Conversation conversation = Conversation::HalfOpen(subject.package);
  RequireHalfOpenRefusal(conversation.client(), flags, "a client");
  const bool server_half_open = !conversation.server_done();
  if (server_half_open) RequireHalfOpenRefusal(conversation.server(), flags, "a server");
  conversation.Establish();
  ExchangeMessages(conversation.client(), "the client", conversation.server(), "the server");
  return server_half_open
             ? "the handshake continues afterwards"
             : "tested for a client, because a server is complete after its first message";
}

void RequireInvalidHandle(Context& context, ULONG flags, const char* what) {
  const SECURITY_STATUS status = RequireRefusal(context, flags, what);
  context.Release();
  if (status != SEC_E_INVALID_HANDLE) {
    throw Violation(std::string("an export ") + what + " returns " + NameOf(status) +
                    ", not SEC_E_INVALID_HANDLE");
  }
}

std::string InvalidHandle(const Subject& subject) {
  Conversation conversation = Conversation::Established(subject.package);
  const ULONG flags = RequireExportWorks(conversation.server());

  Context never(subject.package);
  *never.get() = CtxtHandle{};
  RequireInvalidHandle(never, flags, "of the handle zero");

  Context deleted(subject.package);
  *deleted.get() = conversation.server().Release();
  const SECURITY_STATUS status = subject.package.Delete(deleted.get());
  if (status != SEC_E_OK) throw Violation("deleting a context returns " + NameOf(status));
  RequireInvalidHandle(deleted, flags, "of a context that was deleted");
  return "";
}

std::string NoMemory(const Subject& subject) {
  Conversation conversation = Conversation::Established(subject.package);
  RequireExportWorks(conversation.server());
  {
    const HeapShortage shortage;
    ExportedContext exported;
    const SECURITY_STATUS status =
        subject.package.Export(conversation.server().get(), SECPKG_CONTEXT_EXPORT_DELETE_OLD,
                               exported.buffer(), exported.token());
    if (!shortage.was_met()) {
      if (status == SEC_E_OK) conversation.server().Release();
      throw LeftOut("the package does not allocate with the AllocateHeap of SpInstanceInit");
    }
    if (status >= 0) throw Violation("without memory an export returns " + NameOf(status));
    if (!exported.untouched()) throw Violation("a failed export leaves a buffer or a token");
  }
  ExchangeMessages(conversation.client(), "the client", conversation.server(),
                   "the context that was not exported");
  return "";
}

}  // namespace

std::vector<Check> RefusalChecks() {
  return {
      {"to-kernel", "TO_KERNEL is refused, and the context stays usable", ToKernel},
      {"unknown-flags", "unknown flags are refused, and the context stays usable", UnknownFlags},
      {"half-open", "a half-open context is refused", HalfOpenContext},
      {"invalid-handle", "an invalid handle is refused with SEC_E_INVALID_HANDLE", InvalidHandle},
      {"no-memory", "without memory an export fails, and the context stays usable", NoMemory, true},
  };
}

}  // namespace check_package

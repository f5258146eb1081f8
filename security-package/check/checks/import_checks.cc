// Checks the input that an import must accept or refuse.

#include "checks/check.h"
#include "checks/other_process.h"
#include "contract/conversation.h"
#include "contract/exported_context.h"
#include "contract/file_bytes.h"
#include "contract/guarded_bytes.h"
#include "contract/message.h"
#include "contract/mutation.h"
#include "contract/process_heap.h"
#include "status_name.h"

namespace check_package {

namespace {

// A valid packed context, which the checks below alter.
struct Specimen {
  Bytes packed;
  ULONG buffer_type;
};

Specimen MakeSpecimen(const Subject& subject) {
  Conversation conversation = Conversation::Established(subject.package);
  ExportedContext exported = CopyOrMove(conversation.server());
  Import(subject.package, exported);
  return {exported.bytes(), exported.buffer()->BufferType};
}

SECURITY_STATUS TryImport(Package& package, BYTE* bytes, std::size_t size, ULONG buffer_type) {
  SecBuffer buffer{static_cast<ULONG>(size), buffer_type, bytes};
  Context context(package);
  CtxtHandle handle{};
  const SECURITY_STATUS status = package.Import(&buffer, nullptr, &handle);
  if (status >= 0) *context.get() = handle;
  return status;
}

void RequireInvalidToken(SECURITY_STATUS status, const std::string& what) {
  if (status == SEC_E_INVALID_TOKEN) return;
  throw Violation("import of " + what + " returns " + NameOf(status) + ", not SEC_E_INVALID_TOKEN");
}

std::string EveryTruncation(const Subject& subject) {
  const Specimen specimen = MakeSpecimen(subject);
  GuardedBytes memory(specimen.packed.size());
  for (std::size_t size = 0; size < specimen.packed.size(); ++size) {
    BYTE* bytes = memory.Place(specimen.packed.data(), size);
    RequireInvalidToken(TryImport(subject.package, bytes, size, specimen.buffer_type),
                        "the first " + std::to_string(size) + " of " +
                            std::to_string(specimen.packed.size()) + " bytes");
  }
  RequireSoundHeap("after these imports");
  return std::to_string(specimen.packed.size()) + " lengths";
}

std::string Mutations(const Subject& subject) {
  const Specimen specimen = MakeSpecimen(subject);
  Mutator mutator(specimen.packed, subject.options.seed);
  GuardedBytes memory(mutator.longest());
  for (std::uint32_t number = 1; number <= subject.options.mutations; ++number) {
    const Bytes mutated = mutator.Next();
    BYTE* bytes = memory.Place(mutated.data(), mutated.size());
    const SECURITY_STATUS status =
        TryImport(subject.package, bytes, mutated.size(), specimen.buffer_type);
    RequireInvalidToken(status, "altered packed context " + std::to_string(number) + " of seed " +
                                    std::to_string(subject.options.seed));
  }
  RequireSoundHeap("after these imports");
  return std::to_string(subject.options.mutations) + " altered packed contexts";
}

std::string ForeignBytes(const Subject& subject) {
  const Specimen specimen = MakeSpecimen(subject);
  const std::size_t size = specimen.packed.size();
  Conversation conversation = Conversation::HalfOpen(subject.package);
  const std::string negotiate("NTLMSSP\0\1\0\0\0\7\x82\x08\xa2", 16);
  const std::string gss("\x60\x82\x01\x00\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02", 15);
  struct {
    const char* name;
    Bytes bytes;
  } foreign[] = {
      {"zeros", Bytes(size)},
      {"bytes of 0xFF", Bytes(size, 0xFF)},
      {"a token of NTLM", Bytes(negotiate.begin(), negotiate.end())},
      {"a token of Kerberos", Bytes(gss.begin(), gss.end())},
      {"a token of its own handshake", conversation.last_token()},
  };
  for (auto& [name, bytes] : foreign) {
    RequireInvalidToken(
        TryImport(subject.package, bytes.data(), bytes.size(), specimen.buffer_type), name);
  }
  return "";
}

std::string NoBytes(const Subject& subject) {
  BYTE byte = 0;
  for (BYTE* bytes : {static_cast<BYTE*>(nullptr), &byte}) {
    const SECURITY_STATUS status = TryImport(subject.package, bytes, 0, SECBUFFER_TOKEN);
    if (status == SEC_E_UNSUPPORTED_FUNCTION) {
      throw NotSupported(std::string(subject.package.import_function()) + " returns " +
                         NameOf(status));
    }
    RequireInvalidToken(status, "an empty buffer");
  }
  return "";
}

std::string LaterVersion(const Subject& subject) {
  if (subject.options.later_version.empty()) {
    throw LeftOut("--later-version FILE was not given");
  }
  const Specimen specimen = MakeSpecimen(subject);
  Bytes later = ReadFileBytes(subject.options.later_version);
  const SECURITY_STATUS status =
      TryImport(subject.package, later.data(), later.size(), specimen.buffer_type);
  if (status >= 0) throw Violation("import of a later version returns " + NameOf(status));
  if (status == SEC_E_INTERNAL_ERROR) {
    throw Violation(
        "import of a later version returns SEC_E_INTERNAL_ERROR, which does not name the reason");
  }
  return "it returns " + NameOf(status);
}

std::string BytesStayTheCallers(const Subject& subject) {
  Specimen specimen = MakeSpecimen(subject);
  const Bytes before = specimen.packed;
  Context one = Import(subject.package, specimen.packed, specimen.buffer_type);
  if (specimen.packed != before) throw Violation("import changes the caller's bytes");
  specimen.packed.assign(specimen.packed.size(), 0);
  SecPkgContext_Sizes sizes{};
  const SECURITY_STATUS status =
      subject.package.QueryAttributes(one.get(), SECPKG_ATTR_SIZES, &sizes);
  if (status != SEC_E_OK) {
    throw Violation("after the caller has wiped the bytes, the imported context returns " +
                    NameOf(status));
  }
  return "";
}

std::string OtherProcess(const Subject& subject) {
  Conversation conversation = Conversation::Established(subject.package);
  ExchangeMessages(conversation.client(), "the client", conversation.server(), "the server");
  ExportedContext exported = Export(conversation.server(), SECPKG_CONTEXT_EXPORT_DELETE_OLD);
  const Message next = Send(conversation.client(), "the client");
  ImportInOtherProcess(subject.options, {exported.bytes(), exported.buffer()->BufferType, next});
  return "";
}

}  // namespace

std::vector<Check> ImportChecks() {
  return {
      {"other-process", "another process of this computer imports the context and continues",
       OtherProcess},
      {"callers-bytes", "import neither changes nor keeps the caller's bytes", BytesStayTheCallers},
      {"no-bytes", "import of no bytes is refused with SEC_E_INVALID_TOKEN", NoBytes},
      {"foreign-bytes", "import of another package's bytes is refused with SEC_E_INVALID_TOKEN",
       ForeignBytes},
      {"truncated", "import of every truncated length is refused with SEC_E_INVALID_TOKEN",
       EveryTruncation},
      {"altered", "import of altered packed contexts is refused with SEC_E_INVALID_TOKEN",
       Mutations},
      {"later-version", "import of a later version of the format is refused", LaterVersion},
  };
}

}  // namespace check_package

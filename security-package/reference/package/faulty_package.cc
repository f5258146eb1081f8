#include <atomic>
#include <cstring>
#include <cwchar>
#include <map>
#include <mutex>
#include <new>
#include <thread>

#include "package/fault_switches.h"
#include "status_error.h"

// The package with its faults, around the functions of its table. handoff_reference_faults.def
// exports this table in place of the one of InitSecurityInterfaceW.

namespace handoff_reference {

FaultSwitches::Switch FaultSwitches::Read(const wchar_t* variable) noexcept {
  wchar_t text[16];
  const DWORD length = GetEnvironmentVariableW(variable, text, ARRAYSIZE(text));
  if (length == 0 || length >= ARRAYSIZE(text)) return std::nullopt;
  return std::wcstoul(text, nullptr, 0);
}

namespace {

using Switch = FaultSwitches::Switch;

// secur32 unloads the DLL and loads it again. Each load reads the variables again.
const FaultSwitches g_switches;

std::atomic<ULONG> g_exports;
std::atomic<ULONG> g_imports;

void WaitFor(Switch milliseconds) {
  if (milliseconds) Sleep(*milliseconds);
}

void Replace(SecBuffer& buffer, void* bytes, ULONG size) {
  SecureZeroMemory(buffer.pvBuffer, buffer.cbBuffer);
  HeapFree(GetProcessHeap(), 0, buffer.pvBuffer);
  buffer.pvBuffer = bytes;
  buffer.cbBuffer = size;
}

// The end of the padding contains the true size.
void Resize(SecBuffer& buffer, ULONG size) {
  const ULONG true_size = buffer.cbBuffer;
  auto* bytes = static_cast<BYTE*>(HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, size));
  if (bytes == nullptr) throw std::bad_alloc();
  std::memcpy(bytes, buffer.pvBuffer, true_size < size ? true_size : size);
  if (size >= true_size + sizeof(true_size)) {
    std::memcpy(bytes + size - sizeof(true_size), &true_size, sizeof(true_size));
  }
  Replace(buffer, bytes, size);
}

void RemovePadding(SecBuffer& buffer) {
  ULONG true_size = 0;
  if (buffer.cbBuffer < sizeof(true_size)) return;
  const ULONG padded_size = buffer.cbBuffer - ULONG{sizeof(true_size)};
  std::memcpy(&true_size, static_cast<BYTE*>(buffer.pvBuffer) + padded_size, sizeof(true_size));
  if (true_size <= padded_size) buffer.cbBuffer = true_size;
}

void ReplaceRights(HANDLE& token, ACCESS_MASK access) {
  HANDLE owned = nullptr;
  SECURITY_DESCRIPTOR grants_nothing{};
  ACL empty{};
  const bool is_closed =
      DuplicateHandle(GetCurrentProcess(), token, GetCurrentProcess(), &owned, WRITE_DAC, FALSE,
                      0) &&
      InitializeSecurityDescriptor(&grants_nothing, SECURITY_DESCRIPTOR_REVISION) &&
      InitializeAcl(&empty, sizeof(empty), ACL_REVISION) &&
      SetSecurityDescriptorDacl(&grants_nothing, TRUE, &empty, FALSE) &&
      SetKernelObjectSecurity(owned, DACL_SECURITY_INFORMATION, &grants_nothing);
  if (owned != nullptr) CloseHandle(owned);
  if (!is_closed) throw StatusError(SEC_E_INTERNAL_ERROR);

  HANDLE replaced = nullptr;
  if (!DuplicateHandle(GetCurrentProcess(), token, GetCurrentProcess(), &replaced, access, FALSE,
                       DUPLICATE_CLOSE_SOURCE)) {
    throw StatusError(SEC_E_INTERNAL_ERROR);
  }
  token = replaced;
}

bool Impersonates() {
  HANDLE token = nullptr;
  if (!OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, TRUE, &token)) return false;
  CloseHandle(token);
  return true;
}

SECURITY_STATUS SEC_ENTRY Export(PCtxtHandle context, ULONG flags, PSecBuffer packed,
                                 void** token) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    ++g_exports;
    WaitFor(g_switches.export_delay);
    if (g_switches.export_status) return static_cast<SECURITY_STATUS>(*g_switches.export_status);
    if (g_switches.keep_old) flags &= ~ULONG{SECPKG_CONTEXT_EXPORT_DELETE_OLD};
    if (g_switches.no_token) token = nullptr;

    const SECURITY_STATUS status =
        InitSecurityInterfaceW()->ExportSecurityContext(context, flags, packed, token);
    if (status != SEC_E_OK) return status;
    if (g_switches.packed_size) Resize(*packed, *g_switches.packed_size);
    if (g_switches.null_buffer) Replace(*packed, nullptr, 0);
    if (g_switches.buffer_type) packed->BufferType = *g_switches.buffer_type;
    if (g_switches.leave_impersonation && token != nullptr) SetThreadToken(nullptr, *token);
    if (g_switches.token_access && token != nullptr && *token != nullptr) {
      ReplaceRights(*token, *g_switches.token_access);
    }
    return status;
  });
}

enum CloseToken : ULONG { kInImport = 1, kInAnotherThread = 2, kInDelete = 3 };

// The tokens of imported contexts, for kInDelete.
std::mutex g_mutex;
std::map<ULONG_PTR, HANDLE> g_tokens;

void CloseAfterImport(HANDLE token, const CtxtHandle& context) {
  if (g_switches.close_token == kInImport) CloseHandle(token);
  if (g_switches.close_token == kInAnotherThread) std::thread(CloseHandle, token).join();
  if (g_switches.close_token == kInDelete) {
    const std::lock_guard<std::mutex> lock(g_mutex);
    g_tokens[context.dwLower] = token;
  }
}

SECURITY_STATUS SEC_ENTRY Delete(PCtxtHandle context) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    const ULONG_PTR lower = context->dwLower;
    const SECURITY_STATUS status = InitSecurityInterfaceW()->DeleteSecurityContext(context);
    const std::lock_guard<std::mutex> lock(g_mutex);
    const auto token = g_tokens.find(lower);
    if (token != g_tokens.end()) {
      CloseHandle(token->second);
      g_tokens.erase(token);
    }
    return status;
  });
}

SECURITY_STATUS SEC_ENTRY Import(SEC_WCHAR* package, PSecBuffer packed, void* token,
                                 PCtxtHandle context) {
  return AtBoundary([&]() -> SECURITY_STATUS {
    ++g_imports;
    WaitFor(g_switches.import_delay);
    if (g_switches.import_status) return static_cast<SECURITY_STATUS>(*g_switches.import_status);
    if (g_switches.leave_impersonation && Impersonates()) return SEC_E_NO_IMPERSONATION;
    if (packed == nullptr || packed->pvBuffer == nullptr) throw StatusError(SEC_E_INVALID_TOKEN);

    SecBuffer mended = *packed;
    if (g_switches.packed_size) RemovePadding(mended);
    if (g_switches.buffer_type) {
      if (mended.BufferType != *g_switches.buffer_type) throw StatusError(SEC_E_INVALID_TOKEN);
      mended.BufferType = SECBUFFER_TOKEN;
    }
    const SECURITY_STATUS status =
        InitSecurityInterfaceW()->ImportSecurityContextW(package, &mended, token, context);
    if (status == SEC_E_OK && token != nullptr) CloseAfterImport(token, *context);
    return status;
  });
}

void SayTrailerSize(const SecBufferDesc& message) {
  if (!g_switches.trailer_size) return;
  for (SecBuffer* buffer = message.pBuffers; buffer != message.pBuffers + message.cBuffers;
       ++buffer) {
    if (buffer->BufferType == SECBUFFER_TOKEN) buffer->cbBuffer = *g_switches.trailer_size;
  }
}

// MakeSignature or EncryptMessage.
template <auto protect>
SECURITY_STATUS SEC_ENTRY Protect(PCtxtHandle context, ULONG quality, PSecBufferDesc message,
                                  ULONG sequence) {
  const SECURITY_STATUS status =
      (InitSecurityInterfaceW()->*protect)(context, quality, message, sequence);
  if (status == SEC_E_OK) SayTrailerSize(*message);
  return status;
}

// Wine's secur32 keeps this result and uses it for queries about the package.
SECURITY_STATUS SEC_ENTRY Enumerate(ULONG* count, PSecPkgInfoW* packages) {
  const SECURITY_STATUS status =
      InitSecurityInterfaceW()->EnumerateSecurityPackagesW(count, packages);
  if (status == SEC_E_OK && g_switches.max_token_size) {
    (*packages)->cbMaxToken = *g_switches.max_token_size;
  }
  return status;
}

SECURITY_STATUS SEC_ENTRY QueryPackageInfo(SEC_WCHAR* name, PSecPkgInfoW* package) {
  const SECURITY_STATUS status = InitSecurityInterfaceW()->QuerySecurityPackageInfoW(name, package);
  if (status == SEC_E_OK && g_switches.max_token_size) {
    (*package)->cbMaxToken = *g_switches.max_token_size;
  }
  return status;
}

// Returns the status of a query that has filled its result.
SECURITY_STATUS StatusOfQuery(SECURITY_STATUS status) {
  const bool is_replaced = status == SEC_E_OK && g_switches.query_status;
  return is_replaced ? static_cast<SECURITY_STATUS>(*g_switches.query_status) : status;
}

SECURITY_STATUS SEC_ENTRY QueryCredentials(PCredHandle credentials, ULONG attribute, void* buffer) {
  return StatusOfQuery(
      InitSecurityInterfaceW()->QueryCredentialsAttributesW(credentials, attribute, buffer));
}

SECURITY_STATUS SEC_ENTRY QueryAttributes(PCtxtHandle context, ULONG attribute, void* buffer) {
  const SECURITY_STATUS status =
      InitSecurityInterfaceW()->QueryContextAttributesW(context, attribute, buffer);
  if (status == SEC_E_OK && attribute == SECPKG_ATTR_PACKAGE_INFO &&
      g_switches.wrong_package_info) {
    static_cast<SecPkgContext_PackageInfoW*>(buffer)->PackageInfo->Name[0] = L'X';
  }
  return StatusOfQuery(status);
}

SECURITY_STATUS SEC_ENTRY Initialize(PCredHandle credentials, PCtxtHandle context,
                                     SEC_WCHAR* target, ULONG requirements, ULONG reserved1,
                                     ULONG data_representation, PSecBufferDesc input,
                                     ULONG reserved2, PCtxtHandle new_context,
                                     PSecBufferDesc output, ULONG* attributes, PTimeStamp expiry) {
  if (g_switches.incomplete_credentials && context != nullptr &&
      (requirements & ISC_REQ_USE_SUPPLIED_CREDS) == 0) {
    // The caller must repeat the call with its own copy of the buffers.
    for (ULONG i = 0; i < input->cBuffers; ++i) input->pBuffers[i].cbBuffer = 0;
    output->pBuffers[0].cbBuffer = 0;
    return SEC_I_INCOMPLETE_CREDENTIALS;
  }
  return InitSecurityInterfaceW()->InitializeSecurityContextW(
      credentials, context, target, requirements, reserved1, data_representation, input, reserved2,
      new_context, output, attributes, expiry);
}

SecurityFunctionTableW MakeTable() {
  SecurityFunctionTableW table = *InitSecurityInterfaceW();
  table.EnumerateSecurityPackagesW = Enumerate;
  table.QuerySecurityPackageInfoW = QueryPackageInfo;
  table.QueryCredentialsAttributesW = QueryCredentials;
  table.QueryContextAttributesW = QueryAttributes;
  table.InitializeSecurityContextW = Initialize;
  table.ExportSecurityContext = Export;
  table.ImportSecurityContextW = Import;
  table.DeleteSecurityContext = Delete;
  table.MakeSignature = Protect<&SecurityFunctionTableW::MakeSignature>;
  table.EncryptMessage = Protect<&SecurityFunctionTableW::EncryptMessage>;
  return table;
}

}  // namespace

}  // namespace handoff_reference

extern "C" PSecurityFunctionTableW SEC_ENTRY FaultyInitSecurityInterfaceW() {
  static SecurityFunctionTableW table = handoff_reference::MakeTable();
  return &table;
}

// Returns the number of calls of the package since the last call of this function.
extern "C" void SEC_ENTRY TakeCallCounts(ULONG* exports, ULONG* imports) {
  *exports = handoff_reference::g_exports.exchange(0);
  *imports = handoff_reference::g_imports.exchange(0);
}

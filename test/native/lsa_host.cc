#include "lsa_host.h"

#include <algorithm>
#include <cstring>
#include <set>
#include <vector>

// clang-format off
#include <windows.h>
#include <ntsecapi.h>
#include <security.h>
#include <ntsecpkg.h>
// clang-format on

namespace win32_probe {
namespace {

// A heap that knows its blocks. Each table has its own, so that the origin of a block can be
// checked.
template <typename Owner>
struct CountedHeap {
  static PVOID NTAPI Allocate(ULONG size) {
    void* block = HeapAlloc(GetProcessHeap(), 0, size);
    blocks().insert(block);
    return block;
  }
  static VOID NTAPI Free(PVOID block) {
    if (blocks().erase(block) == 1) HeapFree(GetProcessHeap(), 0, block);
  }
  static bool Has(const void* block) { return blocks().count(const_cast<void*>(block)) == 1; }
  static std::set<void*>& blocks() {
    static std::set<void*> blocks;
    return blocks;
  }
};
using LsaHeap = CountedHeap<struct Lsa>;
using ClientHeap = CountedHeap<struct Client>;
using UserModeHeap = CountedHeap<struct UserMode>;

// LSA's half receives the caller's addresses with an offset. Code that follows such an address
// instead of calling LSA's copy function crashes.
constexpr std::uintptr_t kOtherProcess = std::uintptr_t{1} << 62;

template <typename T>
T* InClient(T* here) {
  return reinterpret_cast<T*>(reinterpret_cast<std::uintptr_t>(here) + kOtherProcess);
}
template <typename T>
T* InThisProcess(T* there) {
  return reinterpret_cast<T*>(reinterpret_cast<std::uintptr_t>(there) - kOtherProcess);
}

NTSTATUS NTAPI AllocateClientBuffer(PLSA_CLIENT_REQUEST, ULONG size, PVOID* address) {
  *address = InClient(ClientHeap::Allocate(size));
  return 0;
}
NTSTATUS NTAPI FreeClientBuffer(PLSA_CLIENT_REQUEST, PVOID address) {
  ClientHeap::Free(InThisProcess(address));
  return 0;
}
NTSTATUS NTAPI CopyToClientBuffer(PLSA_CLIENT_REQUEST, ULONG size, PVOID to, PVOID from) {
  std::memcpy(InThisProcess(to), from, size);
  return 0;
}
NTSTATUS NTAPI CopyFromClientBuffer(PLSA_CLIENT_REQUEST, ULONG size, PVOID to, PVOID from) {
  std::memcpy(to, InThisProcess(from), size);
  return 0;
}

LSA_SECPKG_FUNCTION_TABLE LsaFunctions() {
  LSA_SECPKG_FUNCTION_TABLE table{};
  table.AllocateLsaHeap = LsaHeap::Allocate;
  table.FreeLsaHeap = LsaHeap::Free;
  table.AllocateClientBuffer = AllocateClientBuffer;
  table.FreeClientBuffer = FreeClientBuffer;
  table.CopyToClientBuffer = CopyToClientBuffer;
  table.CopyFromClientBuffer = CopyFromClientBuffer;
  return table;
}

SECPKG_DLL_FUNCTIONS UserModeFunctions() {
  SECPKG_DLL_FUNCTIONS table{};
  table.AllocateHeap = UserModeHeap::Allocate;
  table.FreeHeap = UserModeHeap::Free;
  return table;
}

// Counts the null pointers up to `last`, the last function of the interface's first version. Newer
// headers have more.
template <typename Table, typename Function>
std::size_t CountHoles(const Table& table, Function* const& last) {
  const auto* end = reinterpret_cast<const BYTE*>(&last) + sizeof(last);
  const auto size = static_cast<std::size_t>(end - reinterpret_cast<const BYTE*>(&table));
  std::vector<const void*> functions(size / sizeof(void*));
  std::memcpy(functions.data(), &table, size);
  return static_cast<std::size_t>(std::count(functions.begin(), functions.end(), nullptr));
}

template <typename Function>
Function* Exported(HMODULE dll, const char* name) {
  return reinterpret_cast<Function*>(reinterpret_cast<void*>(GetProcAddress(dll, name)));
}

// The legs whose context was mapped.
struct Side {
  LSA_SEC_HANDLE credential = 0;
  LSA_SEC_HANDLE context = 0;
  std::wstring mapped;
  SecBuffer context_data{};
};

class Host {
 public:
  explicit Host(const std::wstring& dll) : dll_(LoadLibraryW(dll.c_str())) {}
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;
  ~Host() { FreeLibrary(dll_); }

  Details Run() {
    if (!Load()) return std::move(facts_);
    QueryCredential();
    ShakeHands();
    QueryInLsa();
    MapIntoUserMode();
    UseInUserMode();
    Delete();
    Tell("blocksLeft",
         LsaHeap::blocks().size() + ClientHeap::blocks().size() + UserModeHeap::blocks().size());
    return std::move(facts_);
  }

 private:
  void Tell(const char* name, std::uint64_t value) { facts_.emplace_back(name, value); }
  void Tell(const char* name, std::wstring value) { facts_.emplace_back(name, std::move(value)); }
  void TellStatus(const char* name, NTSTATUS status) {
    Tell(name, std::uint64_t{static_cast<std::uint32_t>(status)});
  }

  bool Load() {
    auto* lsa_initialize =
        Exported<std::remove_pointer_t<SpLsaModeInitializeFn>>(dll_, SECPKG_LSAMODEINIT_NAME);
    auto* user_initialize =
        Exported<std::remove_pointer_t<SpUserModeInitializeFn>>(dll_, SECPKG_USERMODEINIT_NAME);
    if (lsa_initialize == nullptr || user_initialize == nullptr) return false;
    ULONG version = 0;
    ULONG count = 0;
    TellStatus("lsaModeInitialize",
               lsa_initialize(SECPKG_INTERFACE_VERSION, &version, &lsa_, &count));
    Tell("lsaVersion", version);
    Tell("lsaTables", count);
    TellStatus("userModeInitialize",
               user_initialize(SECPKG_INTERFACE_VERSION, &version, &user_, &count));
    Tell("userVersion", version);
    Tell("userTables", count);
    Tell("holesInTables", CountHoles(*lsa_, lsa_->SetCredentialsAttributes) +
                              CountHoles(*user_, user_->ImportContext));

    TellStatus("initializeWithoutFunctions", lsa_->Initialize(1, nullptr, nullptr));
    TellStatus("instanceInitWithoutFunctions",
               user_->InstanceInit(SECPKG_INTERFACE_VERSION, nullptr, nullptr));
    static LSA_SECPKG_FUNCTION_TABLE lsa_functions = LsaFunctions();
    static SECPKG_DLL_FUNCTIONS user_functions = UserModeFunctions();
    SECPKG_PARAMETERS parameters{};
    TellStatus("initialize", lsa_->Initialize(1, &parameters, &lsa_functions));
    TellStatus("instanceInit",
               user_->InstanceInit(SECPKG_INTERFACE_VERSION, &user_functions, nullptr));
    SecPkgInfoW info{};
    TellStatus("getInfo", lsa_->GetInfo(&info));
    Tell("name", std::wstring(info.Name));
    return true;
  }

  void QueryCredential() {
    static wchar_t user[] = L"alice";
    static wchar_t domain[] = L"EXAMPLE";
    static wchar_t password[] = L"correct horse";
    SEC_WINNT_AUTH_IDENTITY_W identity{};
    identity.User = reinterpret_cast<unsigned short*>(InClient(user));
    identity.UserLength = 5;
    identity.Domain = reinterpret_cast<unsigned short*>(InClient(domain));
    identity.DomainLength = 7;
    identity.Password = reinterpret_cast<unsigned short*>(InClient(password));
    identity.PasswordLength = 13;
    identity.Flags = SEC_WINNT_AUTH_IDENTITY_UNICODE;
    TimeStamp expiry{};
    for (Side* side : {&client_, &server_}) {
      TellStatus("acquire", lsa_->AcquireCredentialsHandle(nullptr, SECPKG_CRED_BOTH, nullptr,
                                                           InClient(&identity), nullptr, nullptr,
                                                           &side->credential, &expiry));
    }
    SecPkgCredentials_NamesW names{};
    TellStatus("queryCredential", lsa_->QueryCredentialsAttributes(client_.credential,
                                                                   SECPKG_CRED_ATTR_NAMES, &names));
    if (names.sUserName == nullptr) return;
    wchar_t* name = InThisProcess(names.sUserName);
    Tell("credentialNameIsInClient", ClientHeap::Has(name) ? 1 : 0);
    Tell("credentialName", std::wstring(name));
    ClientHeap::Free(name);
  }

  void ShakeHands() {
    SecBuffer token{0, SECBUFFER_TOKEN, nullptr};
    bool clients_turn = true;
    for (;;) {
      SecBuffer output{0, SECBUFFER_TOKEN, nullptr};
      const NTSTATUS status = Step(clients_turn, token, output);
      if (token.pvBuffer != nullptr) LsaHeap::Free(token.pvBuffer);
      token = output;
      if (token.pvBuffer != nullptr) tokens_are_lsas_ &= LsaHeap::Has(token.pvBuffer);
      if (status < 0 || token.pvBuffer == nullptr) {
        TellStatus("handshake", status);
        break;
      }
      clients_turn = !clients_turn;
    }
    Tell("tokensAreOfLsaHeap", tokens_are_lsas_ ? 1 : 0);
    Tell("clientMapped", client_.mapped);
    Tell("serverMapped", server_.mapped);
  }

  NTSTATUS Step(bool clients_turn, SecBuffer& input, SecBuffer& output) {
    Side& side = clients_turn ? client_ : server_;
    SecBufferDesc inputs{SECBUFFER_VERSION, 1, &input};
    SecBufferDesc outputs{SECBUFFER_VERSION, 1, &output};
    static wchar_t target[] = L"host/example";
    UNICODE_STRING name{sizeof(target) - sizeof(wchar_t), sizeof(target), target};
    ULONG flags = 0;
    TimeStamp expiry{};
    BOOLEAN mapped = 0xFF;
    const NTSTATUS status =
        clients_turn ? lsa_->InitLsaModeContext(
                           side.credential, side.context, &name,
                           ISC_REQ_ALLOCATE_MEMORY | ISC_REQ_USE_DCE_STYLE | ISC_REQ_INTEGRITY,
                           SECURITY_NATIVE_DREP, side.context != 0 ? &inputs : nullptr,
                           &side.context, &outputs, &flags, &expiry, &mapped, &side.context_data)
                     : lsa_->AcceptLsaModeContext(side.credential, side.context, &inputs,
                                                  ASC_REQ_ALLOCATE_MEMORY | ASC_REQ_INTEGRITY,
                                                  SECURITY_NATIVE_DREP, &side.context, &outputs,
                                                  &flags, &expiry, &mapped, &side.context_data);
    side.mapped += mapped == TRUE ? L'y' : mapped == FALSE ? L'n' : L'?';
    return status;
  }

  void QueryInLsa() {
    SecPkgContext_PackageInfoW info{};
    TellStatus("packageInfoInLsa",
               lsa_->QueryContextAttributes(server_.context, SECPKG_ATTR_PACKAGE_INFO, &info));
    Tell("packageInfoIsOfLsaHeap", LsaHeap::Has(info.PackageInfo) ? 1 : 0);
    LsaHeap::Free(info.PackageInfo);
    SecPkgContext_AccessToken token{};
    TellStatus("accessTokenInLsa",
               lsa_->QueryContextAttributes(server_.context, SECPKG_ATTR_ACCESS_TOKEN, &token));
    SecPkgContext_SessionKey key{};
    TellStatus("sessionKeyInLsa",
               lsa_->QueryContextAttributes(client_.context, SECPKG_ATTR_SESSION_KEY, &key));
  }

  void MapIntoUserMode() {
    bool of_lsa_heap = true;
    for (Side* side : {&client_, &server_}) {
      of_lsa_heap &= LsaHeap::Has(side->context_data.pvBuffer);
      TellStatus("initUserModeContext",
                 user_->InitUserModeContext(side->context, &side->context_data));
      SecBuffer cut{side->context_data.cbBuffer - 1, SECBUFFER_TOKEN, side->context_data.pvBuffer};
      TellStatus("initUserModeContextCut", user_->InitUserModeContext(side->context + 1000, &cut));
      LsaHeap::Free(side->context_data.pvBuffer);
    }
    Tell("contextDataIsOfLsaHeap", of_lsa_heap ? 1 : 0);
  }

  void UseInUserMode() {
    char text[] = "text";
    char signature[64] = {};
    SecBuffer buffers[] = {{sizeof(text), SECBUFFER_DATA, text},
                           {sizeof(signature), SECBUFFER_TOKEN, signature}};
    SecBufferDesc message{SECBUFFER_VERSION, 2, buffers};
    TellStatus("sign", user_->MakeSignature(client_.context, 0, &message, 0));
    TellStatus("verify", user_->VerifySignature(server_.context, &message, 0, nullptr));

    SecPkgContext_NamesW names{};
    TellStatus("names", user_->QueryContextAttributes(server_.context, SECPKG_ATTR_NAMES, &names));
    Tell("namesIsOfUserModeHeap", UserModeHeap::Has(names.sUserName) ? 1 : 0);
    if (names.sUserName != nullptr) Tell("userName", std::wstring(names.sUserName));
    UserModeHeap::Free(names.sUserName);

    HANDLE token = nullptr;
    TellStatus("contextToken", user_->GetContextToken(server_.context, &token));
    TellStatus("contextTokenOfClient", user_->GetContextToken(client_.context, &token));

    SecBuffer packed{0, SECBUFFER_EMPTY, nullptr};
    HANDLE exported_token = nullptr;
    TellStatus("export", user_->ExportContext(server_.context, SECPKG_CONTEXT_EXPORT_DELETE_OLD,
                                              &packed, &exported_token));
    Tell("packedContextIsOfUserModeHeap", UserModeHeap::Has(packed.pvBuffer) ? 1 : 0);
    Tell("exportedTokenCloses", CloseHandle(exported_token) ? 1 : 0);
    TellStatus("signAfterDeleteOld", user_->MakeSignature(server_.context, 0, &message, 0));
    LSA_SEC_HANDLE imported = 0;
    TellStatus("import", user_->ImportContext(&packed, nullptr, &imported));
    UserModeHeap::Free(packed.pvBuffer);
    TellStatus("deleteImported", user_->DeleteUserModeContext(imported));
  }

  // Deletes like the caller's DeleteSecurityContext: first here, then in LSA.
  void Delete() {
    TellStatus("deleteUserMode", user_->DeleteUserModeContext(client_.context));
    for (const Side* side : {&client_, &server_}) {
      TellStatus("deleteInLsa", lsa_->DeleteContext(side->context));
      TellStatus("deleteInLsaAgain", lsa_->DeleteContext(side->context));
      TellStatus("freeCredentials", lsa_->FreeCredentialsHandle(side->credential));
    }
    TellStatus("shutdown", lsa_->Shutdown());
  }

  HMODULE dll_;
  PSECPKG_FUNCTION_TABLE lsa_ = nullptr;
  PSECPKG_USER_FUNCTION_TABLE user_ = nullptr;
  Side client_;
  Side server_;
  bool tokens_are_lsas_ = true;
  Details facts_;
};

}  // namespace

Details HostSecurityPackage(const std::wstring& dll) { return Host(dll).Run(); }

}  // namespace win32_probe

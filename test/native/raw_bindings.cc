#include "raw_bindings.h"

#include <security.h>

namespace win32_probe {

LONG InitializeWithBindings(const std::wstring& package_name, std::vector<BYTE> bindings) {
  static wchar_t user[] = L"alice";
  static wchar_t password[] = L"correct horse";
  SEC_WINNT_AUTH_IDENTITY_W identity{};
  identity.User = reinterpret_cast<unsigned short*>(user);
  identity.UserLength = 5;
  identity.Password = reinterpret_cast<unsigned short*>(password);
  identity.PasswordLength = 13;
  identity.Flags = SEC_WINNT_AUTH_IDENTITY_UNICODE;
  CredHandle credential{};
  TimeStamp expiry{};
  SECURITY_STATUS status = AcquireCredentialsHandleW(
      nullptr, const_cast<wchar_t*>(package_name.c_str()), SECPKG_CRED_OUTBOUND, nullptr, &identity,
      nullptr, nullptr, &credential, &expiry);
  if (status != SEC_E_OK) return status;

  SecBuffer input{static_cast<ULONG>(bindings.size()), SECBUFFER_CHANNEL_BINDINGS, bindings.data()};
  SecBufferDesc inputs{SECBUFFER_VERSION, 1, &input};
  std::vector<BYTE> room(4096);
  SecBuffer output{static_cast<ULONG>(room.size()), SECBUFFER_TOKEN, room.data()};
  SecBufferDesc outputs{SECBUFFER_VERSION, 1, &output};
  CtxtHandle context{};
  ULONG attributes = 0;
  status = InitializeSecurityContextW(&credential, nullptr, nullptr, 0, 0, SECURITY_NATIVE_DREP,
                                      &inputs, 0, &context, &outputs, &attributes, &expiry);
  if (status >= 0) DeleteSecurityContext(&context);
  FreeCredentialsHandle(&credential);
  return status;
}

}  // namespace win32_probe

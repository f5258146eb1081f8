#include "access_tokens.h"

namespace win32_probe {
namespace {

class ProcessToken {
 public:
  ProcessToken() { OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY | TOKEN_DUPLICATE, &handle_); }
  ProcessToken(const ProcessToken&) = delete;
  ProcessToken& operator=(const ProcessToken&) = delete;
  ~ProcessToken() { CloseHandle(handle_); }

  HANDLE get() const { return handle_; }

 private:
  HANDLE handle_ = nullptr;
};

}  // namespace

HANDLE MakeTokenWithoutEveryone() {
  BYTE everyone[SECURITY_MAX_SID_SIZE];
  DWORD size = sizeof(everyone);
  if (!CreateWellKnownSid(WinWorldSid, nullptr, everyone, &size)) return nullptr;
  SID_AND_ATTRIBUTES disabled{everyone, 0};
  const ProcessToken own;
  HANDLE token = nullptr;
  CreateRestrictedToken(own.get(), 0, 1, &disabled, 0, nullptr, 0, nullptr, &token);
  return token;
}

HANDLE OpenLinkedToken() {
  const ProcessToken own;
  TOKEN_LINKED_TOKEN linked{};
  DWORD size = 0;
  GetTokenInformation(own.get(), TokenLinkedToken, &linked, sizeof(linked), &size);
  return linked.LinkedToken;
}

}  // namespace win32_probe

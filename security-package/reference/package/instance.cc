#include "package/instance.h"

#include <mutex>

namespace handoff_reference {

namespace {

std::mutex g_lock;
Instance* g_instance = nullptr;

}  // namespace

Instance& Instance::Get() {
  const std::lock_guard<std::mutex> guard(g_lock);
  if (g_instance == nullptr) g_instance = new Instance;
  return *g_instance;
}

LSA_SEC_HANDLE Instance::AcquireCredentials(ULONG use, Identity identity, TimeStamp* expiry) {
  const LSA_SEC_HANDLE handle =
      credentials.Insert(std::make_shared<Credentials>(use, std::move(identity)));
  if (expiry != nullptr) *expiry = ToTimeStamp(kNever);
  return handle;
}

std::shared_ptr<Context> Instance::FindInUserMode(LSA_SEC_HANDLE handle) {
  auto found = user_mode_contexts.FindIfThere(handle);
  return found != nullptr ? found : lsa_contexts.Find(handle);
}

void Instance::RemoveInUserMode(LSA_SEC_HANDLE handle) {
  if (!user_mode_contexts.RemoveIfThere(handle)) lsa_contexts.Remove(handle);
}

}  // namespace handoff_reference

BOOL WINAPI DllMain(HINSTANCE, DWORD reason, LPVOID process_ends) {
  // When the process ends, its other threads have been stopped at any point, perhaps while they
  // changed a table. So the memory is not touched. The system frees its pages with the process.
  if (reason == DLL_PROCESS_DETACH && process_ends == nullptr) {
    delete handoff_reference::g_instance;
  }
  return TRUE;
}

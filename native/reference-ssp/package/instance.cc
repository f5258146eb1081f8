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

}  // namespace handoff_reference

BOOL WINAPI DllMain(HINSTANCE, DWORD reason, LPVOID process_ends) {
  // When the process ends, its other threads have been stopped wherever they were, in the middle of
  // a table perhaps. Then the memory is left alone; its pages go with the process.
  if (reason == DLL_PROCESS_DETACH && process_ends == nullptr) {
    delete handoff_reference::g_instance;
  }
  return TRUE;
}

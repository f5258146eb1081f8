#include "vanishing_memory.h"

#include <windows.h>

#include <atomic>
#include <memory>
#include <thread>

namespace win32_probe {
namespace {

class VanishingMemory {
 public:
  VanishingMemory() : thread_(&VanishingMemory::AllocateAndFree, this) {}
  VanishingMemory(const VanishingMemory&) = delete;
  VanishingMemory& operator=(const VanishingMemory&) = delete;
  ~VanishingMemory() {
    is_stopping_ = true;
    thread_.join();
  }

 private:
  void AllocateAndFree() {
    constexpr SIZE_T kSize = 0x1000000;
    void* memory = VirtualAlloc(nullptr, kSize, MEM_RESERVE, PAGE_READWRITE);
    while (!is_stopping_) {
      VirtualAlloc(memory, kSize, MEM_COMMIT, PAGE_READWRITE);
      Sleep(1);
      VirtualFree(memory, kSize, MEM_DECOMMIT);
    }
    VirtualFree(memory, 0, MEM_RELEASE);
  }

  std::atomic<bool> is_stopping_{false};
  std::thread thread_;
};

std::unique_ptr<VanishingMemory> vanishing_memory;

void StartVanishing(const Napi::CallbackInfo&) {
  vanishing_memory = std::make_unique<VanishingMemory>();
}

void StopVanishing(const Napi::CallbackInfo&) { vanishing_memory.reset(); }

}  // namespace

void RegisterVanishingMemory(Napi::Env env, Napi::Object exports) {
  exports.Set("startVanishingMemory", Napi::Function::New<StartVanishing>(env));
  exports.Set("stopVanishingMemory", Napi::Function::New<StopVanishing>(env));
}

}  // namespace win32_probe

#include "bcrypt_remains.h"

#include <bcrypt.h>

#include <array>

#include "import_table.h"

namespace win32_probe {
namespace {

using Free = void(__cdecl*)(void*);
using MemorySize = std::size_t(__cdecl*)(void*);

// The heap functions of the C library from which Wine's bcrypt.dll allocates; it is not the one of
// this module.
Free free_memory = nullptr;
MemorySize memory_size = nullptr;

// Exceeds the stack depth of all previous calls of bcrypt.dll.
void WipeStack() {
  volatile BYTE stack[16 * 1024];
  for (volatile BYTE& byte : stack) byte = 0;
}

// A hash or key is usually destroyed near its use, and its memory is freed then.
void __cdecl WipeAndFree(void* memory) {
  if (memory != nullptr) SecureZeroMemory(memory, memory_size(memory));
  WipeStack();
  free_memory(memory);
}

template <typename Function>
Function Find(HMODULE module, const char* name) {
  return reinterpret_cast<Function>(reinterpret_cast<void*>(GetProcAddress(module, name)));
}

}  // namespace

bool MakeBcryptWipe() {
  const HMODULE c_library = GetModuleHandleW(L"ucrtbase.dll");
  if (c_library == nullptr) return false;
  free_memory = Find<Free>(c_library, "free");
  memory_size = Find<MemorySize>(c_library, "_msize");
  return free_memory != nullptr && memory_size != nullptr &&
         ReplaceImports(L"bcrypt.dll", {{"free", reinterpret_cast<const void*>(&WipeAndFree)}})
             .empty();
}

std::vector<Finding> FindRemainsOfHmacKey() {
  constexpr std::size_t kHalves = 2;
  std::array<BYTE, kHalves * sizeof(Mask)> key{};
  Mask mask{};
  const auto fill = [](auto& bytes) {
    BCryptGenRandom(nullptr, bytes.data(), static_cast<ULONG>(bytes.size()),
                    BCRYPT_USE_SYSTEM_PREFERRED_RNG);
  };
  fill(key);
  fill(mask);
  // Wine's generator keeps its last output, which the search would find. This value never came from
  // it.
  for (BYTE& byte : key) byte = static_cast<BYTE>(byte ^ 0x5A);
  std::vector<Mask> masked(kHalves);
  for (std::size_t i = 0; i < key.size(); ++i) {
    masked[i / sizeof(Mask)][i % sizeof(Mask)] = static_cast<BYTE>(key[i] ^ mask[i % sizeof(Mask)]);
  }

  BCRYPT_ALG_HANDLE algorithm = nullptr;
  BCryptOpenAlgorithmProvider(&algorithm, BCRYPT_SHA256_ALGORITHM, nullptr,
                              BCRYPT_ALG_HANDLE_HMAC_FLAG);
  BCRYPT_HASH_HANDLE hash = nullptr;
  BCryptCreateHash(algorithm, &hash, nullptr, 0, key.data(), static_cast<ULONG>(key.size()), 0);
  std::array<BYTE, 32> digest{};
  BCryptHashData(hash, mask.data(), static_cast<ULONG>(mask.size()), 0);
  BCryptFinishHash(hash, digest.data(), static_cast<ULONG>(digest.size()), 0);
  BCryptDestroyHash(hash);
  BCryptCloseAlgorithmProvider(algorithm, 0);
  SecureZeroMemory(key.data(), key.size());
  return SearchMemory(mask, masked);
}

}  // namespace win32_probe

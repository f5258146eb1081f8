#pragma once

#include <napi.h>
#include <windows.h>

#include <algorithm>
#include <cstdint>
#include <initializer_list>

namespace binding {

// Returns the numbers of a synchronous call in an array that JavaScript always holds, because
// creating an object takes longer than signing a short message. The numbers are valid until the
// next call.
class CallNumbers {
 public:
  void Register(Napi::Env env, Napi::Object exports) {
    auto array = Napi::Uint32Array::New(env, 6);
    values_ = array.Data();
    array_ = Napi::Persistent(array);
    exports.Set("callNumbers", array);
  }

  void Set(std::initializer_list<ULONG> numbers) {
    std::copy(numbers.begin(), numbers.end(), values_);
  }

 private:
  Napi::Reference<Napi::Uint32Array> array_;
  std::uint32_t* values_ = nullptr;
};

}  // namespace binding

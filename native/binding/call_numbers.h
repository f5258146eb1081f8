#pragma once

#include <napi.h>
#include <windows.h>

#include <algorithm>
#include <cstdint>
#include <initializer_list>

namespace binding {

// The numbers that a synchronous call gives, in an array that JavaScript has all the time: to make
// an object of them takes longer than to sign a short message. Good until the next call.
class CallNumbers {
 public:
  void Register(Napi::Env env, Napi::Object exports) {
    auto array = Napi::Uint32Array::New(env, 6);
    values_ = array.Data();
    array_ = Napi::Persistent(array);
    exports.Set("callNumbers", array);
  }

  void Give(std::initializer_list<ULONG> numbers) {
    std::copy(numbers.begin(), numbers.end(), values_);
  }

 private:
  Napi::Reference<Napi::Uint32Array> array_;
  std::uint32_t* values_ = nullptr;
};

}  // namespace binding

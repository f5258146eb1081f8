#pragma once

#include <napi.h>
#include <windows.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "sspi/bytes.h"
#include "windows/secure_array.h"

namespace binding {

// A value from JavaScript: an argument, or a property of an options object. Each method checks the
// type and copies the value into C++ memory. TypeScript has validated the value already, with
// better messages; these checks keep a mistake in TypeScript from becoming a crash here.
class Input {
 public:
  Input(Napi::Value value, std::size_t argument) : value_(value), argument_(argument) {}
  Input(Napi::Value value, const char* option) : value_(value), option_(option) {}

  Napi::Value value() const { return value_; }
  bool IsNull() const { return value_.IsNull(); }
  bool Boolean() const;
  std::uint32_t Uint32() const;
  std::uint64_t Uint64() const;
  Napi::Function Function() const;
  Napi::Object Object() const;
  HANDLE Handle() const;
  std::wstring Text() const;
  // Accepts a string, or a Uint8Array of UTF-16LE.
  windows::SecureArray<wchar_t> SecretText() const;

  // Points into the caller's memory, so only a synchronous call may use it.
  sspi::Bytes Borrowed() const;
  // The same for an array of Uint8Arrays.
  std::vector<sspi::Bytes> BorrowedList() const;
  std::vector<BYTE> Copied() const;
  windows::SecureArray<BYTE> SecretCopied() const;

  // The memory of a Uint32Array with at least `count` numbers.
  std::uint32_t* Numbers(std::size_t count) const;
  // Writes numbers to a Uint32Array, which is an argument for further results of a call.
  void Write(std::initializer_list<std::uint32_t> numbers) const;

 private:
  Napi::TypeError WrongType(const char* expected) const;
  std::size_t TextLength() const;

  Napi::Value value_;
  const char* option_ = nullptr;
  std::size_t argument_ = 0;
};

}  // namespace binding

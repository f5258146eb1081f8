#pragma once

#include <napi.h>
#include <windows.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "sspi/message_protection.h"
#include "windows/secure_array.h"

namespace binding {

// The arguments of one call, each checked and copied into C++ memory as it is asked for. TypeScript
// has validated them already, with better messages; these checks keep a mistake there from becoming
// a crash here.
class Arguments {
 public:
  explicit Arguments(const Napi::CallbackInfo& info) : info_(info) {}

  bool IsNull(std::size_t index) const { return info_[index].IsNull(); }
  bool Boolean(std::size_t index) const;
  std::uint32_t Uint32(std::size_t index) const;
  std::uint64_t Uint64(std::size_t index) const;
  Napi::Function Function(std::size_t index) const;
  HANDLE Handle(std::size_t index) const;
  std::wstring Text(std::size_t index) const;
  // A string, or a Uint8Array of UTF-16LE.
  windows::SecureArray<wchar_t> SecretText(std::size_t index) const;

  // The caller's memory, for a synchronous call.
  sspi::Bytes Borrowed(std::size_t index) const;
  std::vector<BYTE> Copied(std::size_t index) const;
  windows::SecureArray<BYTE> SecretCopied(std::size_t index) const;

  Napi::Value operator[](std::size_t index) const { return info_[index]; }

 private:
  Napi::TypeError WrongType(std::size_t index, const char* expected) const;
  std::size_t TextLength(std::size_t index) const;

  const Napi::CallbackInfo& info_;
};

}  // namespace binding

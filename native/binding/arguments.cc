#include "binding/arguments.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace binding {

static_assert(sizeof(wchar_t) == sizeof(char16_t));

Napi::TypeError Arguments::WrongType(std::size_t index, const char* expected) const {
  return Napi::TypeError::New(info_.Env(), "Argument " + std::to_string(index) +
                                               " of the native function must be " + expected);
}

bool Arguments::Boolean(std::size_t index) const {
  if (!info_[index].IsBoolean()) throw WrongType(index, "a boolean");
  return info_[index].As<Napi::Boolean>();
}

std::uint32_t Arguments::Uint32(std::size_t index) const {
  std::uint32_t value = 0;
  if (napi_get_value_uint32(info_.Env(), info_[index], &value) != napi_ok) {
    throw WrongType(index, "a number");
  }
  return value;
}

Napi::Function Arguments::Function(std::size_t index) const {
  if (!info_[index].IsFunction()) throw WrongType(index, "a function");
  return info_[index].As<Napi::Function>();
}

std::uint64_t Arguments::Uint64(std::size_t index) const {
  if (!info_[index].IsBigInt()) throw WrongType(index, "a bigint");
  bool lossless = false;
  const std::uint64_t value = info_[index].As<Napi::BigInt>().Uint64Value(&lossless);
  if (!lossless) throw WrongType(index, "a bigint of 64 bits");
  return value;
}

HANDLE Arguments::Handle(std::size_t index) const {
  const std::uint64_t value = Uint64(index);
  if (value > std::numeric_limits<std::uintptr_t>::max()) {
    throw WrongType(index, "a bigint of a pointer's size");
  }
  return reinterpret_cast<HANDLE>(static_cast<std::uintptr_t>(value));
}

std::size_t Arguments::TextLength(std::size_t index) const {
  if (!info_[index].IsString()) throw WrongType(index, "a string");
  std::size_t length = 0;
  if (napi_get_value_string_utf16(info_.Env(), info_[index], nullptr, 0, &length) != napi_ok) {
    throw Napi::Error::New(info_.Env());
  }
  return length;
}

std::wstring Arguments::Text(std::size_t index) const {
  std::size_t length = TextLength(index);
  std::wstring text(length, L'\0');
  if (napi_get_value_string_utf16(info_.Env(), info_[index],
                                  reinterpret_cast<char16_t*>(text.data()), length + 1,
                                  &length) != napi_ok) {
    throw Napi::Error::New(info_.Env());
  }
  return text;
}

windows::SecureArray<wchar_t> Arguments::SecretText(std::size_t index) const {
  if (info_[index].IsTypedArray()) {
    const sspi::Bytes utf16 = Borrowed(index);
    windows::SecureArray<wchar_t> text(utf16.size / sizeof(wchar_t));
    std::memcpy(text.data(), utf16.data, text.size() * sizeof(wchar_t));
    return text;
  }
  // Node-API writes a terminating NUL, for which the text itself has no room.
  std::size_t length = TextLength(index);
  windows::SecureArray<wchar_t> with_nul(length + 1);
  if (napi_get_value_string_utf16(info_.Env(), info_[index],
                                  reinterpret_cast<char16_t*>(with_nul.data()), length + 1,
                                  &length) != napi_ok) {
    throw Napi::Error::New(info_.Env());
  }
  windows::SecureArray<wchar_t> text(length);
  std::copy_n(with_nul.data(), length, text.data());
  return text;
}

sspi::Bytes Arguments::Borrowed(std::size_t index) const {
  napi_typedarray_type type{};
  std::size_t size = 0;
  void* data = nullptr;
  // One call of Node-API for all: Napi::TypedArray makes one for each question.
  if (napi_get_typedarray_info(info_.Env(), info_[index], &type, &size, &data, nullptr, nullptr) !=
          napi_ok ||
      type != napi_uint8_array) {
    throw WrongType(index, "a Uint8Array");
  }
  if (size > std::numeric_limits<ULONG>::max()) {
    throw WrongType(index, "a Uint8Array of less than 4 GiB");
  }
  return {static_cast<BYTE*>(data), static_cast<ULONG>(size)};
}

std::vector<BYTE> Arguments::Copied(std::size_t index) const {
  const sspi::Bytes bytes = Borrowed(index);
  return std::vector<BYTE>(bytes.data, bytes.data + bytes.size);
}

windows::SecureArray<BYTE> Arguments::SecretCopied(std::size_t index) const {
  const sspi::Bytes bytes = Borrowed(index);
  windows::SecureArray<BYTE> copy(bytes.size);
  std::copy_n(bytes.data, bytes.size, copy.data());
  return copy;
}

}  // namespace binding

#include "binding/input.h"

#include <algorithm>
#include <limits>

namespace binding {

static_assert(sizeof(wchar_t) == sizeof(char16_t));

Napi::TypeError Input::WrongType(const char* expected) const {
  const std::string name = option_ == nullptr ? "Argument " + std::to_string(argument_)
                                              : "Option " + std::string(option_);
  return Napi::TypeError::New(value_.Env(), name + " of the native function must be " + expected);
}

bool Input::Boolean() const {
  if (!value_.IsBoolean()) throw WrongType("a boolean");
  return value_.As<Napi::Boolean>();
}

std::uint32_t Input::Uint32() const {
  std::uint32_t value = 0;
  if (napi_get_value_uint32(value_.Env(), value_, &value) != napi_ok) {
    throw WrongType("a number");
  }
  return value;
}

Napi::Object Input::Object() const {
  if (!value_.IsObject()) throw WrongType("an object");
  return value_.As<Napi::Object>();
}

Napi::Function Input::Function() const {
  if (!value_.IsFunction()) throw WrongType("a function");
  return value_.As<Napi::Function>();
}

std::uint64_t Input::Uint64() const {
  if (!value_.IsBigInt()) throw WrongType("a bigint");
  bool lossless = false;
  const std::uint64_t value = value_.As<Napi::BigInt>().Uint64Value(&lossless);
  if (!lossless) throw WrongType("a bigint of 64 bits");
  return value;
}

HANDLE Input::Handle() const {
  const std::uint64_t value = Uint64();
  if (value > std::numeric_limits<std::uintptr_t>::max()) {
    throw WrongType("a bigint of a pointer's size");
  }
  return reinterpret_cast<HANDLE>(static_cast<std::uintptr_t>(value));
}

std::size_t Input::TextLength() const {
  if (!value_.IsString()) throw WrongType("a string");
  std::size_t length = 0;
  if (napi_get_value_string_utf16(value_.Env(), value_, nullptr, 0, &length) != napi_ok) {
    throw Napi::Error::New(value_.Env());
  }
  return length;
}

std::wstring Input::Text() const {
  std::size_t length = TextLength();
  std::wstring text(length, L'\0');
  if (napi_get_value_string_utf16(value_.Env(), value_, reinterpret_cast<char16_t*>(text.data()),
                                  length + 1, &length) != napi_ok) {
    throw Napi::Error::New(value_.Env());
  }
  return text;
}

windows::SecureArray<wchar_t> Input::SecretText() const {
  if (value_.IsTypedArray()) {
    const sspi::Bytes utf16 = Borrowed();
    return windows::SecureArray<wchar_t>(utf16.data, utf16.size / sizeof(wchar_t));
  }
  // Node-API writes a terminating NUL, for which the text itself has no room.
  std::size_t length = TextLength();
  windows::SecureArray<wchar_t> with_nul(length + 1);
  if (napi_get_value_string_utf16(value_.Env(), value_,
                                  reinterpret_cast<char16_t*>(with_nul.data()), length + 1,
                                  &length) != napi_ok) {
    throw Napi::Error::New(value_.Env());
  }
  return windows::SecureArray<wchar_t>(with_nul.data(), length);
}

sspi::Bytes Input::Borrowed() const {
  napi_typedarray_type type{};
  std::size_t size = 0;
  void* data = nullptr;
  // One call of Node-API for all: Napi::TypedArray makes one for each question.
  if (napi_get_typedarray_info(value_.Env(), value_, &type, &size, &data, nullptr, nullptr) !=
          napi_ok ||
      type != napi_uint8_array) {
    throw WrongType("a Uint8Array");
  }
  if (size > std::numeric_limits<ULONG>::max()) {
    throw WrongType("a Uint8Array of less than 4 GiB");
  }
  return {static_cast<BYTE*>(data), static_cast<ULONG>(size)};
}

std::vector<sspi::Bytes> Input::BorrowedList() const {
  if (!value_.IsArray()) throw WrongType("an array");
  const auto array = value_.As<Napi::Array>();
  std::vector<sspi::Bytes> list(array.Length());
  for (std::uint32_t index = 0; index < list.size(); index++) {
    list[index] = Input(array.Get(index), argument_).Borrowed();
  }
  return list;
}

std::vector<BYTE> Input::Copied() const {
  const sspi::Bytes bytes = Borrowed();
  return std::vector<BYTE>(bytes.data, bytes.data + bytes.size);
}

windows::SecureArray<BYTE> Input::SecretCopied() const {
  const sspi::Bytes bytes = Borrowed();
  return windows::SecureArray<BYTE>(bytes.data, bytes.size);
}

std::uint32_t* Input::Numbers(std::size_t count) const {
  napi_typedarray_type type{};
  std::size_t size = 0;
  void* data = nullptr;
  if (napi_get_typedarray_info(value_.Env(), value_, &type, &size, &data, nullptr, nullptr) !=
          napi_ok ||
      type != napi_uint32_array || size < count) {
    throw WrongType("a Uint32Array with room for the results");
  }
  return static_cast<std::uint32_t*>(data);
}

void Input::Write(std::initializer_list<std::uint32_t> numbers) const {
  std::copy(numbers.begin(), numbers.end(), Numbers(numbers.size()));
}

}  // namespace binding

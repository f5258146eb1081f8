#pragma once

#include <napi.h>

#include <cstddef>

#include "binding/input.h"

namespace binding {

// The arguments of one call.
class Arguments {
 public:
  explicit Arguments(const Napi::CallbackInfo& info) : info_(info) {}

  std::size_t size() const { return info_.Length(); }
  Input operator[](std::size_t index) const { return {info_[index], index}; }

 private:
  const Napi::CallbackInfo& info_;
};

// The properties of an options object, which a function with more than four parameters accepts.
class Options {
 public:
  explicit Options(const Input& input) : object_(input.Object()) {}

  Input operator[](const char* name) const { return {object_.Get(name), name}; }

 private:
  Napi::Object object_;
};

}  // namespace binding

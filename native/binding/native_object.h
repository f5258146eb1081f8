#pragma once

#include <napi.h>

#include <memory>
#include <utility>

#include "binding/addon_data.h"

namespace binding {

// A JavaScript object that shares the ownership of a native object until dispose() or garbage
// collection. A running operation shares it too. So dispose() never closes a handle during an
// operation: the last owner closes it.
//
// `Derived` has a `kTypeTag`, and names its constructor in AddonData. An object that JavaScript
// constructs is empty, and its methods throw.
template <typename Derived, typename Native>
class NativeObject : public Napi::ObjectWrap<Derived> {
 public:
  explicit NativeObject(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Derived>(info) {
    info.This().As<Napi::Object>().TypeTag(&Derived::kTypeTag);
  }

  static Napi::Object Wrap(Napi::Env env, std::shared_ptr<Native> native) {
    const Napi::Object object = (AddonData::Of(env).*Derived::kConstructor).New({});
    Derived::Unwrap(object)->native_ = std::move(native);
    return object;
  }

  // Returns the native object of an argument. Without the type tag, unwrapping an object of another
  // class would read its memory as one of this class.
  static std::shared_ptr<Native> From(const Napi::Value& value) {
    if (!value.IsObject() || !value.As<Napi::Object>().CheckTypeTag(&Derived::kTypeTag)) {
      throw Napi::TypeError::New(
          value.Env(), std::string("The argument must be a native ") + Derived::kClassName);
    }
    return Derived::Unwrap(value.As<Napi::Object>())->native();
  }

 protected:
  static auto DisposeMethod() {
    return Napi::ObjectWrap<Derived>::InstanceMethod(
        "dispose",
        static_cast<void (Derived::*)(const Napi::CallbackInfo&)>(&NativeObject::Dispose));
  }

  const std::shared_ptr<Native>& native() {
    if (!native_) {
      throw Napi::Error::New(this->Env(),
                             std::string("The native ") + Derived::kClassName + " is disposed");
    }
    return native_;
  }

 private:
  void Dispose(const Napi::CallbackInfo&) { native_.reset(); }

  std::shared_ptr<Native> native_;
};

}  // namespace binding

#pragma once

#include <napi.h>

#include <initializer_list>
#include <memory>
#include <string>
#include <utility>

#include "binding/addon_data.h"

namespace binding {

// The calling convention between TypeScript and C++. src/native-types.ts has the types.
//
// - The addon exports one object of functions for each class: addon.SecurityContext.sign(context,
//   message, …). Only TypeScript has classes with methods.
// - A native object is a Napi::External, and the first argument of the functions that use it.
//   Node-API reads an External in 3 ns. To unwrap an object takes 62 ns, and to check its type tag
//   another 62 ns.
// - A function that can wait returns a promise of { value } or { failure }, and so does its
//   synchronous twin, without the promise. TypeScript creates the error from the failure.
// - A function for messages, and stepSync, creates no object, because an object takes 240 ns or
//   more. It returns a number or undefined, or the failure. JavaScript allocates the memory for
//   bytes, and a Uint32Array for further numbers in both directions; both are arguments.
// - C++ checks the type of each argument, so that a mistake in TypeScript throws a TypeError.

// A native object that JavaScript refers to. JavaScript shares its ownership until dispose() or
// garbage collection. A running operation shares it too. So dispose() never closes a handle during
// an operation: the last owner closes it.
//
// An External has no type, and another addon can create one. So `Derived::kLive` names the set of
// this environment's objects of the class, and From() accepts no other address.
template <typename Derived, typename Native>
class NativeObject {
 public:
  static Napi::Value Wrap(Napi::Env env, std::shared_ptr<Native> native) {
    const LiveObjects& live = AddonData::Of(env).*Derived::kLive;
    auto reference = std::make_unique<Reference>(Reference{std::move(native), live});
    const auto end = [](Napi::Env, Reference* ended) {
      ended->live->erase(ended);
      delete ended;
    };
    // Fails in a thread that is being terminated. Then `reference` frees the native object.
    const auto external = Napi::External<Reference>::New(env, reference.get(), end);
    live->insert(reference.release());
    return external;
  }

  static const std::shared_ptr<Native>& From(const Napi::Value& value) {
    Reference& reference = ReferenceOf(value);
    if (!reference.native) {
      throw Napi::Error::New(value.Env(),
                             std::string("The native ") + Derived::kClassName + " is disposed");
    }
    return reference.native;
  }

 protected:
  // The object that a function gets as its first argument.
  static const std::shared_ptr<Native>& From(const Napi::CallbackInfo& info) {
    return From(info[0]);
  }

  static void Dispose(const Napi::CallbackInfo& info) { ReferenceOf(info[0]).native.reset(); }

  struct NamedFunction {
    const char* name;
    Napi::Function (*create)(Napi::Env env, const char* name);
  };

  template <auto function>
  static NamedFunction Function(const char* name) {
    return {name, [](Napi::Env env, const char* its_name) {
              return Napi::Function::New<function>(env, its_name);
            }};
  }

  static void ExportFunctions(Napi::Env env, Napi::Object exports,
                              std::initializer_list<NamedFunction> functions) {
    Napi::Object object = Napi::Object::New(env);
    for (const NamedFunction& each : functions) object.Set(each.name, each.create(env, each.name));
    exports.Set(Derived::kClassName, object);
  }

 private:
  struct Reference {
    std::shared_ptr<Native> native;
    // Shared, because Node may free an External after the data of the addon.
    LiveObjects live;
  };

  static Reference& ReferenceOf(const Napi::Value& value) {
    void* address = nullptr;
    if (napi_get_value_external(value.Env(), value, &address) != napi_ok ||
        (AddonData::Of(value.Env()).*Derived::kLive)->count(address) == 0) {
      throw Napi::TypeError::New(
          value.Env(), std::string("The argument must be a native ") + Derived::kClassName);
    }
    return *static_cast<Reference*>(address);
  }
};

}  // namespace binding

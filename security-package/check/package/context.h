#pragma once

#include "package/package.h"

namespace check_package {

// Owns a context handle and deletes it, unless the package has deleted the context itself.
class Context {
 public:
  explicit Context(Package& package) : package_(&package) { SecInvalidateHandle(&handle_); }
  Context(Context&& other) noexcept : package_(other.package_), handle_(other.Release()) {}
  Context& operator=(Context&& other) noexcept {
    if (this != &other) {
      Delete();
      package_ = other.package_;
      handle_ = other.Release();
    }
    return *this;
  }
  ~Context() { Delete(); }

  bool valid() const { return SecIsValidHandle(&handle_); }
  Package& package() const { return *package_; }
  PCtxtHandle get() { return &handle_; }

  // Releases the handle without deleting it.
  CtxtHandle Release() {
    const CtxtHandle handle = handle_;
    SecInvalidateHandle(&handle_);
    return handle;
  }

 private:
  void Delete() {
    if (!valid()) return;
    CtxtHandle handle = Release();
    package_->Delete(&handle);
  }

  Package* package_;
  CtxtHandle handle_{};
};

}  // namespace check_package

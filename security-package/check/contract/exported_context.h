#pragma once

#include "package/context.h"

namespace check_package {

// What an export gave: the packed context and the token, which are the caller's.
class ExportedContext {
 public:
  ExportedContext() = default;
  ExportedContext(ExportedContext&& other) noexcept;
  ExportedContext& operator=(ExportedContext&&) = delete;
  ~ExportedContext();

  PSecBuffer buffer() { return &buffer_; }
  PHANDLE token() { return &token_; }

  // A copy, to be changed or carried elsewhere.
  Bytes bytes() const;
  // As it was before an export.
  bool untouched() const;
  // Whether the packed context is a block of the process heap that is as large as it says.
  bool on_process_heap() const;

  SECURITY_STATUS FreeBuffer();
  bool CloseToken();

 private:
  SecBuffer buffer_{0, SECBUFFER_EMPTY, nullptr};
  HANDLE token_ = nullptr;
};

// These throw Violation unless the call succeeds, or NotSupported if the package says so.
ExportedContext Export(Context& context, ULONG flags);
Context Import(Package& package, ExportedContext& exported);
Context Import(Package& package, Bytes& packed, ULONG buffer_type, HANDLE token = nullptr);

std::string NameOfExportFlags(ULONG flags);

}  // namespace check_package

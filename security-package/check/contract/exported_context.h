#pragma once

#include "package/context.h"

namespace check_package {

// The results of an export, which the caller owns: the packed context and the token.
class ExportedContext {
 public:
  ExportedContext() = default;
  ExportedContext(ExportedContext&& other) noexcept;
  ExportedContext& operator=(ExportedContext&&) = delete;
  ~ExportedContext();

  PSecBuffer buffer() { return &buffer_; }
  PHANDLE token() { return &token_; }

  // Returns a copy that can be changed or sent elsewhere.
  Bytes bytes() const;
  // Returns whether the results are as before an export.
  bool untouched() const;
  // Returns whether the packed context is a block of the process heap with exactly its size.
  bool on_process_heap() const;

  SECURITY_STATUS FreeBuffer();
  bool CloseToken();

 private:
  SecBuffer buffer_{0, SECBUFFER_EMPTY, nullptr};
  HANDLE token_ = nullptr;
};

// Both throw Violation if the call fails, or NotSupported if the package has no such function.
ExportedContext Export(Context& context, ULONG flags);
// Exports for a check that does not need the old context: without a flag or, if the package refuses
// to copy, with DELETE_OLD.
ExportedContext CopyOrMove(Context& context);
Context Import(Package& package, ExportedContext& exported);
Context Import(Package& package, Bytes& packed, ULONG buffer_type, HANDLE token = nullptr);

std::string NameOfExportFlags(ULONG flags);

}  // namespace check_package

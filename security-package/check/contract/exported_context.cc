#include "contract/exported_context.h"

#include "status_name.h"
#include "verdict.h"

namespace check_package {

ExportedContext::ExportedContext(ExportedContext&& other) noexcept
    : buffer_(other.buffer_), token_(other.token_) {
  other.buffer_ = {0, SECBUFFER_EMPTY, nullptr};
  other.token_ = nullptr;
}

ExportedContext::~ExportedContext() {
  // The ownership checks find errors here. They must not end other checks.
  if (buffer_.pvBuffer != nullptr && on_process_heap()) FreeBuffer();
  if (token_ != nullptr) CloseToken();
}

Bytes ExportedContext::bytes() const {
  const auto* begin = static_cast<const BYTE*>(buffer_.pvBuffer);
  return begin == nullptr ? Bytes() : Bytes(begin, begin + buffer_.cbBuffer);
}

bool ExportedContext::untouched() const {
  return buffer_.pvBuffer == nullptr && buffer_.cbBuffer == 0 && token_ == nullptr;
}

bool ExportedContext::on_process_heap() const {
  const HANDLE heap = GetProcessHeap();
  return HeapValidate(heap, 0, buffer_.pvBuffer) &&
         HeapSize(heap, 0, buffer_.pvBuffer) >= buffer_.cbBuffer;
}

SECURITY_STATUS ExportedContext::FreeBuffer() {
  void* memory = buffer_.pvBuffer;
  SecureZeroMemory(memory, buffer_.cbBuffer);
  buffer_ = {0, SECBUFFER_EMPTY, nullptr};
  return FreeContextBuffer(memory);
}

bool ExportedContext::CloseToken() {
  const HANDLE token = token_;
  token_ = nullptr;
  return CloseHandle(token) != FALSE;
}

ExportedContext Export(Context& context, ULONG flags) {
  ExportedContext exported;
  Package& package = context.package();
  const SECURITY_STATUS status =
      package.Export(context.get(), flags, exported.buffer(), exported.token());
  const std::string call = std::string(package.export_function()) + " with " +
                           NameOfExportFlags(flags) + " returns " + NameOf(status);
  if (status == SEC_E_UNSUPPORTED_FUNCTION) throw NotSupported(call);
  if (status != SEC_E_OK) throw Violation(call);
  if (exported.buffer()->pvBuffer == nullptr || exported.buffer()->cbBuffer == 0) {
    throw Violation(call + " and no packed context");
  }
  // The context is gone only after a success.
  if ((flags & SECPKG_CONTEXT_EXPORT_DELETE_OLD) != 0) context.Release();
  return exported;
}

ExportedContext CopyOrMove(Context& context) {
  try {
    return Export(context, 0);
  } catch (const NotSupported&) {
    return Export(context, SECPKG_CONTEXT_EXPORT_DELETE_OLD);
  }
}

Context Import(Package& package, ExportedContext& exported) {
  // The import receives a copy, so that it cannot write to the package's own buffer.
  Bytes packed = exported.bytes();
  return Import(package, packed, exported.buffer()->BufferType, *exported.token());
}

Context Import(Package& package, Bytes& packed, ULONG buffer_type, HANDLE token) {
  SecBuffer buffer{static_cast<ULONG>(packed.size()), buffer_type, packed.data()};
  Context context(package);
  CtxtHandle handle{};
  const SECURITY_STATUS status = package.Import(&buffer, token, &handle);
  const std::string call = std::string(package.import_function()) + " returns " + NameOf(status);
  if (status == SEC_E_UNSUPPORTED_FUNCTION) throw NotSupported(call);
  if (status != SEC_E_OK) throw Violation(call + " for a context that was just exported");
  *context.get() = handle;
  return context;
}

std::string NameOfExportFlags(ULONG flags) {
  constexpr ULONG kBoth = SECPKG_CONTEXT_EXPORT_RESET_NEW | SECPKG_CONTEXT_EXPORT_DELETE_OLD;
  if (flags == 0) return "no flag";
  if (flags == SECPKG_CONTEXT_EXPORT_RESET_NEW) return "RESET_NEW";
  if (flags == SECPKG_CONTEXT_EXPORT_DELETE_OLD) return "DELETE_OLD";
  if (flags == SECPKG_CONTEXT_EXPORT_TO_KERNEL) return "TO_KERNEL";
  if (flags == kBoth) return "RESET_NEW and DELETE_OLD";
  return "flags " + Hex(flags);
}

}  // namespace check_package

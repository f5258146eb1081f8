#include "transfer.h"

#include "caller_heap.h"
#include "instance.h"
#include "packed_context.h"
#include "status_error.h"

namespace mit_kerberos {

using handoff_reference::ByteView;
using handoff_reference::CallerMemory;
using handoff_reference::SecretBytes;
using handoff_reference::StatusError;

void Export(ULONG_PTR handle, ULONG flags, SecBuffer* packed_context, void** access_token) {
  if (packed_context == nullptr || packed_context->BufferType != SECBUFFER_EMPTY ||
      packed_context->pvBuffer != nullptr) {
    // The owner of a buffer's content would lose it.
    throw StatusError(SEC_E_INVALID_PARAMETER);
  }
  Instance& instance = Instance::Get();
  const auto context = instance.contexts.Find(handle);
  Context::Use use(*context);
  // Checked last, so that a handle that cannot be exported is always called invalid.
  if (flags != SECPKG_CONTEXT_EXPORT_DELETE_OLD) throw StatusError(SEC_E_UNSUPPORTED_FUNCTION);

  GssBuffer exported;
  use.Export(exported);
  // The library has deleted its context, so the handle goes too, whatever follows.
  instance.contexts.RemoveIfThere(handle);
  const SecretBytes packed = Pack(BytesOf(exported.get()));
  CallerMemory memory(packed, kProcessHeap);
  *packed_context = {static_cast<ULONG>(packed.size()), SECBUFFER_TOKEN, memory.HandOver()};
  if (access_token != nullptr) *access_token = nullptr;
}

ULONG_PTR Import(const SecBuffer* packed_context) {
  if (packed_context == nullptr || packed_context->pvBuffer == nullptr) {
    throw StatusError(SEC_E_INVALID_TOKEN);
  }
  // A copy, because the caller's memory must not change between the check and the use.
  const auto* bytes = static_cast<const std::uint8_t*>(packed_context->pvBuffer);
  const SecretBytes packed(bytes, bytes + packed_context->cbBuffer);
  return Instance::Get().contexts.Insert(std::make_shared<Context>(Unpack(packed)));
}

}  // namespace mit_kerberos

#pragma once

#include <cstdint>
#include <utility>

#include "bytes/byte_view.h"
#include "gssapi_headers.h"

namespace mit_kerberos {

// Owns an object of MIT's library. `Release` frees it.
template <typename Handle, void (*Release)(Handle&)>
class GssObject {
 public:
  GssObject() = default;
  GssObject(const GssObject&) = delete;
  GssObject& operator=(const GssObject&) = delete;
  ~GssObject() { Release(handle_); }

  Handle get() const { return handle_; }
  // Functions of the library write a new object to it, or replace the object.
  Handle* place() { return &handle_; }

 private:
  Handle handle_{};
};

inline void ReleaseName(gss_name_t& name) {
  OM_uint32 minor = 0;
  gss_release_name(&minor, &name);
}

inline void ReleaseCredential(gss_cred_id_t& credential) {
  OM_uint32 minor = 0;
  gss_release_cred(&minor, &credential);
}

inline void DeleteContext(gss_ctx_id_t& context) {
  OM_uint32 minor = 0;
  gss_delete_sec_context(&minor, &context, GSS_C_NO_BUFFER);
}

inline void WipeBuffer(gss_buffer_desc& buffer) {
  if (buffer.value != nullptr) SecureZeroMemory(buffer.value, buffer.length);
  OM_uint32 minor = 0;
  gss_release_buffer(&minor, &buffer);
}

inline void WipeBufferSet(gss_buffer_set_t& set) {
  if (set == GSS_C_NO_BUFFER_SET) return;
  for (std::size_t i = 0; i < set->count; ++i) {
    SecureZeroMemory(set->elements[i].value, set->elements[i].length);
  }
  OM_uint32 minor = 0;
  gss_release_buffer_set(&minor, &set);
}

using GssName = GssObject<gss_name_t, ReleaseName>;
using GssCredential = GssObject<gss_cred_id_t, ReleaseCredential>;
using GssContext = GssObject<gss_ctx_id_t, DeleteContext>;
// Buffers that the library has allocated.
using GssBuffer = GssObject<gss_buffer_desc, WipeBuffer>;
using GssBufferSet = GssObject<gss_buffer_set_t, WipeBufferSet>;

inline handoff_reference::ByteView BytesOf(const gss_buffer_desc& buffer) {
  return {buffer.value, buffer.length};
}

// The library takes pointers to non-const memory, and does not write to it.
inline gss_buffer_desc ToGss(handoff_reference::ByteView bytes) {
  return {bytes.size(), const_cast<std::uint8_t*>(bytes.data())};
}

}  // namespace mit_kerberos

#include "handoff/reclaimed.h"

#include <utility>

namespace handoff {

windows::Result<Reclaimed> Reclaimed::Import(const std::wstring& package_name,
                                             windows::SecureArray<BYTE> packed, ULONG buffer_type,
                                             std::optional<windows::AccessToken>* token,
                                             const windows::OpenHandlesPtr& open_handles) {
  auto context = sspi::SecurityContext::Import(package_name, std::move(packed), buffer_type,
                                               *token ? (*token)->get() : nullptr, open_handles);
  if (!context.ok()) return context.failure();
  return Reclaimed{std::move(context.value()), std::exchange(*token, std::nullopt)};
}

}  // namespace handoff

#include "handoff/reclaimed.h"

#include <utility>

namespace handoff {

windows::Result<Reclaimed> Reclaimed::Import(const std::wstring& offered_name,
                                             const std::wstring& own_name,
                                             const windows::SecureArray<BYTE>& packed,
                                             ULONG buffer_type,
                                             std::optional<windows::AccessToken>* token,
                                             const windows::OpenHandlesPtr& open_handles) {
  const auto import_as = [&](const std::wstring& name) {
    return sspi::SecurityContext::Import(
        name, windows::SecureArray<BYTE>(packed.data(), packed.size()), buffer_type,
        *token ? (*token)->shared_handle() : nullptr, open_handles);
  };
  auto context = import_as(offered_name);
  if (!context.ok() && own_name != offered_name) context = import_as(own_name);
  if (!context.ok()) return context.failure();
  return Reclaimed{std::move(context.value()), std::exchange(*token, std::nullopt)};
}

}  // namespace handoff

#include "sspi/imported_token.h"

#include "windows/same_object.h"

namespace sspi {

Result<ImportedToken> ImportedToken::DuplicateOf(HANDLE token) {
  auto duplicate = windows::DuplicateHere(token);
  if (!duplicate.ok()) return duplicate.failure();
  auto to_compare = windows::DuplicateHere(duplicate.value().get());
  if (!to_compare.ok()) return to_compare.failure();
  return ImportedToken(std::move(duplicate.value()), std::move(to_compare.value()));
}

ImportedToken& ImportedToken::operator=(ImportedToken&& other) noexcept {
  std::swap(handle_, other.handle_);
  std::swap(to_compare_, other.to_compare_);
  return *this;
}

ImportedToken::~ImportedToken() {
  const bool still_ours = handle_ && windows::IsSameObject(get(), to_compare_.get());
  if (!still_ours) handle_.Release();
}

}  // namespace sspi

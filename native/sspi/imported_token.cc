#include "sspi/imported_token.h"

#include "windows/same_object.h"

namespace sspi {

Result<ImportedToken> ImportedToken::DuplicateOf(const windows::AccessToken& token) {
  auto duplicate = windows::DuplicateHere(token.get());
  if (!duplicate.ok()) return duplicate.failure();
  return ImportedToken(std::move(duplicate.value()), token.shared_handle());
}

ImportedToken& ImportedToken::operator=(ImportedToken&& other) noexcept {
  std::swap(handle_, other.handle_);
  std::swap(to_compare_, other.to_compare_);
  return *this;
}

ImportedToken::~ImportedToken() {
  const bool still_ours = handle_ && windows::IsSameObject(get(), to_compare_->get());
  if (!still_ours) handle_.Release();
}

}  // namespace sspi

#include "sspi/imported_token.h"

#include "windows/token_information.h"

namespace sspi {

Result<ImportedToken> ImportedToken::DuplicateOf(HANDLE token) {
  auto duplicate = windows::DuplicateHere(token);
  if (!duplicate.ok()) return duplicate.failure();
  auto token_id = windows::QueryTokenId(duplicate.value().get());
  if (!token_id.ok()) return token_id.failure();
  return ImportedToken(std::move(duplicate.value()), token_id.value());
}

ImportedToken& ImportedToken::operator=(ImportedToken&& other) noexcept {
  std::swap(handle_, other.handle_);
  std::swap(token_id_, other.token_id_);
  return *this;
}

ImportedToken::~ImportedToken() {
  if (!handle_) return;
  auto token_id = windows::QueryTokenId(get());
  const bool still_ours = token_id.ok() && token_id.value() == token_id_;
  if (!still_ours) handle_.Release();
}

}  // namespace sspi

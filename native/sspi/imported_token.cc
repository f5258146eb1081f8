#include "sspi/imported_token.h"

namespace sspi {
namespace {

bool QueryTokenId(HANDLE token, LUID* token_id) {
  TOKEN_STATISTICS statistics{};
  DWORD size = 0;
  if (!GetTokenInformation(token, TokenStatistics, &statistics, sizeof(statistics), &size)) {
    return false;
  }
  *token_id = statistics.TokenId;
  return true;
}

}  // namespace

Result<ImportedToken> ImportedToken::DuplicateOf(HANDLE token) {
  windows::UniqueHandle duplicate;
  if (!DuplicateHandle(GetCurrentProcess(), token, GetCurrentProcess(), duplicate.Receive(), 0,
                       FALSE, DUPLICATE_SAME_ACCESS)) {
    return windows::Win32Failure("DuplicateHandle");
  }
  LUID token_id{};
  if (!QueryTokenId(duplicate.get(), &token_id)) {
    return windows::Win32Failure("GetTokenInformation");
  }
  return ImportedToken(std::move(duplicate), token_id);
}

ImportedToken& ImportedToken::operator=(ImportedToken&& other) noexcept {
  std::swap(handle_, other.handle_);
  std::swap(token_id_, other.token_id_);
  return *this;
}

ImportedToken::~ImportedToken() {
  if (!handle_) return;
  LUID token_id{};
  const bool still_ours = QueryTokenId(get(), &token_id) && token_id.LowPart == token_id_.LowPart &&
                          token_id.HighPart == token_id_.HighPart;
  if (!still_ours) handle_.Release();
}

}  // namespace sspi

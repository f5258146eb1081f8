#pragma once

#include "options.h"
#include "package/handshake_role.h"
#include "package/party.h"

namespace check_package {

// One side of a handshake through a package's SECPKG_FUNCTION_TABLE, which plays LSA. A context
// that the package reports as mapped is passed to its user-mode table.
class LsaParty : public Party {
 public:
  LsaParty(Package& package, const SECPKG_FUNCTION_TABLE& lsa,
           const SECPKG_USER_FUNCTION_TABLE& user_mode, HandshakeRole role, const Options& options);
  ~LsaParty() override;

  SECURITY_STATUS Step(Bytes& input, Bytes& output) override;
  const char* step_function() const override;

 private:
  SECURITY_STATUS Call(PSecBufferDesc input, PSecBufferDesc output, PBOOLEAN mapped,
                       PSecBuffer context_data);
  void Map(SecBuffer context_data);

  const SECPKG_FUNCTION_TABLE& lsa_;
  const SECPKG_USER_FUNCTION_TABLE& user_mode_;
  HandshakeRole role_;
  std::wstring target_;
  LSA_SEC_HANDLE credentials_ = 0;
  LSA_SEC_HANDLE lsa_context_ = 0;
};

}  // namespace check_package

#pragma once

#include "options.h"
#include "package/handshake_role.h"
#include "package/party.h"

namespace check_package {

// One side of a handshake through a SecurityFunctionTableW: that of secur32, or that of a DLL that
// is a plain SSP.
class SspiParty : public Party {
 public:
  SspiParty(Package& package, const SecurityFunctionTableW& functions, HandshakeRole role,
            const Options& options);
  ~SspiParty() override;

  SECURITY_STATUS Step(Bytes& input, Bytes& output) override;
  const char* step_function() const override;

 private:
  SECURITY_STATUS Call(PSecBufferDesc input, PSecBufferDesc output);

  const SecurityFunctionTableW& functions_;
  HandshakeRole role_;
  std::wstring target_;
  CredHandle credentials_{};
};

}  // namespace check_package

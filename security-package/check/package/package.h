#pragma once

#include <memory>
#include <string>
#include <vector>

#include "windows_headers.h"

namespace check_package {

using Bytes = std::vector<BYTE>;

class Party;

// The checked security package, through one of the two interfaces. Each function passes its
// arguments on and returns the package's result. It corrects nothing.
class Package {
 public:
  Package() = default;
  Package(const Package&) = delete;
  Package& operator=(const Package&) = delete;
  virtual ~Package() = default;

  virtual std::wstring name() const = 0;

  virtual SECURITY_STATUS Export(PCtxtHandle context, ULONG flags, PSecBuffer packed,
                                 HANDLE* token) = 0;
  virtual SECURITY_STATUS Import(PSecBuffer packed, HANDLE token, PCtxtHandle context) = 0;
  virtual SECURITY_STATUS Delete(PCtxtHandle context) = 0;
  virtual SECURITY_STATUS QueryAttributes(PCtxtHandle context, ULONG attribute, void* buffer) = 0;
  virtual SECURITY_STATUS MakeSignature(PCtxtHandle context, PSecBufferDesc message) = 0;
  virtual SECURITY_STATUS VerifySignature(PCtxtHandle context, PSecBufferDesc message) = 0;
  virtual SECURITY_STATUS Encrypt(PCtxtHandle context, PSecBufferDesc message) = 0;
  virtual SECURITY_STATUS Decrypt(PCtxtHandle context, PSecBufferDesc message) = 0;
  // Returns whether the context has a token of the client. The package keeps that token.
  virtual SECURITY_STATUS ProbeToken(PCtxtHandle context) = 0;

  virtual std::unique_ptr<Party> NewClient() = 0;
  virtual std::unique_ptr<Party> NewServer() = 0;

  // Returns whether LSA's half of the package has its own handle for each context from a handshake.
  // The caller must delete that handle, even if the handle of the user-mode half is gone.
  virtual bool has_lsa_half() const { return false; }

  // The names of the two functions under test for messages.
  virtual const char* export_function() const = 0;
  virtual const char* import_function() const = 0;
};

}  // namespace check_package

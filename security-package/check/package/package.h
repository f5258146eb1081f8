#pragma once

#include <memory>
#include <string>
#include <vector>

#include "windows_headers.h"

namespace check_package {

using Bytes = std::vector<BYTE>;

class Party;

// The security package that is checked, reached in one of the two ways there are. Each function
// passes on what it is given, and returns what the package returned: nothing is repaired.
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
  // Whether the context has a token of the client, which stays the package's.
  virtual SECURITY_STATUS ProbeToken(PCtxtHandle context) = 0;

  virtual std::unique_ptr<Party> NewClient() = 0;
  virtual std::unique_ptr<Party> NewServer() = 0;

  // Whether LSA's half of the package has a handle of its own for each context that was made by a
  // handshake, which is the caller's to delete whatever becomes of the user-mode half's.
  virtual bool has_lsa_half() const { return false; }

  // What the two functions under test are called this way, for messages.
  virtual const char* export_function() const = 0;
  virtual const char* import_function() const = 0;
};

}  // namespace check_package

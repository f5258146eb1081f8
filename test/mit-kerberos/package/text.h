#pragma once

#include <string>
#include <vector>

#include "gssapi_headers.h"

namespace mit_kerberos {

std::string ToUtf8(const WCHAR* text, std::size_t length);
std::string ToUtf8(const WCHAR* text);

// The name as MIT's library prints it, for example alice@HANDOFF.TEST, and a final zero.
std::vector<WCHAR> Display(gss_name_t name);

}  // namespace mit_kerberos

#pragma once

#include <cstdint>

#include "windows_headers.h"

// The option -fshort-wchar makes wchar_t the type of Windows. Trap: the C and C++ libraries were
// compiled with another wchar_t, so std::wstring and wcslen() do not work here.
static_assert(sizeof(wchar_t) == sizeof(std::uint16_t));

// The compiler of Winelib defines _WIN32. MIT's headers would then expect the Windows build of the
// library.
#pragma push_macro("_WIN32")
#undef _WIN32
#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>
#include <gssapi/gssapi_krb5.h>
#pragma pop_macro("_WIN32")

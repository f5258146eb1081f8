#pragma once

// Includes the Windows headers in the one order that both the Windows SDK and MinGW accept.

// sspi.h would declare InitSecurityInterfaceW as imported from secur32, but this DLL defines it.
#ifndef _NO_KSECDD_IMPORT_
// NOLINTNEXTLINE(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp): the name is sspi.h's.
#define _NO_KSECDD_IMPORT_
#endif

// clang-format off
#include <windows.h>
#include <ntsecapi.h>
#include <sspi.h>
#include <ntsecpkg.h>
// Wine's bcrypt.h, which test/mit-kerberos uses, does not declare its functions as C.
extern "C" {
#include <bcrypt.h>
}
// clang-format on

// Wine's sspi.h, which test/mit-kerberos uses, lacks these names.
#ifndef SECBUFFER_UNMAPPED
#define SECBUFFER_UNMAPPED 0x40000000
#endif
#ifndef ASC_REQ_PROXY_BINDINGS
#define ASC_REQ_PROXY_BINDINGS 0x04000000
#endif
#ifndef ASC_REQ_ALLOW_MISSING_BINDINGS
#define ASC_REQ_ALLOW_MISSING_BINDINGS 0x10000000
#endif

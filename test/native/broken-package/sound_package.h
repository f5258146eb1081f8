#pragma once

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
// clang-format on

// The reference package, which provides all functions that are not broken.
const SECPKG_USER_FUNCTION_TABLE& SoundTable();

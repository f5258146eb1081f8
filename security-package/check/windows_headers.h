#pragma once

// Includes the Windows headers in the one order that both the Windows SDK and MinGW accept.

// clang-format off
#include <windows.h>
#include <ntsecapi.h>
#include <sspi.h>
#include <ntsecpkg.h>
// clang-format on

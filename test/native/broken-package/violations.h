#pragma once

#include "sound_package.h"

// A way to break the contract, and its name in the environment variable CONTRACT_VIOLATION.
struct Violation {
  const wchar_t* name;
  void (*commit)(SECPKG_USER_FUNCTION_TABLE& table);
};

extern const Violation kExportViolations[];
extern const Violation kImportViolations[];

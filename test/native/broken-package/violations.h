#pragma once

#include "sound_package.h"

// The tables that the DLL returns.
struct Tables {
  SECPKG_USER_FUNCTION_TABLE user_mode;
  SecurityFunctionTableW ssp;
};

// A way to break the contract, and its name in the environment variable CONTRACT_VIOLATION.
struct Violation {
  const wchar_t* name;
  void (*commit)(Tables& tables);
};

extern const Violation kExportViolations[];
extern const Violation kImportViolations[];
extern const Violation kTableViolations[];

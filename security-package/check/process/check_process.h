#pragma once

#include "options.h"
#include "process/pipe.h"
#include "verdict.h"

namespace check_package {

// Runs one check in a process of its own, so that a package that crashes or never returns loses
// that check and not the others. `packed_context`, if not NULL, is what the process is to import.
Finding FindingOfProcess(const Options& options, const std::string& check,
                         Pipe* packed_context = nullptr, const Bytes& packed = {});

// Inside that process: makes crashes silent, and their codes exact.
void PrepareCheckProcess(const Options& options);
void SendReport(const Options& options, const Finding& finding);

}  // namespace check_package

#pragma once

#include "options.h"
#include "process/pipe.h"
#include "verdict.h"

namespace check_package {

// Runs one check in its own process, so that a package that crashes or never returns fails only
// that check. If `packed_context` is not NULL, the process imports it.
Finding FindingOfProcess(const Options& options, const std::string& check,
                         Pipe* packed_context = nullptr, const Bytes& packed = {});

// Runs in that process: makes crashes silent and their exit codes exact.
void PrepareCheckProcess(const Options& options);
void SendReport(const Options& options, const Finding& finding);

}  // namespace check_package

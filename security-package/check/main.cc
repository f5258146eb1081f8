#include <algorithm>
#include <cstdio>

#include "checks/check.h"
#include "checks/other_process.h"
#include "package/dll_package.h"
#include "package/registered_package.h"
#include "process/check_process.h"
#include "report.h"

#include <shellapi.h>

namespace check_package {

namespace {

constexpr int kAllHonoured = 0;
constexpr int kNotAllHonoured = 1;
constexpr int kNotTestable = 2;

// The first check: the package can be loaded and has a name.
constexpr char kIntroduction[] = "introduction";

std::string RunCheck(const Options& options) {
  std::unique_ptr<DllPackage> dll;
  std::unique_ptr<RegisteredPackage> registered;
  if (options.dll.empty()) {
    registered = std::make_unique<RegisteredPackage>(options);
  } else {
    dll = std::make_unique<DllPackage>(options);
  }
  Package& package = options.dll.empty() ? static_cast<Package&>(*registered) : *dll;
  if (options.check == kIntroduction) return Utf8(package.name());
  if (options.check == kReceivesParcel) {
    ReceiveParcel(package, options);
    return "";
  }
  for (const Check& check : ChecksFor(options)) {
    if (options.check == check.id) return check.run({package, dll.get(), options});
  }
  throw NotTested("there is no such check");
}

int CheckProcess(const Options& options) {
  PrepareCheckProcess(options);
  Finding finding{Verdict::kHonoured, ""};
  try {
    finding.detail = RunCheck(options);
  } catch (const CheckEnded& ended) {
    finding = ended.finding();
  } catch (const std::exception& error) {
    finding = {Verdict::kNotTested, std::string("the checker itself has failed: ") + error.what()};
  }
  SendReport(options, finding);
  return 0;
}

std::vector<Check> WantedChecks(const Options& options) {
  std::vector<Check> checks = ChecksFor(options);
  if (options.only.empty()) return checks;
  std::vector<Check> wanted;
  for (const std::string& id : options.only) {
    const auto found = std::find_if(checks.begin(), checks.end(),
                                    [&](const Check& check) { return check.id == id; });
    if (found == checks.end()) throw UsageError("There is no check " + id);
    wanted.push_back(*found);
  }
  return wanted;
}

int CheckPackage(const Options& options) {
  const std::vector<Check> checks = WantedChecks(options);
  const Finding introduction = FindingOfProcess(options, kIntroduction);
  if (introduction.verdict != Verdict::kHonoured) {
    std::fprintf(stderr, "The package cannot be tested: %s\n", introduction.detail.c_str());
    return kNotTestable;
  }
  Report report(options, introduction.detail);
  for (const Check& check : checks) report.Add(check, FindingOfProcess(options, check.id));
  report.End();
  return report.is_green() ? kAllHonoured : kNotAllHonoured;
}

int Main() {
  int count = 0;
  wchar_t** arguments = CommandLineToArgvW(GetCommandLineW(), &count);
  if (arguments == nullptr) return kNotTestable;
  try {
    const Options options = ReadCommandLine(count, arguments);
    LocalFree(arguments);
    return options.check.empty() ? CheckPackage(options) : CheckProcess(options);
  } catch (const UsageError& error) {
    std::fprintf(stderr, "%s\n\n%s", error.what(), kUsage);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
  }
  return kNotTestable;
}

}  // namespace

}  // namespace check_package

int main() { return check_package::Main(); }

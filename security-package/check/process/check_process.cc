#include "process/check_process.h"

#include <stdexcept>

#include "status_name.h"

namespace check_package {

namespace {

std::wstring CommandLine(const std::string& check, HANDLE report, HANDLE packed_context) {
  std::wstring command = GetCommandLineW();
  command += L" --check " + std::wstring(check.begin(), check.end());
  command += L" --report " + std::to_wstring(HandleToULong(report));
  if (packed_context != nullptr) {
    command += L" --packed-context " + std::to_wstring(HandleToULong(packed_context));
  }
  return command;
}

UniqueHandle Start(std::wstring command) {
  STARTUPINFOW startup{};
  startup.cb = sizeof(startup);
  startup.dwFlags = STARTF_USESTDHANDLES;
  // Discards the output of the package, so that it does not mix with the report.
  startup.hStdOutput = startup.hStdError = GetStdHandle(STD_ERROR_HANDLE);
  PROCESS_INFORMATION process{};
  if (!CreateProcessW(nullptr, &command[0], nullptr, nullptr, TRUE, 0, nullptr, nullptr, &startup,
                      &process)) {
    throw std::runtime_error("CreateProcess: error " + std::to_string(GetLastError()));
  }
  CloseHandle(process.hThread);
  return UniqueHandle(process.hProcess);
}

Finding HowItEnded(DWORD exit_code, const Bytes& report) {
  const bool crashed = exit_code >= 0xC0000000;
  const std::string end =
      crashed ? "the package crashes, with exception " + Hex(exit_code)
              : "the package ends the process, with exit code " + std::to_string(exit_code);
  if (report.empty()) return {Verdict::kNotHonoured, end};
  if (exit_code != 0) return {Verdict::kNotHonoured, end + ", after the check"};
  return {static_cast<Verdict>(report[0]), std::string(report.begin() + 1, report.end())};
}

LONG WINAPI EndWithExceptionCode(EXCEPTION_POINTERS* exception) {
  TerminateProcess(GetCurrentProcess(), exception->ExceptionRecord->ExceptionCode);
  return EXCEPTION_EXECUTE_HANDLER;
}

}  // namespace

Finding FindingOfProcess(const Options& options, const std::string& check, Pipe* packed_context,
                         const Bytes& packed) {
  Pipe report(Pipe::ForChild::kWriteEnd);
  const HANDLE input = packed_context != nullptr ? packed_context->read_end.get() : nullptr;
  const UniqueHandle process = Start(CommandLine(check, report.write_end.get(), input));
  report.write_end.Close();
  if (packed_context != nullptr) {
    packed_context->read_end.Close();
    WriteAll(packed_context->write_end.get(), packed);
    packed_context->write_end.Close();
  }
  if (WaitForSingleObject(process.get(), options.timeout_seconds * 1000) != WAIT_OBJECT_0) {
    TerminateProcess(process.get(), 1);
    WaitForSingleObject(process.get(), INFINITE);
    return {Verdict::kNotHonoured,
            "the package has not returned after " + std::to_string(options.timeout_seconds) + " s"};
  }
  DWORD exit_code = 0;
  GetExitCodeProcess(process.get(), &exit_code);
  return HowItEnded(exit_code, ReadAll(report.read_end.get()));
}

void PrepareCheckProcess(const Options& options) {
  SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX);
  SetUnhandledExceptionFilter(EndWithExceptionCode);
  // A process that the check starts would keep the pipe open.
  SetHandleInformation(options.report, HANDLE_FLAG_INHERIT, 0);
}

void SendReport(const Options& options, const Finding& finding) {
  const std::string report = static_cast<char>(finding.verdict) + finding.detail;
  WriteAll(options.report, Bytes(report.begin(), report.end()));
}

}  // namespace check_package

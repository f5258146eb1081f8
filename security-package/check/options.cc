#include "options.h"

#include <stdexcept>

namespace check_package {

namespace {

std::string Ascii(const std::wstring& text) {
  std::string ascii;
  for (const wchar_t unit : text) ascii += unit < 0x80 ? static_cast<char>(unit) : '?';
  return ascii;
}

std::uint32_t Number(const std::wstring& option, const std::wstring& text) {
  try {
    std::size_t used = 0;
    const unsigned long number = std::stoul(text, &used);
    if (used == text.size()) return static_cast<std::uint32_t>(number);
  } catch (const std::logic_error&) {
    // The text is not a number, or the number is too large.
  }
  throw UsageError(Ascii(option) + " requires a number, not " + Ascii(text));
}

HANDLE InheritedHandle(const std::wstring& option, const std::wstring& text) {
  return ULongToHandle(Number(option, text));
}

}  // namespace

const char kUsage[] =
    "Usage: check_package (--dll PATH | --package NAME) [options]\n"
    "Checks that a security package honours the contract of ExportSecurityContext,\n"
    "SpExportSecurityContext and the matching import functions.\n"
    "\n"
    "  --package NAME       a registered package, through secur32\n"
    "  --dll PATH           a package's DLL, through SpUserModeInitialize's table\n"
    "  --user NAME          authenticate as this test account, not as the current user\n"
    "  --domain NAME\n"
    "  --password TEXT      visible in the list of processes: use a test account\n"
    "  --target NAME        the target name that the client asks for\n"
    "  --later-version FILE a packed context of a later version of the package's format\n"
    "  --mutations N        the number of altered packed contexts to import (100000)\n"
    "  --seed N             the seed of these alterations (1)\n"
    "  --only ID            run only this check; may be repeated\n"
    "  --timeout SECONDS    the limit for one check (120)\n"
    "  --json               print one JSON object instead of the table\n"
    "\n"
    "Exit code: 0 if every statement is honoured or left out; 1 if one is not honoured, not\n"
    "supported or not tested; 2 if the package cannot be tested.\n";

Options ReadCommandLine(int count, const wchar_t* const* arguments) {
  Options options;
  for (int index = 1; index < count; ++index) {
    const std::wstring option = arguments[index];
    if (option == L"--json") {
      options.json = true;
      continue;
    }
    if (index + 1 == count)
      throw UsageError("This option is unknown or has no value: " + Ascii(option));
    const std::wstring value = arguments[++index];
    if (option == L"--package") {
      options.package = value;
    } else if (option == L"--dll") {
      options.dll = value;
    } else if (option == L"--user") {
      options.user = value;
    } else if (option == L"--domain") {
      options.domain = value;
    } else if (option == L"--password") {
      options.password = value;
    } else if (option == L"--target") {
      options.target = value;
    } else if (option == L"--later-version") {
      options.later_version = value;
    } else if (option == L"--mutations") {
      options.mutations = Number(option, value);
    } else if (option == L"--seed") {
      options.seed = Number(option, value);
    } else if (option == L"--only") {
      options.only.push_back(Ascii(value));
    } else if (option == L"--timeout") {
      options.timeout_seconds = Number(option, value);
    } else if (option == L"--check") {
      options.check = Ascii(value);
    } else if (option == L"--report") {
      options.report = InheritedHandle(option, value);
    } else if (option == L"--packed-context") {
      options.packed_context = InheritedHandle(option, value);
    } else {
      throw UsageError("This option is unknown: " + Ascii(option));
    }
  }
  if (options.package.empty() == options.dll.empty()) {
    throw UsageError("Pass either --dll PATH or --package NAME");
  }
  return options;
}

Identity::Identity(const Options& options) : options_(options) {
  const auto text = [](const std::wstring& value) {
    return reinterpret_cast<unsigned short*>(const_cast<wchar_t*>(value.c_str()));
  };
  identity_.User = text(options.user);
  identity_.UserLength = static_cast<ULONG>(options.user.size());
  identity_.Domain = text(options.domain);
  identity_.DomainLength = static_cast<ULONG>(options.domain.size());
  identity_.Password = text(options.password);
  identity_.PasswordLength = static_cast<ULONG>(options.password.size());
  identity_.Flags = SEC_WINNT_AUTH_IDENTITY_UNICODE;
}

}  // namespace check_package

#include "report.h"

#include <cstdio>

namespace check_package {

namespace {

constexpr Verdict kVerdicts[] = {Verdict::kHonoured, Verdict::kNotHonoured, Verdict::kNotSupported,
                                 Verdict::kNotTested, Verdict::kLeftOut};

std::string Quoted(const std::string& text) {
  std::string quoted = "\"";
  for (const char character : text) {
    if (character == '"' || character == '\\') quoted += '\\';
    quoted += static_cast<unsigned char>(character) < 0x20 ? ' ' : character;
  }
  return quoted + '"';
}

}  // namespace

Report::Report(const Options& options, std::string package_name)
    : options_(options), package_name_(std::move(package_name)) {
  if (options_.json) return;
  std::printf("%s, through %s\n\n", package_name_.c_str(),
              options_.dll.empty() ? "secur32" : Utf8(options_.dll).c_str());
}

void Report::Add(const Check& check, const Finding& finding) {
  ++counts_[static_cast<std::size_t>(finding.verdict)];
  if (!options_.json) {
    std::printf("  %-14s %-16s %s\n", NameOf(finding.verdict), check.id, check.title);
    if (!finding.detail.empty())
      std::printf("  %-14s %-16s   %s\n", "", "", finding.detail.c_str());
    std::fflush(stdout);
    return;
  }
  rows_ += (rows_.empty() ? "" : ",") + std::string("{\"id\":") + Quoted(check.id) +
           ",\"title\":" + Quoted(check.title) + ",\"verdict\":" + Quoted(NameOf(finding.verdict)) +
           ",\"detail\":" + Quoted(finding.detail) + "}";
}

void Report::End() {
  std::string totals;
  for (const Verdict verdict : kVerdicts) {
    const std::string count = std::to_string(CountOf(verdict));
    if (!totals.empty()) totals += options_.json ? "," : ", ";
    totals += options_.json ? Quoted(NameOf(verdict)) + ":" + count : count + " " + NameOf(verdict);
  }
  if (!options_.json) {
    std::printf("\n%s\n", totals.c_str());
    return;
  }
  const std::string dll = options_.dll.empty() ? "null" : Quoted(Utf8(options_.dll));
  std::printf("{\"package\":%s,\"dll\":%s,\"checks\":[%s],\"totals\":{%s}}\n",
              Quoted(package_name_).c_str(), dll.c_str(), rows_.c_str(), totals.c_str());
}

bool Report::is_green() const {
  return CountOf(Verdict::kHonoured) > 0 && CountOf(Verdict::kNotHonoured) == 0 &&
         CountOf(Verdict::kNotSupported) == 0 && CountOf(Verdict::kNotTested) == 0;
}

std::string Utf8(const std::wstring& text) {
  const int units = static_cast<int>(text.size());
  const int size =
      WideCharToMultiByte(CP_UTF8, 0, text.data(), units, nullptr, 0, nullptr, nullptr);
  std::string utf8(static_cast<std::size_t>(size), '\0');
  if (size > 0) {
    WideCharToMultiByte(CP_UTF8, 0, text.data(), units, &utf8[0], size, nullptr, nullptr);
  }
  return utf8;
}

}  // namespace check_package

#include "text.h"

#include "gss_objects.h"
#include "gss_status.h"

namespace mit_kerberos {

std::string ToUtf8(const WCHAR* text, std::size_t length) {
  const int units = static_cast<int>(length);
  const int size = WideCharToMultiByte(CP_UTF8, 0, text, units, nullptr, 0, nullptr, nullptr);
  std::string utf8(static_cast<std::size_t>(size), '\0');
  WideCharToMultiByte(CP_UTF8, 0, text, units, utf8.data(), size, nullptr, nullptr);
  return utf8;
}

std::string ToUtf8(const WCHAR* text) {
  return ToUtf8(text, static_cast<std::size_t>(lstrlenW(text)));
}

std::vector<WCHAR> Display(gss_name_t name) {
  GssBuffer text;
  OM_uint32 minor = 0;
  RequireGss(gss_display_name(&minor, name, text.place(), nullptr), minor);
  const auto* utf8 = static_cast<const char*>(text.get().value);
  const int size = static_cast<int>(text.get().length);
  const int units = MultiByteToWideChar(CP_UTF8, 0, utf8, size, nullptr, 0);
  std::vector<WCHAR> wide(static_cast<std::size_t>(units) + 1);
  MultiByteToWideChar(CP_UTF8, 0, utf8, size, wide.data(), units);
  return wide;
}

}  // namespace mit_kerberos

#include "binding/identity.h"

namespace binding {
namespace {

// binding.gyp passes the version without quotation marks, because each compiler's command line
// would need them in another form.
// NOLINTBEGIN(cppcoreguidelines-macro-usage): only a macro can turn tokens into text.
#define SSPI_HANDOFF_TEXT_OF(tokens) #tokens
#define SSPI_HANDOFF_TEXT(macro) SSPI_HANDOFF_TEXT_OF(macro)
// NOLINTEND(cppcoreguidelines-macro-usage)

constexpr char kVersion[] = SSPI_HANDOFF_TEXT(SSPI_HANDOFF_VERSION);

}  // namespace

void RegisterIdentity(Napi::Env env, Napi::Object exports) {
  Napi::Object identity = Napi::Object::New(env);
  identity.Set("name", "sspi-handoff");
  identity.Set("version", kVersion);
  exports.Set("identity", identity);
}

}  // namespace binding

// libstdc++ prints the type of an uncaught exception before it aborts. The code that decodes the
// name of the type would be a tenth of the addon's size.

#include <cstdlib>

namespace __gnu_cxx {

// NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp): libstdc++ calls this name.
void __verbose_terminate_handler();

void __verbose_terminate_handler() { std::abort(); }
// NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp)

}  // namespace __gnu_cxx

#include "instance.h"

namespace mit_kerberos {

Instance& Instance::Get() {
  static Instance instance;
  return instance;
}

}  // namespace mit_kerberos

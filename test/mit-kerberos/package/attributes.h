#pragma once

#include "context.h"

namespace mit_kerberos {

// Writes an attribute to the structure that QueryContextAttributes documents for it.
void QueryAttribute(Context& context, ULONG attribute, void* buffer);

}  // namespace mit_kerberos

#pragma once

#include "contract/message.h"
#include "options.h"

namespace check_package {

// A context on its way to another process, with the next message of its peer.
struct Parcel {
  Bytes packed;
  ULONG buffer_type;
  Message next;
};

// The name under which this program runs the other process's half of the check.
extern const char kReceivesParcel[];

// Has another process import the context and take the message. Throws what became of it there.
void ImportInOtherProcess(const Options& options, const Parcel& parcel);

// What the other process does.
void ReceiveParcel(Package& package, const Options& options);

}  // namespace check_package

#pragma once

#include "contract/message.h"
#include "options.h"

namespace check_package {

// An exported context for another process, with the next message of its peer.
struct Parcel {
  Bytes packed;
  ULONG buffer_type;
  Message next;
};

// The name of the half of the check that runs in the other process.
extern const char kReceivesParcel[];

// Makes another process import the context and accept the message. Throws the result of that
// process.
void ImportInOtherProcess(const Options& options, const Parcel& parcel);

// Runs in the other process.
void ReceiveParcel(Package& package, const Options& options);

}  // namespace check_package

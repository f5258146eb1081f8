#include "checks/other_process.h"

#include <cstring>
#include <stdexcept>

#include "contract/exported_context.h"
#include "process/check_process.h"

namespace check_package {

namespace {

struct Header {
  ULONG packed_size;
  ULONG buffer_type;
  Protection protection;
  ULONG data_size;
  ULONG trailer_size;
};

Bytes Wrap(const Parcel& parcel) {
  const Header header{static_cast<ULONG>(parcel.packed.size()), parcel.buffer_type,
                      parcel.next.protection, static_cast<ULONG>(parcel.next.data.size()),
                      static_cast<ULONG>(parcel.next.trailer.size())};
  Bytes bytes(sizeof(header));
  std::memcpy(bytes.data(), &header, sizeof(header));
  for (const Bytes* part : {&parcel.packed, &parcel.next.data, &parcel.next.trailer}) {
    bytes.insert(bytes.end(), part->begin(), part->end());
  }
  return bytes;
}

Parcel Unwrap(const Bytes& bytes) {
  Header header{};
  if (bytes.size() < sizeof(header))
    throw std::runtime_error("the other process received no context");
  std::memcpy(&header, bytes.data(), sizeof(header));
  auto at = bytes.begin() + sizeof(header);
  const auto take = [&at](ULONG size) {
    const auto begin = at;
    at += static_cast<std::ptrdiff_t>(size);
    return Bytes(begin, at);
  };
  Bytes packed = take(header.packed_size);
  Bytes data = take(header.data_size);
  Bytes trailer = take(header.trailer_size);
  return {std::move(packed), header.buffer_type,
          Message{header.protection, std::move(data), std::move(trailer)}};
}

}  // namespace

const char kReceivesParcel[] = "receives-parcel";

void ImportInOtherProcess(const Options& options, const Parcel& parcel) {
  Pipe pipe(Pipe::ForChild::kReadEnd);
  Finding finding = FindingOfProcess(options, kReceivesParcel, &pipe, Wrap(parcel));
  if (finding.verdict == Verdict::kHonoured) return;
  finding.detail = "in the other process: " + finding.detail;
  throw CheckEnded(std::move(finding));
}

void ReceiveParcel(Package& package, const Options& options) {
  Parcel parcel = Unwrap(ReadAll(options.packed_context));
  Context imported = Import(package, parcel.packed, parcel.buffer_type);
  Receive(imported, parcel.next, "the new context");
}

}  // namespace check_package

#include "session/protection.h"

#include "windows_headers.h"

namespace handoff_reference {

namespace {

struct FlagValues {
  std::uint32_t replay_detect;
  std::uint32_t sequence_detect;
  std::uint32_t confidentiality;
  std::uint32_t integrity;
};

constexpr FlagValues kClientFlags{ISC_REQ_REPLAY_DETECT, ISC_REQ_SEQUENCE_DETECT,
                                  ISC_REQ_CONFIDENTIALITY, ISC_REQ_INTEGRITY};
constexpr FlagValues kServerFlags{ASC_REQ_REPLAY_DETECT, ASC_REQ_SEQUENCE_DETECT,
                                  ASC_REQ_CONFIDENTIALITY, ASC_REQ_INTEGRITY};

static_assert(ISC_REQ_REPLAY_DETECT == ISC_RET_REPLAY_DETECT);
static_assert(ISC_REQ_SEQUENCE_DETECT == ISC_RET_SEQUENCE_DETECT);
static_assert(ISC_REQ_CONFIDENTIALITY == ISC_RET_CONFIDENTIALITY);
static_assert(ISC_REQ_INTEGRITY == ISC_RET_INTEGRITY);
static_assert(ASC_REQ_REPLAY_DETECT == ASC_RET_REPLAY_DETECT);
static_assert(ASC_REQ_SEQUENCE_DETECT == ASC_RET_SEQUENCE_DETECT);
static_assert(ASC_REQ_CONFIDENTIALITY == ASC_RET_CONFIDENTIALITY);
static_assert(ASC_REQ_INTEGRITY == ASC_RET_INTEGRITY);

// Trap: INTEGRITY has different values on the two sides.
const FlagValues& FlagsOf(Role role) { return role == Role::kClient ? kClientFlags : kServerFlags; }

}  // namespace

Protection Protection::FromFlags(Role role, std::uint32_t flags) {
  const FlagValues& values = FlagsOf(role);
  Protection protection;
  protection.replay_detect = (flags & values.replay_detect) != 0;
  protection.sequence_detect = (flags & values.sequence_detect) != 0;
  protection.confidentiality = (flags & values.confidentiality) != 0;
  protection.integrity =
      (flags & values.integrity) != 0 || protection.replay_detect || protection.sequence_detect;
  return protection;
}

std::uint32_t Protection::ToFlags(Role role) const {
  const FlagValues& values = FlagsOf(role);
  return (replay_detect ? values.replay_detect : 0) |
         (sequence_detect ? values.sequence_detect : 0) |
         (confidentiality ? values.confidentiality : 0) | (integrity ? values.integrity : 0);
}

Protection Common(const Protection& one, const Protection& other) {
  Protection common;
  common.replay_detect = one.replay_detect && other.replay_detect;
  common.sequence_detect = one.sequence_detect && other.sequence_detect;
  common.confidentiality = one.confidentiality && other.confidentiality;
  common.integrity = one.integrity && other.integrity;
  return common;
}

}  // namespace handoff_reference

#include "handoff/adoption.h"

#include <cstring>
#include <utility>

#include "handoff/step.h"
#include "windows/handle_kind.h"
#include "windows/shared_section.h"
#include "windows/token_information.h"
#include "windows/unique_handle.h"

namespace handoff {
namespace {

using Outcome = Adoption::Outcome;
using windows::Failure;
using windows::Result;

Adoption Refused(Outcome outcome, std::optional<Failure> rejection = std::nullopt) {
  return {outcome, rejection, nullptr, std::nullopt, {}, 0, 0, 0};
}

// A copy of the record, so that the sender cannot change it after the checks.
struct Claimable {
  Preamble preamble;
  Terms terms;
  PackageNames package_names;
  windows::SecureArray<BYTE> packed;
};

bool IsOf(Content content, const Terms& terms) {
  if (terms.content != content) return false;
  return content == Content::kContext ||
         (terms.token != 0 && terms.package_names_size == 0 && terms.packed_size == 0);
}

// Returns nothing if the section does not contain the record that the ticket describes, or if the
// record describes other content.
Result<std::optional<Claimable>> Read(const windows::SectionView& view, const Ticket& ticket,
                                      Content content) {
  const auto& record = *reinterpret_cast<const TransferRecord*>(view.data());
  Claimable read{};
  std::memcpy(&read.preamble, &record.preamble, sizeof(Preamble));
  std::memcpy(&read.terms, &record.terms, sizeof(Terms));
  const Terms& terms = read.terms;

  if (!IsOf(content, terms)) return std::optional<Claimable>();

  std::size_t rest = view.size() - sizeof(TransferRecord);
  if (terms.package_names_size > rest || terms.package_names_size % sizeof(wchar_t) != 0) {
    return std::optional<Claimable>();
  }
  rest -= terms.package_names_size;
  if (terms.packed_size > rest) return std::optional<Claimable>();

  const std::byte* names_in_view = view.data() + sizeof(TransferRecord);
  std::wstring names(terms.package_names_size / sizeof(wchar_t), L'\0');
  std::memcpy(names.data(), names_in_view, terms.package_names_size);
  if (content == Content::kContext) {
    auto package_names = PackageNames::Split(names);
    if (!package_names) return std::optional<Claimable>();
    read.package_names = std::move(*package_names);
  }
  read.packed =
      windows::SecureArray<BYTE>(names_in_view + terms.package_names_size, terms.packed_size);

  auto seal = MakeSeal(ticket.nonce, {{&read.preamble, sizeof(Preamble)},
                                      {&terms, sizeof(terms)},
                                      {names.data(), terms.package_names_size},
                                      {read.packed.data(), read.packed.size()}});
  if (!seal.ok()) return seal.failure();
  const bool is_as_sealed =
      std::memcmp(seal.value().data(), record.seal.data(), seal.value().size()) == 0 &&
      terms.section == ToRecord(ticket.section) && terms.expires_at == ticket.expires_at &&
      terms.receiver_pid == GetCurrentProcessId();
  if (!is_as_sealed) return std::optional<Claimable>();
  return std::optional<Claimable>(std::move(read));
}

// DuplicateHandle returns such values. Other values can name objects too: pseudo handles, and
// values that differ in bits that the system ignores.
bool IsHandleValue(std::uint64_t value) { return value != 0 && value % 4 == 0 && value <= MAXLONG; }

bool IsHandleToToken(std::uint64_t value, std::uint64_t token_id) {
  if (!IsHandleValue(value)) return false;
  auto actual = windows::QueryTokenId(FromRecord(value));
  return actual.ok() && actual.value() == token_id;
}

// Claim closes these handles, so they must look like those that a sender creates in this process,
// with exactly the same access. Hardly any other handle of this process does.
bool IsEventOfTransfer(std::uint64_t value) {
  return IsHandleValue(value) &&
         windows::IsHandleTo(L"Event", EVENT_MODIFY_STATE, FromRecord(value));
}

bool AreOfTransfer(const Preamble& preamble, const Terms& terms) {
  return IsHandleValue(terms.section) &&
         windows::IsHandleTo(L"Section", FILE_MAP_READ | FILE_MAP_WRITE,
                             FromRecord(terms.section)) &&
         IsEventOfTransfer(preamble.event) &&
         (terms.token == 0 || IsHandleToToken(terms.token, terms.token_id));
}

bool HasPassed(std::uint64_t tick_count) { return GetTickCount64() >= tick_count; }

// Returns the reason why a context that is not OFFERED cannot be adopted.
Adoption Missed(const TransferRecord& record) {
  switch (record.Current()) {
    case State::kClaimed:
    case State::kAdopted:
      return Refused(Outcome::kAlreadyAdopted);
    case State::kRejected:
    case State::kRefused:
      return Refused(Outcome::kRejected);
    case State::kWithdrawn:
      return Refused(HasPassed(record.terms.expires_at) ? Outcome::kExpired : Outcome::kWithdrawn);
    default:
      return Refused(Outcome::kInvalidTicket);
  }
}

// A record that this process has claimed, and the handles that came with it. Unless it was adopted,
// the destructor rejects it, so that the sender can reclaim the context.
class Claim {
 public:
  Claim(TransferRecord& record, const Preamble& preamble, const Terms& terms)
      : record_(record), section_(FromRecord(terms.section)), event_(FromRecord(preamble.event)) {}
  Claim(const Claim&) = delete;
  Claim& operator=(const Claim&) = delete;
  ~Claim() {
    if (!is_adopted_) {
      Reached(Step::kRejecting);
      record_.rejection_kind = kind_;
      record_.rejection_code = code_;
      record_.Move(State::kClaimed, State::kRejected);
      Reached(Step::kRejected);
    }
    SetEvent(event_.get());
    Reached(Step::kEventSet);
  }

  void RejectAsExpired() { kind_ = kRejectedAsExpired; }
  void RejectFor(const Failure& failure) {
    kind_ = static_cast<std::uint32_t>(failure.kind);
    code_ = failure.code;
  }
  bool Adopt() { return is_adopted_ = record_.Move(State::kClaimed, State::kAdopted); }

 private:
  TransferRecord& record_;
  windows::UniqueHandle section_;
  windows::UniqueHandle event_;
  std::uint32_t kind_ = static_cast<std::uint32_t>(Failure::Kind::kWin32Error);
  std::uint32_t code_ = ERROR_NOT_ENOUGH_MEMORY;
  bool is_adopted_ = false;
};

std::optional<windows::AccessToken> TakeToken(const Terms& terms,
                                              const windows::OpenHandlesPtr& open_handles) {
  if (terms.token == 0) return std::nullopt;
  return windows::AccessToken(windows::UniqueHandle(FromRecord(terms.token)), open_handles);
}

// Returns nothing if the ticket's handle does not name a record with the ticket's nonce.
std::optional<windows::SectionView> MapRecord(const Ticket& ticket) {
  auto view = windows::SectionView::Map(ticket.section);
  if (!view.ok() || view.value().size() < sizeof(TransferRecord)) return std::nullopt;
  const auto& preamble = reinterpret_cast<TransferRecord*>(view.value().data())->preamble;
  if (preamble.magic != TransferRecord::kMagic || preamble.version != ticket.version ||
      std::memcmp(preamble.nonce.data(), ticket.nonce.data(), ticket.nonce.size()) != 0) {
    return std::nullopt;
  }
  return std::move(view.value());
}

// The sender of an expired offer closes its handles here, so only the ticket shows the reason.
Adoption NotFound(const Ticket& ticket) {
  return Refused(HasPassed(ticket.expires_at) ? Outcome::kTooLate : Outcome::kInvalidTicket);
}

// The sender keeps the handles, because another version may store them elsewhere in the record.
Adoption RefuseVersion(TransferRecord& record) {
  // Copied first, because the sender can change what has been checked.
  Preamble preamble{};
  std::memcpy(&preamble, &record.preamble, sizeof(Preamble));
  Adoption refused = Refused(Outcome::kRefused);
  refused.sender_version = preamble.version;
  record.receiver_version = kProtocolVersion;
  if (!record.Move(State::kOffered, State::kRefused)) return Missed(record);
  if (IsEventOfTransfer(preamble.event)) SetEvent(FromRecord(preamble.event));
  return refused;
}

}  // namespace

Adoption Refuse(const Ticket& ticket) {
  auto view = MapRecord(ticket);
  if (!view) return NotFound(ticket);
  return RefuseVersion(*reinterpret_cast<TransferRecord*>(view->data()));
}

Result<Adoption> Adopt(const Ticket& ticket, Content content,
                       const windows::OpenHandlesPtr& open_handles) {
  auto view = MapRecord(ticket);
  if (!view) return NotFound(ticket);
  auto& record = *reinterpret_cast<TransferRecord*>(view->data());
  if (record.Current() != State::kOffered) return Missed(record);
  if (record.preamble.min_version > kProtocolVersion ||
      record.preamble.version < kOldestProtocolVersion) {
    return RefuseVersion(record);
  }
  Reached(Step::kMapped);

  auto claimable = Read(*view, ticket, content);
  if (!claimable.ok()) return claimable.failure();
  if (!claimable.value() || !AreOfTransfer(claimable.value()->preamble, claimable.value()->terms)) {
    // Another thread may have adopted the context and wiped the record during Read().
    return record.Current() == State::kOffered ? Refused(Outcome::kInvalidTicket) : Missed(record);
  }
  Reached(Step::kRead);
  if (!record.Move(State::kOffered, State::kClaimed)) return Missed(record);

  const Terms& terms = claimable.value()->terms;
  Claim claim(record, claimable.value()->preamble, terms);
  Reached(Step::kClaimed);
  auto token = TakeToken(terms, open_handles);
  Reached(Step::kTokenTaken);
  if (HasPassed(terms.expires_at)) {
    claim.RejectAsExpired();
    return Refused(Outcome::kExpired);
  }
  std::shared_ptr<sspi::SecurityContext> context;
  if (content == Content::kContext) {
    auto imported = sspi::SecurityContext::Import(
        claimable.value()->package_names.to_import, std::move(claimable.value()->packed),
        terms.buffer_type, token ? token->shared_handle() : nullptr, open_handles);
    if (!imported.ok()) {
      claim.RejectFor(imported.failure());
      return Refused(Outcome::kRejected, imported.failure());
    }
    context = std::move(imported.value());
    Reached(Step::kImported);
  }
  if (!claim.Adopt()) return Missed(record);
  Reached(Step::kAdopted);
  // The sender needs the bytes until ADOPTED, to reclaim the context.
  SecureZeroMemory(view->data() + sizeof(TransferRecord) + terms.package_names_size,
                   terms.packed_size);
  Reached(Step::kWiped);
  return Adoption{Outcome::kAdopted,
                  std::nullopt,
                  std::move(context),
                  std::move(token),
                  std::move(claimable.value()->package_names),
                  terms.role,
                  terms.attributes,
                  0};
}

}  // namespace handoff

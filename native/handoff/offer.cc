#include "handoff/offer.h"

#include <cstring>
#include <new>
#include <utility>

#include "handoff/step.h"
#include "handoff/token_transfer.h"
#include "windows/token_information.h"

namespace handoff {
namespace {

using windows::Failure;
using windows::Result;

// The resolution of GetTickCount64: by this clock, a wait that ended on time may seem early.
constexpr DWORD kClockStep = 20;

// In milliseconds.
constexpr DWORD kMomentOfExit = 250;

}  // namespace

Result<Offering> Offer::OfContext(sspi::SecurityContext& context,
                                  std::shared_ptr<const windows::Process> receiver,
                                  const OfferOptions& options) {
  // The receiver may have exited since it was opened. A refusal before the export costs nothing.
  if (receiver->HasExited()) return windows::Win32Failure("OpenProcess", ERROR_INVALID_PARAMETER);
  Reached(Step::kReceiverOpened);
  auto packed = context.Export(SECPKG_CONTEXT_EXPORT_DELETE_OLD, true);
  if (!packed.ok()) return packed.failure();

  // From here on only `packed` contains the context, so no error may end this function early.
  auto offer = [&]() -> Result<std::shared_ptr<Offer>> {
    try {
      Reached(Step::kExported);
      return Write(receiver, Content::kContext, packed.value(), options, context.open_handles());
    } catch (const std::bad_alloc&) {
      return windows::Win32Failure("HeapAlloc", ERROR_NOT_ENOUGH_MEMORY);
    }
  }();
  if (offer.ok()) return Offering{std::move(offer.value()), std::nullopt, std::nullopt};

  Offering failed{nullptr, offer.failure(), std::nullopt};
  try {
    auto reclaimed = Reclaimed::Import(
        options.package_names.to_import, options.own_import_name,
        windows::SecureArray<BYTE>(packed.value().bytes.get(), packed.value().size),
        packed.value().buffer_type, &packed.value().access_token, context.open_handles());
    if (reclaimed.ok()) failed.reclaimed = std::move(reclaimed.value());
  } catch (const std::bad_alloc&) {
    // The context is lost, and the empty `reclaimed` says so.
  }
  // A process that ends refuses handles a moment before its own handle is signaled. After this wait
  // the caller can tell the end of the receiver from other failures.
  receiver->HasExited(kMomentOfExit);
  return failed;
}

Result<std::shared_ptr<Offer>> Offer::OfAccessToken(
    const windows::AccessToken& token, std::shared_ptr<const windows::Process> receiver,
    const OfferOptions& options) {
  if (receiver->HasExited()) return windows::Win32Failure("OpenProcess", ERROR_INVALID_PARAMETER);
  Reached(Step::kReceiverOpened);
  sspi::PackedContext no_context{sspi::ContextBuffer(nullptr), 0, SECBUFFER_EMPTY,
                                 windows::AccessToken(token.shared_handle(), token.open_handles())};
  auto offer = Write(receiver, Content::kAccessToken, no_context, options, token.open_handles());
  if (!offer.ok()) receiver->HasExited(kMomentOfExit);
  return offer;
}

Result<std::shared_ptr<Offer>> Offer::Write(std::shared_ptr<const windows::Process> receiver,
                                            Content content, sspi::PackedContext& packed,
                                            const OfferOptions& options,
                                            windows::OpenHandlesPtr open_handles) {
  const std::wstring names = options.package_names.Joined();
  const std::size_t names_size = names.size() * sizeof(wchar_t);
  auto section = windows::SharedSection::Create(sizeof(TransferRecord) + names_size + packed.size);
  if (!section.ok()) return section.failure();
  windows::UniqueHandle event(CreateEventW(nullptr, FALSE, FALSE, nullptr));
  if (!event) return windows::Win32Failure("CreateEventW");
  auto nonce = MakeNonce();
  if (!nonce.ok()) return nonce.failure();

  // `packed` keeps the token until everything has succeeded, because a reclaim of the context needs
  // it.
  std::optional<windows::AccessToken> token;
  if (packed.access_token) token.emplace(packed.access_token->shared_handle(), open_handles);
  std::shared_ptr<Offer> offer(new Offer(std::move(receiver), std::move(section.value()),
                                         std::move(event), std::move(token), options, packed,
                                         std::move(open_handles)));
  offer->nonce_ = nonce.value();
  TransferRecord& record = *new (offer->section_.data()) TransferRecord{};
  record.preamble.magic = TransferRecord::kMagic;
  record.preamble.version = kProtocolVersion;
  record.preamble.min_version = kProtocolVersion;
  record.preamble.nonce = nonce.value();
  record.terms.expires_at = offer->expires_at_;
  record.terms.sender_start_time = windows::StartTimeOfThisProcess();
  record.terms.sender_pid = GetCurrentProcessId();
  record.terms.receiver_pid = offer->receiver_->pid();
  record.terms.role = options.role;
  record.terms.attributes = options.attributes;
  record.terms.buffer_type = packed.buffer_type;
  record.terms.package_names_size = static_cast<std::uint32_t>(names_size);
  record.terms.packed_size = packed.size;
  record.terms.content = content;
  std::memcpy(&record + 1, names.data(), names_size);
  if (packed.size != 0) std::memcpy(offer->packed(), packed.bytes.get(), packed.size);
  Reached(Step::kRecordWritten);

  auto opened = offer->Open();
  if (!opened.ok()) return opened.failure();
  return offer;
}

Result<bool> Offer::Open() {
  Preamble& preamble = record().preamble;
  Terms& terms = record().terms;
  if (token_) {
    auto token_id = windows::QueryTokenId(token_->get());
    if (!token_id.ok()) return token_id.failure();
    terms.token_id = token_id.value();
    auto token = DuplicateTokenInto(*receiver_, *token_, token_access_);
    if (!token.ok()) return token.failure();
    token_in_receiver_ = token.value();
    terms.token = ToRecord(token_in_receiver_);
    Reached(Step::kTokenDuplicated);
  }
  auto event = receiver_->DuplicateInto(event_.get(), EVENT_MODIFY_STATE);
  if (!event.ok()) return event.failure();
  event_in_receiver_ = event.value();
  preamble.event = ToRecord(event_in_receiver_);
  Reached(Step::kEventDuplicated);
  auto section = receiver_->DuplicateInto(section_.handle(), FILE_MAP_READ | FILE_MAP_WRITE);
  if (!section.ok()) return section.failure();
  section_in_receiver_ = section.value();
  terms.section = ToRecord(section_in_receiver_);
  Reached(Step::kSectionDuplicated);

  auto packed_seal = MakeSeal(nonce_, {{packed(), packed_size_}});
  if (!packed_seal.ok()) return packed_seal.failure();
  packed_seal_ = packed_seal.value();
  auto seal = MakeSeal(nonce_, {{&preamble, sizeof(preamble)},
                                {&terms, sizeof(terms)},
                                {&record() + 1, terms.package_names_size + packed_size_}});
  if (!seal.ok()) return seal.failure();
  record().seal = seal.value();
  is_open_ = true;
  record().Move(State::kNone, State::kOffered);
  Reached(Step::kOffered);
  return true;
}

Offer::Offer(std::shared_ptr<const windows::Process> receiver, windows::SharedSection section,
             windows::UniqueHandle event, std::optional<windows::AccessToken> token,
             const OfferOptions& options, sspi::PackedContext& packed,
             windows::OpenHandlesPtr open_handles)
    : receiver_(std::move(receiver)),
      section_(std::move(section)),
      event_(std::move(event)),
      token_(std::move(token)),
      package_names_(options.package_names),
      own_import_name_(options.own_import_name),
      buffer_type_(packed.buffer_type),
      packed_size_(packed.size),
      expires_at_(GetTickCount64() + options.expires_in),
      expires_in_(options.expires_in),
      token_access_(options.token_access),
      open_handles_(std::move(open_handles)) {}

Offer::~Offer() {
  waits_.clear();
  // No other process has seen the record of an offer that was never opened. In an open offer the
  // state is not trusted, because a hostile receiver may have written it.
  if (!is_open_) End(Progress::kWithdrawn);
  PullHandlesLocked();
  if (progress_ != Progress::kPending) SecureZeroMemory(packed(), packed_size_);
}

BYTE* Offer::packed() const {
  return reinterpret_cast<BYTE*>(section_.data()) + sizeof(TransferRecord) +
         package_names_.joined_bytes();
}

Result<bool> Offer::Watch(windows::RegisteredWait::Callback changed) {
  // The callback runs in the wait thread, because passing the call to another thread takes longer
  // than the call.
  try {
    auto on_event = windows::RegisteredWait::Start(event_.get(), expires_in_ + kClockStep,
                                                   WT_EXECUTEINWAITTHREAD, changed);
    if (!on_event.ok()) return on_event.failure();
    Reached(Step::kWatching);
    auto on_exit = windows::RegisteredWait::Start(receiver_->get(), INFINITE,
                                                  WT_EXECUTEONLYONCE | WT_EXECUTEINWAITTHREAD,
                                                  std::move(changed));
    if (!on_exit.ok()) return on_exit.failure();
    waits_.push_back(std::move(on_event.value()));
    waits_.push_back(std::move(on_exit.value()));
    return true;
  } catch (const std::bad_alloc&) {
    return windows::Win32Failure("RegisterWaitForSingleObject", ERROR_NOT_ENOUGH_MEMORY);
  }
}

Progress Offer::Poll() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return PollLocked();
}

Progress Offer::PollLocked() {
  while (progress_ == Progress::kPending) {
    switch (record().Current()) {
      case State::kAdopted:
        Reached(Step::kAdoptionSeen);
        // The receiver wipes the bytes too, unless it exits before.
        SecureZeroMemory(packed(), packed_size_);
        token_.reset();
        return progress_ = Progress::kAdopted;
      case State::kRejected:
        Reached(Step::kRejectionSeen);
        return progress_ = record().rejection_kind == kRejectedAsExpired ? Progress::kExpired
                                                                         : Progress::kRejected;
      case State::kRefused:
        Reached(Step::kRejectionSeen);
        if (record().Move(State::kRefused, State::kWithdrawn)) return End(Progress::kRefused);
        break;
      case State::kClaimed:
        if (!receiver_->HasExited()) return Progress::kPending;
        if (record().Move(State::kClaimed, State::kWithdrawn)) {
          return progress_ = Progress::kReceiverExited;
        }
        break;
      case State::kOffered: {
        const bool has_exited = receiver_->HasExited();
        if (!has_exited && GetTickCount64() < expires_at_) return Progress::kPending;
        Reached(Step::kWithdrawing);
        if (record().Move(State::kOffered, State::kWithdrawn)) {
          return End(has_exited ? Progress::kReceiverExited : Progress::kExpired);
        }
        break;
      }
      default:
        // Only a receiver that breaks the protocol writes another state. It may own the context.
        return progress_ = receiver_->HasExited() ? Progress::kReceiverExited : Progress::kAltered;
    }
  }
  return progress_;
}

Failure Offer::rejection() const {
  const bool is_win32 =
      record().rejection_kind == static_cast<std::uint32_t>(Failure::Kind::kWin32Error);
  return {is_win32 ? Failure::Kind::kWin32Error : Failure::Kind::kSecurityStatus,
          record().rejection_code, "ImportSecurityContextW"};
}

void Offer::Withdraw() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (PollLocked() != Progress::kPending) return;
  Reached(Step::kWithdrawing);
  if (record().Move(State::kOffered, State::kWithdrawn)) End(Progress::kWithdrawn);
}

Result<std::optional<Reclaimed>> Offer::Reclaim() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (progress_ == Progress::kPending || progress_ == Progress::kAdopted || packed_size_ == 0) {
    return windows::Win32Failure("ImportSecurityContextW", ERROR_INVALID_STATE);
  }
  if (progress_ == Progress::kAltered && !receiver_->HasExited()) return std::optional<Reclaimed>();
  Reached(Step::kReimporting);
  record().Move(State::kRejected, State::kWithdrawn);
  PullHandlesLocked();
  // Copies before the check, because the receiver can write to the section while it lives.
  windows::SecureArray<BYTE> copy(packed(), packed_size_);
  auto seal = MakeSeal(nonce_, {{copy.data(), copy.size()}});
  if (!seal.ok()) return seal.failure();
  if (seal.value() != packed_seal_) return std::optional<Reclaimed>();
  auto reclaimed = Reclaimed::Import(package_names_.to_import, own_import_name_, copy, buffer_type_,
                                     &token_, open_handles_);
  if (!reclaimed.ok()) return reclaimed.failure();
  Reached(Step::kReimported);
  SecureZeroMemory(packed(), packed_size_);
  packed_size_ = 0;
  return std::optional<Reclaimed>(std::move(reclaimed.value()));
}

void Offer::PullHandles() {
  const std::lock_guard<std::mutex> lock(mutex_);
  PullHandlesLocked();
}

void Offer::PullHandlesLocked() {
  if (!are_handles_ours_) return;
  if (token_in_receiver_ != nullptr) {
    receiver_->CloseThere(std::exchange(token_in_receiver_, nullptr), token_->get());
  }
  Reached(Step::kTokenPulled);
  if (event_in_receiver_ != nullptr) {
    receiver_->CloseThere(std::exchange(event_in_receiver_, nullptr), event_.get());
  }
  Reached(Step::kEventPulled);
  if (section_in_receiver_ != nullptr) {
    receiver_->CloseThere(std::exchange(section_in_receiver_, nullptr), section_.handle());
  }
  Reached(Step::kSectionPulled);
  are_handles_ours_ = false;
}

// The state is WITHDRAWN, and was OFFERED or REFUSED before. So only this process closes the
// handles in the receiver.
Progress Offer::End(Progress how) {
  Reached(Step::kWithdrawn);
  are_handles_ours_ = true;
  return progress_ = how;
}

}  // namespace handoff

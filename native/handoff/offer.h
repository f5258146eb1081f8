#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "handoff/transfer_record.h"
#include "sspi/security_context.h"
#include "windows/process.h"
#include "windows/registered_wait.h"
#include "windows/shared_section.h"

namespace handoff {

struct OfferOptions {
  std::wstring package_name;
  std::uint32_t expires_in;  // in milliseconds, counted from the end of the export
  ACCESS_MASK token_access;
  std::uint32_t role;
  std::uint32_t attributes;
};

// A context that is in the sender again, and its token.
struct Reclaimed {
  std::shared_ptr<sspi::SecurityContext> context;
  std::optional<windows::AccessToken> access_token;
};

enum class Progress {
  kPending,
  kAdopted,
  kRejected,
  kExpired,
  kReceiverExited,
  kWithdrawn,
  // By a receiver that cannot read this version of the record.
  kRefused,
  // By a receiver that breaks the rules: where the context is cannot be told while it lives.
  kAltered,
};

class Offer;

// `offer`, or what became of the context after its export when the offer could not be made.
struct Offering {
  std::shared_ptr<Offer> offer;
  std::optional<windows::Failure> failure;
  std::optional<Reclaimed> reclaimed;
};

// The sender's side of one transfer.
class Offer {
 public:
  // A failure of this function itself leaves the context as it was.
  static windows::Result<Offering> Make(sspi::SecurityContext& context,
                                        std::shared_ptr<const windows::Process> receiver,
                                        const OfferOptions& options);

  Offer(const Offer&) = delete;
  Offer& operator=(const Offer&) = delete;
  // An offer that is open stays open: the receiver may be adopting, and the sender's end, however
  // it came, is no reason to lose the context.
  ~Offer();

  const Nonce& nonce() const { return nonce_; }
  HANDLE section_in_receiver() const { return section_in_receiver_; }
  // By GetTickCount64.
  std::uint64_t expires_at() const { return expires_at_; }

  // Has the wait pool call `changed` whenever there may be news. Of an offer once.
  windows::Result<bool> Watch(windows::RegisteredWait::Callback changed);
  // Waits for a call that is under way.
  void Unwatch();

  // What there is to see; ends an offer that has expired, or whose receiver is dead.
  Progress Poll();
  // The reason of Progress::kRejected.
  windows::Failure rejection() const;
  // With Progress::kRefused: the newest version that the receiver can read, or so it says.
  std::uint32_t receiver_version() const { return record().receiver_version; }

  // Ends the offer if it is still open. Poll() tells what has become of it.
  void Withdraw();

  // The context again, after any end but adoption. It can be tried again when it fails. Nothing if
  // the receiver has changed it, or may still have it: what a receiver wrote is never imported.
  windows::Result<std::optional<Reclaimed>> Reclaim();

 private:
  Offer(std::shared_ptr<const windows::Process> receiver, windows::SharedSection section,
        windows::UniqueHandle event, std::optional<windows::AccessToken> token,
        const OfferOptions& options, sspi::PackedContext& packed,
        windows::OpenHandlesPtr open_handles);

  static windows::Result<std::shared_ptr<Offer>> Write(
      std::shared_ptr<const windows::Process> receiver, sspi::PackedContext& packed,
      const OfferOptions& options, windows::OpenHandlesPtr open_handles);
  windows::Result<bool> Open();

  TransferRecord& record() const { return *reinterpret_cast<TransferRecord*>(section_.data()); }
  BYTE* packed() const;
  Progress PollLocked();
  Progress End(Progress how);

  std::mutex mutex_;
  std::shared_ptr<const windows::Process> receiver_;
  windows::SharedSection section_;
  windows::UniqueHandle event_;
  std::optional<windows::AccessToken> token_;
  // Our own copies: what stands in the section, the receiver can change.
  std::wstring package_name_;
  ULONG buffer_type_;
  std::size_t packed_size_;
  std::uint64_t expires_at_;
  std::uint32_t expires_in_;
  ACCESS_MASK token_access_;
  Nonce nonce_{};
  Seal packed_seal_{};
  HANDLE section_in_receiver_ = nullptr;
  HANDLE event_in_receiver_ = nullptr;
  HANDLE token_in_receiver_ = nullptr;
  bool is_open_ = false;
  Progress progress_ = Progress::kPending;
  windows::OpenHandlesPtr open_handles_;
  std::vector<windows::RegisteredWait> waits_;
};

}  // namespace handoff

#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "handoff/package_names.h"
#include "handoff/reclaimed.h"
#include "handoff/transfer_record.h"
#include "sspi/security_context.h"
#include "windows/process.h"
#include "windows/registered_wait.h"
#include "windows/shared_section.h"

namespace handoff {

// The package names, the role and the attributes describe a context. They are empty for a token.
struct OfferOptions {
  PackageNames package_names;
  std::wstring own_import_name;  // The name before the offer, for a reclaim.
  std::uint32_t expires_in = 0;  // in milliseconds, from the end of the export
  ACCESS_MASK token_access = 0;
  std::uint32_t role = 0;
  std::uint32_t attributes = 0;
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
  // By a receiver that breaks the protocol. While it lives, the owner of the context is unknown.
  kAltered,
};

class Offer;

// Contains `offer`; or, if the export succeeded and the offer failed, `failure` and the reclaimed
// context. `reclaimed` is empty if the context is lost.
struct Offering {
  std::shared_ptr<Offer> offer;
  std::optional<windows::Failure> failure;
  std::optional<Reclaimed> reclaimed;
};

// The sender's side of one transfer.
class Offer {
 public:
  // If this function itself fails, the context is unchanged.
  static windows::Result<Offering> OfContext(sspi::SecurityContext& context,
                                             std::shared_ptr<const windows::Process> receiver,
                                             const OfferOptions& options);

  // Offers a token alone. The caller keeps its own handle.
  static windows::Result<std::shared_ptr<Offer>> OfAccessToken(
      const windows::AccessToken& token, std::shared_ptr<const windows::Process> receiver,
      const OfferOptions& options);

  Offer(const Offer&) = delete;
  Offer& operator=(const Offer&) = delete;
  // An open offer stays open, because the receiver may be adopting the context. The end of the
  // sender is no reason to lose it.
  ~Offer();

  const Nonce& nonce() const { return nonce_; }
  HANDLE section_in_receiver() const { return section_in_receiver_; }
  // In the time of GetTickCount64.
  std::uint64_t expires_at() const { return expires_at_; }

  // Makes the wait pool call `changed` whenever Poll() may return another result. May be called
  // once for each offer.
  windows::Result<bool> Watch(windows::RegisteredWait::Callback changed);
  // Waits for a running call of `changed`.
  void Unwatch() { waits_.clear(); }

  // Returns the state of the offer. Ends an offer that has expired or whose receiver has exited.
  // After any end except adoption the caller must call PullHandles().
  Progress Poll();
  // The reason for Progress::kRejected.
  windows::Failure rejection() const;
  // With Progress::kRefused: the newest version that the receiver claims to read.
  std::uint32_t receiver_version() const { return record().receiver_version; }

  // Ends the offer if it is still open, like Poll(), which returns the result.
  void Withdraw();

  // Closes the handles in the receiver if this process has withdrawn the offer. Waits for the
  // kernel to work in another process, so it must not run on the JavaScript thread.
  void PullHandles();

  // Returns the context to the sender after any end except adoption. The call can be repeated after
  // a failure. Returns nothing if the receiver has changed the packed context or may own the
  // context: bytes that a receiver wrote are never imported.
  windows::Result<std::optional<Reclaimed>> Reclaim();

 private:
  Offer(std::shared_ptr<const windows::Process> receiver, windows::SharedSection section,
        windows::UniqueHandle event, std::optional<windows::AccessToken> token,
        const OfferOptions& options, sspi::PackedContext& packed,
        windows::OpenHandlesPtr open_handles);

  static windows::Result<std::shared_ptr<Offer>> Write(
      std::shared_ptr<const windows::Process> receiver, Content content,
      sspi::PackedContext& packed, const OfferOptions& options,
      windows::OpenHandlesPtr open_handles);
  windows::Result<bool> Open();

  TransferRecord& record() const { return *reinterpret_cast<TransferRecord*>(section_.data()); }
  BYTE* packed() const;
  Progress PollLocked();
  Progress End(Progress how);
  void PullHandlesLocked();

  std::mutex mutex_;
  std::shared_ptr<const windows::Process> receiver_;
  windows::SharedSection section_;
  windows::UniqueHandle event_;
  std::optional<windows::AccessToken> token_;
  // Copies of the record's values, because the receiver can change the section.
  PackageNames package_names_;
  std::wstring own_import_name_;
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
  // Whether this process has to close the handles in the receiver.
  bool are_handles_ours_ = false;
  Progress progress_ = Progress::kPending;
  windows::OpenHandlesPtr open_handles_;
  std::vector<windows::RegisteredWait> waits_;
};

}  // namespace handoff

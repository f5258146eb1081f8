// The methods of SecurityContext that protect several messages in one call.

#include <algorithm>
#include <optional>
#include <vector>

#include "binding/arguments.h"
#include "binding/security_context.h"
#include "sspi/message_protection.h"

namespace binding {
namespace {

// (context, messages, output, numbers)
struct Batch {
  std::vector<sspi::Bytes> messages;
  sspi::Bytes output;
  std::uint32_t* numbers;  // for further arguments and for results; at least three for each message
};

Batch BatchOf(const Arguments& arguments) {
  Batch batch{arguments[1].BorrowedList(), arguments[2].Borrowed(), nullptr};
  batch.numbers = arguments[3].Numbers(std::max<std::size_t>(3, 3 * batch.messages.size()));
  return batch;
}

// Calls `protect` for each message, its number and the room for it, whose size is that of the
// message and `more`. After a failure, writes the index of the message and wipes the output.
template <typename Protect>
Napi::Value ProtectEach(Napi::Env env, sspi::SecurityContext& context, const Batch& batch,
                        std::uint64_t more, Protect protect) {
  std::uint64_t size = 0;
  for (const sspi::Bytes& message : batch.messages) size += message.size + more;
  if (size > batch.output.size) {
    throw Napi::RangeError::New(env, "The output of the native function is too small");
  }
  const auto failure =
      context.Exclusively([&](CtxtHandle* handle) -> std::optional<windows::Failure> {
        sspi::Bytes room{batch.output.data, 0};
        std::size_t index = 0;
        for (const sspi::Bytes& message : batch.messages) {
          room = {room.data + room.size, message.size + static_cast<ULONG>(more)};
          auto failed = protect(handle, message, room, index);
          if (failed) {
            batch.numbers[0] = static_cast<std::uint32_t>(index);
            return failed;
          }
          index++;
        }
        return std::nullopt;
      });
  if (!failure) return env.Undefined();
  // A package may write to the message before it fails.
  SecureZeroMemory(batch.output.data, batch.output.size);
  return ToJs(env, *failure);
}

}  // namespace

// Reads [the room for each trailer, the room for each padding, the quality of protection]. Writes
// [the start and the end in the output] of each encrypted message.
Napi::Value SecurityContext::WrapAll(const Napi::CallbackInfo& info) {
  const Batch batch = BatchOf(Arguments(info));
  const ULONG trailer_room = batch.numbers[0];
  const ULONG quality_of_protection = batch.numbers[2];
  return ProtectEach(
      info.Env(), *From(info), batch, std::uint64_t{trailer_room} + batch.numbers[1],
      [&](CtxtHandle* context, sspi::Bytes message, sspi::Bytes room,
          std::size_t index) -> std::optional<windows::Failure> {
        auto wrapped = sspi::Wrap(context, quality_of_protection, message, room, trailer_room);
        if (!wrapped.ok()) return wrapped.failure();
        const auto start = static_cast<ULONG>(room.data - batch.output.data);
        batch.numbers[2 * index] = start + wrapped.value().start;
        batch.numbers[2 * index + 1] = batch.numbers[2 * index] + wrapped.value().lengths.total();
        return std::nullopt;
      });
}

// Writes [the start and the end in the output, the quality of protection] of each plaintext.
Napi::Value SecurityContext::UnwrapAll(const Napi::CallbackInfo& info) {
  const Batch batch = BatchOf(Arguments(info));
  return ProtectEach(info.Env(), *From(info), batch, 0,
                     [&](CtxtHandle* context, sspi::Bytes message, sspi::Bytes room,
                         std::size_t index) -> std::optional<windows::Failure> {
                       std::copy_n(message.data, message.size, room.data);
                       auto decrypted = sspi::Unwrap(context, room);
                       if (!decrypted.ok()) return decrypted.failure();
                       const auto& [plaintext, quality_of_protection] = decrypted.value();
                       std::uint32_t* const numbers = batch.numbers + 3 * index;
                       numbers[0] = static_cast<ULONG>(plaintext.data - batch.output.data);
                       numbers[1] = numbers[0] + plaintext.size;
                       numbers[2] = quality_of_protection;
                       return std::nullopt;
                     });
}

}  // namespace binding

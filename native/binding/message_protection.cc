// The methods of SecurityContext that protect messages. All are synchronous, like those of
// node:crypto, because the work is done in this process.
//
// A program may call them a million times a second, and an object or a Buffer that Node-API creates
// takes longer than the protection of a short message. So JavaScript allocates the memory for the
// result, and these methods write to it. They return a number or undefined, or the failure.
// Further numbers are written to the argument `numbers`, unless they have their usual values: to
// find the memory of a typed array takes 23 ns, a quarter of such a call.

#include "sspi/message_protection.h"

#include <algorithm>
#include <cstring>

#include "binding/arguments.h"
#include "binding/security_context.h"
#include "sspi/stream_protection.h"

namespace binding {
namespace {

Napi::Object BufferWith(Napi::Env env, Napi::Buffer<BYTE> buffer) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("buffer", buffer);
  return object;
}

// A package may write to the message before it fails, so the content of the Buffer must not be
// exposed.
Napi::Object FailedWith(Napi::Env env, const windows::Failure& failure, Napi::Buffer<BYTE> buffer) {
  SecureZeroMemory(buffer.Data(), buffer.Length());
  return Failed(env, failure);
}

// The same for memory that JavaScript has allocated.
Napi::Object FailureWith(Napi::Env env, const windows::Failure& failure, sspi::Bytes output) {
  SecureZeroMemory(output.data, output.size);
  return ToJs(env, failure);
}

// A package may count bytes as used that it does not write. Those bytes are sent, so they must not
// contain other data of this process.
void Clear(sspi::Bytes room) { std::fill_n(room.data, room.size, BYTE{0}); }

void Require(Napi::Env env, bool is_so) {
  if (!is_so) throw Napi::RangeError::New(env, "The output of the native function is too small");
}

// Returns the quality of protection if the plaintext fills the memory. Otherwise writes [the offset
// of the plaintext in the memory, its length, the quality of protection].
Napi::Value Plaintext(Napi::Env env, const Input& numbers, const sspi::DecryptedMessage& message,
                      sspi::Bytes memory) {
  if (message.plaintext.size == memory.size) {
    return Napi::Number::New(env, message.quality_of_protection);
  }
  numbers.Write({static_cast<ULONG>(message.plaintext.data - memory.data), message.plaintext.size,
                 message.quality_of_protection});
  return env.Undefined();
}

// The last argument of a call may be missing, because most packages use no padding.
sspi::Bytes PaddingIn(const Arguments& arguments, std::size_t index) {
  return arguments.size() > index ? arguments[index].Borrowed() : sspi::Bytes{};
}

}  // namespace

// (context, message, signature, qualityOfProtection): the length of the signature, which is at the
// start
Napi::Value SecurityContext::Sign(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Arguments arguments(info);
  const sspi::Bytes message = arguments[1].Borrowed();
  const sspi::Bytes signature = arguments[2].Borrowed();
  const ULONG quality_of_protection = arguments[3].Uint32();
  Clear(signature);
  auto used = From(info)->Exclusively([&](CtxtHandle* context) {
    return sspi::Sign(context, quality_of_protection, message, signature);
  });
  if (!used.ok()) return FailureWith(env, used.failure(), signature);
  return Napi::Number::New(env, used.value());
}

// (context, message, signature): the quality of protection
Napi::Value SecurityContext::Verify(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Arguments arguments(info);
  const sspi::Bytes message = arguments[1].Borrowed();
  const sspi::Bytes signature = arguments[2].Borrowed();
  auto quality_of_protection = From(info)->Exclusively(
      [&](CtxtHandle* context) { return sspi::Verify(context, message, signature); });
  if (!quality_of_protection.ok()) return ToJs(env, quality_of_protection.failure());
  return Napi::Number::New(env, quality_of_protection.value());
}

// (context, message, output, numbers). The message may be in the output. Reads [the room for the
// trailer, the room for the padding, the quality of protection]. Writes [the offset of the
// encrypted message in the output, and the lengths of its parts].
Napi::Value SecurityContext::Encrypt(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Arguments arguments(info);
  const sspi::Bytes message = arguments[1].Borrowed();
  const sspi::Bytes memory = arguments[2].Borrowed();
  std::uint32_t* const numbers = arguments[3].Numbers(4);
  const ULONG trailer_room = numbers[0];
  const ULONG quality_of_protection = numbers[2];
  const std::uint64_t size = std::uint64_t{trailer_room} + message.size + numbers[1];
  Require(env, memory.size >= size);
  const sspi::Bytes output{memory.data, static_cast<ULONG>(size)};
  auto wrapped = From(info)->Exclusively([&](CtxtHandle* context) {
    return sspi::Wrap(context, quality_of_protection, message, output, trailer_room);
  });
  if (!wrapped.ok()) return FailureWith(env, wrapped.failure(), output);
  const auto& [start, lengths] = wrapped.value();
  numbers[0] = start;
  numbers[1] = lengths.trailer;
  numbers[2] = lengths.data;
  numbers[3] = lengths.padding;
  return env.Undefined();
}

// (context, qualityOfProtection, numbers, trailer, data, padding?): 0 if the package has used each
// part completely. Otherwise writes the lengths of the parts.
Napi::Value SecurityContext::EncryptInPlace(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Arguments arguments(info);
  const ULONG quality_of_protection = arguments[1].Uint32();
  const sspi::MessageParts parts{arguments[3].Borrowed(), arguments[4].Borrowed(),
                                 PaddingIn(arguments, 5)};
  auto used = From(info)->Exclusively(
      [&](CtxtHandle* context) { return sspi::Encrypt(context, quality_of_protection, parts); });
  if (!used.ok()) return ToJs(env, used.failure());
  const sspi::PartSizes& lengths = used.value();
  if (lengths.trailer == parts.trailer.size && lengths.data == parts.data.size &&
      lengths.padding == parts.padding.size) {
    return Napi::Number::New(env, 0);
  }
  arguments[2].Write({lengths.trailer, lengths.data, lengths.padding});
  return env.Undefined();
}

// (context, numbers, trailer, data, padding?): see Plaintext. The memory is `data`.
Napi::Value SecurityContext::DecryptInPlace(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Arguments arguments(info);
  const sspi::MessageParts parts{arguments[2].Borrowed(), arguments[3].Borrowed(),
                                 PaddingIn(arguments, 4)};
  auto decrypted =
      From(info)->Exclusively([&](CtxtHandle* context) { return sspi::Decrypt(context, parts); });
  if (!decrypted.ok()) return ToJs(env, decrypted.failure());
  return Plaintext(env, arguments[1], decrypted.value(), parts.data);
}

// (context, message, output, numbers): see Plaintext. The memory is the output, which may be the
// message itself.
Napi::Value SecurityContext::UnwrapMessage(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Arguments arguments(info);
  const sspi::Bytes message = arguments[1].Borrowed();
  const sspi::Bytes output = arguments[2].Borrowed();
  Require(env, output.size >= message.size);
  if (output.data != message.data) std::memmove(output.data, message.data, message.size);
  auto decrypted = From(info)->Exclusively([&](CtxtHandle* context) {
    return sspi::Unwrap(context, {output.data, message.size});
  });
  if (!decrypted.ok()) return FailureWith(env, decrypted.failure(), {output.data, message.size});
  return Plaintext(env, arguments[3], decrypted.value(), output);
}

// (context, message)
Napi::Value SecurityContext::EncryptRecord(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const sspi::Bytes message = Arguments(info)[1].Borrowed();
  auto sizes = From(info)->StreamSizes();
  if (!sizes.ok()) return Failed(env, sizes.failure());

  const sspi::StreamLayout room{sizes.value().cbHeader, message.size, sizes.value().cbTrailer};
  auto buffer = Napi::Buffer<BYTE>::New(env, room.total());
  BYTE* const data = buffer.Data() + room.header;
  std::copy_n(message.data, message.size, data);
  // A package may count bytes as used that it does not write: see Encrypt().
  std::fill_n(buffer.Data(), room.header, BYTE{0});
  std::fill_n(data + room.data, room.trailer, BYTE{0});
  auto used = From(info)->Exclusively(
      [&](CtxtHandle* context) { return sspi::EncryptRecord(context, buffer.Data(), room); });
  if (!used.ok()) return FailedWith(env, used.failure(), buffer);
  Napi::Object record = BufferWith(env, buffer);
  record.Set("recordLength", static_cast<double>(used.value().total()));
  return Success(env, record);
}

// (context, stream)
Napi::Value SecurityContext::DecryptRecord(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const sspi::Bytes stream = Arguments(info)[1].Borrowed();
  auto buffer = Napi::Buffer<BYTE>::Copy(env, stream.data, stream.size);
  auto decrypted = From(info)->Exclusively([&](CtxtHandle* context) {
    return sspi::DecryptRecord(context, {buffer.Data(), stream.size});
  });
  if (!decrypted.ok()) return FailedWith(env, decrypted.failure(), buffer);
  const sspi::DecryptedRecord& result = decrypted.value();
  Napi::Object record = BufferWith(env, buffer);
  record.Set("status", static_cast<std::uint32_t>(result.status));
  record.Set("dataOffset", static_cast<double>(result.plaintext.data - buffer.Data()));
  record.Set("dataLength", result.plaintext.size);
  record.Set("extra", result.extra);
  record.Set("missing", result.missing);
  return Success(env, record);
}

Napi::Value SecurityContext::ShutDownStream(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto failure = From(info)->Exclusively(sspi::ShutDownStream);
  if (failure) return Failed(env, *failure);
  return Success(env, env.Undefined());
}

}  // namespace binding

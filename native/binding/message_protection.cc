// The methods of SecurityContext that protect messages. All are synchronous, like those of
// node:crypto, because the work is done in this process. Methods that are not in place copy the
// message once, into the Buffer that they return. Methods that a program may call a million times a
// second return numbers through CallNumbers, and their result is undefined or the failure.

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

sspi::MessageParts PartsOf(BYTE* workspace, const sspi::PartSizes& sizes) {
  BYTE* const data = workspace + sizes.trailer;
  return {{workspace, sizes.trailer}, {data, sizes.data}, {data + sizes.data, sizes.padding}};
}

Napi::Object PlaintextIn(Napi::Object object, const sspi::DecryptedMessage& message,
                         const BYTE* start) {
  object.Set("dataOffset", static_cast<double>(message.plaintext.data - start));
  object.Set("dataLength", message.plaintext.size);
  object.Set("qualityOfProtection", message.quality_of_protection);
  return object;
}

Napi::Object DecryptedIn(Napi::Env env, Napi::Buffer<BYTE> buffer,
                         windows::Result<sspi::DecryptedMessage> message) {
  if (!message.ok()) return FailedWith(env, message.failure(), buffer);
  return Success(env, PlaintextIn(BufferWith(env, buffer), message.value(), buffer.Data()));
}

}  // namespace

// (message, qualityOfProtection)
Napi::Value SecurityContext::Sign(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Arguments arguments(info);
  const sspi::Bytes message = arguments[0].Borrowed();
  const ULONG quality_of_protection = arguments[1].Uint32();
  auto sizes = native()->MessageSizes();
  if (!sizes.ok()) return Failed(env, sizes.failure());

  const ULONG room = sizes.value().cbMaxSignature;
  auto buffer = Napi::Buffer<BYTE>::New(env, room);
  std::fill_n(buffer.Data(), room, BYTE{0});
  auto used = native()->Exclusively([&](CtxtHandle* context) {
    return sspi::Sign(context, quality_of_protection, message, {buffer.Data(), room});
  });
  if (!used.ok()) return FailedWith(env, used.failure(), buffer);
  AddonData::Of(env).call_numbers.Set({used.value()});
  return Success(env, buffer);
}

// (message, signature)
Napi::Value SecurityContext::Verify(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Arguments arguments(info);
  const sspi::Bytes message = arguments[0].Borrowed();
  const sspi::Bytes signature = arguments[1].Borrowed();
  auto quality_of_protection = native()->Exclusively(
      [&](CtxtHandle* context) { return sspi::Verify(context, message, signature); });
  if (!quality_of_protection.ok()) return ToJs(env, quality_of_protection.failure());
  AddonData::Of(env).call_numbers.Set({quality_of_protection.value()});
  return env.Undefined();
}

// (message, qualityOfProtection)
Napi::Value SecurityContext::Encrypt(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Arguments arguments(info);
  const sspi::Bytes message = arguments[0].Borrowed();
  const ULONG quality_of_protection = arguments[1].Uint32();
  auto sizes = native()->MessageSizes();
  if (!sizes.ok()) return Failed(env, sizes.failure());

  const auto room = sspi::PartSizes::For(sizes.value(), message.size);
  auto buffer = Napi::Buffer<BYTE>::New(env, room.total());
  const sspi::MessageParts parts = PartsOf(buffer.Data(), room);
  std::copy_n(message.data, message.size, parts.data.data);
  // A package may count bytes as used that it does not write. Those bytes are sent, so they must
  // not contain other data of this process.
  std::fill_n(parts.trailer.data, parts.trailer.size, BYTE{0});
  std::fill_n(parts.padding.data, parts.padding.size, BYTE{0});
  auto used = native()->Exclusively(
      [&](CtxtHandle* context) { return sspi::Encrypt(context, quality_of_protection, parts); });
  if (!used.ok()) return FailedWith(env, used.failure(), buffer);

  // Moves the parts together around the data, so that they also form one message.
  const sspi::PartSizes& lengths = used.value();
  const ULONG start = room.trailer - lengths.trailer;
  std::memmove(buffer.Data() + start, parts.trailer.data, lengths.trailer);
  std::memmove(parts.data.data + lengths.data, parts.padding.data, lengths.padding);
  Napi::Object encrypted = BufferWith(env, buffer);
  encrypted.Set("trailerOffset", start);
  encrypted.Set("trailerLength", lengths.trailer);
  encrypted.Set("dataLength", lengths.data);
  encrypted.Set("paddingLength", lengths.padding);
  return Success(env, encrypted);
}

// (trailer, data, padding, qualityOfProtection)
Napi::Value SecurityContext::EncryptInPlace(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Arguments arguments(info);
  const sspi::MessageParts parts{arguments[0].Borrowed(), arguments[1].Borrowed(),
                                 arguments[2].Borrowed()};
  const ULONG quality_of_protection = arguments[3].Uint32();
  auto used = native()->Exclusively(
      [&](CtxtHandle* context) { return sspi::Encrypt(context, quality_of_protection, parts); });
  if (!used.ok()) return ToJs(env, used.failure());
  const sspi::PartSizes& lengths = used.value();
  AddonData::Of(env).call_numbers.Set({lengths.trailer, lengths.data, lengths.padding});
  return env.Undefined();
}

// (trailer, data, padding)
Napi::Value SecurityContext::Decrypt(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Arguments arguments(info);
  const sspi::Bytes trailer = arguments[0].Borrowed();
  const sspi::Bytes data = arguments[1].Borrowed();
  const sspi::Bytes padding = arguments[2].Borrowed();

  // A package may write to any part, so each part is copied first.
  const sspi::PartSizes sizes{trailer.size, data.size, padding.size};
  auto buffer = Napi::Buffer<BYTE>::New(env, sizes.total());
  const sspi::MessageParts parts = PartsOf(buffer.Data(), sizes);
  std::copy_n(trailer.data, trailer.size, parts.trailer.data);
  std::copy_n(data.data, data.size, parts.data.data);
  std::copy_n(padding.data, padding.size, parts.padding.data);
  return DecryptedIn(env, buffer, native()->Exclusively([&](CtxtHandle* context) {
    return sspi::Decrypt(context, parts);
  }));
}

// (trailer, data, padding)
Napi::Value SecurityContext::DecryptInPlace(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Arguments arguments(info);
  const sspi::MessageParts parts{arguments[0].Borrowed(), arguments[1].Borrowed(),
                                 arguments[2].Borrowed()};
  auto decrypted =
      native()->Exclusively([&](CtxtHandle* context) { return sspi::Decrypt(context, parts); });
  if (!decrypted.ok()) return ToJs(env, decrypted.failure());
  const auto& [plaintext, quality_of_protection] = decrypted.value();
  const auto offset = static_cast<ULONG>(plaintext.data - parts.data.data);
  AddonData::Of(env).call_numbers.Set({offset, plaintext.size, quality_of_protection});
  return env.Undefined();
}

// (message)
Napi::Value SecurityContext::UnwrapMessage(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const sspi::Bytes wrapped = Arguments(info)[0].Borrowed();
  auto buffer = Napi::Buffer<BYTE>::Copy(env, wrapped.data, wrapped.size);
  return DecryptedIn(env, buffer, native()->Exclusively([&](CtxtHandle* context) {
    return sspi::Unwrap(context, {buffer.Data(), wrapped.size});
  }));
}

// (message)
Napi::Value SecurityContext::EncryptRecord(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const sspi::Bytes message = Arguments(info)[0].Borrowed();
  auto sizes = native()->StreamSizes();
  if (!sizes.ok()) return Failed(env, sizes.failure());

  const sspi::StreamLayout room{sizes.value().cbHeader, message.size, sizes.value().cbTrailer};
  auto buffer = Napi::Buffer<BYTE>::New(env, room.total());
  BYTE* const data = buffer.Data() + room.header;
  std::copy_n(message.data, message.size, data);
  // A package may count bytes as used that it does not write: see Encrypt().
  std::fill_n(buffer.Data(), room.header, BYTE{0});
  std::fill_n(data + room.data, room.trailer, BYTE{0});
  auto used = native()->Exclusively(
      [&](CtxtHandle* context) { return sspi::EncryptRecord(context, buffer.Data(), room); });
  if (!used.ok()) return FailedWith(env, used.failure(), buffer);
  Napi::Object record = BufferWith(env, buffer);
  record.Set("recordLength", static_cast<double>(used.value().total()));
  return Success(env, record);
}

// (stream)
Napi::Value SecurityContext::DecryptRecord(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const sspi::Bytes stream = Arguments(info)[0].Borrowed();
  auto buffer = Napi::Buffer<BYTE>::Copy(env, stream.data, stream.size);
  auto decrypted = native()->Exclusively([&](CtxtHandle* context) {
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
  const auto failure = native()->Exclusively(sspi::ShutDownStream);
  if (failure) return Failed(env, *failure);
  return Success(env, env.Undefined());
}

}  // namespace binding

#pragma once

#include <napi.h>

#include <exception>
#include <memory>
#include <new>
#include <optional>
#include <type_traits>
#include <utility>

#include "binding/addon_data.h"
#include "binding/event_loop.h"
#include "binding/outcome.h"
#include "windows/thread_pool.h"

namespace binding {

enum class Mode { kSync, kAsync };

// One piece of Win32 work and the conversion of its result for JavaScript.
//
// `Work` returns a windows::Result. It owns all its inputs and uses nothing of Node, because it may
// run on a pool thread. `ToValue` converts the result's value on the JavaScript thread.
template <typename Work, typename ToValue>
class Operation {
 public:
  Operation(Work work, ToValue to_value) : work_(std::move(work)), to_value_(std::move(to_value)) {}

  void Run() {
    try {
      result_.emplace(work_());
    } catch (const std::bad_alloc&) {
      result_.emplace(windows::Win32Failure("HeapAlloc", ERROR_NOT_ENOUGH_MEMORY));
    }
  }

  Napi::Value Outcome(Napi::Env env) {
    if (!result_->ok()) return Failed(env, result_->failure());
    return Success(env, to_value_(env, result_->value()));
  }

 private:
  Work work_;
  ToValue to_value_;
  std::optional<std::invoke_result_t<Work&>> result_;
};

// Runs an operation on a pool thread and settles a promise.
//
// At the end of the environment nobody waits for a running operation. When it ends, it frees its
// inputs and its result on the pool thread, and the promise stays pending.
template <typename Work, typename ToValue>
class PendingOperation final : public windows::ThreadPool::Job, public EventLoop::Task {
 public:
  PendingOperation(Napi::Env env, Operation<Work, ToValue> operation)
      : loop_(AddonData::Of(env).event_loop),
        deferred_(Napi::Promise::Deferred::New(env)),
        operation_(std::move(operation)) {}

  static Napi::Promise Start(Napi::Env env, Operation<Work, ToValue> operation) {
    const auto self = std::make_shared<PendingOperation>(env, std::move(operation));
    self->self_ = self;
    self->loop_->Hold(env);
    const auto submitted = windows::ThreadPool::Submit(*self);
    if (!submitted.ok()) {
      self->self_.reset();
      self->loop_->LetGo(env);
      self->deferred_.Resolve(Failed(env, submitted.failure()));
    }
    return self->deferred_.Promise();
  }

  void RunOnPool() override {
    try {
      operation_.Run();
    } catch (...) {
      thrown_ = std::current_exception();
    }
    // The JavaScript thread may free this object before Post() returns.
    const std::shared_ptr<EventLoop> loop = loop_;
    loop->Post(std::move(self_));
  }

  void RunOnLoop(Napi::Env env) override {
    loop_->LetGo(env);
    try {
      if (thrown_) std::rethrow_exception(thrown_);
      deferred_.Resolve(operation_.Outcome(env));
    } catch (const Napi::Error& error) {
      deferred_.Reject(error.Value());
    } catch (const std::exception& exception) {
      deferred_.Reject(Napi::Error::New(env, exception.what()).Value());
    }
  }

 private:
  // Until the event loop has the result, the operation owns itself.
  std::shared_ptr<PendingOperation> self_;
  std::shared_ptr<EventLoop> loop_;
  Napi::Promise::Deferred deferred_;
  Operation<Work, ToValue> operation_;
  std::exception_ptr thrown_;
};

// Returns an outcome, or a promise of one.
template <Mode mode, typename Work, typename ToValue>
Napi::Value RunOperation(Napi::Env env, Work work, ToValue to_value) {
  Operation<Work, ToValue> operation(std::move(work), std::move(to_value));
  if constexpr (mode == Mode::kAsync) {
    return PendingOperation<Work, ToValue>::Start(env, std::move(operation));
  } else {
    operation.Run();
    return operation.Outcome(env);
  }
}

}  // namespace binding

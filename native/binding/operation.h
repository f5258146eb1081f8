#pragma once

#include <napi.h>

#include <exception>
#include <new>
#include <optional>
#include <type_traits>
#include <utility>

#include "binding/outcome.h"

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

// Runs an operation on a pool thread and settles a promise. Deletes itself.
//
// If the environment is torn down meanwhile, Node waits for Execute. Later calls into JavaScript
// fail, and the destructors free the operation's inputs and result.
template <typename Work, typename ToValue>
class PromiseWorker final : public Napi::AsyncWorker {
 public:
  PromiseWorker(Napi::Env env, Operation<Work, ToValue> operation)
      : Napi::AsyncWorker(env),
        deferred_(Napi::Promise::Deferred::New(env)),
        operation_(std::move(operation)) {}

  Napi::Promise Start() {
    Queue();
    return deferred_.Promise();
  }

 protected:
  void Execute() override { operation_.Run(); }

  void OnOK() override {
    try {
      deferred_.Resolve(operation_.Outcome(Env()));
    } catch (const Napi::Error& error) {
      deferred_.Reject(error.Value());
    } catch (const std::exception& exception) {
      deferred_.Reject(Napi::Error::New(Env(), exception.what()).Value());
    }
  }

  void OnError(const Napi::Error& error) override { deferred_.Reject(error.Value()); }

 private:
  Napi::Promise::Deferred deferred_;
  Operation<Work, ToValue> operation_;
};

// Returns an outcome, or a promise of one.
template <Mode mode, typename Work, typename ToValue>
Napi::Value RunOperation(Napi::Env env, Work work, ToValue to_value) {
  Operation<Work, ToValue> operation(std::move(work), std::move(to_value));
  if constexpr (mode == Mode::kAsync) {
    return (new PromiseWorker<Work, ToValue>(env, std::move(operation)))->Start();
  } else {
    operation.Run();
    return operation.Outcome(env);
  }
}

}  // namespace binding

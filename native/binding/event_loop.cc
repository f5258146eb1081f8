#include "binding/event_loop.h"

#include <utility>

namespace binding {

std::shared_ptr<EventLoop> EventLoop::Make(Napi::Env env) {
  auto loop = std::make_shared<EventLoop>();
  // Node calls the finalizer at the end of the environment, before it frees the function.
  auto* held = new std::shared_ptr<EventLoop>(loop);
  loop->wake_ = Wake::New(
      env, "sspi-handoff", 0, 1, loop.get(),
      [](Napi::Env, std::shared_ptr<EventLoop>* self, EventLoop*) {
        (*self)->Close();
        delete self;
      },
      held);
  loop->wake_.Unref(env);
  loop->is_open_ = true;
  return loop;
}

void EventLoop::Post(std::shared_ptr<Task> task) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!is_open_ || std::exchange(task->is_posted_, true)) return;
  const bool is_first = first_ == nullptr;
  std::shared_ptr<Task>& end = is_first ? first_ : last_->next_;
  last_ = task.get();
  end = std::move(task);
  if (is_first) wake_.NonBlockingCall();
}

void EventLoop::Hold(Napi::Env env) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (++holds_ == 1 && is_open_) wake_.Ref(env);
}

void EventLoop::LetGo(Napi::Env env) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (--holds_ == 0 && is_open_) wake_.Unref(env);
}

void EventLoop::Drain(Napi::Env env, Napi::Function, EventLoop* self, void*) {
  // Node also empties its queue at the end of the environment.
  if (env == nullptr) return;
  while (const std::shared_ptr<Task> task = self->TakeFirst()) {
    const Napi::HandleScope scope(env);
    try {
      task->RunOnLoop(env);
    } catch (const Napi::Error& error) {
      napi_fatal_exception(env, error.Value());
    }
  }
}

std::shared_ptr<EventLoop::Task> EventLoop::TakeFirst() {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::shared_ptr<Task> task = std::move(first_);
  if (task) {
    first_ = std::move(task->next_);
    task->is_posted_ = false;
  }
  return task;
}

void EventLoop::Close() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    is_open_ = false;
  }
  // One at a time, because the destructor of a long list would need a deep stack.
  while (TakeFirst()) {
  }
}

}  // namespace binding

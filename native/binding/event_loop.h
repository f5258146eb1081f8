#pragma once

#include <napi.h>

#include <memory>
#include <mutex>

namespace binding {

// The way from other threads to the JavaScript thread of one environment. All tasks that are posted
// before the event loop takes its next turn reach it together, through one thread-safe function.
class EventLoop {
 public:
  // Work for the JavaScript thread.
  class Task {
   public:
    virtual ~Task() = default;
    virtual void RunOnLoop(Napi::Env env) = 0;

   private:
    friend EventLoop;
    // Protected by the event loop's mutex.
    std::shared_ptr<Task> next_;
    bool is_posted_ = false;
  };

  static std::shared_ptr<EventLoop> Make(Napi::Env env);

  // Runs the task on the JavaScript thread, once, even if it is posted again before it runs. Any
  // thread can call this function. It allocates nothing. After the end of the environment it only
  // releases the task.
  void Post(std::shared_ptr<Task> task);

  // Keeps the event loop alive until as many calls of LetGo(). Both must run on the JavaScript
  // thread.
  void Hold(Napi::Env env);
  void LetGo(Napi::Env env);

 private:
  static void Drain(Napi::Env env, Napi::Function, EventLoop* self, void*);
  using Wake = Napi::TypedThreadSafeFunction<EventLoop, void, &EventLoop::Drain>;

  std::shared_ptr<Task> TakeFirst();
  void Close();

  std::mutex mutex_;
  Wake wake_;
  bool is_open_ = false;
  std::shared_ptr<Task> first_;
  Task* last_ = nullptr;
  std::size_t holds_ = 0;
};

}  // namespace binding

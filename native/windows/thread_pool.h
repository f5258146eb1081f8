#pragma once

#include <windows.h>

#include "windows/result.h"

namespace windows {

// The threads for calls that can wait on LSA, a domain controller or another process. The threads
// of libuv would be the wrong ones: they are four, and fs, dns and crypto need them.
//
// - One pool serves the whole process, so that worker threads that come and go cannot raise the
//   number of threads.
// - It is a private pool of the system and not a set of std::thread. Windows starts a thread when
// all
//   others wait, runs no more of them at once than there are processors, and ends idle threads.
// - Nothing ever closes the pool, and its threads run the code of this module. So the addon must
// stay
//   loaded (see addon.cc). A job may outlive the environment that submitted it. At the exit of the
//   process, Windows ends the threads, and nobody waits for them.
class ThreadPool {
 public:
  static constexpr DWORD kDefaultSize = 64;

  class Job {
   public:
    virtual ~Job() = default;
    // Must not throw. May delete the job.
    virtual void RunOnPool() = 0;
  };

  // Runs the job later, on a thread of the pool that does not impersonate. Jobs start in the order
  // of these calls. Without enough memory this function fails, and never runs the job.
  static Result<bool> Submit(Job& job);

  // Sets the maximum number of threads. More jobs wait for a free thread.
  static Result<bool> SetSize(DWORD threads);

 private:
  ThreadPool();

  static ThreadPool& OfProcess();
  static void CALLBACK Run(PTP_CALLBACK_INSTANCE instance, void* job);

  PTP_POOL pool_;
  TP_CALLBACK_ENVIRON environment_{};
};

}  // namespace windows

#include "windows/thread_pool.h"

#include <new>

#include "windows/impersonation.h"

namespace windows {

ThreadPool::ThreadPool() : pool_(CreateThreadpool(nullptr)) {
  if (pool_ == nullptr) throw std::bad_alloc();
  SetThreadpoolThreadMaximum(pool_, kDefaultSize);
  // With one thread that always exists, no later lack of memory can keep a job waiting for ever.
  if (!SetThreadpoolThreadMinimum(pool_, 1)) {
    CloseThreadpool(pool_);
    throw std::bad_alloc();
  }
  InitializeThreadpoolEnvironment(&environment_);
  SetThreadpoolCallbackPool(&environment_, pool_);
}

ThreadPool& ThreadPool::OfProcess() {
  // Has no destructor that runs at the exit of the process. If the constructor throws, the next
  // call tries again.
  // NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): the process has one pool.
  static ThreadPool& pool = *new ThreadPool;
  return pool;
}

Result<bool> ThreadPool::Submit(Job& job) {
  try {
    if (TrySubmitThreadpoolCallback(&Run, &job, &OfProcess().environment_)) return true;
    return Win32Failure("TrySubmitThreadpoolCallback");
  } catch (const std::bad_alloc&) {
    return Win32Failure("CreateThreadpool", ERROR_NOT_ENOUGH_MEMORY);
  }
}

Result<bool> ThreadPool::SetSize(DWORD threads) {
  try {
    SetThreadpoolThreadMaximum(OfProcess().pool_, threads);
    return true;
  } catch (const std::bad_alloc&) {
    return Win32Failure("CreateThreadpool", ERROR_NOT_ENOUGH_MEMORY);
  }
}

void CALLBACK ThreadPool::Run(PTP_CALLBACK_INSTANCE, void* job) {
  static_cast<Job*>(job)->RunOnPool();
  EndImpersonation();
}

}  // namespace windows

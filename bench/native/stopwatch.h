#pragma once

#include <windows.h>

namespace bench {

class Stopwatch {
 public:
  Stopwatch() : started_(Now()) {}

  double Nanoseconds() const {
    LARGE_INTEGER frequency{};
    QueryPerformanceFrequency(&frequency);
    return static_cast<double>(Now() - started_) * 1e9 / static_cast<double>(frequency.QuadPart);
  }

 private:
  static LONGLONG Now() {
    LARGE_INTEGER count{};
    QueryPerformanceCounter(&count);
    return count.QuadPart;
  }

  LONGLONG started_;
};

}  // namespace bench

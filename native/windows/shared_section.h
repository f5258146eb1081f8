#pragma once

#include <windows.h>

#include <cstddef>
#include <utility>

#include "windows/result.h"
#include "windows/unique_handle.h"

namespace windows {

// A view of a section: memory that another process may see, and change, at any moment.
class SectionView {
 public:
  SectionView() = default;
  SectionView(SectionView&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  SectionView& operator=(SectionView&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~SectionView() {
    if (data_ != nullptr) UnmapViewOfFile(data_);
  }

  // Maps a handle that may be anybody's and anything. Refused unless it is memory that can be read
  // and written to its end: a view of a file can fail at any access, reserved memory faults.
  static Result<SectionView> Map(HANDLE section);
  // Maps `size` bytes of a section that this process has made of memory.
  static Result<SectionView> MapOwn(HANDLE section, std::size_t size);

  std::byte* data() const { return data_; }
  std::size_t size() const { return size_; }

 private:
  SectionView(std::byte* data, std::size_t size) : data_(data), size_(size) {}

  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

// A section without a name, and our view of it: who has no handle to it cannot reach it.
class SharedSection {
 public:
  static Result<SharedSection> Create(std::size_t size);

  HANDLE handle() const { return handle_.get(); }
  std::byte* data() const { return view_.data(); }

 private:
  SharedSection(UniqueHandle handle, SectionView view)
      : handle_(std::move(handle)), view_(std::move(view)) {}

  UniqueHandle handle_;
  SectionView view_;
};

}  // namespace windows

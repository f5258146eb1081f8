#pragma once

#include <windows.h>

#include <cstddef>
#include <utility>

#include "windows/result.h"
#include "windows/unique_handle.h"

namespace windows {

// A view of a section. Another process may read and change this memory at any moment.
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

  // Maps a handle that may name any object. Refuses a section unless it is memory that can be read
  // and written to its end. A view of a file can fail at any access, and reserved memory faults.
  static Result<SectionView> Map(HANDLE section);
  // Maps `size` bytes of a memory section that this process created.
  static Result<SectionView> MapOwn(HANDLE section, std::size_t size);

  std::byte* data() const { return data_; }
  std::size_t size() const { return size_; }

 private:
  SectionView(std::byte* data, std::size_t size) : data_(data), size_(size) {}

  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

// A section without a name, and a view of it. Only a process with a handle can access it.
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

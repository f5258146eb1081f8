#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "crypto/random_bytes.h"
#include "status_error.h"

namespace handoff_reference {

// The handles that callers receive, and their objects. A handle is never a pointer. It counts up
// from a random number. So a handle that was deleted, or that belongs to another process, another
// load of this DLL or the other table, is not found, and no invalid pointer is followed.
//
// A removed object lives until the calls that use it have ended.
template <typename T>
class HandleTable {
 public:
  HandleTable() {
    std::array<LSA_SEC_HANDLE, 1> random{};
    FillRandom(random);
    // Clears the top bit, so that counting never reaches 0 or the two special values of sspi.h, -1
    // (SecInvalidateHandle) and -2 (SEC_DELETED_HANDLE).
    next_ = (random[0] >> 1) + 1;
  }

  LSA_SEC_HANDLE Insert(std::shared_ptr<T> object) {
    const std::lock_guard<std::mutex> guard(lock_);
    objects_.emplace(next_, std::move(object));
    return next_++;
  }

  // Adds an object under a handle that another table has created. Replaces an existing object.
  void InsertAs(LSA_SEC_HANDLE handle, std::shared_ptr<T> object) {
    const std::lock_guard<std::mutex> guard(lock_);
    objects_[handle].swap(object);
  }

  // Returns null if the handle is not in the table.
  std::shared_ptr<T> FindIfThere(LSA_SEC_HANDLE handle) {
    const std::lock_guard<std::mutex> guard(lock_);
    const auto found = objects_.find(handle);
    return found != objects_.end() ? found->second : nullptr;
  }

  bool RemoveIfThere(LSA_SEC_HANDLE handle) {
    std::shared_ptr<T> removed;  // destroyed after the lock is released
    const std::lock_guard<std::mutex> guard(lock_);
    const auto found = objects_.find(handle);
    if (found == objects_.end()) return false;
    removed = std::move(found->second);
    objects_.erase(found);
    return true;
  }

  // Both throw SEC_E_INVALID_HANDLE for a handle that is not in the table.
  std::shared_ptr<T> Find(LSA_SEC_HANDLE handle) {
    auto found = FindIfThere(handle);
    if (found == nullptr) throw StatusError(SEC_E_INVALID_HANDLE);
    return found;
  }

  void Remove(LSA_SEC_HANDLE handle) {
    if (!RemoveIfThere(handle)) throw StatusError(SEC_E_INVALID_HANDLE);
  }

 private:
  std::mutex lock_;
  std::unordered_map<LSA_SEC_HANDLE, std::shared_ptr<T>> objects_;
  LSA_SEC_HANDLE next_ = 0;
};

}  // namespace handoff_reference

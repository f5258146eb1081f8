#pragma once

#include <array>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "crypto/random_bytes.h"
#include "status_error.h"

namespace handoff_reference {

// Handles that callers get, and what they stand for. A handle is never a pointer: it counts up from
// a random number, so one that was deleted, or that belongs to another process, another load of
// this DLL or the other table, is not found instead of being followed.
//
// An object that was removed lives on for the calls that are still in it.
template <typename T>
class HandleTable {
 public:
  HandleTable() {
    std::array<LSA_SEC_HANDLE, 1> random{};
    FillRandom(random);
    // Without its top bit, so that counting never arrives at 0 or at the two values that sspi.h
    // gives a meaning, -1 (SecInvalidateHandle) and -2 (SEC_DELETED_HANDLE).
    next_ = (random[0] >> 1) + 1;
  }

  LSA_SEC_HANDLE Insert(std::shared_ptr<T> object) {
    const std::lock_guard<std::mutex> guard(lock_);
    objects_.emplace(next_, std::move(object));
    return next_++;
  }

  // Under a handle that another table has given out. Takes the place of what has it already.
  void InsertAs(LSA_SEC_HANDLE handle, std::shared_ptr<T> object) {
    const std::lock_guard<std::mutex> guard(lock_);
    objects_[handle].swap(object);
  }

  // Null if it is not in the table.
  std::shared_ptr<T> FindIfThere(LSA_SEC_HANDLE handle) {
    const std::lock_guard<std::mutex> guard(lock_);
    const auto found = objects_.find(handle);
    return found != objects_.end() ? found->second : nullptr;
  }

  bool RemoveIfThere(LSA_SEC_HANDLE handle) {
    std::shared_ptr<T> removed;  // destroyed after the lock has been left
    const std::lock_guard<std::mutex> guard(lock_);
    const auto found = objects_.find(handle);
    if (found == objects_.end()) return false;
    removed = std::move(found->second);
    objects_.erase(found);
    return true;
  }

  // Both throw SEC_E_INVALID_HANDLE for what is not in the table.
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

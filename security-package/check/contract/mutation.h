#pragma once

#include <random>

#include "package/package.h"

namespace check_package {

// Alters a packed context as damage or an attacker would. The same seed gives the same alterations.
class Mutator {
 public:
  Mutator(Bytes original, std::uint32_t seed);

  // Never returns the original, and never more than `longest` bytes.
  Bytes Next();

  std::size_t longest() const { return original_.size() + kMostAdded; }

 private:
  static constexpr std::size_t kMostAdded = 64;

  void Alter(Bytes& bytes);
  std::size_t Below(std::size_t limit);

  const Bytes original_;
  std::mt19937 random_;
};

}  // namespace check_package

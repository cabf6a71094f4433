// What is free on a file system, and whether that is enough.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "doctor/check.hpp"

namespace tilsig::doctor {

/// One file system that tilsig writes to.
struct Space {
    std::vector<std::string> names;  ///< what lies on it
    std::filesystem::path path;      ///< somewhere on it
    std::uint64_t bytes = 0, inodes = 0;
    bool counts_inodes = false;  ///< false: it makes them as needed
};

/// Bad when a night cannot do with what is free, a warning when a few nights cannot.
[[nodiscard]] Remark space_remark(const Space& space);

}  // namespace tilsig::doctor

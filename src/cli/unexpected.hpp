// What an exception that nobody expected is called in front of people.
#pragma once

#include <exception>

#include "base/error.hpp"

namespace tilsig::cli {

/// Memory and threads that the system would not give are told as such, with the limits to raise; anything else is a
/// defect of ours.
[[nodiscard]] Error as_error(const std::exception& unexpected);

}  // namespace tilsig::cli

// What stands for a person where neither its number nor its id may.
#pragma once

#include <string_view>

#include "base/hash.hpp"

namespace tilsig::protect {

/// Keyed hash of a number of the person. `key` is the installation's for the use at hand (Session), so that the
/// token outlives the link key, and is the same in every municipality and on every engine. Blanks and the signs that
/// group digits do not count.
[[nodiscard]] Hash128 person_token(const HashKey& key, std::string_view number);

}  // namespace tilsig::protect

// The files of the keys that rotations of the issue key made.
#pragma once

#include "model/subject_keys.hpp"
#include "session/context.hpp"

namespace tilsig::session {

/// The keys of the installation when `rotations` have been recorded: the first follows from the landing key, the others
/// stand in Places::issue_keys as 1.key, 2.key and so on. Error(state) when one is gone.
[[nodiscard]] model::SubjectKeys subject_keys(const Places& places, std::int64_t rotations);

/// The key of the next rotation: made, or taken up where an earlier attempt was cut off before it was recorded. Under
/// the process lock.
[[nodiscard]] HashKey next_subject_key(const Places& places, std::int64_t rotations);

/// Where the key of that rotation stands.
[[nodiscard]] std::filesystem::path subject_key_file(const Places& places, std::int64_t rotation);

}  // namespace tilsig::session

// The keys behind the tokens of findings, and how a token outlives a change of them.
#pragma once

#include <vector>

#include "base/hash.hpp"

namespace tilsig::model {

/// The first key makes a token from what a finding is about; each later one hashes the token once more. So a rotation
/// takes along what is recorded (the token of before under the new key is the token of now), and whoever has only the
/// older keys can try out no values. Immutable; threads may share it.
class SubjectKeys {
public:
    /// An installation that never rotated has the first key alone.
    SubjectKeys(const HashKey& first, std::vector<HashKey> later = {}) : m_first(first), m_later(std::move(later)) {}

    [[nodiscard]] const HashKey& first() const noexcept { return m_first; }
    /// A token under the first key, as it is written down.
    [[nodiscard]] Hash128 written(Hash128 token) const noexcept {
        for (const auto& key : m_later) token = next(key, token);
        return token;
    }
    /// What a rotation makes of a written token.
    [[nodiscard]] static Hash128 next(const HashKey& key, const Hash128& token) noexcept;

private:
    HashKey m_first;
    std::vector<HashKey> m_later;  ///< in the order in which they were made
};

}  // namespace tilsig::model

// What a finding is about, as a token that tells nobody what it was made of.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/hash.hpp"

namespace tilsig::model {

/// What a finding is about, so that the same violation is known again in the next delivery (DESIGN section 7). The
/// token is a keyed hash (run/finding_subjects.hpp): nobody without the installation's key can tell what it was
/// made of.
struct Subject {
    enum class Kind : std::uint8_t {
        none,       ///< not known yet: a check finds, a run says what the finding is about
        delivery,   ///< what the unit delivers as a whole, or a record of it whose own subject cannot be read
        metric,     ///< one figure of a feed of aggregates
        case_file,  ///< one case of one sender
        person      ///< one person, wherever registered
    };
    Kind kind = Kind::none;
    Hash128 token;

    /// `case:` and the token as 32 hexadecimal digits; empty for none.
    [[nodiscard]] std::string text() const;
    /// The reverse of text(); none for anything else.
    [[nodiscard]] static Subject parse(std::string_view text) noexcept;
    bool operator==(const Subject&) const = default;
};

}  // namespace tilsig::model

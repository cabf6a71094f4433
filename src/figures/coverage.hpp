// How much of what a figure stands on has come, asked of the arrivals.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "arrivals/arrival.hpp"
#include "figures/figure.hpp"

namespace tilsig::figures {

struct Share {
    std::int64_t owed = 0, delivered = 0;
};

struct Coverage {
    std::optional<Share> country;  ///< nothing when nobody is known to owe it
    std::map<std::string, Share>
        municipalities;  ///< of senders that deliver for a municipality; Oslo's districts are its
    /// A feed of one national source covers every municipality alike.
    bool national = false;
    [[nodiscard]] std::optional<Share> of(const std::string& municipality) const;
};

/// Units of the authority for the periods that the figure names, as they were known before `until`: owed by the
/// register, and accepted (whole or in part) or nil. Whoever was exempt owes nothing. Whether the periods were ever
/// scheduled here does not matter: who asks for a figure of a year asks for its periods. Pure.
[[nodiscard]] Coverage coverage_of(const Figure& figure, std::int64_t year, const catalog::Catalog& catalog,
                                   const senders::Register& senders, const arrivals::Known& known, Instant until);

}  // namespace tilsig::figures

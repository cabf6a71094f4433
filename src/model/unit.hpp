// Names of the things a night is made of.
#pragma once

#include <compare>
#include <string>

namespace tilsig::model {

/// One feed x sender x period; succeeds, waits and is late independently of all others.
struct UnitName {
    std::string feed;     ///< source.feed, e.g. ssb.population
    std::string sender;   ///< code in the sender register, e.g. ssb, imdi, k0301
    std::string period;   ///< 2026, 2026-11, 2026-11-22, or "all" for a feed that always brings everything
    bool shadow = false;  ///< of a feed in shadow: another unit than the active one of the same three names

    /// The feed as the ledger keeps it: `shadow:feed` for a shadow unit, so that everything that goes by unit or by
    /// feed tells the two apart without knowing about shadows. No feed can be called so.
    [[nodiscard]] std::string recorded_feed() const;
    /// The reverse: the unit whose recorded_feed() this is.
    [[nodiscard]] static UnitName recorded(std::string feed, std::string sender, std::string period);

    /// `recorded_feed/sender/period`; the form used on the command line, in logs and as unique key.
    [[nodiscard]] std::string text() const { return recorded_feed() + "/" + sender + "/" + period; }
    auto operator<=>(const UnitName&) const = default;
};

/// What a run came to (DESIGN section 9).
enum class Outcome { loaded, nothing_new, held, rejected, failed, late, skipped };
[[nodiscard]] const char* to_string(Outcome outcome) noexcept;

/// Exit codes of every command (DESIGN section 9).
enum class ExitCode : int {
    good = 0,
    technical_failure = 1,
    loaded_with_rejects = 2,
    held = 3,
    overdue = 4,
    refused = 5,
    usage = 64,
    another_instance = 75,
    configuration = 78
};

}  // namespace tilsig::model

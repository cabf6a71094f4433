// When feeds are due, for people and for --json: every instant in local time and UTC, with the changes of the clock.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "catalog/catalog.hpp"
#include "cli/output.hpp"
#include "ledger/pauses.hpp"
#include "senders/register.hpp"

namespace tilsig::cli {

/// A moment of the calendar: feeds that are due then, or a change of the clocks.
struct CalendarLine {
    Instant instant;
    std::string local;  ///< on the clocks of the feeds: 2026-11-30 02:00 +01:00
    std::string zone;
    std::vector<std::string> feeds;  ///< none: the clocks change
    std::string note;                ///< what a change of the clocks does here; may be empty
};

/// The instants in (from, until] of these feeds that are not drafts (`only` empty: of all), in order of time, at most
/// `most` of them; and between them every change of the clocks of their zones, also in (from, until].
[[nodiscard]] std::vector<CalendarLine> calendar_lines(const catalog::Catalog& catalog,
                                                       const std::vector<std::string>& only, Instant from,
                                                       Instant until, std::size_t most);

/// Feeds that somebody has paused; nothing when the warehouse could not be asked.
using PausedFeeds = std::optional<std::map<std::string, ledger::Pause>>;

/// 2026-11-30 01:00
[[nodiscard]] std::string utc_text(Instant instant);

void show_calendar(const Output& output, const std::vector<CalendarLine>& lines, const PausedFeeds& paused);
[[nodiscard]] nlohmann::json calendar_json(const std::vector<CalendarLine>& lines, const PausedFeeds& paused);

/// One row per feed; with a single feed all that its schedule says.
void show_schedules(const Output& output, const catalog::Catalog& catalog, const senders::Register& senders,
                    const std::vector<std::string>& only, Instant now, const PausedFeeds& paused);
[[nodiscard]] nlohmann::json schedules_json(const catalog::Catalog& catalog, const senders::Register& senders,
                                            const std::vector<std::string>& only, Instant now,
                                            const PausedFeeds& paused);

}  // namespace tilsig::cli

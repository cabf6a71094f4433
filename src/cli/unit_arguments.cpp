#include "cli/unit_arguments.hpp"

#include "calendar/local_day.hpp"
#include "operate/unit_names.hpp"

namespace tilsig::cli {

void UnitArguments::declare(Arguments& arguments, bool feed_required) {
    arguments.positional("feed", m_feed, "The feed: source.name", feed_required);
    arguments.option("--from", m_file, "Take this local file as the delivery instead of fetching");
    arguments.option("--sender", m_sender, "The sender (default: the source itself)");
    arguments.option("--period", m_period,
                     "The unit's period: 2026, 2026-11, 2026-11-22 or all, as the feed's schedule has it; with --from "
                     "it is asked for");
    arguments.option("--received-at", m_received_at,
                     "With --from: when the file was received, if earlier than now (audited)");
}

model::UnitName UnitArguments::unit(Environment& environment) const {
    return operate::require_unit(environment.catalog(), environment.senders(),
                                 calendar::local_day(environment.clock().now()),
                                 {m_feed, m_sender, m_period, !m_file.empty()});
}

std::optional<std::string> UnitArguments::received_at(Environment& environment) const {
    if (m_received_at.empty()) return std::nullopt;
    if (m_file.empty())
        throw Error(ErrorKind::usage, "--received-at needs --from").remedy("a fetched delivery is received now");
    Instant instant;
    try {
        instant = parse_instant(m_received_at);
    } catch (const Error&) {
        throw Error(ErrorKind::usage, "--received-at is not a time").remedy("write it as 2026-11-03T08:00:00Z");
    }
    if (instant > environment.clock().now()) throw Error(ErrorKind::usage, "--received-at lies in the future");
    return to_text(instant);
}

}  // namespace tilsig::cli

#include "cli/skipped_view.hpp"

#include <map>
#include <nlohmann/json.hpp>
#include <tuple>

#include "answers/local_text.hpp"
#include "cli/schedule_view.hpp"

namespace tilsig::cli {

namespace {

constexpr std::size_t named_senders = 3;

std::string feed_of(const ledger::RecordedSlot& span) {
    return (span.slot.unit.shadow ? "shadow:" : "") + span.slot.unit.feed;
}

/// On the clocks of the feed; of one that is not scheduled any more on those of Norway.
std::string local_of(const catalog::Catalog& catalog, const std::string& feed, Instant instant) {
    const auto schedule = catalog.schedules.find(feed);
    return schedule == catalog.schedules.end() ? answers::local_text(instant)
                                               : schedule->second.recurrence.zone().text(instant);
}

std::string senders_text(const std::vector<std::string>& senders) {
    if (senders.size() <= named_senders) return join(senders, ", ");
    return counted(senders.size(), "sender");
}

std::string from_to(const std::string& first, const std::string& last) {
    return first == last ? first : first + " to " + last;
}

}  // namespace

void show_skipped(const Output& output, const catalog::Catalog& catalog, const std::vector<ledger::RecordedSlot>& spans,
                  Instant from) {
    const std::string since = answers::local_text(from).substr(0, 10);
    if (spans.empty())
        return output.line("nothing that was scheduled since " + since +
                           " was left out; `--from DATE` looks further back");
    using Same = std::tuple<Instant, Instant, std::string, model::SlotState, std::string, std::size_t>;
    std::map<Same, std::vector<std::string>> senders;
    for (const auto& span : spans)
        senders[{span.slot.instant, span.last_instant, feed_of(span), span.state, span.reason, span.instants}]
            .push_back(span.slot.unit.sender);
    std::vector<std::vector<std::string>> rows{{"feed", "senders", "times", "local", "UTC", "what", "reason"}};
    for (const auto& [same, who] : senders) {
        const auto& [first, last, feed, state, reason, times] = same;
        const std::string scheduled = feed.substr(feed.find(':') + 1);
        rows.push_back({feed, senders_text(who), grouped(times),
                        from_to(local_of(catalog, scheduled, first), local_of(catalog, scheduled, last)),
                        from_to(utc_text(first), utc_text(last)), model::to_string(state), reason});
    }
    output.line("scheduled since " + since + " and not run; `--from DATE` looks further back");
    output.table(rows);
}

nlohmann::json skipped_json(const catalog::Catalog& catalog, const std::vector<ledger::RecordedSlot>& spans,
                            Instant from) {
    nlohmann::json list = nlohmann::json::array();
    for (const auto& span : spans) {
        const auto& unit = span.slot.unit;
        const auto moment = [&](Instant instant) {
            return nlohmann::json{{"utc", to_text(instant)}, {"local", local_of(catalog, unit.feed, instant)}};
        };
        list.push_back({{"unit", unit.text()},
                        {"feed", unit.feed},
                        {"sender", unit.sender},
                        {"shadow", unit.shadow},
                        {"first", moment(span.slot.instant)},
                        {"last", moment(span.last_instant)},
                        {"times", span.instants},
                        {"state", model::to_string(span.state)},
                        {"reason", span.reason}});
    }
    return {{"from", to_text(from)}, {"skipped", std::move(list)}};
}

}  // namespace tilsig::cli

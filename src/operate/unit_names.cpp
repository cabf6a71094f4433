#include "operate/unit_names.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "catalog/period.hpp"
#include "identifiers/identifiers.hpp"

namespace tilsig::operate {

using catalog::PeriodKind;

namespace {

constexpr std::size_t shown_name = 60;

/// year -> "a year like 2026".
std::string form_of(std::optional<PeriodKind> kind, Day today) {
    if (!kind) return "a year, month or day like 2026, 2026-11 or 2026-11-22, or 'all'";
    const std::string example = catalog::period_name(*kind, today);
    switch (*kind) {
        case PeriodKind::all: return "'all', because each of its deliveries brings everything";
        case PeriodKind::year: return "a year like " + example;
        case PeriodKind::month:
        case PeriodKind::previous_month: return "a month like " + example;
        case PeriodKind::day: return "a day like " + example;
    }
    return "";
}

/// In quotes, unless the words may be a person's number: then nobody is to read them again.
std::string quoted(const std::string& text) {
    if (identifiers::holds_identifier(text)) return "(not shown: it may be a personal identifier)";
    return "'" + display_name(text, shown_name) + "'";
}

std::string require_sender(const catalog::Contract& contract, const catalog::Schedule* schedule,
                           const senders::Register& senders, const std::string& sender) {
    const bool registered = schedule != nullptr && schedule->of_register;
    if (sender.empty()) {
        if (!registered) return contract.source;
        const auto owes = [&](const senders::Sender& entry) {
            return std::find(entry.feeds.begin(), entry.feeds.end(), contract.feed) != entry.feeds.end();
        };
        const auto one = std::find_if(senders.senders.begin(), senders.senders.end(), owes);
        throw Error(ErrorKind::usage, contract.feed + " is delivered by the senders of the register: say which one")
            .remedy(one == senders.senders.end()
                        ? "add `--sender`; no sender of the register owes the feed yet"
                        : "add `--sender`, for example `--sender " + one->id + "`; `tilsig senders` lists them");
    }
    std::vector<std::string> known;
    if (!registered) known.push_back(contract.source);
    for (const auto& entry : senders.senders) known.push_back(entry.id);
    if (std::find(known.begin(), known.end(), sender) != known.end()) return sender;
    const bool shown = !identifiers::holds_identifier(sender);
    const std::string near = shown ? nearest(sender, known) : "";
    throw Error(ErrorKind::usage, "unknown sender " + quoted(sender))
        .remedy(near.empty() ? "`tilsig senders` lists those of the register" : "did you mean '" + near + "'?");
}

std::string require_period(const catalog::Contract& contract, const catalog::Schedule* schedule, const NamedUnit& named,
                           Day today) {
    const auto kind = schedule == nullptr ? std::nullopt : std::optional(schedule->period);
    if (named.period.empty()) {
        const bool has_periods = kind.value_or(PeriodKind::all) != PeriodKind::all || !contract.period_of.empty();
        if (!has_periods) return "all";
        if (!named.from_file) return catalog::period_name(kind.value_or(PeriodKind::all), today);
        const std::string example = catalog::period_name(kind.value_or(PeriodKind::month), today);
        throw Error(ErrorKind::usage, "which period is the file about? Each delivery of " + contract.feed +
                                          " is about " + form_of(kind, today))
            .remedy("add `--period`, for example `--period " + example + "`");
    }
    if (catalog::is_period(named.period, kind)) return named.period;
    throw Error(ErrorKind::usage, quoted(named.period) + " is not a period of " + contract.feed)
        .remedy("write " + form_of(kind, today));
}

}  // namespace

model::UnitName require_unit(const catalog::Catalog& catalog, const senders::Register& senders, Day today,
                             const NamedUnit& named) {
    const auto& contract = catalog.contract(named.feed);
    const auto found = catalog.schedules.find(named.feed);
    const auto* schedule = found == catalog.schedules.end() ? nullptr : &found->second;
    return {named.feed, require_sender(contract, schedule, senders, named.sender),
            require_period(contract, schedule, named, today), catalog.in_shadow(named.feed)};
}

}  // namespace tilsig::operate

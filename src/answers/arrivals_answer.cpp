#include "answers/arrivals_answer.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.hpp"

namespace tilsig::answers {

namespace {

using arrivals::Arrival;
using nlohmann::json;

[[noreturn]] void refuse(const std::string& what, const std::string& asked, const std::vector<std::string>& known,
                         const std::string& list) {
    const std::string near = nearest(asked, known);
    throw Error(ErrorKind::usage, what)
        .remedy(near.empty() ? list + join(known, ", ") : "did you mean '" + near + "'?");
}

void require_known(const session::Context& context, const ArrivalsQuestion& question) {
    std::vector<std::string> feeds;
    for (const auto& [feed, schedule] : context.catalog.schedules) feeds.push_back(feed);
    for (const auto& feed : question.feeds)
        if (!context.catalog.schedules.contains(feed))
            refuse("no schedule for feed '" + display_name(feed) + "'", feed, feeds, "scheduled feeds: ");
    const auto& regions = context.senders.regions;
    if (!question.region.empty() && std::find(regions.begin(), regions.end(), question.region) == regions.end())
        refuse("the register has no region '" + display_name(question.region) + "'", question.region, regions,
               "regions: ");
    if (question.period.empty()) return;
    const auto fits = [&](const auto& entry) {
        const bool asked = question.feeds.empty() ||
                           std::find(question.feeds.begin(), question.feeds.end(), entry.first) != question.feeds.end();
        return asked && catalog::is_period(question.period, entry.second.period);
    };
    if (std::any_of(context.catalog.schedules.begin(), context.catalog.schedules.end(), fits)) return;
    const auto what = "'" + display_name(question.period) + "' is no period of " +
                      (question.feeds.empty() ? std::string("any scheduled feed") : join(question.feeds, ", "));
    throw Error(ErrorKind::usage, what)
        .remedy("periods are written 2026, 2026-11, 2026-11-22 or all; `tilsig schedule list` says which a feed has");
}

ArrivalsAnswer asked_arrivals(const session::Context& context, const arrivals::Known& known,
                              const ArrivalsQuestion& question) {
    ArrivalsAnswer answer;
    answer.as_of = context.clock.now();
    answer.arrivals = arrivals::arrivals_of(context.catalog, context.senders, known, answer.as_of, question.period);
    std::erase_if(answer.arrivals, [&](const Arrival& arrival) {
        const auto& feeds = question.feeds;
        if (!feeds.empty() && std::find(feeds.begin(), feeds.end(), arrival.unit.feed) == feeds.end()) return true;
        return !question.region.empty() && (arrival.sender == nullptr || arrival.sender->region != question.region);
    });
    return answer;
}

std::vector<Unclaimed> unclaimed_of(session::Session& session, const ArrivalsQuestion& question) {
    std::map<std::string, Unclaimed> by_text;
    const auto names = session.ledger().unit_names();
    for (const auto& run : session.ledger().newest_runs()) {
        // Only an in-folder has something to say although there is nothing new.
        if (run.outcome != model::Outcome::nothing_new || run.delivery_id || run.reason.empty()) continue;
        const auto& unit = names.at(run.unit_id);
        const bool asked = question.feeds.empty() ||
                           std::find(question.feeds.begin(), question.feeds.end(), unit.feed) != question.feeds.end();
        if (unit.shadow || !asked) continue;
        auto& unclaimed = by_text[run.reason];
        unclaimed.units.push_back(unit.text());
        unclaimed.told = run.reason;
        unclaimed.seen_at = std::max(unclaimed.seen_at, run.ended_at);
    }
    std::vector<Unclaimed> list;
    for (auto& [text, unclaimed] : by_text) {
        std::sort(unclaimed.units.begin(), unclaimed.units.end());
        list.push_back(std::move(unclaimed));
    }
    return list;
}

json moment(const std::optional<Instant>& instant) { return instant ? json(to_text(*instant)) : json(); }
json text(const std::string& value) { return value.empty() ? json() : json(value); }

json arrival_json(const Arrival& arrival) {
    json ground;
    if (const auto& one = arrival.schedule->ground) ground = {{catalog::to_string(one->kind), one->text}};
    json exempt;
    if (const auto* one = arrival.exemption)
        exempt = {{"until", to_text(Day{one->until.time_since_epoch()})}, {"why", one->why}};
    const auto days = arrival.late_days();
    return {{"unit", arrival.unit.text()},
            {"feed", arrival.unit.feed},
            {"sender", arrival.unit.sender},
            {"name", arrival.sender != nullptr ? json(arrival.sender->name) : json()},
            {"municipality", arrival.sender != nullptr ? text(arrival.sender->municipality) : json()},
            {"region", arrival.sender != nullptr ? text(arrival.sender->region) : json()},
            {"period", arrival.unit.period},
            {"state", to_string(arrival.state)},
            {"owed", arrival.owed},
            {"received", arrival.came},
            {"refused", arrival.refused},
            {"holds", arrival.holds},
            {"due", moment(arrival.due)},
            {"received_at", moment(arrival.received_at)},
            {"late_days", days ? json(*days) : json()},
            {"ground", std::move(ground)},
            {"exempt", std::move(exempt)},
            {"first_delivery", moment(arrival.first_delivery)}};
}

}  // namespace

ArrivalsAnswer arrivals_answer(session::Session& session, const ArrivalsQuestion& question) {
    require_known(session.context(), question);
    const odbc::Transaction snapshot(session.connection(), odbc::Transaction::Mode::read);
    auto answer = asked_arrivals(session.context(), arrivals::read_known(session.connection()), question);
    answer.unclaimed = unclaimed_of(session, question);
    return answer;
}

ArrivalsAnswer arrivals_from_the_start(const session::Context& context, const ArrivalsQuestion& question) {
    require_known(context, question);
    return asked_arrivals(context, {}, question);
}

std::map<std::string, std::size_t> count_states(const std::vector<const Arrival*>& arrivals) {
    std::map<std::string, std::size_t> counts;
    for (const auto* arrival : arrivals) ++counts[to_string(arrival->state)];
    return counts;
}

json to_json(const ArrivalsAnswer& answer) {
    json list = json::array(), unclaimed = json::array(), feeds = json::array();
    std::map<std::string, std::vector<const Arrival*>> by_feed;
    for (const auto& arrival : answer.arrivals) {
        list.push_back(arrival_json(arrival));
        by_feed[arrival.unit.feed].push_back(&arrival);
    }
    for (const auto& [feed, arrivals] : by_feed) feeds.push_back({{"feed", feed}, {"states", count_states(arrivals)}});
    for (const auto& one : answer.unclaimed)
        unclaimed.push_back({{"units", one.units}, {"told", one.told}, {"seen_at", one.seen_at}});
    return {{"as_of", to_text(answer.as_of)},
            {"overdue_senders", arrivals::overdue_senders(answer.arrivals)},
            {"feeds", std::move(feeds)},
            {"arrivals", std::move(list)},
            {"unclaimed", std::move(unclaimed)}};
}

}  // namespace tilsig::answers

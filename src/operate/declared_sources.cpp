// What the declarations say of each other and of connectors: register against contracts, options against connectors.
#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <set>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "fetch/fetch.hpp"
#include "operate/preview.hpp"

namespace tilsig::operate {

namespace {

Place place_of(const catalog::Source& source, const std::string& feed) {
    for (const auto& options : source.feeds)
        if (options.feed == feed) return options.place;
    return source.place;
}

/// The first day of the entry on which the contract has no layout of this form; nothing when all have one. An entry
/// without end asks for a layout without end.
std::optional<std::string> first_day_without(const catalog::Contract& contract, const std::string& form,
                                             const senders::Validity& validity) {
    for (std::int64_t day = validity.from; day < validity.to;) {
        const auto* layout = contract.find_layout(form, day);
        if (layout == nullptr) return to_text(Day{std::chrono::days{day}});
        day = layout->time.end;
    }
    return std::nullopt;
}

/// A connector that cannot even say so is found by the check of its options.
bool can_survey(const std::filesystem::path& fetch_program, const std::filesystem::path& library, const Logger& log) {
    try {
        return fetch::describe_connector(fetch_program, library, log).surveys;
    } catch (const Error&) {
        return true;
    }
}

bool tells_periods(const std::map<std::string, std::string>& options) {
    return std::any_of(options.begin(), options.end(),
                       [](const auto& option) { return option.second.find("{period}") != std::string::npos; });
}

}  // namespace

void check_feed_references(const catalog::Catalog& catalog, const senders::Register& senders, config::Lints& lints) {
    std::vector<std::string> known;
    for (const auto& [feed, contract] : catalog.contracts) known.push_back(feed);
    for (const auto& reference : senders.feed_references()) {
        if (catalog.contracts.contains(reference.feed)) continue;
        const std::string near = nearest(reference.feed, known);
        lints.add(reference.place, "unknown feed '" + reference.feed + "'",
                  near.empty() ? "write its contract first" : "did you mean '" + near + "'?");
    }
}

void check_forms(const catalog::Catalog& catalog, const senders::Register& senders, config::Lints& lints) {
    for (const auto& sender : senders.senders) {
        for (const auto& [feed, form] : sender.forms) {
            const auto contract = catalog.contracts.find(feed);
            if (contract == catalog.contracts.end()) continue;  // said already
            const auto gap = first_day_without(contract->second, form, sender.validity);
            if (!gap) continue;
            std::set<std::string> known;
            for (const auto& layout : contract->second.layouts) known.insert(layout.form);
            lints.add(sender.place,
                      "sender " + sender.id + " writes " + feed + " in form '" + form +
                          "', of which the contract has no layout on " + *gap,
                      "correct the form, or add the layout; forms of the contract: " +
                          join(std::vector<std::string>(known.begin(), known.end()), ", "));
        }
    }
}

std::size_t check_source_options(const catalog::Catalog& catalog, const std::filesystem::path& fetch_program,
                                 const std::filesystem::path& connectors, config::Lints& lints) {
    const Logger log = Logger::silent();
    std::size_t checked = 0;
    for (const auto& [name, source] : catalog.sources) {
        if (source.protocol == "derived") continue;
        const auto library = connectors / (source.protocol + ".so");
        bool scheduled = false;
        std::optional<bool> surveys;  // asked once, and only where somebody looks back
        for (const auto& [feed, schedule] : catalog.schedules) {
            if (catalog.contract(feed).source != name) continue;
            scheduled = true;
            for (const auto& message :
                 fetch::check_source(fetch_program, library, fetch::options_of(source, feed), log))
                lints.add(place_of(source, feed), "connector " + source.protocol + ": " + message);
            if (schedule.look_back == 0) continue;
            if (!surveys) surveys = can_survey(fetch_program, library, log);
            if (!*surveys)
                lints.add(schedule.place, "connector " + source.protocol + " cannot tell what lies at its source",
                          "take `look_back` out");
            else if (!tells_periods(fetch::options_of(source, feed)))
                lints.add(schedule.place, "no option of " + feed + " holds {period}, so nothing tells late files apart",
                          "write {period} into its options in " + source.path + ", or take `look_back` out");
        }
        if (scheduled) ++checked;
    }
    return checked;
}

}  // namespace tilsig::operate

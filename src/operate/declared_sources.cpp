// What the declarations say of each other and of connectors: register against contracts, options against connectors.
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

std::size_t check_source_options(const catalog::Catalog& catalog, const std::filesystem::path& fetch_program,
                                 const std::filesystem::path& connectors, config::Lints& lints) {
    const Logger log = Logger::silent();
    std::size_t checked = 0;
    for (const auto& [name, source] : catalog.sources) {
        if (source.protocol == "derived") continue;
        const auto library = connectors / (source.protocol + ".so");
        bool scheduled = false;
        for (const auto& [feed, schedule] : catalog.schedules) {
            if (catalog.contract(feed).source != name) continue;
            scheduled = true;
            for (const auto& message :
                 fetch::check_source(fetch_program, library, fetch::options_of(source, feed), log))
                lints.add(place_of(source, feed), "connector " + source.protocol + ": " + message);
        }
        if (scheduled) ++checked;
    }
    return checked;
}

}  // namespace tilsig::operate

#include "night/exempt_senders.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "catalog/names.hpp"

namespace tilsig::night {

namespace {

bool has(const std::vector<std::string>& list, const std::string& word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

/// Itself on some day, or for somebody else.
bool ever_delivers(const senders::Register& senders, const std::string& sender, const std::string& feed) {
    return std::any_of(senders.senders.begin(), senders.senders.end(),
                       [&](const auto& entry) { return entry.id == sender && has(entry.feeds, feed); }) ||
           std::any_of(senders.delegations.begin(), senders.delegations.end(),
                       [&](const auto& one) { return one.delivers == sender && has(one.feeds, feed); });
}

}  // namespace

void check_exempt_senders(const catalog::Catalog& catalog, const senders::Register& senders, config::Lints& lints) {
    std::vector<std::string> known;
    for (const auto& entry : senders.senders)
        if (known.empty() || known.back() != entry.id) known.push_back(entry.id);
    for (const auto& [feed, schedule] : catalog.schedules) {
        if (!schedule.of_register) continue;  // then it is the source, which the reader has seen to
        for (const auto& exemption : schedule.exempt) {
            const std::string name = catalog::in_quotes(exemption.sender);
            if (!has(known, exemption.sender)) {
                const std::string near = nearest(exemption.sender, known);
                lints.add(exemption.place, "unknown sender " + name,
                          near.empty() ? "`tilsig senders` lists those of the register" : "did you mean " + near + "?");
            } else if (!ever_delivers(senders, exemption.sender, feed)) {
                lints.add(exemption.place, "sender " + name + " never owes " + feed, "take the exemption away");
            }
        }
    }
}

}  // namespace tilsig::night

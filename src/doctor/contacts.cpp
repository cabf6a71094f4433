// Whether everybody who owes something can be written to.
#include <map>
#include <set>

#include "base/text.hpp"
#include "calendar/local_day.hpp"
#include "doctor/checks.hpp"

namespace tilsig::doctor {

namespace {

constexpr std::int64_t confirmed_for = 365;  // days
constexpr std::size_t told_senders = 10;

/// Those that owe an active feed today, whoever delivers it for them.
std::map<std::string, const senders::Sender*> owing_senders(const Installation& here, std::int64_t day) {
    std::map<std::string, const senders::Sender*> owing;
    for (const auto& [feed, contract] : here.catalog.contracts) {
        if (contract.state != catalog::FeedState::active) continue;
        for (const auto* deliverer : here.senders.owing(feed, day))
            for (const auto* owner : here.senders.owners(deliverer->id, feed, day)) owing[owner->id] = owner;
    }
    return owing;
}

}  // namespace

Remarks look_at_contacts(const Installation& here) {
    const auto day = calendar::local_day(here.clock.now()).time_since_epoch().count();
    std::vector<std::string> unreachable;
    std::set<std::string> addresses, unconfirmed;
    const auto owing = owing_senders(here, day);
    for (const auto& [id, sender] : owing) {
        const auto chain = sender->chain(day);
        if (chain.empty()) unreachable.push_back(id);
        for (const auto* contact : chain) {
            addresses.insert(contact->address);
            if (!contact->confirmed || *contact->confirmed + confirmed_for < day) unconfirmed.insert(contact->address);
        }
    }
    const std::string shown = here.settings.senders.register_file.string();
    Remarks remarks;
    if (!unreachable.empty()) {
        const std::vector<std::string> first(
            unreachable.begin(),
            unreachable.begin() + static_cast<std::ptrdiff_t>(std::min(unreachable.size(), told_senders)));
        remarks.push_back(warning(shown + ": " + counted(unreachable.size(), "sender") +
                                      (unreachable.size() == 1 ? " owes" : " owe") +
                                      " something without a contact today: " + join(first, ", ") +
                                      (unreachable.size() > told_senders
                                           ? " and " + std::to_string(unreachable.size() - told_senders) + " more"
                                           : ""),
                                  "add `contacts` that are valid today; without one nobody tells them what is wrong"));
    }
    if (!unconfirmed.empty() && here.settings.mail)
        remarks.push_back(warning(shown + ": " + std::to_string(unconfirmed.size()) + " of " +
                                      std::to_string(addresses.size()) +
                                      " addresses were not confirmed within 12 months",
                                  "ask whether they are still right, and write the day into `confirmed`"));
    if (owing.empty())
        remarks.push_back(good("no sender of the register owes anything today"));
    else if (unreachable.empty())
        remarks.push_back(good(
            counted(owing.size(), "sender") +
            " that owe something: each has a contact; addresses: " + std::to_string(addresses.size()) +
            (unconfirmed.empty() ? "" : ", not confirmed within 12 months: " + std::to_string(unconfirmed.size()))));
    return remarks;
}

}  // namespace tilsig::doctor

#include "senders/register_checks.hpp"

#include <algorithm>
#include <map>

#include "base/clock.hpp"
#include "base/text.hpp"

namespace tilsig::senders {
namespace {

/// Shorter gaps between two entries of one sender are slips: somebody took `to` for the last day.
constexpr std::int64_t slip_days = 31;

std::string period_text(const Validity& validity) { return date_text(validity.from) + " to " + date_text(validity.to); }

void check_sequence(const Register& all, config::Lints& lints) {
    for (std::size_t i = 1; i < all.senders.size(); ++i) {
        const Sender& before = all.senders[i - 1];
        const Sender& after = all.senders[i];
        if (before.id != after.id) continue;
        if (before.validity.overlaps(after.validity)) {
            lints.add(after.place,
                      "sender " + after.id + " has two entries at once: this one (" + period_text(after.validity) +
                          ") and the one of " + period_text(before.validity),
                      "end the earlier one on the day the later one begins");
        } else if (after.validity.from - before.validity.to <= slip_days && after.validity.from != before.validity.to) {
            lints.add(after.place,
                      "sender " + after.id + " is missing from " + date_text(before.validity.to) + " to " +
                          date_text(after.validity.from),
                      "`to` is the first day that no longer counts: write to: " + date_text(after.validity.from));
        }
    }
}

void check_codes(const Register& all, config::Lints& lints) {
    std::map<std::string, std::vector<const Sender*>> by_code;
    for (const Sender& sender : all.senders) {
        if (sender.kind == "municipality") by_code[sender.municipality].push_back(&sender);
    }
    for (const auto& [code, entries] : by_code) {
        for (std::size_t i = 1; i < entries.size(); ++i) {
            for (std::size_t k = 0; k < i; ++k) {
                if (entries[i]->id == entries[k]->id || !entries[i]->validity.overlaps(entries[k]->validity)) continue;
                lints.add(entries[i]->place,
                          "municipality " + code + " belongs to two senders at once: " + entries[i]->id + " and " +
                              entries[k]->id,
                          "one code has one owner at every date");
            }
        }
    }
    for (const Sender& sender : all.senders) {
        if (sender.kind != "district") continue;
        const std::vector<const Sender*>& hosts = by_code[sender.municipality];
        // The municipality's entries lie side by side; covered means no day of the district falls between them.
        std::int64_t covered = sender.validity.from;
        for (const Sender* host : hosts) {
            if (host->validity.contains(covered)) covered = host->validity.to;
        }
        if (covered < sender.validity.to) {
            lints.add(sender.place,
                      "district " + sender.id + ": municipality " + sender.municipality +
                          " is not in the register from " + date_text(covered),
                      "enter the municipality for the whole time of its districts");
        }
    }
}

/// The first day of `period` on which the sender has no entry (that owes `feed`, when one is named); `period.to` when
/// none.
std::int64_t first_absent(const Register& all, const std::string& id, const std::string& feed, const Validity& period) {
    std::int64_t day = period.from;
    while (day < period.to) {
        const Sender* entry = all.find(id, day);
        if (entry == nullptr) return day;
        if (!feed.empty() && std::find(entry->feeds.begin(), entry->feeds.end(), feed) == entry->feeds.end())
            return day;
        day = entry->validity.to;
    }
    return period.to;
}

void check_delegation(const Register& all, const Delegation& delegation, const std::vector<std::string>& ids,
                      config::Lints& lints) {
    if (delegation.delivers == delegation.owner) {
        lints.add(delegation.place, "sender " + delegation.owner + " delegates to itself", "remove the delegation");
        return;
    }
    bool known = true;
    for (const std::string& id : {delegation.delivers, delegation.owner}) {
        if (std::find(ids.begin(), ids.end(), id) != ids.end()) continue;
        const std::string near = nearest(id, ids);
        lints.add(delegation.place, "delegation names sender '" + id + "', which is not in the register",
                  near.empty() ? "" : "did you mean '" + near + "'?");
        known = false;
    }
    if (!known) return;
    if (const std::int64_t day = first_absent(all, delegation.delivers, "", delegation.validity);
        day < delegation.validity.to) {
        lints.add(delegation.place,
                  "sender " + delegation.delivers + " delivers for " + delegation.owner +
                      ", but is not in the register on " + date_text(day),
                  "shorten the delegation");
    }
    for (const std::string& feed : delegation.feeds) {
        if (const std::int64_t day = first_absent(all, delegation.owner, feed, delegation.validity);
            day < delegation.validity.to) {
            lints.add(delegation.place,
                      "sender " + delegation.owner + " does not owe " + feed + " on " + date_text(day) +
                          ", so nobody can deliver it for them",
                      "shorten the delegation, or add the feed to the owner");
        }
    }
}

void check_delegations(const Register& all, config::Lints& lints) {
    std::vector<std::string> ids;
    for (const Sender& sender : all.senders) {
        if (ids.empty() || ids.back() != sender.id) ids.push_back(sender.id);
    }
    for (std::size_t i = 0; i < all.delegations.size(); ++i) {
        const Delegation& delegation = all.delegations[i];
        check_delegation(all, delegation, ids, lints);
        for (std::size_t k = 0; k < i; ++k) {
            const Delegation& other = all.delegations[k];
            if (other.owner != delegation.owner || !other.validity.overlaps(delegation.validity)) continue;
            for (const std::string& feed : delegation.feeds) {
                if (std::find(other.feeds.begin(), other.feeds.end(), feed) == other.feeds.end()) continue;
                lints.add(delegation.place,
                          feed + " of " + delegation.owner + " is delegated twice at once, to " + other.delivers +
                              " and to " + delegation.delivers,
                          "one sender delivers a feed of an owner at every date");
            }
        }
    }
}

/// Who answers while the sender has no entry: named where it leaves, in the register from then on, and no ring.
void check_successors(const Register& all, config::Lints& lints) {
    for (std::size_t i = 0; i < all.senders.size(); ++i) {
        const Sender& sender = all.senders[i];
        if (sender.successor.empty()) continue;
        const bool goes_on = i + 1 < all.senders.size() && all.senders[i + 1].id == sender.id &&
                             all.senders[i + 1].validity.from == sender.validity.to;
        if (goes_on || sender.validity.to == INT64_MAX) {
            lints.add(sender.place, "sender " + sender.id + " has a successor, although it goes on after this period",
                      "put `successor` in the period after which it leaves the register");
        } else if (all.answering(sender.successor, sender.validity.to) == nullptr) {
            lints.add(sender.place,
                      "sender " + sender.id + " is succeeded by '" + sender.successor +
                          "', which is not in the register on " + date_text(sender.validity.to),
                      "name the sender that answers for it from then on");
        }
    }
}

}  // namespace

std::string date_text(std::int64_t day) {
    if (day == INT64_MIN) return "always";
    if (day == INT64_MAX) return "open";
    return to_text(Day{std::chrono::days{day}});
}

void check_register(const Register& senders, config::Lints& lints) {
    check_sequence(senders, lints);
    check_codes(senders, lints);
    check_delegations(senders, lints);
    check_successors(senders, lints);
}

}  // namespace tilsig::senders

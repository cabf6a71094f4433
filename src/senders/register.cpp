#include "senders/register.hpp"

#include <algorithm>

namespace tilsig::senders {
namespace {

bool holds(const std::vector<std::string>& list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

/// The delegation of `feed` of `owner` at `day`; the lints see to it that there is at most one.
const Delegation* delegated(const Register& senders, std::string_view owner, std::string_view feed, std::int64_t day) {
    for (const Delegation& delegation : senders.delegations) {
        if (delegation.owner == owner && delegation.validity.contains(day) && holds(delegation.feeds, feed)) {
            return &delegation;
        }
    }
    return nullptr;
}

std::vector<Sender>::const_iterator first_entry(const std::vector<Sender>& senders, std::string_view id) noexcept {
    return std::lower_bound(senders.begin(), senders.end(), id,
                            [](const Sender& sender, std::string_view wanted) { return sender.id < wanted; });
}

bool delivers_own(const Register& senders, const Sender& sender, std::string_view feed, std::int64_t day) {
    return sender.validity.contains(day) && holds(sender.feeds, feed) && !delegated(senders, sender.id, feed, day);
}

}  // namespace

const Sender* Register::find(std::string_view id, std::int64_t day) const noexcept {
    for (auto entry = first_entry(senders, id); entry != senders.end() && entry->id == id; ++entry) {
        if (entry->validity.contains(day)) return &*entry;
    }
    return nullptr;
}

std::vector<const Sender*> Register::owing(std::string_view feed, std::int64_t day) const {
    std::vector<const Sender*> due;
    for (const Sender& sender : senders) {
        if (sender.validity.contains(day) && !owners(sender.id, feed, day).empty()) due.push_back(&sender);
    }
    return due;
}

std::vector<const Sender*> Register::owners(std::string_view sender, std::string_view feed, std::int64_t day) const {
    std::vector<const Sender*> found;
    const Sender* own = find(sender, day);
    if (own == nullptr) return found;
    if (delivers_own(*this, *own, feed, day)) found.push_back(own);
    for (const Delegation& delegation : delegations) {
        if (delegation.delivers != sender || !delegation.validity.contains(day) || !holds(delegation.feeds, feed))
            continue;
        const Sender* owner = find(delegation.owner, day);
        if (owner != nullptr && holds(owner->feeds, feed)) found.push_back(owner);
    }
    std::sort(found.begin(), found.end(), [](const Sender* a, const Sender* b) { return a->id < b->id; });
    return found;
}

bool Register::may_deliver(std::string_view sender, std::string_view owner, std::string_view feed,
                           std::int64_t day) const {
    const std::vector<const Sender*> allowed = owners(sender, feed, day);
    return std::any_of(allowed.begin(), allowed.end(), [&](const Sender* each) { return each->id == owner; });
}

const Sender* Register::owner_of_code(std::string_view code, std::int64_t day) const noexcept {
    for (const Sender& sender : senders) {
        if (!sender.validity.contains(day)) continue;
        if (sender.kind == "municipality" && sender.municipality == code) return &sender;
        if (sender.kind == "district" && std::string_view(sender.id).substr(1) == code) return &sender;
    }
    return nullptr;
}

std::vector<const Contact*> Sender::chain(std::int64_t day) const {
    std::vector<const Contact*> valid;
    for (const Contact& contact : contacts) {
        if (contact.validity.contains(day)) valid.push_back(&contact);
    }
    return valid;
}

const Sender* Register::answering(std::string_view id, std::int64_t day) const noexcept {
    // The lints refuse a ring; the bound keeps a register that was never checked from turning here for ever.
    for (std::size_t steps = 0; steps <= senders.size(); ++steps) {
        const Sender* ended = nullptr;
        for (auto entry = first_entry(senders, id); entry != senders.end() && entry->id == id; ++entry) {
            if (entry->validity.contains(day)) return &*entry;
            if (entry->validity.to <= day) ended = &*entry;
        }
        if (ended == nullptr || ended->successor.empty()) return nullptr;
        id = ended->successor;
    }
    return nullptr;
}

std::string Register::form_of(std::string_view sender, const std::string& feed, std::int64_t day) const {
    const Sender* entry = find(sender, day);
    if (entry == nullptr) return "";
    const auto said = entry->forms.find(feed);
    return said == entry->forms.end() ? "" : said->second;
}

const Sender* Register::letters_for(std::string_view owner, std::string_view feed, std::int64_t day) const {
    const Delegation* delegation = delegated(*this, owner, feed, day);
    return delegation == nullptr || !delegation->letters ? nullptr : find(delegation->delivers, day);
}

std::vector<FeedReference> Register::feed_references() const {
    std::vector<FeedReference> references;
    for (const Sender& sender : senders) {
        for (const std::string& feed : sender.feeds) references.push_back({feed, sender.place});
        for (const auto& [feed, form] : sender.forms) references.push_back({feed, sender.place});
    }
    for (const Delegation& delegation : delegations) {
        for (const std::string& feed : delegation.feeds) references.push_back({feed, delegation.place});
    }
    return references;
}

}  // namespace tilsig::senders

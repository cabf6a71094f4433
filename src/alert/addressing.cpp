#include "alert/addressing.hpp"

#include <algorithm>

namespace tilsig::alert {

Addressing::Addressing(const session::Context& context, const config::Mail& mail, std::set<std::string> suspended,
                       std::int64_t today)
    : m_context(context), m_mail(mail), m_suspended(std::move(suspended)), m_today(today) {}

const senders::Sender* Addressing::answering(const std::string& owner) const {
    return m_context.senders.answering(owner, m_today);
}

std::vector<Addressee> Addressing::chain_of(const senders::Sender& entry) const {
    std::vector<Addressee> chain;
    for (const auto* contact : entry.chain(m_today)) {
        const std::string& destination = m_mail.destination(contact->address);
        if (destination.empty() || m_suspended.contains(destination)) continue;
        chain.push_back({&entry,
                         std::string(senders::to_string(contact->function)),
                         contact->address,
                         destination,
                         contact->language.empty() ? entry.language : contact->language,
                         {}});
    }
    return chain;
}

std::vector<Addressee> Addressing::chain(const std::string& owner) const {
    const auto* entry = answering(owner);
    return entry == nullptr ? std::vector<Addressee>() : chain_of(*entry);
}

std::vector<Addressee> Addressing::copies(const std::string& owner, const Matters& matters) const {
    std::set<std::string> feeds;
    const auto add = [&](const auto& list) {
        for (const auto& matter : list) feeds.insert(matter.unit.feed);
    };
    add(matters.refused);
    add(matters.overdue);
    add(matters.due);
    add(matters.mend);
    add(matters.mended);
    std::map<const senders::Sender*, std::set<std::string>> delegates;
    for (const auto& feed : feeds)
        if (const auto* delegate = m_context.senders.letters_for(owner, feed, m_today))
            delegates[delegate].insert(feed);
    std::vector<Addressee> copies;
    for (const auto& [delegate, of] : delegates) {
        auto chain = chain_of(*delegate);
        if (chain.empty()) continue;
        chain.front().function = delegate_function;
        chain.front().feeds = of;
        copies.push_back(std::move(chain.front()));
    }
    std::stable_sort(copies.begin(), copies.end(),
                     [](const auto& a, const auto& b) { return a.entry->id < b.entry->id; });
    return copies;
}

Reader Addressing::reader(const std::string& owner, const Addressee& to) const {
    Reader reader;
    reader.entry = to.entry;
    reader.language = to.language;
    reader.function = to.function;
    reader.test = !m_mail.production;
    // Under its own name as long as it has one, also after a merger: that is what the receiver knows it by.
    const auto* own = m_context.senders.find(owner, m_today);
    for (const auto& entry : m_context.senders.senders)
        if (entry.id == owner) reader.owner_name = entry.name;
    if (own != nullptr) reader.owner_name = own->name;
    return reader;
}

std::string Addressing::unreachable_reason(const std::string& owner) const {
    const auto* entry = answering(owner);
    const std::string why = entry == nullptr                ? "nobody in the register answers for it today"
                            : entry->chain(m_today).empty() ? "the register has no contact of it today"
                                                            : "every contact of it is suspended";
    return std::string(ledger::unreachable) + ": " + why;
}

}  // namespace tilsig::alert

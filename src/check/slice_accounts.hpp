// Accounts per owner, found once per run of equal owners.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

#include "model/account.hpp"

namespace tilsig::check {

class SliceAccounts {
public:
    /// The account of an owner (null and empty are the slice ""); stays valid as long as this object.
    [[nodiscard]] model::RecordAccount& of(std::string_view owner) {
        // Deliveries are mostly sorted by owner, so the last one is the best guess.
        if (m_last != nullptr && owner == m_last_owner) return *m_last;
        auto found = m_index.find(owner);
        if (found == m_index.end()) {
            const auto entry = m_accounts.try_emplace(std::string(owner)).first;
            found = m_index.emplace(std::string_view(entry->first), &entry->second).first;
        }
        m_last_owner = found->first;
        m_last = found->second;
        return *m_last;
    }
    [[nodiscard]] const std::map<std::string, model::RecordAccount>& all() const noexcept { return m_accounts; }

private:
    std::map<std::string, model::RecordAccount> m_accounts;               // nodes stay where they are
    std::unordered_map<std::string_view, model::RecordAccount*> m_index;  // views into the nodes' keys
    std::string_view m_last_owner;
    model::RecordAccount* m_last = nullptr;
};

}  // namespace tilsig::check

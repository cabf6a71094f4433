// Accounts per owner.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/account.hpp"
#include "model/interner.hpp"

namespace tilsig::check {

class SliceAccounts {
public:
    /// The account of an owner (null and empty are the slice ""); stays valid as long as this object.
    [[nodiscard]] model::RecordAccount& of(std::string_view owner) { return at(number(owner)); }
    /// The same in two steps, for those who keep something of their own by owner.
    [[nodiscard]] std::uint32_t number(std::string_view owner) {
        const std::uint32_t number = m_owners.number(owner);
        if (number == m_by_number.size()) m_by_number.push_back(&m_accounts[std::string(owner)]);
        return number;
    }
    [[nodiscard]] model::RecordAccount& at(std::uint32_t number) { return *m_by_number[number]; }
    [[nodiscard]] std::string_view owner(std::uint32_t number) const noexcept { return m_owners.text(number); }
    [[nodiscard]] std::uint32_t size() const noexcept { return m_owners.size(); }
    [[nodiscard]] const std::map<std::string, model::RecordAccount>& all() const noexcept { return m_accounts; }

private:
    model::Interner m_owners;
    std::map<std::string, model::RecordAccount> m_accounts;  // nodes stay where they are
    std::vector<model::RecordAccount*> m_by_number;
};

}  // namespace tilsig::check

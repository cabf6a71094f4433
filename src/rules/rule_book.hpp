// The rule book: what every code means, how grave it is, what it does, who repairs it, and how to say so in three
// languages.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "model/finding.hpp"

namespace tilsig::rules {

/// Who must repair what a rule finds.
enum class Owner {
    sender,      ///< whoever delivers, in its own case system
    source,      ///< the agency whose system publishes the data
    directorate  ///< we: mapping, contract or code list
};
[[nodiscard]] const char* to_string(Owner owner) noexcept;

/// Language (nb, nn, en) -> text. Texts hold no value of a record.
using Texts = std::map<std::string, std::string>;
/// The text in `language`; else Norwegian stands in for Norwegian before English does. Empty when there is none.
[[nodiscard]] std::string in_language(const Texts& texts, std::string_view language);

/// What is known of a code, whether it is the program's own or a contract's.
struct Entry {
    model::RuleCode code;
    model::Severity severity = model::Severity::error;
    /// Of a contract's rule what it does. Of a code of the program what it mostly does: the same fault costs a record
    /// in one place and the delivery in another, and the finding tells which.
    model::Action action = model::Action::flag;
    Owner owner = Owner::sender;
    Texts text;  ///< what is wrong; whole sentences
    Texts fix;   ///< how to repair it; whole sentences
    Place place;
};

/// Code -> entry. Whoever explains a finding asks it: receipts, console, proposals. Starts with the program's own codes
/// (mappings/system, compiled in); the catalog adds the rules of all contracts and puts the texts of the content folder
/// over its own.
class RuleBook {
public:
    RuleBook();
    /// The program's own codes as they were when it was built, for those that have no content folder at hand. Error
    /// (internal) when they cannot be read; a test keeps that from happening.
    [[nodiscard]] static const RuleBook& program();

    /// Nothing for a code that no rule has. What stands in a database may be any text.
    [[nodiscard]] const Entry* find(std::string_view code) const noexcept;
    /// The entry of a code from a room's list; Error(internal) when the rule book lacks it.
    [[nodiscard]] const Entry& at(model::RuleCode code) const;
    /// Adds an entry, or takes the place of the one with the same code.
    void put(Entry entry);
    [[nodiscard]] const std::map<model::RuleCode, Entry>& entries() const noexcept { return m_entries; }

private:
    struct Empty {};
    explicit RuleBook(Empty) {}
    std::map<model::RuleCode, Entry> m_entries;
};

}  // namespace tilsig::rules

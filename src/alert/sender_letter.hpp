// The letter to a sender: from what is true to words.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "alert/document.hpp"
#include "alert/matters.hpp"

namespace tilsig::alert {

/// What letters are written from besides the facts; outlives the call.
struct Declarations {
    const catalog::Catalog& catalog;
    const senders::Register& senders;
    std::int64_t today = 0;  ///< in Norway, in days since 1970
};

/// Who reads the letter, and why it comes to them.
struct Reader {
    const senders::Sender* entry = nullptr;  ///< of whoever is written to, as the register has it today
    std::string owner_name;  ///< whom it is about; differs from the entry's after a merger and for a copy
    std::string language;
    std::string function;    ///< responsible, deputy, official or delegate
    bool test = false;       ///< it goes to the test address, and says to whom it would have gone
    bool passed_on = false;  ///< the contact before could not be reached
};

/// Only of these feeds; empty: of all.
[[nodiscard]] Matters only_of(const Matters& matters, const std::set<std::string>& feeds);

/// `matters` are not empty. Holds counts by rule, titles, texts of rules and dates, and never a value, reference, name
/// of a person, link or file (promise 7).
[[nodiscard]] Document sender_letter(const Declarations& declared, const Matters& matters, const Reader& reader);

/// A letter of each kind in each language, about made-up facts of the first feed that senders deliver: what the words
/// come to. Error(internal) when a text cannot be filled. Empty without such a feed.
[[nodiscard]] std::vector<Document> example_letters(const catalog::Catalog& catalog);

/// The letter by which an installation tries its way out.
[[nodiscard]] Document test_letter(const words::WordBook& book, const std::string& name, const std::string& language);

}  // namespace tilsig::alert

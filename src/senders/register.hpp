// The dated sender register: who delivers, who owns, for whom, in which region, and how to reach them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "config/yaml.hpp"
#include "senders/contact.hpp"
#include "senders/validity.hpp"

namespace tilsig::senders {

/// One sender over a period. A sender may change name, code, language form, system or region: several entries with one
/// id, which never overlap.
struct Sender {
    std::string id;    ///< ssb, imdi, k0301, b030112, t0042 - stable, used in unit names
    std::string kind;  ///< agency | municipality | district | test_centre
    std::string name;
    Validity validity;
    std::string municipality;        ///< KLASS 131 code valid throughout the period; empty for agencies
    std::string region;              ///< IMDi region code, empty for agencies
    std::string language;            ///< nb | nn | en: form of the texts it gets
    std::string case_system;         ///< its case system, so that a text can say where to repair; may be empty
    std::vector<std::string> feeds;  ///< feeds it owes
    std::map<std::string, std::string> forms{};  ///< feed -> the form in which its case system writes it
    std::vector<Contact> contacts;               ///< in the order of the chain
    std::string successor;  ///< who answers for it afterwards, when it leaves the register; else empty
    Place place;

    /// Whom to write to at `day`, in the order in which they are tried.
    [[nodiscard]] std::vector<const Contact*> chain(std::int64_t day) const;
};

/// `delivers` sends for `owner` (an intermunicipal office, a neighbour's test centre) for these feeds and dates.
struct Delegation {
    std::string delivers, owner;
    std::vector<std::string> feeds;
    Validity validity;
    bool letters = false;  ///< it also gets a copy of what the owner is told about these feeds
    Place place;
};

/// A feed named in the register and where: the catalog, which this room does not know, checks that it exists.
struct FeedReference {
    std::string feed;
    Place place;
};

class Register {
public:
    std::vector<std::string> regions;     ///< region codes that senders may name
    std::vector<Sender> senders;          ///< by id, then by date
    std::vector<Delegation> delegations;  ///< in file order

    /// The entry of `id` at `day`, or nullptr.
    [[nodiscard]] const Sender* find(std::string_view id, std::int64_t day) const noexcept;
    /// Senders from which a delivery of `feed` is due at `day`, in id order: those that owe it and deliver it
    /// themselves, and those that deliver it for others. A unit stands for each.
    [[nodiscard]] std::vector<const Sender*> owing(std::string_view feed, std::int64_t day) const;
    /// Owners whose records a delivery of `feed` by `sender` at `day` is to hold, in id order: the slices to expect.
    [[nodiscard]] std::vector<const Sender*> owners(std::string_view sender, std::string_view feed,
                                                    std::int64_t day) const;
    /// May `sender` deliver `feed` rows owned by `owner` at `day`? Itself, as long as it owes the feed and has not
    /// handed it over, or by delegation. Delegation is not passed on: who delivers for others does so in its own name.
    [[nodiscard]] bool may_deliver(std::string_view sender, std::string_view owner, std::string_view feed,
                                   std::int64_t day) const;
    /// The sender that answers for a municipality (`0301`) or Oslo district (`030112`) code at `day`, or nullptr.
    [[nodiscard]] const Sender* owner_of_code(std::string_view code, std::int64_t day) const noexcept;
    /// Who answers for `id` at `day`: its own entry, else that of its successor, or the successor's, and so on; nullptr
    /// when nobody does.
    [[nodiscard]] const Sender* answering(std::string_view id, std::int64_t day) const noexcept;
    /// Who gets a copy of what `owner` is told about `feed` at `day`: its entry, or nullptr when nobody does.
    [[nodiscard]] const Sender* letters_for(std::string_view owner, std::string_view feed, std::int64_t day) const;
    [[nodiscard]] std::vector<FeedReference> feed_references() const;
    /// The form in which `sender` writes `feed` at `day`; empty when the register says nothing of it.
    [[nodiscard]] std::string form_of(std::string_view sender, const std::string& feed, std::int64_t day) const;
};

/// Reads senders.yaml (format: README). Mistakes become lints, all at once: unknown keys, ids and codes that have not
/// the shape of their kind, dates that are none, overlaps and slips of a day between two entries, two senders for one
/// municipality code, unknown regions, delegation to unknown or absent senders, addresses that are none.
[[nodiscard]] Register load_register(const std::filesystem::path& file, const std::string& shown_path,
                                     config::Lints& lints);
/// The same from text, for tests and editors.
[[nodiscard]] Register read_register(std::string_view text, const std::string& shown_path, config::Lints& lints);

}  // namespace tilsig::senders

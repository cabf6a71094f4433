// The dated sender register: who delivers, who owns, for whom, in which region, and how to reach them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "config/yaml.hpp"

namespace tilsig::senders {

/// Half-open validity in days since 1970.
struct Validity {
    std::int64_t from = INT64_MIN;
    std::int64_t to = INT64_MAX;
    [[nodiscard]] bool contains(std::int64_t day) const noexcept { return from <= day && day < to; }
};

/// One sender over a period. A sender may change name, language form, system or region: several entries with one id.
struct Sender {
    std::string id;                       ///< ssb, imdi, k0301, b030112, t0042 - stable, used in unit names
    std::string kind;                     ///< agency | municipality | district | test_centre
    std::string name;
    Validity validity;
    std::string municipality;             ///< code at the validity's start; empty for agencies
    std::string region;                   ///< IMDi region code, empty for agencies
    std::string language;                 ///< nb | nn | en: form of the texts it gets
    std::string case_system;
    std::vector<std::string> feeds;       ///< feeds it owes
    std::vector<std::string> contacts;    ///< addresses; no persons
    Place place;
};

/// `delivers` sends for `owner` (an intermunicipal office, a neighbour's test centre) for these feeds and dates.
struct Delegation {
    std::string delivers, owner;
    std::vector<std::string> feeds;
    Validity validity;
    Place place;
};

class Register {
public:
    std::vector<Sender> senders;
    std::vector<Delegation> delegations;

    [[nodiscard]] const Sender* find(std::string_view id, std::int64_t day) const noexcept;
    /// Senders that owe `feed` at `day`, in id order.
    [[nodiscard]] std::vector<const Sender*> owing(std::string_view feed, std::int64_t day) const;
    /// May `sender` deliver `feed` rows owned by `owner` at `day`? Itself, or by delegation.
    [[nodiscard]] bool may_deliver(std::string_view sender, std::string_view owner, std::string_view feed, std::int64_t day) const;
};

/// Reads senders.yaml; overlaps of one id, delegation to unknown senders and the like become lints.
[[nodiscard]] Register load_register(const std::filesystem::path& file, const std::string& shown_path, config::Lints& lints);

}  // namespace tilsig::senders

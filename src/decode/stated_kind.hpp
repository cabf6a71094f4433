// What a document says of itself: whether it is changes or the whole of a register (`kinds` of its contract), and the
// day it is of.
#pragma once

#include <optional>
#include <string>

#include "catalog/contract.hpp"
#include "model/value.hpp"

namespace tilsig::decode {

[[nodiscard]] inline std::optional<model::DeliveryKind> kind_of(const catalog::Contract& contract,
                                                                const std::optional<std::string>& said) {
    const auto known = said ? contract.kinds.find(*said) : contract.kinds.end();
    return known == contract.kinds.end() ? std::nullopt : std::optional(known->second);
}

/// Why nobody knows what it is, and where it should say so. What a document says there may be anything, and is not
/// repeated.
[[nodiscard]] inline std::string kind_message(const catalog::Contract& contract, const std::string& place, bool said) {
    std::string known;
    for (const auto& [word, kind] : contract.kinds) known += (known.empty() ? "'" : ", '") + word + "'";
    return place + (said ? " says none of " + known : " is missing; it says one of " + known) +
           ": whether the delivery is whole is not known";
}

/// The day in front of a date or a moment in ISO form; nothing when it begins with no day.
[[nodiscard]] inline std::optional<std::int64_t> day_of(const std::optional<std::string>& said) {
    constexpr std::size_t length = 10;
    if (!said || (said->size() > length && (*said)[length] != 'T')) return std::nullopt;
    return model::parse_iso_date(said->substr(0, length));
}

[[nodiscard]] inline std::string day_message(const std::string& place, bool said) {
    return place + (said ? " is no date like 2009-01-05" : " is missing") +
           ": which day the delivery is of is not known";
}

/// `/register/@type`: a path as contracts write it, without its namespaces.
[[nodiscard]] inline std::string shown_path(const std::vector<catalog::XmlStep>& steps) {
    std::string text;
    for (const auto& step : steps) text += std::string(step.attribute ? "/@" : "/") + step.local;
    return text;
}

}  // namespace tilsig::decode

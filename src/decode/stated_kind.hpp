// What a document says it is: changes, or the whole of a register (`kinds` of its contract).
#pragma once

#include <optional>
#include <string>

#include "catalog/contract.hpp"

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

/// `/register/@type`: a path as contracts write it, without its namespaces.
[[nodiscard]] inline std::string shown_path(const std::vector<catalog::XmlStep>& steps) {
    std::string text;
    for (const auto& step : steps) text += std::string(step.attribute ? "/@" : "/") + step.local;
    return text;
}

}  // namespace tilsig::decode

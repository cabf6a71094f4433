// What waits for a decision.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "answers/page.hpp"
#include "ledger/ledger.hpp"

namespace tilsig::answers {

/// An open hold together with what it is about.
struct HeldItem {
    ledger::Hold hold;
    ledger::Delivery delivery;
    model::UnitName unit;
};

/// All of them, by number. Two queries for each. Error(state) for a hold of a delivery or unit that the ledger does not
/// know.
[[nodiscard]] std::vector<HeldItem> held_items(ledger::Ledger& ledger);

[[nodiscard]] Page to_page(const std::vector<HeldItem>& items);
[[nodiscard]] nlohmann::json to_json(const std::vector<HeldItem>& items);

}  // namespace tilsig::answers

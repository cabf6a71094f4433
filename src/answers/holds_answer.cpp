#include "answers/holds_answer.hpp"

#include <nlohmann/json.hpp>

namespace tilsig::answers {

std::vector<HeldItem> held_items(ledger::Ledger& ledger) {
    std::vector<HeldItem> items;
    for (auto& hold : ledger.holds(model::HoldState::held)) {
        auto delivery = ledger.delivery(hold.delivery_id);
        auto unit = delivery ? ledger.unit_name(delivery->unit_id) : std::nullopt;
        if (!unit) {
            throw Error(ErrorKind::state, "the ledger holds no delivery of a unit for hold " + std::to_string(hold.id))
                .remedy("restore the database from its backup");
        }
        items.push_back({std::move(hold), std::move(*delivery), std::move(*unit)});
    }
    return items;
}

Page to_page(const std::vector<HeldItem>& items) {
    Page page;
    if (items.empty()) {
        page.line("nothing is held");
        return page;
    }
    Page::Table rows{{"hold", "unit", "delivery", "slice", "reason"}};
    for (const auto& item : items)
        rows.push_back({std::to_string(item.hold.id), item.unit.text(), std::to_string(item.delivery.id),
                        item.hold.slice, item.hold.reason});
    page.table(std::move(rows));
    return page;
}

nlohmann::json to_json(const std::vector<HeldItem>& items) {
    nlohmann::json list = nlohmann::json::array();
    for (const auto& item : items) {
        list.push_back({{"hold", item.hold.id},
                        {"unit", item.unit.text()},
                        {"shadow", item.unit.shadow},
                        {"delivery", item.delivery.id},
                        {"slice", item.hold.slice},
                        {"reason", item.hold.reason}});
    }
    return list;
}

}  // namespace tilsig::answers

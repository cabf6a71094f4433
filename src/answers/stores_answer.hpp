// The registry of stores, for people and programs.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "answers/page.hpp"
#include "catalog/catalog.hpp"
#include "stores/registry.hpp"

namespace tilsig::answers {

/// Where data lie, the program's own stores and the tables of the model, most private first.
struct StoresAnswer {
    struct Store {
        std::string name;   ///< table, or the pattern of a file
        std::string where;  ///< warehouse, link store, file
        model::Privacy privacy = model::Privacy::public_;
        std::string retention, erasure, purpose_nb, purpose_en;
        std::vector<stores::Column> columns;
    };
    std::vector<Store> stores;
};

[[nodiscard]] StoresAnswer stores_answer(const stores::Registry& registry, const catalog::Catalog& catalog);
/// With `columns` each with its class, instead of what it is for.
[[nodiscard]] Page to_page(const StoresAnswer& answer, bool columns);
[[nodiscard]] nlohmann::json to_json(const StoresAnswer& answer);

}  // namespace tilsig::answers

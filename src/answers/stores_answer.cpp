#include "answers/stores_answer.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.hpp"

namespace tilsig::answers {

namespace {

using Store = StoresAnswer::Store;

Store of_model(const model::Table& table, const stores::Registry& registry) {
    Store store{table.name,
                "warehouse",
                model::Privacy::internal,
                to_string(stores::Retention::kept),
                to_string(table.has_persons() ? stores::Erasure::rows : stores::Erasure::nothing),
                table.title_nb,
                table.title_en,
                {}};
    for (const auto& column : table.columns) {
        store.columns.push_back({column.name, column.privacy});
        store.privacy = std::max(store.privacy, column.privacy);
    }
    store.columns.insert(store.columns.end(), registry.loader_columns.begin(), registry.loader_columns.end());
    return store;
}

template <typename Declared>
Store of_own(const Declared& declared, const std::string& name, const char* where, model::Privacy privacy) {
    return {name,
            where,
            privacy,
            to_string(declared.retention),
            to_string(declared.erasure),
            declared.purpose_nb,
            declared.purpose_en,
            {}};
}

std::string columns_text(const Store& store) {
    std::string text;
    for (const auto& column : store.columns)
        text += (text.empty() ? "" : ", ") + column.name + " (" + to_string(column.privacy) + ")";
    return text;
}

}  // namespace

StoresAnswer stores_answer(const stores::Registry& registry, const catalog::Catalog& catalog) {
    StoresAnswer answer;
    for (const auto& table : catalog.model.tables) answer.stores.push_back(of_model(table, registry));
    for (const auto& table : registry.tables) {
        answer.stores.push_back(
            of_own(table, table.name, table.in_link_store ? "link store" : "warehouse", table.privacy()));
        answer.stores.back().columns = table.columns;
    }
    for (const auto& file : registry.files)
        answer.stores.push_back(of_own(file, file.pattern, file.sealed ? "sealed file" : "file", file.privacy));
    std::stable_sort(answer.stores.begin(), answer.stores.end(),
                     [](const Store& a, const Store& b) { return a.privacy > b.privacy; });
    return answer;
}

Page to_page(const StoresAnswer& answer, bool columns) {
    Page::Table rows{{"store", "where", "class", "kept", "erasure", columns ? "columns" : "purpose"}};
    for (const auto& store : answer.stores)
        rows.push_back({store.name, store.where, to_string(store.privacy), store.retention, store.erasure,
                        columns ? columns_text(store) : store.purpose_en});
    Page page;
    page.table(std::move(rows));
    return page;
}

nlohmann::json to_json(const StoresAnswer& answer) {
    nlohmann::json list = nlohmann::json::array();
    for (const auto& store : answer.stores) {
        nlohmann::json columns = nlohmann::json::object();
        for (const auto& column : store.columns) columns[column.name] = to_string(column.privacy);
        list.push_back({{"store", store.name},
                        {"where", store.where},
                        {"class", to_string(store.privacy)},
                        {"retention", store.retention},
                        {"erasure", store.erasure},
                        {"purpose", {{"nb", store.purpose_nb}, {"en", store.purpose_en}}},
                        {"columns", std::move(columns)}});
    }
    return {{"stores", std::move(list)}};
}

}  // namespace tilsig::answers

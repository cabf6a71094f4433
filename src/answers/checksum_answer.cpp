#include "answers/checksum_answer.hpp"

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "session/links.hpp"
#include "warehouse/checksum.hpp"

namespace tilsig::answers {

namespace {

std::vector<const model::Table*> tables_of(const catalog::Catalog& catalog, const std::vector<std::string>& names) {
    std::vector<const model::Table*> tables;
    if (names.empty())
        for (const auto& table : catalog.model.tables) tables.push_back(&table);
    for (const auto& name : names) {
        const auto* active = catalog.model.find(name);
        tables.push_back(active != nullptr ? active : catalog.model.find_shadow(name));
        if (tables.back() == nullptr) throw Error(ErrorKind::usage, "there is no table '" + name + "'");
    }
    return tables;
}

}  // namespace

ChecksumAnswer checksum_answer(session::Session& session, const std::vector<std::string>& names) {
    auto& connection = session.connection();
    ChecksumAnswer answer;
    const auto tokens = [&](const std::vector<std::int64_t>& ids) {
        return session.links().tokens(ids, session.checksum_key());
    };
    for (const auto* table : tables_of(session.context().catalog, names)) {
        auto checksum = warehouse::content_checksum(connection, *table, tokens);
        const auto rows =
            connection.query_integer("SELECT count(*) FROM " + table->name + " WHERE " + table->name + "_key > 0")
                .value_or(0);
        answer.tables.push_back({table->name, static_cast<std::uint64_t>(rows), std::move(checksum)});
    }
    return answer;
}

Page to_page(const ChecksumAnswer& answer) {
    Page::Table rows{{"table", "rows", "checksum"}};
    for (const auto& table : answer.tables) rows.push_back({table.name, grouped(table.rows), table.checksum});
    Page page;
    page.table(std::move(rows));
    return page;
}

nlohmann::json to_json(const ChecksumAnswer& answer) {
    nlohmann::json document = {{"tables", nlohmann::json::object()}};
    for (const auto& table : answer.tables)
        document["tables"][table.name] = {{"rows", table.rows}, {"checksum", table.checksum}};
    return document;
}

}  // namespace tilsig::answers

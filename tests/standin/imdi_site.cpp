#include "standin/imdi_site.hpp"

#include <algorithm>
#include <atomic>
#include <nlohmann/json.hpp>

#include "base/files.hpp"

namespace tilsig::standin {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t page_rows = 500;

/// Every row of a table: the combinations of the values of its columns, the last one varying fastest, with the figures
/// in that order. "" is no row.
Json rows_of(const Json& table) {
    Json rows = Json::array();
    std::size_t number = 0;
    for (const Json& group : table.at("groups")) {
        std::size_t combinations = 1;
        for (const auto& [column, values] : group.items()) combinations *= values.size();
        for (std::size_t i = 0; i < combinations; ++i) {
            const std::string figure = table.at("figures").at(number++);
            if (figure.empty()) continue;
            Json row = Json::object();
            std::size_t rest = combinations, at = i;
            for (const auto& [column, values] : group.items()) {
                rest /= values.size();
                row[column] = values.at(at / rest);
                at %= rest;
            }
            row["tabellvariabel"] = figure;
            rows.push_back(std::move(row));
        }
    }
    return rows;
}

Response bad_conditions() { return json_response(400, R"({"Message":"One or more conditions are not valid."})"); }

/// What a query picks: rows that have all columns it includes and one of the values of each condition.
std::optional<Json> picked(const Json& table, const Json& query) {
    for (const auto& [column, values] : query.at("Conditions").items()) {
        const auto has = [&](const Json& group) { return group.contains(column); };
        if (std::none_of(table.at("groups").begin(), table.at("groups").end(), has)) return std::nullopt;
    }
    Json rows = Json::array();
    for (const Json& row : rows_of(table)) {
        bool wanted = true;
        for (const std::string column : query.at("Include")) wanted = wanted && row.contains(column);
        for (const auto& [column, values] : query.at("Conditions").items())
            wanted = wanted && row.contains(column) &&
                     std::find(values.begin(), values.end(), row.at(column)) != values.end();
        if (wanted) rows.push_back(row);
    }
    return rows;
}

Response page_of(const Json& rows, const std::string& token, const std::string& manner) {
    static std::atomic<unsigned> asked{0};
    std::size_t begin = token.empty() ? 0 : std::stoul(token);
    const std::size_t size = manner == "large-page" ? page_rows + 1 : page_rows;
    std::size_t end = std::min(begin + size, rows.size());
    if (manner == "repeated-page" && begin > 0) begin -= page_rows, end = begin + page_rows;
    if (manner == "moved-row" && begin > 0) --begin;
    Json data(rows.begin() + static_cast<std::ptrdiff_t>(begin), rows.begin() + static_cast<std::ptrdiff_t>(end));
    if (data.is_null() || manner == "no-rows" || (manner == "empty-page" && begin > 0)) data = Json::array();
    if (manner == "extra-value") data.at(0).at("aar") = "1066";
    const bool more =
        manner == "no-rows" || manner == "no-more"
            ? false
            : end < rows.size() || manner == "empty-page" || manner == "repeated-page" || manner == "same-token";
    Json answer = Json::object();
    if (more)
        answer["continuation"] = manner == "same-token"
                                     ? "500"
                                     : std::to_string(token.empty() ? page_rows : end) + "-" + std::to_string(++asked);
    if (more && manner == "number-token") answer["continuation"] = 500;
    answer["data"] = std::move(data);
    std::string text = answer.dump();
    if (manner == "data-twice") text.insert(1, R"("data":[],)");
    return json_response(200, text);
}

}  // namespace

Site imdi_site(const std::filesystem::path& data) {
    return [data](const Request& request) -> std::optional<Response> {
        const auto rest = below(request.path, "/imdi/");
        if (!rest) return std::nullopt;
        const std::string manner = rest->substr(0, rest->find('/'));
        const std::string path = manner.size() < rest->size() ? rest->substr(manner.size() + 1) : "";
        const auto table_of = [&](const std::string& name) -> std::optional<Json> {
            const auto file = data / "imdi" / (name + ".json");
            const bool plain =
                !name.empty() && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos;
            if (!plain || !std::filesystem::exists(file)) return std::nullopt;
            return Json::parse(read_file(file));
        };
        if (request.method == "POST" && path == "data/query") {
            const Json query = Json::parse(request.body, nullptr, false);
            if (!query.is_object() || !query.contains("TableName") || !query.contains("Include") ||
                !query.contains("Conditions"))
                return bad_conditions();
            const auto table = table_of(query.at("TableName"));
            if (!table) return json_response(200, R"({"data":[]})");
            const auto rows = picked(*table, query);
            return rows ? page_of(*rows, query.value("continuation", ""), manner) : bad_conditions();
        }
        for (const char* kind : {"metadata/headergroups/", "metadata/headers/"}) {
            const auto name = below(path, kind);
            if (!name) continue;
            const auto table = table_of(*name);
            if (!table) return json_response(200, "[]");
            if (path.starts_with("metadata/headergroups/")) return json_response(200, table->at("groups").dump());
            Json headers = Json::array();
            for (const auto& [column, values] : table->at("groups").at(0).items()) headers.push_back(column);
            return json_response(200, headers.dump());
        }
        if (path == "metadata/tables") {
            Json tables = Json::array();
            for (const auto& entry : std::filesystem::directory_iterator(data / "imdi"))
                tables.push_back(entry.path().stem().string());
            return json_response(200, tables.dump());
        }
        return Response{404, "text/plain", "no such resource\n"};
    };
}

}  // namespace tilsig::standin

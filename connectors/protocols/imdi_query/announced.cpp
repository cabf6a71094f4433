#include "announced.hpp"

#include <algorithm>
#include <cstdint>

namespace tilsig::imdi_query {

namespace {

using Json = nlohmann::json;
using spi::Failure;
using spi::Status;

constexpr std::size_t most_named = 10;

/// A value as it may stand in a proof or message: what the source wrote must not be able to look like something else.
std::string plain(const std::string& value) {
    std::string shown = value.substr(0, 40);
    for (char& c : shown)
        if (std::string_view("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-.").find(c) ==
            std::string_view::npos)
            c = '?';
    return shown;
}

/// The group of the query's region type: the one that has all columns which the query asks for or restricts.
const Json* group_of(const Json& groups, const Question& question, std::string& missing) {
    for (const Json& group : groups) {
        missing.clear();
        for (const auto& column : question.include)
            if (!group.contains(column)) missing = column;
        for (const auto& [column, values] : question.conditions)
            if (!group.contains(column)) missing = column;
        if (missing.empty()) return &group;
    }
    return nullptr;
}

}  // namespace

Announced::Announced(std::string_view headergroups, const Question& question)
    : m_all_combinations(question.all_combinations) {
    const Json groups = Json::parse(headergroups, nullptr, false);
    if (!groups.is_array())
        throw Failure(Status::bad_source, "headergroups of " + question.table + " is no JSON array");
    for (const Json& group : groups)
        if (!group.is_object())
            throw Failure(Status::bad_source,
                          "headergroups of " + question.table + " holds something else than objects");
    if (groups.empty())
        throw Failure(Status::refused,
                      "the service has no table " + question.table + "; `metadata/tables` lists its tables");
    std::string missing;
    const Json* group = group_of(groups, question, missing);
    if (group == nullptr)
        throw Failure(Status::refused, "table " + question.table + " has no column " + plain(missing) +
                                           " together with the others of the query; `metadata/headergroups/" +
                                           question.table + "` lists them");
    try {
        for (const auto& column : question.include)
            m_columns[column].expected = group->at(column).get<std::set<std::string>>();
        for (const auto& [column, wanted] : question.conditions) {
            const auto has = group->at(column).get<std::set<std::string>>();
            for (const auto& value : wanted)
                if (!has.contains(value))
                    throw Failure(Status::refused, "column " + plain(column) + " of table " + question.table +
                                                       " has no value " + plain(value));
            if (const auto asked = m_columns.find(column); asked != m_columns.end()) asked->second.expected = wanted;
        }
    } catch (const Json::exception&) {
        throw Failure(Status::bad_source,
                      "headergroups of " + question.table + " has a column whose values are no list of texts");
    }
}

void Announced::take(const nlohmann::json& row) {
    std::string key;
    for (auto& [name, column] : m_columns) {
        const auto cell = row.find(name);
        if (cell == row.end() || !cell->is_string())
            throw Failure(Status::bad_source, "a row has no text for column " + plain(name) + ", which was asked for");
        const auto& value = cell->get_ref<const std::string&>();
        if (!column.expected.contains(value))
            throw Failure(Status::bad_source,
                          "a row has a value of " + plain(name) +
                              " that the table does not announce or the query did not ask for; the table may have "
                              "changed in between: ask again");
        column.came.insert(value);
        key += std::to_string(value.size()) + ':' + value;
    }
    if (!m_rows.insert(std::move(key)).second)
        throw Failure(
            Status::bad_source,
            "row " + std::to_string(m_rows.size() + 1) +
                " came before: a page came twice or rows moved between pages while they were read; ask again");
}

spi::Proof Announced::prove() const {
    if (m_rows.empty())
        throw Failure(Status::bad_source, "not one row came, though the table announces values for every column");
    std::uint64_t product = 1;
    std::size_t missing = 0, announced = 0;
    std::string lacks;
    for (const auto& [name, column] : m_columns) {
        product *= column.expected.size();  // a table of the service has some 10^5 rows
        announced += column.expected.size();
        std::string of_this;
        for (const auto& value : column.expected) {
            if (column.came.contains(value)) continue;
            if (++missing <= most_named) of_this += (of_this.empty() ? "" : ", ") + plain(value);
        }
        if (!of_this.empty()) lacks += (lacks.empty() ? "" : "; ") + plain(name) + ":" + of_this;
    }
    if (missing > most_named) lacks += " and " + std::to_string(missing - most_named) + " more";
    const std::string values = std::to_string(announced) + " values";
    if (missing > 0) return {"last-page", values, std::to_string(announced - missing) + " values", lacks};
    const std::string rows = std::to_string(product) + " rows";
    if (m_rows.size() == product) return {"last-page, rows=product", rows, rows};
    if (!m_all_combinations) return {"last-page, values=headergroups", values, values};
    return {"last-page", rows, std::to_string(m_rows.size()) + " rows",
            std::to_string(product - m_rows.size()) + " rows of " + std::to_string(product)};
}

}  // namespace tilsig::imdi_query

#include "announced.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "spi/connector.hpp"

namespace tilsig::klass {

namespace {

using Json = nlohmann::json;
using spi::Failure;
using spi::Status;

constexpr std::size_t most_named = 10;

[[noreturn]] void unreadable(const std::string& what) {
    throw Failure(Status::bad_source, what + "; the service has changed, or the answer is cut - nothing of it is used");
}

/// The codes of `all` that a selection picks; nothing when only the service can know.
std::optional<std::vector<std::string>> picked(const Json& selection, const std::vector<std::string>& all) {
    const std::string filter = selection.at("filter").get<std::string>();
    const auto values = selection.value("values", std::vector<std::string>{});
    if (filter == "item") return values;
    if (filter != "all") return std::nullopt;
    std::vector<std::string> codes;
    for (const auto& code : all) {
        const bool wanted = std::any_of(values.begin(), values.end(), [&](const std::string& pattern) {
            return fnmatch(pattern.c_str(), code.c_str(), 0) == 0;
        });
        if (wanted) codes.push_back(code);
    }
    return codes;
}

/// The categories of a JSON-stat dimension; its index may be an object or a list.
std::set<std::string> categories_of(const Json& dimension) {
    const Json& category = dimension.at("category");
    std::set<std::string> codes;
    // Without an index there is one category, and its label names it.
    const Json& index = category.contains("index") ? category.at("index") : category.at("label");
    if (index.is_array()) {
        for (const auto& code : index) codes.insert(code.get<std::string>());
    } else {
        for (const auto& [code, position] : index.items()) codes.insert(code);
    }
    return codes;
}

/// Codes go into a proof that people read: only plain ones, the rest as question marks. Commas stand between them:
/// digits with spaces between look like one long number to the redaction, which would mask them.
std::string plain(std::string code) {
    for (char& c : code)
        if (static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7F || c == ',') c = '?';
    return code.substr(0, 40);
}

}  // namespace

Announced::Announced(std::string_view metadata, std::string_view query) {
    const Json table = Json::parse(metadata, nullptr, false);
    const Json asked = Json::parse(query);
    if (!table.is_object()) unreadable("the table's metadata is no JSON object");
    try {
        for (const Json& entry : table.at("variables")) {
            Variable variable{entry.at("code").get<std::string>()};
            const auto all = entry.at("values").get<std::vector<std::string>>();
            const auto& selections = asked.at("query");
            const auto chosen = std::find_if(selections.begin(), selections.end(),
                                             [&](const Json& one) { return one.at("code") == variable.code; });
            if (chosen != selections.end()) {
                const auto codes = picked(chosen->at("selection"), all);
                variable.compared = codes.has_value();
                variable.categories = codes.value_or(std::vector<std::string>{});
            } else if (entry.value("elimination", false)) {
                continue;  // summed over: the answer does not have it
            } else {
                variable.categories = all;
            }
            m_variables.push_back(std::move(variable));
        }
    } catch (const Json::exception&) {
        unreadable("the table's metadata has no variables with their values");
    }
    if (m_variables.empty()) unreadable("the table's metadata names no variable");
}

spi::Proof Announced::prove(const JsonScanner& answer, const std::string& own_kind) const {
    const RootMember* member = answer.member("dimension");
    const Json dimensions = Json::parse(member == nullptr ? "" : member->text, nullptr, false);
    if (!dimensions.is_object()) unreadable("the answer's dimensions cannot be read");
    bool all_compared = true;
    std::uint64_t cells = 1;
    std::size_t missing = 0, announced = 0;
    std::string lacks;
    try {
        for (const auto& variable : m_variables) {
            const auto came = categories_of(dimensions.at(variable.code));
            cells *= came.size();
            all_compared = all_compared && variable.compared;
            if (!variable.compared) continue;
            const std::set<std::string> expected(variable.categories.begin(), variable.categories.end());
            if (!std::includes(expected.begin(), expected.end(), came.begin(), came.end()))
                throw Failure(Status::bad_source, "the answer holds categories of " + plain(variable.code) +
                                                      " that the table's metadata does not have or the query did not "
                                                      "ask for; the table may have changed in between: ask again");
            announced += expected.size();
            std::string of_this;
            for (const auto& code : expected) {
                if (came.contains(code)) continue;
                if (++missing <= most_named) of_this += (of_this.empty() ? "" : ", ") + plain(code);
            }
            if (!of_this.empty()) lacks += (lacks.empty() ? "" : "; ") + plain(variable.code) + ":" + of_this;
        }
    } catch (const Json::exception&) {
        unreadable("the answer lacks a dimension that the table's metadata announces");
    }
    const RootMember* values = answer.member("value");
    const bool sparse = values->kind == '{';
    if (all_compared && !sparse && values->elements != cells)
        throw Failure(Status::bad_source, "the answer holds " + std::to_string(values->elements) +
                                              " cells where its categories make " + std::to_string(cells));
    if (missing > most_named) lacks += " and " + std::to_string(missing - most_named) + " more";
    spi::Proof proof{own_kind, std::to_string(announced) + " categories",
                     std::to_string(announced - missing) + " categories", lacks};
    if (missing == 0 && all_compared)
        proof.kind = sparse ? "closed-json, categories=metadata" : "closed-json, cells=metadata";
    return proof;
}

}  // namespace tilsig::klass

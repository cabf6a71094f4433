#include "question.hpp"

#include <nlohmann/json.hpp>

#include "spi/url.hpp"

namespace tilsig::imdi_query {

namespace {

using Json = nlohmann::ordered_json;
using spi::Failure;
using spi::Status;

constexpr const char* example =
    R"(write for instance {"TableName":"intro_deltakere","Include":["kommuneNr","aar"],"Conditions":{"enhet":["personer"]}})";

/// Throws Json::exception or Failure(bad_options).
Question read_query(std::string_view text) {
    const Json query = Json::parse(text);
    Question question;
    question.table = query.at("TableName").get<std::string>();
    question.include = query.at("Include").get<std::vector<std::string>>();
    for (const auto& [name, value] : query.items()) {
        if (name != "TableName" && name != "Include" && name != "Conditions")
            throw Failure(Status::bad_options, "`query` has TableName, Include and Conditions and nothing else");
    }
    if (question.table.empty() ||
        question.table.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") != std::string::npos)
        throw Failure(Status::bad_options, "TableName is no table name (a-z, 0-9 and _)");
    if (question.include.empty()) throw Failure(Status::bad_options, "Include names no column");
    if (query.contains("Conditions")) {
        for (const auto& [column, values] : query.at("Conditions").items()) {
            auto& wanted = question.conditions[column];
            for (const Json& value : values) wanted.insert(value.get<std::string>());
            if (wanted.empty()) throw Failure(Status::bad_options, "Conditions holds a column without values");
        }
    }
    return question;
}

}  // namespace

std::string Question::body(std::string_view continuation) const {
    Json body{{"TableName", table}, {"Include", include}, {"Conditions", Json::object()}};
    for (const auto& [column, values] : conditions) body["Conditions"][column] = values;
    if (!continuation.empty()) body["continuation"] = continuation;
    return body.dump();
}

void check_options(spi::OptionCheck& check) {
    check.https_url("base");
    check.choice("combinations", "all some");
    const auto text = check.required("query", example);
    if (text.empty()) return;
    try {
        static_cast<void>(read_query(text));
    } catch (const Json::exception&) {
        check.mistake("query", std::string("is no query as JSON; ") + example);
    } catch (const Failure& failure) {
        check.mistake("query", failure.what());
    }
}

Question make_question(const spi::Unit& unit) {
    std::string base(unit.options().text_or("base", ""));
    while (base.ends_with('/')) base.pop_back();
    Question question;
    try {
        question = read_query(spi::fill_in(unit.options().text_or("query", ""), unit.sender(), unit.period()));
    } catch (const Json::exception&) {
        throw Failure(Status::bad_options, std::string("option query: is no query as JSON; ") + example);
    }
    question.all_combinations = unit.options().text_or("combinations", "all") == "all";
    question.groups_url = base + "/metadata/headergroups/" + spi::encode_for_url(question.table);
    question.data_url = base + "/data/query";
    question.outside_name = "imdi-" + question.table + ".json";
    return question;
}

}  // namespace tilsig::imdi_query

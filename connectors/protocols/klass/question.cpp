#include "question.hpp"

#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "spi/url.hpp"

namespace tilsig::klass {

namespace {

using Json = nlohmann::ordered_json;
using spi::Failure;
using spi::OptionCheck;
using spi::Options;
using spi::Status;

/// One kind of question: the options it needs, the options it takes, and where its records stand.
struct Kind {
    std::string_view name;
    std::string_view path;  ///< below classifications/{id}/
    std::string_view root;
    std::array<std::string_view, 4> needs;
    std::array<std::string_view, 4> takes;
};

constexpr std::array<Kind, 5> kinds{{
    {"codes", "codes", "codes", {"classification", "from"}, {"to", "language", "include_future"}},
    {"codes_at", "codesAt", "codes", {"classification", "date"}, {"language", "include_future"}},
    {"changes", "changes", "codeChanges", {"classification", "from"}, {"to", "language", "include_future"}},
    {"corresponds",
     "corresponds",
     "correspondenceItems",
     {"classification", "target", "from"},
     {"to", "language", "include_future"}},
    {"pxweb", "", "value", {"table", "query"}, {"language"}},
}};

const Kind* find_kind(std::string_view name) {
    for (const Kind& kind : kinds) {
        if (kind.name == name) return &kind;
    }
    return nullptr;
}

bool has(const std::array<std::string_view, 4>& names, std::string_view name) {
    for (const std::string_view one : names) {
        if (!one.empty() && one == name) return true;
    }
    return false;
}

bool is_date(std::string_view text) {
    constexpr std::string_view shape = "dddd-dd-dd";
    if (text.size() != shape.size()) return false;
    for (std::size_t i = 0; i < shape.size(); ++i) {
        if (shape[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != shape[i]) return false;
    }
    return true;
}

bool is_number(std::string_view text) {
    return !text.empty() && text.size() <= 9 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string fill(std::string_view text, const spi::Unit& unit) {
    return spi::fill_in(text, unit.sender(), unit.period());
}

bool has_mark(std::string_view text) {
    return text.find("{period}") != std::string_view::npos || text.find("{sender}") != std::string_view::npos;
}

/// The query as PxWeb takes it: the list may be given alone, and the answer's format is ours to choose.
Json read_query(std::string_view text) {
    Json given = Json::parse(text);
    Json query{{"query", given.is_array() ? given : given.at("query")}};
    if (!query["query"].is_array()) throw Failure(Status::bad_options, "`query` holds no list of selections");
    for (const Json& selection : query["query"]) {
        static_cast<void>(selection.at("code").get<std::string>());
        static_cast<void>(selection.at("selection").at("filter").get<std::string>());
    }
    query["response"] = {{"format", "json-stat2"}};
    return query;
}

void check_query(OptionCheck& check) {
    const auto text = check.options().find("query");
    if (!text || text->empty()) return;
    try {
        static_cast<void>(read_query(*text));
    } catch (const Json::exception& error) {
        check.mistake("query",
                      std::string("is no PxWeb query (") + error.what() +
                          R"(); write for instance [{"code":"Tid","selection":{"filter":"item","values":["2024"]}}])");
    } catch (const Failure& failure) {
        check.mistake("query", failure.what());
    }
}

std::string trimmed_base(const Options& options) {
    std::string base(options.text_or("base", ""));
    while (base.ends_with('/')) base.pop_back();
    return base;
}

std::string dated(const spi::Unit& unit, std::string_view name) {
    const std::string value = fill(unit.options().text_or(name, ""), unit);
    if (!is_date(value)) {
        throw Failure(Status::bad_options, "option " + std::string(name) +
                                               ": with the unit's period filled in it is no date " +
                                               "yyyy-MM-dd; look at the feed's schedule");
    }
    return value;
}

}  // namespace

void check_options(OptionCheck& check) {
    check.https_url("base");
    const std::string_view what = check.required("what", "codes");
    check.choice("what", "codes codes_at changes corresponds pxweb");
    check.choice("language", "nb nn en no");
    check.choice("include_future", "true false");
    const Kind* kind = find_kind(what);
    if (kind == nullptr) return;
    for (const std::string_view name : kind->needs) {
        if (!name.empty())
            check.required(name, name == "query" ? "[]" : name == "from" || name == "date" ? "2006-01-01" : "131");
    }
    for (const char* name : {"classification", "target", "table", "query", "from", "to", "date", "include_future"}) {
        if (check.options().find(name) && !has(kind->needs, name) && !has(kind->takes, name)) {
            check.mistake(name, "means nothing with what: " + std::string(what) + "; leave it out");
        }
    }
    for (const char* name : {"from", "to", "date"}) {
        const auto value = check.options().find(name);
        if (value && !value->empty() && !has_mark(*value) && !is_date(*value)) {
            check.mistake(name, "is no date; write yyyy-MM-dd, or with {period} in it");
        }
    }
    for (const char* name : {"classification", "target", "table"}) {
        const auto value = check.options().find(name);
        if (value && !value->empty() && !is_number(*value)) check.mistake(name, "is no number; write for instance 131");
    }
    check_query(check);
}

Question make_question(const spi::Unit& unit) {
    const Options options = unit.options();
    const Kind* kind = find_kind(options.text_or("what", ""));
    if (kind == nullptr) throw Failure(Status::bad_options, "option what: is not one of the known questions");
    Question question;
    question.root = kind->root;
    const std::string language(options.text_or("language", "nb"));
    if (kind->name == "pxweb") {
        const std::string table(options.text_or("table", ""));
        // The statistics bank calls Norwegian `no`, KLASS calls it `nb`.
        question.url =
            trimmed_base(options) + "/v0/" + (language == "en" ? "en" : "no") + "/table/" + spi::encode_for_url(table);
        question.method = "POST";
        try {
            question.body = read_query(fill(options.text_or("query", ""), unit)).dump();
        } catch (const Json::exception&) {
            throw Failure(Status::bad_options, "option query: with the unit's period filled in it is no PxWeb query");
        }
        question.outside_name = "pxweb-" + table + ".json";
        return question;
    }
    const std::string id(options.text_or("classification", ""));
    question.url =
        trimmed_base(options) + "/klass/v1/classifications/" + spi::encode_for_url(id) + "/" + std::string(kind->path);
    std::string separator = "?";
    const auto add = [&](std::string_view name, std::string_view value) {
        question.url += separator + std::string(name) + "=" + spi::encode_for_url(value);
        separator = "&";
    };
    if (kind->name == "corresponds") add("targetClassificationId", options.text_or("target", ""));
    if (kind->name == "codes_at") {
        add("date", dated(unit, "date"));
    } else {
        add("from", dated(unit, "from"));
        if (!options.text_or("to", "").empty()) add("to", dated(unit, "to"));
    }
    if (options.find("language")) add("language", language == "no" ? "nb" : language);
    if (options.text_or("include_future", "false") == "true") add("includeFuture", "true");
    question.outside_name = "klass-" + id + "-" + std::string(kind->name) + ".json";
    return question;
}

std::string fingerprint(const Question& question) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : question.url) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    }
    std::array<char, 17> hex{};
    std::snprintf(hex.data(), hex.size(), "%016llx", static_cast<unsigned long long>(hash));
    return hex.data();
}

}  // namespace tilsig::klass

#include "answers/description.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <set>
#include <tuple>
#include <variant>

#include "answers/delivery_terms.hpp"
#include "answers/formats.hpp"
#include "answers/markdown.hpp"
#include "answers/rule_effects.hpp"
#include "base/text.hpp"
#include "catalog/expected.hpp"
#include "catalog/expressions.hpp"
#include "words/format.hpp"

namespace tilsig::answers {

namespace {

using catalog::Layout;
using Given = std::map<std::string, std::optional<std::string>>;

constexpr std::size_t most_codes = 60;  // longer lists are counted, and told where they are, when they are published

const char* encoding_text(catalog::Encoding encoding) {
    static constexpr const char* names[]{"UTF-8", "ISO-8859-1", "Windows-1252", "UTF-16", "UTF-16LE", "UTF-16BE"};
    return names[static_cast<std::size_t>(encoding)];
}

std::string day_text(std::int64_t days) {
    const std::chrono::year_month_day day{std::chrono::sys_days{std::chrono::days{days}}};
    char text[16];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                  static_cast<unsigned>(day.day()));
    return text;
}

class Description {
public:
    Description(const catalog::Catalog& catalog, const catalog::Contract& contract, std::string_view language)
        : m_catalog(catalog), m_contract(contract), m_words(catalog.word_book, "description", language) {}

    std::string text() {
        const auto language = m_words.language();
        const bool nynorsk = language == "nn" && !m_contract.title_nn.empty();
        heading(1, language == "en" ? m_contract.title_en : nynorsk ? m_contract.title_nn : m_contract.title_nb);
        about();
        heading(2, m_words("layouts"));
        for (const auto& layout : m_contract.layouts) layout_text(layout);
        fields();
        codes();
        rules();
        example();
        return std::move(m_text);
    }

private:
    void heading(std::size_t level, const std::string& text) {
        m_text +=
            (m_text.empty() || m_text.ends_with("\n\n") ? "" : "\n") + std::string(level, '#') + " " + text + "\n\n";
    }
    void say(const std::string& text) { m_text += text + "\n"; }
    LayoutPage page() { return {m_contract, m_words, m_text}; }

    void about() {
        say(m_words("feed", {{"feed", code_text(m_contract.feed)}, {"version", std::to_string(m_contract.version)}}));
        const auto mapping = m_catalog.mappings.find(m_contract.feed);
        const bool is_delta = m_contract.delivery == model::DeliveryKind::delta;
        const auto* part = mapping == m_catalog.mappings.end() ? nullptr : m_contract.find(mapping->second.partition);
        if (part != nullptr)
            say(m_words("partition", {{"field", title_of(*part)}}));
        else if (!m_contract.kinds.empty())
            say(m_words("delta_or_whole"));
        else
            say(m_words(is_delta ? "delta" : "snapshot"));
        if (m_contract.successive) say(m_words(is_delta ? "newest" : "successive"));
        statements();
        if (m_contract.completeness.nothing_is_normal) say(m_words("nothing"));
        for (const auto& sentence : delivery_terms(m_catalog, m_contract, m_words)) say(sentence);
        std::vector<std::string> key;
        for (const auto& name : m_contract.key) {
            // What is no field is the id of the person, made of a number.
            const auto* field = m_contract.find(name);
            key.push_back(field == nullptr ? m_words("person") : title_of(*field));
        }
        if (person_is_key(m_catalog, m_contract)) key.push_back(m_words("person"));
        if (!key.empty()) say(m_words("key", {{"fields", words::list_text(key, m_words)}}));
        if (m_contract.person) say(m_words("about_persons"));
    }

    /// What counts when others say the same, and whose word counts where it is not this feed's.
    void statements() {
        std::vector<std::string> own;
        for (const auto& [statement, field] : m_contract.authority) own.push_back(title_of(*m_contract.find(field)));
        if (!own.empty()) say(m_words("authority", {{"fields", words::list_text(own, m_words)}}));
        for (const auto& [statement, restated] : m_contract.restates)
            say(m_words("restates",
                        {{"field", title_of(*m_contract.find(restated.field))}, {"feed", code_text(restated.feed)}}));
    }

    std::string title_of(const catalog::Field& field) const {
        const auto title = field.title_in(m_words.language());
        return title.empty() ? code_text(field.column) : title;
    }

    void layout_text(const Layout& layout) {
        heading(3, m_words("layout", {{"name", layout.name}, {"form", layout.form}}));
        const auto& [from, to] = std::tie(layout.time.from, layout.time.to);
        if (!from.empty() && !to.empty())
            say(m_words("from_to", {{"from", from}, {"to", to}}));
        else if (!from.empty())
            say(m_words("from", {{"from", from}}));
        else if (!to.empty())
            say(m_words("to", {{"to", to}}));
        if (catalog::format_of(layout).is_text)
            say(m_words("encoding", {{"encoding", encoding_text(layout.encoding)}}));
        for (const auto& [header, column] : layout.names)
            say(m_words("called", {{"column", code_text(column)}, {"header", code_text(header)}}));
        if (!layout.dates.empty()) say(m_words("dates", {{"form", code_text(date_form(layout.dates))}}));
        if (const auto describe = description_of(layout).describe; describe != nullptr) describe(page(), layout);
    }

    /// As people write it: dd.mm.åååå.
    std::string date_form(std::string_view form) const {
        std::string text;
        for (const char letter : form) {
            if (letter == '\'') continue;
            text += letter == 'M' ? "m" : letter == 'y' && m_words.language() != "en" ? "å" : std::string(1, letter);
        }
        return text;
    }

    void fields() {
        heading(2, m_words("fields"));
        m_text +=
            head({m_words(has_columns() ? "column" : "element"), m_words("title"), m_words("must"), m_words("form")});
        for (const auto& field : m_contract.fields) {
            std::string form = catalog::expected_form(field, m_words.language());
            if (const auto digits = digits_of(field.name); form.empty() && digits > 0)
                form = m_words("digits", {{"count", std::to_string(digits)}});
            if (form.empty()) form = catalog::expected_length(field, m_words.language());
            std::vector<std::string> titles;
            for (const auto& list : lists_of(field.name)) titles.push_back(title_of(m_catalog.code_lists.at(list)));
            if (!titles.empty()) form += " " + m_words("codes_of", {{"list", words::list_text(titles, m_words)}});
            if (const auto values = values_of(field.name); !values.empty())
                form += " " + m_words("one_of", {{"values", words::list_text(values, m_words)}});
            m_text += row({code_text(field.column), field.title_in(m_words.language()),
                           field.required          ? m_words("yes")
                           : field.optional_column ? m_words(has_columns() ? "may_lack" : "element_may_lack")
                                                   : "",
                           form});
        }
    }

    /// Documents of XML and JSON have none.
    bool has_columns() const {
        return std::ranges::any_of(m_contract.layouts,
                                   [](const Layout& layout) { return !catalog::format_of(layout).names_values; });
    }

    std::vector<std::string> values_of(const std::string& field) const {
        std::vector<std::string> values;
        for (const auto& rule : m_contract.rules)
            if (const auto* check = std::get_if<catalog::checks::OneOf>(&rule.check);
                check != nullptr && rule.field == field && values.empty())
                for (const auto& value : check->values) values.push_back(code_text(value));
        return values;
    }
    /// Of a number with check digits; longer ones are read too, so that their fault can be told.
    int digits_of(const std::string& field) const {
        for (const auto& rule : m_contract.rules) {
            const auto* check = std::get_if<catalog::checks::IsIdentifier>(&rule.check);
            if (check == nullptr || rule.field != field || check->number == nullptr) continue;
            switch (check->number->kind) {
                case identifiers::Kind::duf: return 12;
                case identifiers::Kind::orgnr: return 9;
                case identifiers::Kind::fnr:
                case identifiers::Kind::dnr:
                case identifiers::Kind::person: return 11;
            }
        }
        return 0;
    }
    /// More than one where a rule holds for some records and another for the others.
    std::set<std::string> lists_of(const std::string& field) const {
        std::set<std::string> lists;
        for (const auto& rule : m_contract.rules)
            if (rule.field == field && !catalog::is_per_delivery(rule.check) && !catalog::list_of(rule.check).empty())
                lists.emplace(catalog::list_of(rule.check));
        return lists;
    }
    std::string title_of(const catalog::CodeList& list) const {
        if (m_words.language() == "nn" && !list.title_nn.empty()) return list.title_nn;
        return m_words.language() == "en" ? list.title_en : list.title_nb;
    }

    void codes() {
        std::set<std::string> lists;
        for (const auto& field : m_contract.fields) lists.merge(lists_of(field.name));
        if (lists.empty()) return;
        heading(2, m_words("codes"));
        bool first = true;
        for (const auto& name : lists) {
            const auto& list = m_catalog.code_lists.at(name);
            if (!first) m_text += "\n";
            first = false;
            m_text += "### " + title_of(list) + "\n\n";
            if (const auto number = klass_number(list); list.codes.size() > most_codes && !number.empty()) {
                say(m_words.counted("many_codes", list.codes.size()) + " " +
                    m_words("klass", {{"number", number},
                                      {"address", "<https://www.ssb.no/klass/klassifikasjoner/" + number + ">"}}));
                continue;
            }
            if (std::ranges::all_of(list.codes,
                                    [&](const auto& code) { return (name_of(code) + valid(code)).empty(); })) {
                std::vector<std::string> bare;
                for (const auto& code : list.codes) bare.push_back(code_text(code.code));
                say(join(bare, ", "));
                continue;
            }
            m_text += head({m_words("code"), m_words("title"), m_words("valid")});
            for (const auto& code : list.codes) m_text += row({code_text(code.code), name_of(code), valid(code)});
        }
    }
    std::string name_of(const catalog::Code& code) const {
        if (m_words.language() == "en" && !code.name_en.empty()) return code.name_en;
        return m_words.language() == "nn" && !code.name_nn.empty() ? code.name_nn : code.name_nb;
    }
    static std::string valid(const catalog::Code& code) {
        const bool from = code.valid_from != INT64_MIN, to = code.valid_to != INT64_MAX;
        if (!from && !to) return "";
        return (from ? day_text(code.valid_from) : "") + " - " + (to ? day_text(code.valid_to - 1) : "");
    }

    /// Of a classification as Statistics Norway publishes it; empty for every other list.
    static std::string klass_number(const catalog::CodeList& list) {
        constexpr std::string_view agency = "Source: Statistics Norway (SSB), KLASS ";
        if (!list.credit.starts_with(agency)) return "";
        const auto rest = list.credit.substr(agency.size());
        return rest.substr(0, rest.find_first_not_of("0123456789"));
    }

    void rules() {
        heading(2, m_words("rules"));
        m_text += rules_by_effect(m_contract, m_words);
        m_text += "\n" + m_words("always") + "\n";
    }

    /// The example of the mapping that this layout reads; the first one where none says so.
    const Given* given_for(const Layout& layout) const {
        const auto mapping = m_catalog.mappings.find(m_contract.feed);
        if (mapping == m_catalog.mappings.end()) return nullptr;
        const Given* any = nullptr;
        bool others = false;  // an example of another layout's time would be none of this one
        for (const auto& test : mapping->second.tests) {
            if (test.expect.contains("$rejected") || test.expect.contains("$filtered")) continue;
            const auto form = test.given.find("$form");
            const auto period = test.given.find("$period");
            const bool has_form = form != test.given.end() && form->second;
            const auto day =
                period == test.given.end() || !period->second ? std::nullopt : catalog::first_day(*period->second);
            const auto* read_by = day ? m_contract.find_layout(has_form ? *form->second : "", *day) : nullptr;
            if (read_by == &layout) return &test.given;
            others = others || read_by != nullptr;
            if (any == nullptr && !has_form && &layout == &m_contract.layouts.front()) any = &test.given;
        }
        return others ? nullptr : any;
    }

    void example() {
        std::string lines;
        for (const auto& layout : m_contract.layouts) {
            const Given* given = given_for(layout);
            if (given == nullptr) continue;
            const auto example = description_of(layout).example;
            const auto shown = example == nullptr ? "" : example(page(), layout, *given);
            if (shown.empty()) continue;
            lines += lines.empty() ? "" : "\n";
            lines += "### " + m_words("layout", {{"name", layout.name}, {"form", layout.form}}) + "\n\n" + shown;
        }
        if (lines.empty()) return;
        heading(2, m_words("example"));
        if (m_contract.person) m_text += m_words("made_up") + "\n\n";
        m_text += lines;
    }

    const catalog::Catalog& m_catalog;
    const catalog::Contract& m_contract;
    words::Words m_words;
    std::string m_text;
};

}  // namespace

std::string contract_description(const catalog::Catalog& catalog, const catalog::Contract& contract,
                                 std::string_view language) {
    return Description(catalog, contract, language).text();
}

}  // namespace tilsig::answers

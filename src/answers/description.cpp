#include "answers/description.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <set>
#include <tuple>
#include <variant>

#include "answers/formats.hpp"
#include "answers/markdown.hpp"
#include "base/text.hpp"
#include "catalog/expected.hpp"
#include "catalog/expressions.hpp"
#include "words/format.hpp"

namespace tilsig::answers {

namespace {

using catalog::Layout;
using Given = std::map<std::string, std::optional<std::string>>;

constexpr std::size_t most_codes = 60;  // longer lists are named, and counted

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
        const auto* part = mapping == m_catalog.mappings.end() ? nullptr : m_contract.find(mapping->second.partition);
        if (part != nullptr)
            say(m_words("partition", {{"field", title_of(*part)}}));
        else
            say(m_words(m_contract.delivery == model::DeliveryKind::delta ? "delta" : "snapshot"));
        if (m_contract.successive) say(m_words("successive"));
        statements();
        if (m_contract.completeness.nothing_is_normal) say(m_words("nothing"));
        file_name();
        std::vector<std::string> key;
        for (const auto& name : m_contract.key) {
            // What is no field is the id of the person, made of a number.
            const auto* field = m_contract.find(name);
            key.push_back(field == nullptr ? m_words("person") : title_of(*field));
        }
        if (mapping != m_catalog.mappings.end() && person_is_key(mapping->second)) key.push_back(m_words("person"));
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

    /// Beside the fields that the contract names: rows are told apart by the person behind the numbers.
    bool person_is_key(const catalog::Mapping& mapping) const {
        const auto* table = m_catalog.model.find(mapping.target);
        return table != nullptr && std::ranges::any_of(table->key, [&](const std::string& name) {
                   const auto* column = table->find(name);
                   const bool named = std::ranges::find(m_contract.key, name) != m_contract.key.end();
                   return column != nullptr && column->person && !named;
               });
    }
    /// What a file is to be called, where its source goes by names.
    void file_name() {
        std::string names;
        for (const auto& [name, source] : m_catalog.sources)
            for (const auto& feed : source.feeds)
                if (feed.feed == m_contract.feed)
                    for (const auto* option : {"item", "pattern", "nil_pattern"})
                        names += file_name(feed.options, option);
        if (names.find('*') != std::string::npos) say(m_words("asterisk"));
        const auto schedule = m_catalog.schedules.find(m_contract.feed);
        if (schedule == m_catalog.schedules.end() || names.find("{period}") == std::string::npos) return;
        const bool year = schedule->second.period == catalog::PeriodKind::year;
        const bool day = schedule->second.period == catalog::PeriodKind::day;
        const std::string example = year ? "2026" : day ? "2026-11-30" : "2026-11";
        say(m_words("period", {{"name", code_text("{period}")}, {"example", code_text(example)}}));
    }
    std::string file_name(const std::map<std::string, std::string>& options, const std::string& option) {
        const auto given = options.find(option);
        if (given == options.end() || given->second.empty()) return "";
        say(m_words(option == "nil_pattern" ? "nil_file" : "file", {{"name", code_text(given->second)}}));
        return given->second;
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
        m_text += head({m_words("column"), m_words("title"), m_words("must"), m_words("form")});
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
                           : field.optional_column ? m_words("may_lack")
                                                   : "",
                           form});
        }
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
            if (list.codes.size() > most_codes) {
                say(m_words.counted("many_codes", list.codes.size()));
                continue;
            }
            m_text += head({m_words("code"), m_words("title"), m_words("valid")});
            for (const auto& code : list.codes) m_text += row({code_text(code.code), name_of(code), valid(code)});
        }
    }
    std::string name_of(const catalog::Code& code) const {
        if (m_words.language() == "en") return code.name_en;
        return m_words.language() == "nn" && !code.name_nn.empty() ? code.name_nn : code.name_nb;
    }
    static std::string valid(const catalog::Code& code) {
        const bool from = code.valid_from != INT64_MIN, to = code.valid_to != INT64_MAX;
        if (!from && !to) return "";
        return (from ? day_text(code.valid_from) : "") + " - " + (to ? day_text(code.valid_to - 1) : "");
    }

    void rules() {
        heading(2, m_words("rules"));
        if (m_contract.rules.empty()) say(m_words("none"));
        for (const auto& rule : m_contract.rules) {
            if (rule.shadow) continue;
            const auto fix = rules::in_language(rule.fix, m_words.language());
            m_text += "- **" + rule.code.str() + "** " +
                      words::sentence(rules::in_language(rule.text, m_words.language())) +
                      (fix.empty() ? "" : " " + words::sentence(fix)) + "\n";
        }
    }

    /// The example of the mapping that this layout reads; the first one where none says so.
    const Given* given_for(const Layout& layout) const {
        const auto mapping = m_catalog.mappings.find(m_contract.feed);
        if (mapping == m_catalog.mappings.end()) return nullptr;
        const Given* any = nullptr;
        for (const auto& test : mapping->second.tests) {
            if (test.expect.contains("$rejected") || test.expect.contains("$filtered")) continue;
            const auto form = test.given.find("$form");
            const auto period = test.given.find("$period");
            const bool has_form = form != test.given.end() && form->second;
            const auto day =
                period == test.given.end() || !period->second ? std::nullopt : catalog::first_day(*period->second);
            const auto* read_by = day ? m_contract.find_layout(has_form ? *form->second : "", *day) : nullptr;
            if (read_by == &layout) return &test.given;
            if (any == nullptr && !has_form && &layout == &m_contract.layouts.front()) any = &test.given;
        }
        return any;
    }

    void example() {
        std::string lines;
        for (const auto& layout : m_contract.layouts) {
            const Given* given = given_for(layout);
            if (given == nullptr) continue;
            const auto example = description_of(layout).example;
            if (example != nullptr) lines += example(page(), layout, *given);
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

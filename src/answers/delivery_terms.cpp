#include "answers/delivery_terms.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "calendar/local_day.hpp"
#include "words/format.hpp"

namespace tilsig::answers {

namespace {

using catalog::PeriodKind;

std::string code_text(std::string_view text) {
    constexpr char mark = '`';
    return mark + std::string(text) + mark;
}

class Terms {
public:
    Terms(const catalog::Catalog& catalog, const catalog::Contract& contract, const words::Words& words)
        : m_catalog(catalog), m_contract(contract), m_words(words) {
        const auto found = catalog.schedules.find(contract.feed);
        if (found != catalog.schedules.end()) m_schedule = &found->second;
    }
    std::vector<std::string> all() {
        forms();
        period();
        when();
        source();
        return std::move(m_said);
    }

private:
    void say(std::string text) { m_said.push_back(std::move(text)); }

    /// Which form a sender writes is agreed, and not its choice.
    void forms() {
        std::vector<std::string> forms;
        for (const auto& layout : m_contract.layouts)
            if (std::ranges::find(forms, layout.form) == forms.end()) forms.push_back(layout.form);
        if (forms.size() < 2) return;
        say(m_words("one_form", {{"forms", words::list_text(forms, m_words)}, {"first", forms.front()}}));
    }

    void period() {
        if (m_schedule == nullptr) return;
        switch (m_schedule->period) {
            case PeriodKind::all: break;
            case PeriodKind::year: say(m_words("of_year")); break;
            case PeriodKind::month:
            case PeriodKind::previous_month: say(m_words("of_month")); break;
            case PeriodKind::day: say(m_words("of_day")); break;
        }
    }

    void when() {
        if (m_schedule == nullptr) return;
        if (m_schedule->due && m_schedule->period != PeriodKind::all)
            say(m_words("due", {{"term", term_text(m_schedule->due->text())}}));
        if (const auto days = look_days(); !days.empty()) say(m_words("looks", {{"when", days}}));
        if (m_schedule->look_back > 0)
            say(m_words.counted("look_back", static_cast<std::uint64_t>(m_schedule->look_back)));
    }
    /// `10wd`, `2d`, `4h`, as people say it.
    std::string term_text(std::string_view term) const {
        std::uint64_t count = 0;
        const auto read = std::from_chars(term.data(), term.data() + term.size(), count);
        const std::string_view unit = term.substr(static_cast<std::size_t>(read.ptr - term.data()));
        if (unit == "wd") return m_words.counted("working_days", count);
        return m_words.counted(unit == "d" ? "days" : unit == "h" ? "hours" : "minutes", count);
    }
    /// On which days a file is looked for, told from a year of them; empty for what has no plain words.
    std::string look_days() const {
        const auto begin = parse_instant("2026-12-31T22:59:59.000000Z");
        const auto end = parse_instant("2027-12-31T22:59:59.000000Z");
        constexpr std::size_t hours_of_year = 8784;
        std::set<Day> days;
        for (const auto instant : m_schedule->recurrence.between(begin, end, hours_of_year))
            days.insert(calendar::local_day(instant));
        std::set<unsigned> weekdays, of_month;
        std::set<std::pair<unsigned, unsigned>> of_year;
        for (const auto day : days) {
            const std::chrono::year_month_day date{day};
            weekdays.insert(std::chrono::weekday{day}.iso_encoding());
            of_month.insert(static_cast<unsigned>(date.day()));
            of_year.emplace(static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
        }
        constexpr std::size_t whole_year = 365, weeks = 52, months = 12;
        if (days.size() == whole_year) return m_words("each_day");
        if (days.size() / weeks == weekdays.size() && weekdays.size() < 7) return named_days(weekdays);
        if (days.size() == months * of_month.size()) return days_of_month(of_month);
        if (days.size() != 1) return "";
        const std::chrono::year_month_day date{*days.begin()};
        return m_words("each_year", {{"day", std::to_string(static_cast<unsigned>(date.day()))},
                                     {"month", m_words.item("months", static_cast<unsigned>(date.month()) - 1)}});
    }
    std::string named_days(const std::set<unsigned>& weekdays) const {
        std::vector<std::string> names;
        for (const auto day : weekdays) names.push_back(m_words.item("weekdays", day - 1));
        return m_words("each_week", {{"days", words::list_text(names, m_words)}});
    }
    std::string days_of_month(const std::set<unsigned>& days) const {
        std::vector<std::string> names;
        for (const auto day : days) names.push_back(std::to_string(day) + (m_words.language() == "en" ? "" : "."));
        return m_words("each_month", {{"days", words::list_text(names, m_words)}});
    }

    void source() {
        for (const auto& [name, source] : m_catalog.sources)
            for (const auto& feed : source.feeds)
                if (feed.feed == m_contract.feed) file(source, feed.options);
    }
    void file(const catalog::Source& source, const std::map<std::string, std::string>& options) {
        const bool inbox = source.protocol == "inbox", index = source.protocol == "https_index";
        if (inbox) say(m_words("in_folder"));
        if (index) {
            const auto own = options.find("index"), all = source.options.find("index");
            say(m_words("at_index", {{"index", code_text(own != options.end()          ? own->second
                                                         : all != source.options.end() ? all->second
                                                                                       : "index.json")}}));
        }
        std::string names;
        for (const auto* option : {"item", "pattern", "nil_pattern"}) names += file_name(options, option);
        if (names.empty() && (inbox || index)) say(m_words("any_name"));
        if (names.find('*') != std::string::npos) say(m_words("asterisk"));
        if (m_schedule == nullptr || names.find("{period}") == std::string::npos) return;
        const bool year = m_schedule->period == PeriodKind::year, day = m_schedule->period == PeriodKind::day;
        const std::string example = year ? "2026" : day ? "2026-11-30" : "2026-11";
        say(m_words("period", {{"name", code_text("{period}")}, {"example", code_text(example)}}));
    }
    std::string file_name(const std::map<std::string, std::string>& options, const std::string& option) {
        const auto given = options.find(option);
        if (given == options.end() || given->second.empty()) return "";
        say(m_words(option == "nil_pattern" ? "nil_file" : "file", {{"name", code_text(given->second)}}));
        return given->second;
    }

    const catalog::Catalog& m_catalog;
    const catalog::Contract& m_contract;
    const words::Words& m_words;
    const catalog::Schedule* m_schedule = nullptr;
    std::vector<std::string> m_said;
};

}  // namespace

std::vector<std::string> delivery_terms(const catalog::Catalog& catalog, const catalog::Contract& contract,
                                        const words::Words& words) {
    return Terms(catalog, contract, words).all();
}

bool person_is_key(const catalog::Catalog& catalog, const catalog::Contract& contract) {
    const auto mapping = catalog.mappings.find(contract.feed);
    const auto* table = mapping == catalog.mappings.end() ? nullptr : catalog.model.find(mapping->second.target);
    return table != nullptr && std::ranges::any_of(table->key, [&](const std::string& name) {
               const auto* column = table->find(name);
               const bool named = std::ranges::find(contract.key, name) != contract.key.end();
               return column != nullptr && column->person && !named;
           });
}

}  // namespace tilsig::answers

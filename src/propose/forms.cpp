#include "propose/forms.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "model/date_form.hpp"
#include "propose/names.hpp"

namespace tilsig::propose {

using model::Type;

namespace {

constexpr int most_digits = 9;  // of a scale in contracts

Form number(Type type, char mark, char group) {
    Form form{type, {}};
    form.format.decimal_mark = mark;
    if (group != '\0') form.format.group_mark = group;
    if (type == Type::decimal) {
        form.format.scale = most_digits;
        form.format.round = true;
    }
    return form;
}

Form date(const std::string& pattern) {
    Form form{Type::date, {}};
    form.format.date = pattern;
    return form;
}

Form moment_in_norway() {
    Form form{Type::timestamp, {}};
    form.format.zone = model::Zone::oslo;
    return form;
}

struct Marker {
    std::string_view text, reason;
};
// What statistics agencies and spreadsheets write in place of a figure. The reasons are those of the other contracts.
constexpr std::array<Marker, 14> markers{{{".", "not_applicable"},
                                          {"..", "missing"},
                                          {":", "suppressed"},
                                          {"*", "suppressed"},
                                          {"-", "zero"},
                                          {"Inf", "not_computable"},
                                          {"NaN", "not_computable"},
                                          {"NA", "missing"},
                                          {"#N/A", "missing"},
                                          {"#DIV/0!", "not_computable"},
                                          {"#VALUE!", "not_computable"},
                                          {"#NUM!", "not_computable"},
                                          {"#REF!", "not_computable"},
                                          {"#NAME?", "not_computable"}}};

// Of neighbouring offices (SCB, DST, Tilastokeskus, Hagstofa, Eurostat, ONS) and of spreadsheets. Where two of them
// mean different things by one sign no reason stands here.
constexpr std::array<Marker, 31> stand_in_markers{{{"...", "missing"},
                                                   {"\u2026", "missing"},
                                                   {"\u2013", "zero"},
                                                   {"\u2014", "zero"},
                                                   {"\u2022", "not_applicable"},
                                                   {"n.a.", "missing"},
                                                   {"N.A.", "missing"},
                                                   {"n/a", "missing"},
                                                   {"N/A", "missing"},
                                                   {"na", "missing"},
                                                   {"nan", "not_computable"},
                                                   {"null", "missing"},
                                                   {"NULL", "missing"},
                                                   {"None", "missing"},
                                                   {"**", "suppressed"},
                                                   {"***", "suppressed"},
                                                   {":c", "suppressed"},
                                                   {": c", "suppressed"},
                                                   {"..C", "suppressed"},
                                                   {":u", "missing"},
                                                   {": u", "missing"},
                                                   {": z", "not_applicable"},
                                                   {":z", "not_applicable"},
                                                   {"--", ""},
                                                   {"x", ""},
                                                   {"X", ""},
                                                   {"c", ""},
                                                   {"C", ""},
                                                   {"u", ""},
                                                   {"z", ""},
                                                   {"z.", ""}}};

// As lower() writes them.
constexpr std::array<std::string_view, 20> totals{
    "i alt",      "ialt",  "totalt",     "total",      "sum",           "hele landet",      "heile landet",
    "landet",     "alle",  "sum totalt", "hele norge", "norge i alt",   "alle kommuner",    "alle fylker",
    "hela riket", "riket", "hele riket", "all",        "whole country", "the whole country"};

}  // namespace

const std::vector<Form>& forms() {
    static const std::vector<Form> all = [] {
        std::vector<Form> made{number(Type::integer, '.', '\0'), number(Type::decimal, '.', '\0'),
                               number(Type::decimal, ',', '\0'), number(Type::integer, '.', ' '),
                               number(Type::decimal, ',', ' '),  number(Type::decimal, '.', ' '),
                               number(Type::integer, ',', '.'),  number(Type::decimal, ',', '.'),
                               number(Type::integer, '.', ','),  number(Type::decimal, '.', ',')};
        for (const char* unit : {"%", "kr", "kr.", "NOK"})
            for (Form form :
                 {number(Type::integer, '.', '\0'), number(Type::decimal, ',', '\0'), number(Type::decimal, '.', '\0'),
                  number(Type::integer, '.', ' '), number(Type::decimal, ',', ' ')}) {
                form.format.strip = unit;
                made.push_back(std::move(form));
            }
        for (const char* pattern :
             {"yyyy-MM-dd", "dd.MM.yyyy", "d.M.yyyy",  "dd/MM/yyyy", "d/M/yyyy",  "dd-MM-yyyy",
              "dd.MM.yy",   "d.M.yy",     "yyyyMMdd",  "ddMMyyyy",   "yyyyMM",    "ddMMyy",
              "yyyy-MM",    "yyyy'M'MM",  "yyyy'K'q",  "yyyy'Q'q",   "yyyy-'Q'q", "q. 'kvartal' yyyy",
              "yyyy/yy",    "yyyy-yy",    "yyyy/yyyy", "yyyy-yyyy",  "yyyyyy"})
            made.push_back(date(pattern));
        made.push_back(Form{Type::timestamp, {}});
        made.push_back(moment_in_norway());
        made.push_back(Form{Type::boolean, {}});
        return made;
    }();
    return all;
}

bool fits(const Form& form, std::string_view text) {
    std::array<char, 40> buffer{};
    const auto parsed = model::parse_value(form.type, form.format, text, buffer.data());
    if (!parsed || form.type != Type::date || !is_digits(text)) return parsed.has_value();
    // Six or eight digits are a date by chance more often than one in a year that nobody reports about.
    return parsed->text >= "1850" && parsed->text < "2150";
}

std::string described(const Form& form) {
    if (form.type == Type::date) {
        const auto span = model::span_of(form.format.date);
        const char* what = span == model::Span::day       ? "dates"
                           : span == model::Span::month   ? "months"
                           : span == model::Span::quarter ? "quarters"
                                                          : "school years";
        return std::string(what) + " like " + form.format.date;
    }
    if (form.type == Type::timestamp)
        return form.format.zone == model::Zone::none ? "moments with their zone" : "moments without a zone";
    if (form.type == Type::boolean) return "yes or no";
    std::string text = form.type == Type::integer ? "whole numbers" : "numbers";
    if (form.type == Type::decimal)
        text += form.format.decimal_mark == ',' ? " with decimal comma" : " with decimal point";
    if (!form.format.group_mark.empty()) {
        text += " and '";
        text += form.format.group_mark;
        text += "' between thousands";
    }
    if (!form.format.strip.empty()) text += ", each with '" + form.format.strip + "'";
    return text;
}

std::string_view missing_reason(std::string_view text) {
    const auto found = std::find_if(markers.begin(), markers.end(), [&](const Marker& m) { return m.text == text; });
    return found == markers.end() ? std::string_view() : found->reason;
}

bool may_stand_in(std::string_view text) {
    if (std::any_of(stand_in_markers.begin(), stand_in_markers.end(), [&](const Marker& m) { return m.text == text; }))
        return true;
    // Nothing but signs; one behind figures ("12*") is another matter.
    return !text.empty() && text.size() <= 4 && std::all_of(text.begin(), text.end(), [](char c) {
        return std::string_view("!#$%&()*+-./:;<=>?@[]^_|~").find(c) != std::string_view::npos;
    });
}

std::string_view stand_in_reason(std::string_view text) {
    const auto found =
        std::find_if(stand_in_markers.begin(), stand_in_markers.end(), [&](const Marker& m) { return m.text == text; });
    return found == stand_in_markers.end() ? std::string_view() : found->reason;
}

std::string_view sum_word(std::string_view text) {
    if (text.size() > 20) return {};
    const auto found = std::find(totals.begin(), totals.end(), lower(text));
    return found == totals.end() ? std::string_view() : *found;
}

const std::vector<std::string>& spreadsheet_errors() {
    static const std::vector<std::string> errors = [] {
        std::vector<std::string> texts;
        for (const auto& marker : markers)
            if (marker.text.starts_with('#')) texts.emplace_back(marker.text);
        return texts;
    }();
    return errors;
}

bool looks_like_value(std::string_view text) {
    if (!missing_reason(text).empty()) return true;
    return std::any_of(forms().begin(), forms().end(),
                       [&](const Form& form) { return form.type != Type::boolean && fits(form, text); });
}

bool is_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool looks_like_figure(std::string_view text) {
    const auto take = [&](std::initializer_list<std::string_view> beginnings) {
        for (const auto beginning : beginnings) {
            if (!text.starts_with(beginning)) continue;
            text.remove_prefix(beginning.size());
            return true;
        }
        return false;
    };
    const auto digits = [&] {
        std::size_t count = 0;
        while (count < text.size() && text[count] >= '0' && text[count] <= '9') ++count;
        text.remove_prefix(count);
        return count;
    };
    take({"-", "+", "\u2212"});
    const std::size_t first = digits();
    if (first == 0) return false;
    for (auto before = text; first <= 3 && take({" ", "'", ".", ",", "\u00A0", "\u202F"}); before = text) {
        if (digits() == 3) continue;
        text = before;
        break;
    }
    if (take({".", ","}) && digits() == 0) return false;
    if (take({"e", "E"})) {
        take({"-", "+"});
        if (digits() == 0) return false;
    }
    take({" ", "\u00A0", "\u202F"});
    take({"%"});
    return text.empty();
}

bool is_year(std::string_view text) { return text.size() == 4 && is_digits(text) && text >= "1900" && text <= "2100"; }

}  // namespace tilsig::propose

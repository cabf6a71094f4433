#include "propose/date_choice.hpp"

#include "base/text.hpp"
#include "model/date_form.hpp"
#include "propose/header_words.hpp"

namespace tilsig::propose {

namespace {

bool fits_all(const ColumnProfile& profile, std::size_t form) {
    return forms()[form].type == model::Type::date && profile.fitting[form] == profile.values;
}

}  // namespace

bool is_sure_school_year(const ColumnProfile& profile, std::string_view title) {
    bool months = false;
    for (std::size_t form = 0; form < forms().size(); ++form)
        months = months || (forms()[form].format.date == "yyyyMM" && fits_all(profile, form));
    return !months || says_school_year(title);
}

bool passes_over(const ColumnProfile& profile, std::string_view title, const Form& candidate) {
    const auto is_school = [](const Form& form) {
        return model::span_of(form.format.date) == model::Span::school_year;
    };
    if (candidate.type != model::Type::date || !says_school_year(title) || is_school(candidate)) return false;
    for (std::size_t form = 0; form < forms().size(); ++form)
        if (fits_all(profile, form) && is_school(forms()[form])) return true;
    return false;
}

std::vector<std::string> date_questions(const ColumnProfile& profile, std::size_t form) {
    const auto& date = forms()[form].format.date;
    const auto span = model::span_of(date);
    const bool digits = profile.digits == profile.values;
    std::vector<std::string> others, questions;
    for (std::size_t other = 0; other < forms().size(); ++other)
        if (other != form && fits_all(profile, other) && (digits || model::span_of(forms()[other].format.date) != span))
            others.push_back(forms()[other].format.date);
    if (!others.empty())
        questions.push_back("the values are dates like " + join(others, " and ") +
                            " too: ask the sender which is meant");
    if (model::has_short_year(date))
        questions.emplace_back(
            "two digits of the year: below 50 they are taken for 20yy, see `pivot_year`. Ask for four");
    if (date.find('/') != std::string::npos && span == model::Span::day && profile.late_days == 0)
        questions.emplace_back(
            "no first number is beyond 12: day and month, or month and day as in America? Ask the sender");
    return questions;
}

}  // namespace tilsig::propose

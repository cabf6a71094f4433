#include "catalog/expected.hpp"

#include "model/date_form.hpp"

namespace tilsig::catalog {
namespace {

using model::Type;

struct Sentence {
    std::string nb, nn, en;
};

std::string in(const Sentence& sentence, std::string_view language) {
    if (language == "nn") return sentence.nn;
    return language == "en" ? sentence.en : sentence.nb;
}

/// How people write the form, and the first of November 2026 in it.
struct DateForm {
    std::string norwegian, english, example;
};

DateForm date_form(const std::string& form) {
    DateForm made;
    for (const char letter : form) {
        if (letter == '\'') continue;
        made.norwegian += letter == 'y' ? "å" : std::string(1, letter == 'M' ? 'm' : letter);
        made.english += letter == 'M' ? 'm' : letter;
    }
    made.example = model::write_date_form(form, {2026, 11, 1});
    return made;
}

Sentence date_sentence(const Field& field) {
    const DateForm form = date_form(field.format.date);
    const std::string nb = form.norwegian + ", for eksempel " + form.example + ".";
    const std::string nn = form.norwegian + ", til dømes " + form.example + ".";
    const std::string en = form.english + ", such as " + form.example + ".";
    switch (model::span_of(field.format.date)) {
        case model::Span::year: return {"Skriv året som " + nb, "Skriv året som " + nn, "Write the year as " + en};
        case model::Span::quarter:
            return {"Skriv kvartalet som " + form.example + ".", "Skriv kvartalet som " + form.example + ".",
                    "Write the quarter as " + form.example + "."};
        case model::Span::school_year:
            return {"Skriv skoleåret som " + nb, "Skriv skuleåret som " + nn, "Write the school year as " + en};
        default: return {"Skriv datoen som " + nb, "Skriv datoen som " + nn, "Write the date as " + en};
    }
}

/// Units that are letters stand apart, in Norwegian also the sign for per cent.
std::string with_unit(const std::string& number, const Field& field) {
    return field.format.strip.empty() ? number : number + " " + field.format.strip;
}

Sentence decimal_sentence(const Field& field) {
    const int digits = field.format.scale;
    const std::string example =
        with_unit(digits == 0 ? "12" : "12" + std::string(1, field.format.decimal_mark) + "5", field);
    const std::string many = std::to_string(digits);
    if (digits == 0)
        return {"Skriv et tall uten desimaler, for eksempel " + example + ".",
                "Skriv eit tal utan desimalar, til dømes " + example + ".",
                "Write a number without decimals, such as " + example + "."};
    const bool one = digits == 1;
    return {"Skriv et tall med høyst " + many + (one ? " desimal" : " desimaler") + ", for eksempel " + example + ".",
            "Skriv eit tal med høgst " + many + (one ? " desimal" : " desimalar") + ", til dømes " + example + ".",
            "Write a number with at most " + many + (one ? " decimal" : " decimals") + ", such as " + example + "."};
}

}  // namespace

std::string expected_form(const Field& field, std::string_view language) {
    switch (field.type) {
        case Type::integer:
            return in({"Skriv et heltall, for eksempel " + with_unit("12", field) + ".",
                       "Skriv eit heiltal, til dømes " + with_unit("12", field) + ".",
                       "Write a whole number, such as " + with_unit("12", field) + "."},
                      language);
        case Type::decimal: return in(decimal_sentence(field), language);
        case Type::date: return in(date_sentence(field), language);
        case Type::boolean:
            return in(
                {"Skriv J for ja eller N for nei.", "Skriv J for ja eller N for nei.", "Write J for yes or N for no."},
                language);
        case Type::timestamp:
            if (field.format.zone == model::Zone::oslo)
                return in({"Skriv dato og klokkeslett, for eksempel 2026-11-01 09:30.",
                           "Skriv dato og klokkeslett, til dømes 2026-11-01 09:30.",
                           "Write date and time in Norway, such as 2026-11-01 09:30."},
                          language);
            return in({"Skriv dato og klokkeslett i UTC, for eksempel 2026-11-01T08:30:00Z.",
                       "Skriv dato og klokkeslett i UTC, til dømes 2026-11-01T08:30:00Z.",
                       "Write date and time in UTC, such as 2026-11-01T08:30:00Z."},
                      language);
        case Type::code:
        case Type::text: break;
    }
    return "";
}

std::string expected_length(const Field& field, std::string_view language) {
    const std::string most = std::to_string(field.max_length);
    return in({"Skriv høyst " + most + " tegn.", "Skriv høgst " + most + " teikn.",
               "Write at most " + most + (field.max_length == 1 ? " character." : " characters.")},
              language);
}

}  // namespace tilsig::catalog

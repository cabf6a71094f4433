#include "alert/receipt_words.hpp"

#include <array>
#include <cstdio>

#include <date/tz.h>

#include "base/clock.hpp"

namespace tilsig::alert {
namespace {

constexpr Words bokmal{
    .title = "KVITTERING FOR LEVERANSE",
    .sender = "Avsender",
    .delivery = "Leveranse",
    .received = "Mottatt",
    .checksum = "Kontrollsum",
    .local_time = "norsk tid",
    .period = "periode",
    .number = "nr.",
    .whole_file = "SHA-256 av filen begynner med",
    .all_periods = "alle perioder",
    .records = "Poster i leveransen",
    .loaded = "Lastet inn",
    .remarks = "Merknader til poster som er lastet inn",
    .duplicate = "Duplikater av andre poster i leveransen",
    .rejected = "Avvist",
    .filtered = "Utelatt etter avtale",
    .held = "Holdt tilbake",
    .clean = "Leveransen er lastet inn uten feil.",
    .with_faults = "Leveransen er lastet inn, men noe må rettes.",
    .nothing_new = "Leveransen inneholder ikke noe nytt. Ingenting er endret.",
    .held_outcome =
        "Leveransen er mottatt, men holdes tilbake til den er vurdert. Inntil videre gjelder "
        "opplysningene fra forrige godkjente leveranse.",
    .rejected_outcome =
        "Hele leveransen er avvist fordi den ikke kunne brukes. Opplysningene fra forrige godkjente "
        "leveranse gjelder fortsatt.",
    .failed_outcome =
        "Det oppsto en teknisk feil hos oss. Leveransen er tatt vare på og blir behandlet senere. Dere "
        "trenger ikke å gjøre noe.",
    .held_slices = "Opplysninger som er holdt tilbake, gjelder",
    .faults = "FEIL OG MERKNADER",
    .whole_delivery = "gjelder hele leveransen",
    .no_text = "Regelen mangler forklaring. Oppgi koden hvis dere spør oss om regelen.",
    .repair = "Slik retter dere det",
    .field = "Felt",
    .line = "linje",
    .lines = "linje",
    .column = "kolonne",
    .more = "til",
    .rejected_records = {"post avvist", "poster avvist"},
    .remarked_records = {"post lastet inn med merknad", "poster lastet inn med merknad"},
    .closing_before = "Rett opplysningene i ",
    .closing_after = " og lever på nytt. Det som er rettet, er borte fra neste kvittering.",
    .closing_no_system = "fagsystemet",
    .reason = "Årsak (på engelsk)",
    .privacy = "Kvitteringen inneholder ingen personopplysninger.",
    .conjunction = "og",
    .info = "informasjon",
    .warning = "advarsel",
    .error = "feil",
    .critical = "kritisk",
    .group_mark = "\u00a0",
};

constexpr Words nynorsk{
    .title = "KVITTERING FOR LEVERANSE",
    .sender = "Avsendar",
    .delivery = "Leveranse",
    .received = "Motteken",
    .checksum = "Kontrollsum",
    .local_time = "norsk tid",
    .period = "periode",
    .number = "nr.",
    .whole_file = "SHA-256 av fila byrjar med",
    .all_periods = "alle periodar",
    .records = "Postar i leveransen",
    .loaded = "Lasta inn",
    .remarks = "Merknader til postar som er lasta inn",
    .duplicate = "Duplikat av andre postar i leveransen",
    .rejected = "Avviste",
    .filtered = "Utelatne etter avtale",
    .held = "Haldne tilbake",
    .clean = "Leveransen er lasta inn utan feil.",
    .with_faults = "Leveransen er lasta inn, men noko må rettast.",
    .nothing_new = "Leveransen inneheld ikkje noko nytt. Ingenting er endra.",
    .held_outcome =
        "Leveransen er motteken, men blir halden tilbake til han er vurdert. Inntil vidare gjeld "
        "opplysningane frå den førre godkjende leveransen.",
    .rejected_outcome =
        "Heile leveransen er avvist fordi han ikkje kunne brukast. Opplysningane frå den førre "
        "godkjende leveransen gjeld framleis.",
    .failed_outcome =
        "Det oppstod ein teknisk feil hos oss. Leveransen er teken vare på og blir behandla seinare. De "
        "treng ikkje gjere noko.",
    .held_slices = "Opplysningar som er haldne tilbake, gjeld",
    .faults = "FEIL OG MERKNADER",
    .whole_delivery = "gjeld heile leveransen",
    .no_text = "Regelen manglar forklaring. Oppgje koden om de spør oss om regelen.",
    .repair = "Slik rettar de det",
    .field = "Felt",
    .line = "linje",
    .lines = "linje",
    .column = "kolonne",
    .more = "til",
    .rejected_records = {"post avvist", "postar avviste"},
    .remarked_records = {"post lasta inn med merknad", "postar lasta inn med merknad"},
    .closing_before = "Rett opplysningane i ",
    .closing_after = " og lever på nytt. Det som er retta, er borte frå neste kvittering.",
    .closing_no_system = "fagsystemet",
    .reason = "Årsak (på engelsk)",
    .privacy = "Kvitteringa inneheld ingen personopplysningar.",
    .conjunction = "og",
    .info = "informasjon",
    .warning = "åtvaring",
    .error = "feil",
    .critical = "kritisk",
    .group_mark = "\u00a0",
};

constexpr Words english{
    .title = "RECEIPT FOR A DELIVERY",
    .sender = "Sender",
    .delivery = "Delivery",
    .received = "Received",
    .checksum = "Checksum",
    .local_time = "Norwegian time",
    .period = "period",
    .number = "no.",
    .whole_file = "SHA-256 of the file begins with",
    .all_periods = "all periods",
    .records = "Records in the delivery",
    .loaded = "Loaded",
    .remarks = "Remarks on loaded records",
    .duplicate = "Duplicates of other records in the delivery",
    .rejected = "Rejected",
    .filtered = "Left out by agreement",
    .held = "Held back",
    .clean = "The delivery was loaded without faults.",
    .with_faults = "The delivery was loaded, but something needs correcting.",
    .nothing_new = "The delivery holds nothing new. Nothing was changed.",
    .held_outcome =
        "The delivery was received but is held back until it has been judged. Until then the data of the "
        "last accepted delivery apply.",
    .rejected_outcome =
        "The whole delivery was rejected because it could not be used. The data of the last accepted "
        "delivery still apply.",
    .failed_outcome =
        "A technical fault occurred on our side. The delivery is kept and will be processed later. You "
        "need not do anything.",
    .held_slices = "The data held back concern",
    .faults = "FAULTS AND REMARKS",
    .whole_delivery = "concerns the whole delivery",
    .no_text = "This rule has no explanation. Please quote the code if you ask us about it.",
    .repair = "How to repair it",
    .field = "Field",
    .line = "line",
    .lines = "lines",
    .column = "column",
    .more = "more",
    .rejected_records = {"record rejected", "records rejected"},
    .remarked_records = {"record loaded with a remark", "records loaded with a remark"},
    .closing_before = "Correct the data in ",
    .closing_after = " and deliver again. What has been corrected is gone from the next receipt.",
    .closing_no_system = "your case system",
    .reason = "Reason",
    .privacy = "This receipt holds no personal data.",
    .conjunction = "and",
    .info = "information",
    .warning = "warning",
    .error = "error",
    .critical = "critical",
    .group_mark = ",",
};

constexpr std::array<const char*, 12> months{"January", "February", "March",     "April",   "May",      "June",
                                             "July",    "August",   "September", "October", "November", "December"};

}  // namespace

const Words& words_for(std::string_view language) noexcept {
    if (language == "nn") return nynorsk;
    return language == "en" ? english : bokmal;
}

std::string number_text(std::uint64_t number, const Words& words) {
    const std::string digits = std::to_string(number);
    // Norwegian writes four digits together.
    if (digits.size() <= (words.group_mark == "," ? 3U : 4U)) return digits;
    std::string out;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0) out += words.group_mark;
        out += digits[i];
    }
    return out;
}

std::string list_text(const std::vector<std::string>& parts, const Words& words) {
    std::string out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) out += i + 1 == parts.size() ? " " + std::string(words.conjunction) + " " : ", ";
        out += parts[i];
    }
    return out;
}

std::string local_time_text(std::string_view instant, std::string_view language) {
    const auto local = date::make_zoned(date::locate_zone("Europe/Oslo"), parse_instant(instant)).get_local_time();
    const auto day = date::floor<date::days>(local);
    const date::year_month_day ymd{day};
    const date::hh_mm_ss<std::chrono::minutes> time{date::floor<std::chrono::minutes>(local - day)};
    const auto hour = static_cast<int>(time.hours().count());
    const auto minute = static_cast<int>(time.minutes().count());
    const unsigned month = static_cast<unsigned>(ymd.month());
    std::array<char, 64> text{};
    if (language == "en") {
        std::snprintf(text.data(), text.size(), "%u %s %d, %02d:%02d", static_cast<unsigned>(ymd.day()),
                      months[month - 1], static_cast<int>(ymd.year()), hour, minute);
    } else {
        std::snprintf(text.data(), text.size(), "%02u.%02u.%d kl. %02d.%02d", static_cast<unsigned>(ymd.day()), month,
                      static_cast<int>(ymd.year()), hour, minute);
    }
    return text.data();
}

std::string_view severity_word(model::Severity severity, const Words& words) noexcept {
    switch (severity) {
        case model::Severity::info: return words.info;
        case model::Severity::warning: return words.warning;
        case model::Severity::critical: return words.critical;
        case model::Severity::error: break;
    }
    return words.error;
}

}  // namespace tilsig::alert

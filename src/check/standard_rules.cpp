#include "check/standard_rules.hpp"

#include <algorithm>
#include <array>

namespace tilsig::check {

namespace {

using model::Action;
using model::Severity;

constexpr std::string_view send_again_nb = "Rett i fagsystemet og lever på nytt.";
constexpr std::string_view send_again_nn = "Rett i fagsystemet og lever på nytt.";
constexpr std::string_view send_again_en = "Correct it in your own system and deliver again.";
constexpr std::string_view layout_nb =
    "Lag filen på nytt etter avtalt filbeskrivelse. Er beskrivelsen endret, meld fra før levering.";
constexpr std::string_view layout_nn =
    "Lag fila på nytt etter avtalt filskildring. Er skildringa endra, meld frå før levering.";
constexpr std::string_view layout_en =
    "Make the file again as its description says. If the description has changed, tell us before delivering.";
constexpr std::string_view whole_nb = "Lag uttrekket på nytt og lever hele filen.";
constexpr std::string_view whole_nn = "Lag uttrekket på nytt og lever heile fila.";
constexpr std::string_view whole_en = "Make the extract again and deliver the whole file.";
constexpr std::string_view ours_nb = "Vi retter tilordningen; dere trenger ikke gjøre noe.";
constexpr std::string_view ours_nn = "Vi rettar tilordninga; de treng ikkje gjere noko.";
constexpr std::string_view ours_en = "We correct the mapping; there is nothing for you to do.";
constexpr std::string_view count_nb =
    "Kontroller uttrekket. Er antallet riktig, gi beskjed, så slippes leveransen gjennom.";
constexpr std::string_view count_nn =
    "Kontroller uttrekket. Er talet rett, gi beskjed, så blir leveransen sleppt gjennom.";
constexpr std::string_view count_en =
    "Check the extract. If the number is right, tell us and the delivery is let through.";

// In code order: standard_rule searches by halves. The codes of decode, map and load stand here too, because receipts
// say them in three languages and one table cannot drift apart; what they do is decided where they are found.
constexpr std::array<RuleText, 47> table{{
    {"MAP-F001", Severity::error, Action::reject_record, "Verdien finnes ikke i oversettelseslisten",
     "Verdien finst ikkje i omsetjingslista", "The value is not in the translation list", ours_nb, ours_nn, ours_en},
    {"MAP-F002", Severity::error, Action::reject_record, "En verdi som må være med, mangler etter tilordningen",
     "Ein verdi som må vere med, manglar etter tilordninga", "A value that must be there is missing after mapping",
     send_again_nb, send_again_nn, send_again_en},
    {"MAP-F003", Severity::error, Action::reject_record, "Verdien passer ikke i kolonnen den skal til",
     "Verdien passar ikkje i kolonnen han skal til", "The value does not fit the column it goes to", send_again_nb,
     send_again_nn, send_again_en},
    {"MAP-F004", Severity::error, Action::reject_record, "En verdi kan ikke regnes ut av det som er levert",
     "Ein verdi kan ikkje reknast ut av det som er levert", "A value cannot be computed from what was delivered",
     send_again_nb, send_again_nn, send_again_en},
    {"SYS-A001", Severity::critical, Action::block_delivery, "Leveransen har ingen poster",
     "Leveransen har ingen postar", "The delivery holds no records",
     "Lever på nytt. Er det ingenting å melde, lever en nullmelding.",
     "Lever på nytt. Er det ingenting å melde, lever ei nullmelding.",
     "Deliver again. If there is nothing to report, deliver a nil return."},
    {"SYS-A002", Severity::critical, Action::block_delivery, "Leveransen har færre poster enn det minste som er avtalt",
     "Leveransen har færre postar enn det minste som er avtalt",
     "The delivery holds fewer records than the least agreed", count_nb, count_nn, count_en},
    {"SYS-A003", Severity::critical, Action::block_delivery, "Leveransen har mange færre poster enn den forrige",
     "Leveransen har mange færre postar enn den førre", "The delivery holds far fewer records than the one before",
     count_nb, count_nn, count_en},
    {"SYS-A004", Severity::critical, Action::block_delivery, "Leveransen mangler noe kilden selv sier at den har",
     "Leveransen manglar noko kjelda sjølv seier at ho har", "The delivery lacks what its source says that it has",
     whole_nb, whole_nn, whole_en},
    {"SYS-A005", Severity::critical, Action::block_delivery,
     "Leveransen melder at det ikke er noe å rapportere, men den forrige hadde poster",
     "Leveransen melder at det ikkje er noko å rapportere, men den førre hadde postar",
     "The delivery says that there is nothing to report, but the one before had records",
     "Er det riktig, gi beskjed, så slippes leveransen gjennom. Er det feil, send hele filen på nytt.",
     "Er det rett, gi beskjed, så blir leveransen sleppt gjennom. Er det feil, send heile fila på nytt.",
     "If that is right, tell us and the delivery is let through. If not, send the whole file again."},
    {"SYS-A006", Severity::critical, Action::block_slice, "Dere står ikke oppført som avsender for denne kommunen",
     "De står ikkje oppførte som avsendar for denne kommunen",
     "You are not registered as the sender for this municipality",
     "Ta ut postene som ikke er deres. Leverer dere etter avtale for kommunen, be den melde det til oss.",
     "Ta ut postane som ikkje er dykkar. Leverer de etter avtale for kommunen, be han melde det til oss.",
     "Take out the records that are not yours. If you deliver for the municipality by agreement, ask it to tell us."},
    {"SYS-A007", Severity::info, Action::block_delivery,
     "Leveransen venter på en tidligere leveranse som ikke er ferdig behandlet",
     "Leveransen ventar på ein tidlegare leveranse som ikkje er ferdig behandla",
     "The delivery waits for an earlier one that has not been settled", "Dere trenger ikke gjøre noe.",
     "De treng ikkje gjere noko.", "There is nothing for you to do."},
    {"SYS-A008", Severity::warning, Action::block_delivery, "Innholdet er levert før og ble trukket tilbake av oss",
     "Innhaldet er levert før og vart trekt tilbake av oss", "The content was delivered before and withdrawn by us",
     "Skal det gjelde likevel, gi oss beskjed.", "Skal det gjelde likevel, gi oss beskjed.",
     "If it is to apply all the same, tell us."},
    {"SYS-E010", Severity::critical, Action::block_delivery, "Filen er tom eller har ingen overskrift",
     "Fila er tom eller har inga overskrift", "The file is empty or has no header", whole_nb, whole_nn, whole_en},
    {"SYS-E011", Severity::critical, Action::block_delivery, "Filen har et nulltegn", "Fila har eit nullteikn",
     "The file holds a NUL byte", whole_nb, whole_nn, whole_en},
    {"SYS-E012", Severity::error, Action::reject_record, "Tegnene passer ikke med avtalt tegnsett",
     "Teikna passar ikkje med avtalt teiknsett", "The bytes do not fit the agreed encoding", layout_nb, layout_nn,
     layout_en},
    {"SYS-E013", Severity::critical, Action::block_delivery, "Filen starter med et bytemerke som ikke er avtalt",
     "Fila startar med eit bytemerke som ikkje er avtalt", "The file starts with a byte order mark that was not agreed",
     layout_nb, layout_nn, layout_en},
    {"SYS-E014", Severity::critical, Action::block_delivery,
     "En celle, en linje eller et dokument er større enn grensen",
     "Ei celle, ei linje eller eit dokument er større enn grensa", "A cell, line or document is larger than the limit",
     layout_nb, layout_nn, layout_en},
    {"SYS-E015", Severity::critical, Action::block_delivery, "Filen slutter midt i en post",
     "Fila sluttar midt i ein post", "The file ends in the middle of a record", whole_nb, whole_nn, whole_en},
    {"SYS-E016", Severity::critical, Action::block_delivery, "Sluttlinjen mangler, eller antallet i den stemmer ikke",
     "Sluttlinja manglar, eller talet i ho stemmer ikkje", "The trailer is missing, or its count is another", whole_nb,
     whole_nn, whole_en},
    {"SYS-E017", Severity::critical, Action::block_delivery, "Filen har ikke avtalt format",
     "Fila har ikkje avtalt format", "The file does not have the agreed format", layout_nb, layout_nn, layout_en},
    {"SYS-E018", Severity::critical, Action::block_delivery, "Dokumentet sier at det finnes mer",
     "Dokumentet seier at det finst meir", "The document says that there is more", whole_nb, whole_nn, whole_en},
    {"SYS-E022", Severity::critical, Action::block_delivery,
     "Filen er en arbeidsbok fra et regneark, ikke avtalt format",
     "Fila er ei arbeidsbok frå eit rekneark, ikkje avtalt format",
     "The file is a workbook of a spreadsheet, not the agreed format",
     "Åpne filen i regnearket, lagre den som CSV UTF-8 (semikolondelt), og lever den filen.",
     "Opne fila i reknearket, lagre ho som CSV UTF-8 (semikolondelt), og lever den fila.",
     "Open the file in the spreadsheet, save it as CSV UTF-8 (semicolon delimited), and deliver that file."},
    {"SYS-E023", Severity::critical, Action::block_delivery, "Filen er en nettside, ikke data",
     "Fila er ei nettside, ikkje data", "The file is a web page, not data",
     "Kontroller adressen og innloggingen, hent filen på nytt, og lever den.",
     "Kontroller adressa og innlogginga, hent fila på nytt, og lever ho.",
     "Check the address and the sign-in, fetch the file again, and deliver it."},
    {"SYS-E024", Severity::critical, Action::block_delivery, "Filen er et svar fra en tjeneste, ikke data",
     "Fila er eit svar frå ei teneste, ikkje data", "The file is an answer of a service, not data",
     "Se hva tjenesten svarer, hent dataene på nytt, og lever dem.",
     "Sjå kva tenesta svarer, hent dataa på nytt, og lever dei.",
     "See what the service answers, fetch the data again, and deliver them."},
    {"SYS-E025", Severity::critical, Action::block_delivery,
     "Filen er av et annet slag enn avtalt (pakket fil, PDF eller XML)",
     "Fila er av eit anna slag enn avtalt (pakka fil, PDF eller XML)",
     "The file is of another kind than agreed (packed file, PDF or XML)", layout_nb, layout_nn, layout_en},
    {"SYS-E026", Severity::critical, Action::block_delivery, "Kolonnene er skilt med et annet tegn enn avtalt",
     "Kolonnene er skilde med eit anna teikn enn avtalt", "The columns are delimited by another character than agreed",
     "Lagre filen med avtalt skilletegn og lever på nytt.", "Lagre fila med avtalt skiljeteikn og lever på nytt.",
     "Save the file with the agreed delimiter and deliver again."},
    {"SYS-E027", Severity::error, Action::reject_record, "To filer er satt sammen: her begynner den andre",
     "To filer er sette saman: her byrjar den andre", "Two files were put together: the second one begins here",
     "Lever hver fil for seg, eller sett dem sammen uten overskriften til den andre.",
     "Lever kvar fil for seg, eller set dei saman utan overskrifta til den andre.",
     "Deliver each file by itself, or put them together without the second one's header."},
    {"SYS-E028", Severity::critical, Action::block_delivery, "Arbeidsboken er ikke en vanlig .xlsx",
     "Arbeidsboka er ikkje ei vanleg .xlsx", "The workbook is no plain .xlsx",
     "Lagre arbeidsboken som .xlsx, uten makroer, og lever den.",
     "Lagre arbeidsboka som .xlsx, utan makroar, og lever ho.",
     "Save the workbook as .xlsx, without macros, and deliver it."},
    {"SYS-E029", Severity::critical, Action::block_delivery,
     "Siste linje slutter uten linjeskift, så filen kan være avkuttet",
     "Siste linje sluttar utan linjeskift, så fila kan vere avkorta",
     "The last line has no line end, so the file may have been cut off",
     "Kontroller at alt er med, avslutt siste linje med linjeskift og send hele filen på nytt.",
     "Kontroller at alt er med, avslutt siste linje med linjeskift og send heile fila på nytt.",
     "Check that all is there, end the last line with a line break and send the whole file again."},
    {"SYS-F001", Severity::error, Action::reject_record, "Et felt som må være fylt ut, er tomt",
     "Eit felt som må vere fylt ut, er tomt", "A field that must be filled in is empty",
     "Fyll ut feltet i fagsystemet og lever på nytt.", "Fyll ut feltet i fagsystemet og lever på nytt.",
     "Fill in the field in your own system and deliver again."},
    {"SYS-F002", Severity::error, Action::reject_record, "Verdien er ikke et tall, en dato eller det feltet skal ha",
     "Verdien er ikkje eit tal, ein dato eller det feltet skal ha",
     "The value is not the number, date or kind of value the field must have",
     "Skriv verdien slik filbeskrivelsen sier, og lever på nytt.",
     "Skriv verdien slik filskildringa seier, og lever på nytt.",
     "Write the value as the description of the file says and deliver again."},
    {"SYS-F003", Severity::error, Action::reject_record, "Verdien er lengre enn feltet tillater",
     "Verdien er lengre enn feltet tillèt", "The value is longer than the field allows",
     "Kort ned verdien og lever på nytt.", "Kort ned verdien og lever på nytt.",
     "Shorten the value and deliver again."},
    {"SYS-F004", Severity::error, Action::reject_record, "Det står et usynlig tegn inne i koden",
     "Det står eit usynleg teikn inne i koden", "An invisible character stands inside the code",
     "Skriv koden på nytt i fagsystemet, uten å lime den inn, og lever på nytt.",
     "Skriv koden på nytt i fagsystemet, utan å lime han inn, og lever på nytt.",
     "Type the code anew in your own system, without pasting it, and deliver again."},
    {"SYS-F005", Severity::warning, Action::alert, "Koder har mistet nullen foran, slik regneark gjør med tall",
     "Kodar har mista nullen framfor, slik rekneark gjer med tal",
     "Codes have lost the zero in front, as spreadsheets do with numbers",
     "Gjør kolonnen om til tekst i regnearket, skriv kodene med null foran, og lever på nytt.",
     "Gjer kolonna om til tekst i reknearket, skriv kodane med null framfor, og lever på nytt.",
     "Make the column a text in the spreadsheet, write the codes with their zero, and deliver again."},
    {"SYS-K001", Severity::error, Action::reject_record, "Et felt som kjennetegner posten, er tomt",
     "Eit felt som kjenneteiknar posten, er tomt", "A field that identifies the record is empty",
     "Fyll ut feltet i fagsystemet og lever på nytt.", "Fyll ut feltet i fagsystemet og lever på nytt.",
     "Fill in the field in your own system and deliver again."},
    {"SYS-S010", Severity::critical, Action::block_delivery, "En kolonne mangler", "Ein kolonne manglar",
     "A column is missing", layout_nb, layout_nn, layout_en},
    {"SYS-S011", Severity::critical, Action::block_delivery, "En kolonne har fått et annet navn",
     "Ein kolonne har fått eit anna namn", "A column has another name", layout_nb, layout_nn, layout_en},
    {"SYS-S012", Severity::critical, Action::block_delivery, "En kolonne finnes to ganger",
     "Ein kolonne finst to gonger", "A column is there twice", layout_nb, layout_nn, layout_en},
    {"SYS-S013", Severity::info, Action::none, "Filen har en kolonne som ikke er avtalt",
     "Fila har ein kolonne som ikkje er avtalt", "The file has a column that was not agreed",
     "Kolonnen leses ikke. Skal den brukes, meld fra.", "Kolonnen blir ikkje lesen. Skal han brukast, meld frå.",
     "The column is not read. If it is to be used, tell us."},
    {"SYS-S014", Severity::error, Action::reject_record, "Linjen har for mange eller for få celler",
     "Linja har for mange eller for få celler", "The line has too many or too few cells", layout_nb, layout_nn,
     layout_en},
    {"SYS-S015", Severity::error, Action::reject_record, "Et anførselstegn står der det ikke kan stå",
     "Eit hermeteikn står der det ikkje kan stå", "A quote stands where none may stand", layout_nb, layout_nn,
     layout_en},
    {"SYS-S016", Severity::critical, Action::block_delivery, "Overskriften er en annen enn avtalt",
     "Overskrifta er ei anna enn avtalt", "The header is another than agreed", layout_nb, layout_nn, layout_en},
    {"SYS-S017", Severity::error, Action::reject_record, "En liste eller et objekt står der det skal stå en verdi",
     "Ei liste eller eit objekt står der det skal stå ein verdi", "A list or object stands where a value belongs",
     layout_nb, layout_nn, layout_en},
    {"SYS-S018", Severity::error, Action::reject_record, "En post er ikke et objekt", "Ein post er ikkje eit objekt",
     "A record is not an object", layout_nb, layout_nn, layout_en},
    {"SYS-S019", Severity::critical, Action::block_delivery, "Dimensjoner og verdier passer ikke sammen",
     "Dimensjonar og verdiar passar ikkje saman", "Dimensions and values do not fit together", layout_nb, layout_nn,
     layout_en},
    {"SYS-S020", Severity::error, Action::reject_record, "Overskriften står en gang til, som om den var en post",
     "Overskrifta står ein gong til, som om ho var ein post", "The header stands once more, as if it were a record",
     "Ta bort den ekstra overskriften. Er to filer satt sammen, lever hver for seg.",
     "Ta bort den ekstra overskrifta. Er to filer sette saman, lever kvar for seg.",
     "Take the extra header away. If two files were put together, deliver each by itself."},
    {"SYS-U001", Severity::error, Action::reject_record, "Flere poster har samme nøkkel og forskjellig innhold",
     "Fleire postar har same nøkkel og ulikt innhald", "Several records have the same key and different content",
     "Behold den riktige posten og lever på nytt.", "Behald den rette posten og lever på nytt.",
     "Keep the right record and deliver again."},
}};
static_assert(std::is_sorted(table.begin(), table.end(),
                             [](const RuleText& a, const RuleText& b) { return a.code < b.code; }));

}  // namespace

const RuleText* standard_rule(std::string_view code) noexcept {
    const auto* const at =
        std::lower_bound(table.begin(), table.end(), code,
                         [](const RuleText& text, std::string_view wanted) { return text.code < wanted; });
    return at != table.end() && at->code == code ? at : nullptr;
}

std::span<const RuleText> standard_rules() noexcept { return table; }

}  // namespace tilsig::check

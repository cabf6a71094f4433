// What a receipt says, in three languages and for machines.
#include <nlohmann/json.hpp>

#include "alert/receipt_parts.hpp"
#include "base/error.hpp"
#include "receipt_fixture.hpp"
#include "rules/rule_book.hpp"

namespace tilsig::alert {
namespace {

std::string text_in(const std::string& language, DeliveryOutcome outcome = outcome_with_faults()) {
    return receipt_text(make_receipt(std::move(outcome), sender_in(language), declared()));
}

TEST(ReceiptText, Bokmal) {
    EXPECT_EQ(text_in("nb"), R"(KVITTERING FOR LEVERANSE

Avsender:    Halden (k0101)
Leveranse:   Introduksjonsprogram, 2008
Fil:         fil nr. 3, mottatt 22.11.2026 kl. 04.00 (norsk tid), 4711 byte
Kontrollsum: SHA-256 av filen begynner med b4af39d5b65a
Referanse:   municipal.intro, 2008, kjøring 17

33 av 40 poster er lastet inn; 5 er avvist, 1 er et duplikat og 1 er utelatt etter avtale. Det er 1 merknad til innlastede poster.

Poster i leveransen                        40
  Lastet inn                               33
  Duplikater av andre poster i leveransen   1
  Avvist                                    5
  Utelatt etter avtale                      1
    other_programme                         1
  Holdt tilbake                             0
Av dem som er lastet inn:
  Merknader                                 1

FEIL OG MERKNADER

1. INT-F003 (feil): 5 poster avvist
   Avslutningsårsak mangler.
   Kolonnen «avslutningsaarsak» (Avslutningsårsak): linje 3, 8, 13 og 2 til.
   Slik retter dere det: Registrer årsaken i saken.

2. INT-R010 (advarsel): 1 post lastet inn med merknad
   Startdato er før vedtaksdato.
   Kolonnen «startdato»: linje 31.

Rett opplysningene i Visma Flyktning og send hele filen på nytt. Feil som er rettet, vises ikke i neste kvittering.
Kvitteringen inneholder ingen personopplysninger.
)");
}

TEST(ReceiptText, Nynorsk) {
    EXPECT_EQ(text_in("nn"), R"(KVITTERING FOR LEVERANSE

Avsendar:    Halden (k0101)
Leveranse:   Introduksjonsprogram, 2008
Fil:         fil nr. 3, motteken 22.11.2026 kl. 04.00 (norsk tid), 4711 byte
Kontrollsum: SHA-256 av fila byrjar med b4af39d5b65a
Referanse:   municipal.intro, 2008, køyring 17

33 av 40 postar er lasta inn; 5 er avviste, 1 er eit duplikat og 1 er utelaten etter avtale. Det er 1 merknad til postar som er lasta inn.

Postar i leveransen                      40
  Lasta inn                              33
  Duplikat av andre postar i leveransen   1
  Avviste                                 5
  Utelatne etter avtale                   1
    other_programme                       1
  Haldne tilbake                          0
Av dei som er lasta inn:
  Merknader                               1

FEIL OG MERKNADER

1. INT-F003 (feil): 5 postar avviste
   Avslutningsårsak manglar.
   Kolonna «avslutningsaarsak» (Avslutningsårsak): linje 3, 8, 13 og 2 til.
   Slik rettar de det: Registrer årsaka i saka.

2. INT-R010 (åtvaring): 1 post lasta inn med merknad
   Startdato er før vedtaksdato.
   Kolonna «startdato»: linje 31.

Rett opplysningane i Visma Flyktning og send heile fila på nytt. Feil som er retta, blir ikkje viste i neste kvittering.
Kvitteringa inneheld ingen personopplysningar.
)");
}

TEST(ReceiptText, English) {
    EXPECT_EQ(text_in("en"), R"(RECEIPT FOR A DELIVERY

Sender:    Halden (k0101)
Delivery:  Introduction programme, 2008
File:      file no. 3, received 22 November 2026, 04:00 (Norwegian time), 4,711 bytes
Checksum:  SHA-256 of the file begins with b4af39d5b65a
Reference: municipal.intro, 2008, run 17

33 of 40 records were loaded; 5 were rejected, 1 is a duplicate and 1 was left out by agreement. There is 1 note on loaded records.

Records in the delivery                        40
  Loaded                                       33
  Duplicates of other records in the delivery   1
  Rejected                                      5
  Left out by agreement                         1
    other_programme                             1
  Held                                          0
Of those that were loaded:
  Notes                                         1

ERRORS AND NOTES

1. INT-F003 (error): 5 records rejected
   The end reason is missing.
   Column “avslutningsaarsak” (End reason): lines 3, 8, 13 and 2 more.
   How to correct it: Enter the reason in the case.

2. INT-R010 (warning): 1 record loaded with a note
   The start lies before the decision.
   Column “startdato”: line 31.

Correct the data in Visma Flyktning and send the whole file again. Errors that are corrected are not shown in the next receipt.
This receipt holds no personal data.
)");
}

/// The head and nothing else.
std::string head_in(const std::string& language, const DeliveryOutcome& outcome, RuleLookup rules = rule_texts) {
    const auto lines = receipt_head(make_receipt(outcome, sender_in(language), declared(std::move(rules))));
    std::string text;
    for (const auto& line : lines) text += line + "|";
    return text;
}

DeliveryOutcome of_records(std::uint64_t accepted, std::uint64_t rejected, std::uint64_t held = 0) {
    DeliveryOutcome outcome = outcome_with_faults();
    outcome.findings.clear();
    outcome.records = {};
    outcome.records.read = accepted + rejected + held;
    outcome.records.accepted = accepted;
    outcome.records.rejected = rejected;
    outcome.records.held = held;
    if (rejected > 0) outcome.records.rejected_by_rule = {{"INT-F003", rejected}};
    return outcome;
}

TEST(ReceiptHead, SaysWhatWasLoadedByTheAccount) {
    EXPECT_EQ(head_in("nb", of_records(12480, 0)), "Alle 12\u00a0480 postene er lastet inn.|");
    EXPECT_EQ(head_in("nb", of_records(1, 0)), "Posten er lastet inn.|");
    EXPECT_EQ(head_in("nn", of_records(8, 10)), "8 av 18 postar er lasta inn; 10 er avviste.|");
    EXPECT_EQ(head_in("en", of_records(8, 1)), "8 of 9 records were loaded; 1 was rejected.|");
    DeliveryOutcome same = of_records(3, 0);
    same.outcome = model::Outcome::nothing_new;
    EXPECT_EQ(head_in("nb", same),
              "Alle 3 postene er lastet inn.|Opplysningene er de samme som før, så ingenting er endret.|");
    DeliveryOutcome nil = of_records(0, 0);
    nil.outcome = model::Outcome::nothing_new;
    EXPECT_EQ(head_in("nb", nil), "Nullmeldingen er mottatt: Det er ingenting å melde for perioden.|");
    DeliveryOutcome failed = of_records(0, 0);
    failed.outcome = model::Outcome::failed;
    EXPECT_EQ(head_in("nn", failed).find("Det oppstod ein teknisk feil hos oss."), 0U);
    failed.outcome = model::Outcome::late;
    EXPECT_THROW(head_in("nb", failed), Error);
}

TEST(ReceiptHead, NeverSaysLoadedOverNothingLoaded) {
    EXPECT_EQ(head_in("nb", of_records(0, 19)), "Ingen poster er lastet inn; 19 er avvist.|");
    EXPECT_EQ(head_in("en", of_records(0, 0, 4)), "No records were loaded; 4 are held.|");
    DeliveryOutcome filtered = of_records(0, 0);
    filtered.records.read = filtered.records.filtered = 5;
    EXPECT_EQ(head_in("nn", filtered), "Ingen postar er lasta inn; 5 er utelatne etter avtale.|");
    DeliveryOutcome rejected = of_records(0, 19);
    rejected.outcome = model::Outcome::rejected;
    EXPECT_EQ(head_in("nb", rejected)
                  .find("Leveransen er avvist, og ingenting av den er lastet inn.|Ingen poster er "
                        "lastet inn; 19 er avvist.|Er noe godkjent for perioden"),
              0U)
        << "the faults are the reason, nobody need ask for it: " << head_in("nb", rejected);
}

TEST(ReceiptHead, SaysWhyADeliveryOrSliceIsHeldInTheReadersLanguage) {
    DeliveryOutcome held = of_records(0, 0, 4);
    held.outcome = model::Outcome::held;
    held.reason = "INT-F003: 4 of 4 records against the rule";
    EXPECT_EQ(head_in("nn", held),
              "Leveransen er halden tilbake, og ingenting av han er lasta inn.|Grunn: Avslutningsårsak manglar "
              "(INT-F003). Registrer årsaka i saka.|Inntil leveransen er vurdert, eller de har sendt ein ny, gjeld "
              "det som er godkjent for perioden frå før.|");
    held.reason = "words of before reasons had codes";
    EXPECT_NE(head_in("nb", held).find("Grunn: Ta kontakt med oss for å få vite grunnen.|"), std::string::npos);
    DeliveryOutcome slice = of_records(3, 0, 1);
    slice.held_slices = {{"3905", "INT-F003: 1 record against the rule"}, {"12345678901", "INT-F003: 1 record"}};
    EXPECT_EQ(head_in("nb", slice),
              "3 av 4 poster er lastet inn; 1 er holdt tilbake.|Holdt tilbake til vi har vurdert det:|  ?: "
              "Avslutningsårsak mangler (INT-F003). Registrer årsaken i saken.|  3905: Avslutningsårsak mangler "
              "(INT-F003). Registrer årsaken i saken.|");
}

TEST(ReceiptHead, ARefusedDeliveryNamesTheFaultThatRefusedIt) {
    DeliveryOutcome refused = of_records(0, 0);
    refused.outcome = model::Outcome::rejected;
    refused.reason = "the delivery cannot be read: INT-F003 something";
    refused.findings = {finding("XYZ-F001", 0, ""), finding("INT-F003", 0, "end_reason")};
    refused.findings[1].severity = model::Severity::critical;
    const std::string text = text_in("nb", refused);
    EXPECT_NE(text.find("Grunn: Avslutningsårsak mangler (INT-F003).\n"), std::string::npos) << text;
    EXPECT_NE(text.find("INT-F003 (feil): gjelder hele leveransen\n   Avslutningsårsak mangler.\n   Kolonnen "
                        "«avslutningsaarsak» (Avslutningsårsak).\n"),
              std::string::npos)
        << "which column: " << text;
    EXPECT_EQ(text.find("Poster i leveransen"), std::string::npos) << "nothing could be counted";
}

TEST(ReceiptText, AWorkbooksDecimalsAreTypedAsItsReaderTypesThem) {
    catalog::Contract contract = intro_contract();
    contract.fields.back().type = model::Type::decimal;
    contract.fields.back().format.scale = 1;
    const auto told = [&](const std::string& language, catalog::FormatKind format) {
        contract.layouts.front().format = format;
        Declared made = declared([](std::string_view) { return RuleInfo{}; });
        made.contract = &contract;
        made.layout = &contract.layouts.front();
        DeliveryOutcome outcome = of_records(3, 0);
        outcome.findings = {finding("SYS-F002", 2, "hours"), finding("SYS-F002", 4, "hours")};
        for (auto& found : outcome.findings) found.place.line = 1;
        return receipt_text(make_receipt(std::move(outcome), sender_in(language), made));
    };
    const auto says = [](const std::string& text, const char* part) { return text.find(part) != std::string::npos; };
    EXPECT_TRUE(says(told("nb", catalog::FormatKind::xlsx), "for eksempel 12,5."))
        << told("nb", catalog::FormatKind::xlsx);
    EXPECT_TRUE(says(told("en", catalog::FormatKind::xlsx), "such as 12.5."));
    EXPECT_TRUE(says(told("nn", catalog::FormatKind::csv), "til dømes 12.5.")) << "as the contract has it";
    // A document may stand in one line.
    EXPECT_TRUE(says(told("nb", catalog::FormatKind::json), "Feltet «timer»: post 2 (linje 1) og 4 (linje 1)."))
        << told("nb", catalog::FormatKind::json);
}

TEST(ReceiptHead, TellsWhatWasDecided) {
    DeliveryOutcome held = of_records(0, 0, 4);
    held.outcome = model::Outcome::held;
    held.reason = "INT-F003: 4 of 4 records";
    held.decisions = {{"", false, "2026-11-23T08:00:00.000000Z", "feil måned"}};
    EXPECT_EQ(head_in("nb", held),
              "Leveransen er vurdert og avvist. Ingenting av den er lastet inn.|Begrunnelse fra oss: feil "
              "måned.|Rett filen og send den på nytt.|Er noe godkjent for perioden fra før, gjelder det fortsatt.|");
    DeliveryOutcome released = of_records(4, 0);
    released.decisions = {{"", true, "", "avtalt"}};
    EXPECT_EQ(head_in("nb", released),
              "Alle 4 postene er lastet inn.|Leveransen var holdt tilbake og er godkjent etter vurdering.|");
    DeliveryOutcome slice = of_records(3, 0, 1);
    slice.decisions = {{"3905", false, "", "gjelder en annen"}};
    EXPECT_EQ(head_in("nb", slice),
              "3 av 4 poster er lastet inn; 1 er holdt tilbake.|3905: vurdert og avvist, ikke lastet inn. Begrunnelse "
              "fra oss: gjelder en annen.|");
    DeliveryOutcome retracted = of_records(4, 0);
    retracted.retracted = true;
    EXPECT_EQ(head_in("nb", retracted).find("Leveransen ble lastet inn, men er senere trukket tilbake av oss."), 0U);
}

TEST(ReceiptText, SaysWhatIsExpectedAndWhereInWorkbooksAndLines) {
    DeliveryOutcome outcome = of_records(3, 4);
    outcome.records.rejected_by_rule = {{"SYS-F002", 3}, {"SYS-F003", 1}};
    outcome.findings = {finding("SYS-F002", 2, "hours"), finding("SYS-F002", 3, "start"),
                        finding("SYS-F003", 4, "end_reason")};
    std::string text = text_in("nb", outcome);
    EXPECT_NE(text.find("Kolonnen «timer»: linje 3. Skriv et heltall, for eksempel 12.\n"), std::string::npos) << text;
    EXPECT_NE(text.find("Kolonnen «startdato»: linje 4. Skriv datoen som åååå-mm-dd, for eksempel 2026-11-01.\n"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("   + 1 sted til.\n"), std::string::npos) << text;
    EXPECT_NE(text.find("(Avslutningsårsak): linje 5. Skriv høyst 4 tegn.\n"), std::string::npos) << text;
    for (auto& found : outcome.findings) {
        found.place.sheet = 1;
        found.place.column = 28;
    }
    outcome.findings[1].place.column = 0;
    text = text_in("en", outcome);
    EXPECT_NE(text.find("Column “timer”: sheet 1, cell AB3. Write a whole number"), std::string::npos) << text;
    EXPECT_NE(text.find("Column “startdato”: sheet 1, row 4."), std::string::npos) << text;
}

TEST(ReceiptText, TellsOfTheWholeDeliveryAndOfCellsAndUnknownRules) {
    DeliveryOutcome outcome = outcome_with_faults();
    outcome.findings = {finding("SYS-A003", 0, ""), finding("XYZ-F001", 4, "value", 9), finding("XYZ-F001", 5, "", 2)};
    outcome.records.flagged_by_rule = {{"XYZ-F001", 2}};
    const std::string text = text_in("nb", outcome);
    EXPECT_NE(text.find("SYS-A003 (feil): gjelder hele leveransen\n   Regelen mangler forklaring."), std::string::npos)
        << text;
    EXPECT_NE(text.find("   Feltet «value»: linje 5 (kolonne 9).\n   Linje 6 (kolonne 2).\n"), std::string::npos)
        << text;
}

TEST(ReceiptText, NamesAllColumnsOfAKeyThatClashes) {
    DeliveryOutcome outcome = of_records(3, 2);
    outcome.records.rejected_by_rule = {{"SYS-U001", 2}};
    outcome.findings = {finding("SYS-U001", 2, ""), finding("SYS-U001", 3, "")};
    EXPECT_NE(text_in("nb", outcome).find("Kolonnene «startdato» og «timer»: linje 3 og 4.\n"), std::string::npos)
        << text_in("nb", outcome);
}

model::Finding taken_out(model::RuleCode code, std::uint64_t record, const std::string& field) {
    model::Finding found = finding(code, record, field);
    found.action = model::Action::null_field;
    return found;
}

/// What is held or was refused is nowhere called loaded.
TEST(ReceiptText, SaysOfHeldRecordsWhatWasFoundInThem) {
    DeliveryOutcome held = of_records(0, 0, 21);
    held.outcome = model::Outcome::held;
    held.reason = "SYS-E016: the trailer is missing: the delivery is not complete";
    held.findings = {finding("INT-R010", 15, "start"), finding("INT-R010", 16, "start"), finding("SYS-E016", 0, ""),
                     taken_out("INT-F003", 3, "end_reason")};
    held.records.flagged_by_rule = {{"INT-R010", 2}, {"INT-F003", 1}};
    const std::string nb = text_in("nb", held), nn = text_in("nn", held), en = text_in("en", held);
    for (const char* part : {"Av dem som er holdt tilbake:\n  Verdier som ikke kan lastes inn ", "  Merknader  ",
                             "INT-R010 (advarsel): 2 poster har merknader\n",
                             "INT-F003 (feil): 1 post har en verdi som ikke kan lastes inn\n",
                             "1. SYS-E016 (feil): gjelder hele leveransen\n   Sluttlinjen mangler, så filen kan være "
                             "kuttet.\n",
                             "Grunn: Sluttlinjen mangler, så filen kan være kuttet (SYS-E016).\n"})
        EXPECT_NE(nb.find(part), std::string::npos) << part << "\n" << nb;
    for (const char* part : {"Av dei som er haldne tilbake:", "2 postar har merknader",
                             "1 post har ein verdi som ikkje", "Sluttlinja manglar, så fila kan vere kutta"})
        EXPECT_NE(nn.find(part), std::string::npos) << part << "\n" << nn;
    for (const char* part : {"Of those that are held:", "2 records have notes", "1 record has a value that cannot",
                             "The trailer is missing, so the file may have been cut"})
        EXPECT_NE(en.find(part), std::string::npos) << part << "\n" << en;
    EXPECT_EQ(nb.find("lastet inn med"), std::string::npos) << nb;
    EXPECT_EQ(nb.find("Av dem som er lastet inn:"), std::string::npos) << nb;
    DeliveryOutcome some = of_records(3, 0, 1);
    some.records.flagged_by_rule = {{"INT-R010", 2}};
    const std::string text = text_in("nb", some);
    for (const char* part : {"Det er 2 merknader til postene.", "Av dem som er lastet inn eller holdt tilbake:",
                             "INT-R010 (advarsel): 2 poster har merknader"})
        EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
    held.decisions = {{"", false, "", "feil måned"}};
    EXPECT_NE(text_in("nb", held).find("Av dem som er avvist:"), std::string::npos) << text_in("nb", held);
}

TEST(ReceiptText, SaysThatARecordWasLoadedWithoutAValue) {
    DeliveryOutcome outcome = of_records(9, 0);
    outcome.findings = {taken_out("INT-F003", 5, "end_reason"), finding("INT-R010", 7, "start")};
    outcome.records.flagged_by_rule = {{"INT-F003", 1}, {"INT-R010", 1}};
    const auto says = [&](const char* language, const char* part) {
        const std::string text = text_in(language, outcome);
        EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
    };
    says("nb", "INT-F003 (feil): 1 post lastet inn uten verdien\n");
    says("nn", "INT-F003 (feil): 1 post lasta inn utan verdien\n");
    says("en", "INT-F003 (error): 1 record loaded without the value\n");
    says("nb", "INT-R010 (advarsel): 1 post lastet inn med merknad\n");
    says("nb", "Det er 1 merknad til innlastede poster. 1 verdi kan ikke lastes inn.");
    says("nb", "\n  Verdier som ikke kan lastes inn          1\n  Merknader                                1\n");
    const auto json = nlohmann::json::parse(receipt_json(make_receipt(outcome, sender_in("nb"), declared())));
    EXPECT_EQ(json["remarks"], 2);
    EXPECT_EQ(json["emptied"], 1);
    EXPECT_EQ(json["rules"][0]["empties"], true);
}

/// A wrong total is told with its numbers, each kind in a sentence of its own.
TEST(ReceiptText, TellsTotalsThatAreWrong) {
    const auto told = [](const std::string& language, const std::string& particulars) {
        DeliveryOutcome held = of_records(0, 0, 21);
        held.outcome = model::Outcome::held;
        held.reason = "SYS-E016: " + particulars;
        held.findings = {finding("SYS-E016", 0, "")};
        const auto receipt = make_receipt(std::move(held), sender_in(language), declared());
        EXPECT_EQ(receipt.rules.front().text, receipt.held.front().text);
        return receipt.held.front().text;
    };
    const std::string count = "the trailer states 12,480 records, the delivery has 21";
    EXPECT_EQ(told("nb", count), "Filen oppgir at antallet poster er 12\u00a0480, men antallet er 21.");
    EXPECT_EQ(told("nn", count), "Fila oppgir at talet på postar er 12\u00a0480, men talet er 21.");
    EXPECT_EQ(told("en", count), "The file states that the number of records is 12,480, but it is 21.");
    const std::string sum = "the trailer states 111,222,333.50 as the sum of 'timer', the records come to -1.00";
    EXPECT_EQ(told("nb", sum),
              "Sluttlinjen oppgir 111\u00a0222\u00a0333,50 som summen av «timer», men summen av postene er -1,00.");
    EXPECT_EQ(told("en", sum),
              "The trailer states 111,222,333.50 as the sum of “timer”, but the sum of the records is -1.00.");
    EXPECT_EQ(told("nn", "the trailer states another sum of 'timer' than the records come to"),
              "Sluttlinja oppgir ein annan sum av «timer» enn summen av postane.");
    EXPECT_EQ(told("nb", "the count of records is missing: the delivery is not complete"),
              "Filen oppgir ikke hvor mange poster den har.");
    EXPECT_EQ(told("nb", "cell 4 of the trailer is no sum of 'timer'"),
              "Antallet eller summen som filen oppgir, er ikke et tall.");
    EXPECT_EQ(told("nb", "something else"), "") << "then the rule's own text, which this rule book lacks";
}

/// Without a period a delivery is known by its name and by the parts it holds.
TEST(ReceiptText, NamesTheFileAndItsPartsWhereThereIsNoPeriod) {
    DeliveryOutcome outcome = of_records(3, 0);
    outcome.unit.period = "all";
    outcome.file_name = "resultat-3.csv";
    outcome.part_field = "end_reason";
    outcome.parts = {"NP08-3", "NP08-4"};
    const std::string text = text_in("nb", outcome);
    EXPECT_NE(text.find("Introduksjonsprogram, Avslutningsårsak NP08-3 og NP08-4\n"), std::string::npos) << text;
    EXPECT_NE(text.find("«resultat-3.csv», fil nr. 3, mottatt"), std::string::npos) << text;
    outcome.parts.clear();
    EXPECT_NE(text_in("nb", outcome).find("Introduksjonsprogram, alle perioder\n"), std::string::npos);
}

TEST(ReceiptText, CountsWhatWeChangedOurselves) {
    DeliveryOutcome outcome = of_records(3, 0);
    outcome.records.changed_by_kind = {{"invisible", 1}, {"whitespace", 12}};
    EXPECT_NE(
        text_in("nb", outcome)
            .find("Av dem som er lastet inn:\n  Endret av oss: usynlige tegn fjernet             1\n  Endret av oss: "
                  "mellomrom rundt verdier fjernet  12\n"),
        std::string::npos)
        << text_in("nb", outcome);
    EXPECT_EQ(nlohmann::json::parse(
                  receipt_json(make_receipt(outcome, sender_in("nb"), declared())))["changed_by_kind"]["whitespace"],
              12);
}

/// A fault of the file is the cause of faults in its records, says itself how to go on, and stands in no line.
TEST(ReceiptText, TellsFaultsOfTheFileFirst) {
    DeliveryOutcome told = outcome_with_faults();
    model::Finding zeros;
    zeros.code = "SYS-F005";
    zeros.severity = model::Severity::warning;
    zeros.place.line = 1;
    told.findings.push_back(zeros);
    const Receipt receipt = make_receipt(told, sender_in("nb"), declared());
    EXPECT_EQ(receipt.rules.front().code, "SYS-F005");
    EXPECT_TRUE(receipt.asks_for_repair());
    EXPECT_EQ(receipt_text(receipt).find("Linje 1."), std::string::npos);
    told.records = {};
    told.findings = {zeros};
    EXPECT_FALSE(make_receipt(told, sender_in("nb"), declared()).asks_for_repair());
}

/// The list of faults is the reason, so nobody is asked to call for it.
TEST(ReceiptHead, NeedsNoReasonWhereEveryRecordWasRejected) {
    DeliveryOutcome rejected = outcome_with_faults();
    rejected.outcome = model::Outcome::rejected;
    rejected.reason = "none of the 40 records could be loaded (INT-F003 40)";
    const Receipt receipt = make_receipt(rejected, sender_in("nb"), declared());
    EXPECT_TRUE(receipt.held.empty());
    EXPECT_EQ(receipt_text(receipt).find("Ta kontakt med oss"), std::string::npos);
}

TEST(ReceiptText, NamesWhomToAskAndTheDueDate) {
    Declared asked = declared();
    asked.contact = "datainn@example.org";
    asked.due = {{"nb", "den 10. i hver måned"}, {"en", "the 10th of each month"}};
    const auto text = receipt_text(make_receipt(outcome_with_faults(), sender_in("nn"), asked));
    EXPECT_NE(text.find("Frist: den 10. i hver måned.\nSpørsmål om kvitteringa: datainn@example.org\n"),
              std::string::npos)
        << text;
}

/// What the style of letters demands (docs of the directorate: one verb, no blame, no "må" for an order).
TEST(ReceiptWords, KeepOneStyle) {
    for (const char* language : {"nb", "nn", "en"}) {
        std::string all;
        for (const auto outcome :
             {model::Outcome::loaded, model::Outcome::held, model::Outcome::rejected, model::Outcome::failed}) {
            DeliveryOutcome told = outcome_with_faults();
            told.outcome = outcome;
            all += text_in(language, told);
        }
        for (const auto& [code, entry] : rules::RuleBook::program().entries()) {
            for (const auto* texts : {&entry.text, &entry.fix}) {
                const std::string& told = texts->at(language);
                EXPECT_TRUE(told.ends_with('.')) << code.str() << ": " << told;
                all += told + "\n";
            }
        }
        for (const char* word :
             {"ever på nytt",    "everer på nytt", "korriger",     "rapporter",
              "aksepter",        "blokker",        "må rettes",    "må rettast",
              "borte fra neste", "nulltegn",       "nullteikn",    "bytemerke",
              " ledende null",   " leiande null",  "mange færre",  "tilordning",
              "Kort ned",        "repair",         "eliver again", language == std::string("nn") ? "gjaldt" : "galdt"})
            EXPECT_EQ(all.find(word), std::string::npos) << word << " in " << language;
        EXPECT_NE(all.find(language == std::string("en")   ? "send the whole file again"
                           : language == std::string("nn") ? "send heile fila på nytt"
                                                           : "send hele filen på nytt"),
                  std::string::npos);
    }
}

TEST(ReceiptJson, HoldsCountsOfTheAccountAndPlaces) {
    const auto json =
        nlohmann::json::parse(receipt_json(make_receipt(outcome_with_faults(), sender_in("nb"), declared())));
    EXPECT_EQ(json["schema"], "tilsig.receipt/1");
    EXPECT_EQ(json["delivery"]["seq"], 3);
    EXPECT_EQ(json["delivery"]["sha256_prefix"], sha256_hex("delivery").substr(0, 12));
    EXPECT_EQ(json["outcome"], "loaded");
    EXPECT_EQ(json["records"]["read"], 40);
    EXPECT_EQ(json["records"]["loaded"], 33);
    EXPECT_EQ(json["records"]["rejected"], 5);
    EXPECT_EQ(json["filtered_by_reason"]["other_programme"], 1);
    ASSERT_EQ(json["rules"].size(), 2U);
    // Five were rejected although only three findings were handed over for display.
    EXPECT_EQ(json["rules"][0]["code"], "INT-F003");
    EXPECT_EQ(json["rules"][0]["rejected"], 5);
    EXPECT_EQ(json["rules"][0]["more_places"], 2);
    EXPECT_EQ(
        json["rules"][0]["places"][0],
        (nlohmann::json{{"record", 2}, {"line", 3}, {"field", "end_reason"}, {"column_name", "avslutningsaarsak"}}));
    EXPECT_EQ(json["summary"][0].get<std::string>().find("33 av 40 poster er lastet inn"), 0U);
    EXPECT_EQ(json["rules"][1]["flagged"], 1);
    EXPECT_EQ(json["rules"][1]["severity"], "warning");
}

TEST(ReceiptJson, ShowsTheFirstPlacesOnlyAndCountsTheRest) {
    DeliveryOutcome outcome = outcome_with_faults();
    outcome.findings.clear();
    for (std::uint64_t record = 100; record > 0; --record)
        outcome.findings.push_back(finding("INT-F003", record, "end_reason"));
    outcome.records.read += 95;
    outcome.records.rejected += 95;
    outcome.records.rejected_by_rule["INT-F003"] = 100;
    const Receipt receipt = make_receipt(outcome, sender_in("nb"), declared());
    ASSERT_EQ(receipt.rules[0].places.size(), shown_places);
    EXPECT_EQ(receipt.rules[0].places.front().record, 1U);
    EXPECT_NE(receipt_text(receipt).find("20, 21 og 80 til"), std::string::npos) << receipt_text(receipt);
}

TEST(Receipt, AnAccountThatDoesNotCloseIsNotTold) {
    DeliveryOutcome outcome = outcome_with_faults();
    ++outcome.records.accepted;
    EXPECT_THROW(static_cast<void>(make_receipt(outcome, sender_in("nb"), declared())), Error);
}

TEST(Receipt, HoldsNoNumberOfAPersonWhateverItIsGiven) {
    DeliveryOutcome outcome = outcome_with_faults();
    const std::string canary = "15860560043";
    outcome.outcome = model::Outcome::held;
    outcome.reason = "record of " + canary;
    outcome.findings[0].message = "value " + canary;
    outcome.held_slices[canary] = canary;
    outcome.decisions = {{canary, false, "", "of " + canary}, {"", false, "", canary}};
    for (const char* language : {"nb", "nn", "en"}) {
        const Receipt receipt = make_receipt(outcome, sender_in(language), declared());
        EXPECT_EQ(receipt_json(receipt).find(canary), std::string::npos);
        EXPECT_EQ(receipt_text(receipt).find(canary), std::string::npos);
    }
}

TEST(Receipt, FallsBackToTheNearestLanguage) {
    const auto only = [](std::map<std::string, std::string> texts) {
        return declared([texts = std::move(texts)](std::string_view) {
            return std::optional<RuleInfo>{{model::Severity::error, texts, {}}};
        });
    };
    const auto told = [&](const char* language, std::map<std::string, std::string> texts) {
        return make_receipt(outcome_with_faults(), sender_in(language), only(std::move(texts))).rules[0].text;
    };
    EXPECT_EQ(told("nn", {{"nb", "bokmål"}, {"en", "English"}}), "bokmål");
    EXPECT_EQ(told("nb", {{"nn", "nynorsk"}, {"en", "English"}}), "nynorsk");
    EXPECT_EQ(told("nb", {{"en", "English"}}), "English");
    EXPECT_EQ(told("en", {{"nb", "bokmål"}}), "bokmål");
    EXPECT_EQ(told("en", {}), "");
}

}  // namespace
}  // namespace tilsig::alert

// What a receipt says, in three languages and for machines.
#include <nlohmann/json.hpp>

#include "alert/receipt_words.hpp"
#include "base/error.hpp"
#include "receipt_fixture.hpp"

namespace tilsig::alert {
namespace {

std::string text_in(const std::string& language, DeliveryOutcome outcome = outcome_with_faults()) {
    return receipt_text(make_receipt(std::move(outcome), sender_in(language), rule_texts));
}

TEST(ReceiptText, Bokmal) {
    EXPECT_EQ(text_in("nb"), R"(KVITTERING FOR LEVERANSE

Avsender:    Halden (k0101)
Leveranse:   municipal.intro, periode 2008, nr. 3
Mottatt:     22.11.2026 kl. 04.00 (norsk tid)
Kontrollsum: SHA-256 av filen begynner med b4af39d5b65a

Leveransen er lastet inn, men noe må rettes.

Poster i leveransen                        40
  Lastet inn                               33
  Duplikater av andre poster i leveransen   1
  Avvist                                    5
  Utelatt etter avtale                      1
  Holdt tilbake                             0
Merknader til poster som er lastet inn      1

FEIL OG MERKNADER

1. INT-F003 (feil): 5 poster avvist
   Avslutningsårsak mangler.
   Slik retter dere det: Registrer årsaken i saken.
   Felt end_reason: linje 3, 8, 13 og 2 til

2. INT-R010 (advarsel): 1 post lastet inn med merknad
   Startdato er før vedtaksdato.
   Felt start: linje 31

Rett opplysningene i Visma Flyktning og lever på nytt. Det som er rettet, er borte fra neste kvittering.
Kvitteringen inneholder ingen personopplysninger.
)");
}

TEST(ReceiptText, Nynorsk) {
    EXPECT_EQ(text_in("nn"), R"(KVITTERING FOR LEVERANSE

Avsendar:    Halden (k0101)
Leveranse:   municipal.intro, periode 2008, nr. 3
Motteken:    22.11.2026 kl. 04.00 (norsk tid)
Kontrollsum: SHA-256 av fila byrjar med b4af39d5b65a

Leveransen er lasta inn, men noko må rettast.

Postar i leveransen                      40
  Lasta inn                              33
  Duplikat av andre postar i leveransen   1
  Avviste                                 5
  Utelatne etter avtale                   1
  Haldne tilbake                          0
Merknader til postar som er lasta inn     1

FEIL OG MERKNADER

1. INT-F003 (feil): 5 postar avviste
   Avslutningsårsak manglar.
   Slik rettar de det: Registrer årsaka i saka.
   Felt end_reason: linje 3, 8, 13 og 2 til

2. INT-R010 (åtvaring): 1 post lasta inn med merknad
   Startdato er før vedtaksdato.
   Felt start: linje 31

Rett opplysningane i Visma Flyktning og lever på nytt. Det som er retta, er borte frå neste kvittering.
Kvitteringa inneheld ingen personopplysningar.
)");
}

TEST(ReceiptText, English) {
    EXPECT_EQ(text_in("en"), R"(RECEIPT FOR A DELIVERY

Sender:   Halden (k0101)
Delivery: municipal.intro, period 2008, no. 3
Received: 22 November 2026, 04:00 (Norwegian time)
Checksum: SHA-256 of the file begins with b4af39d5b65a

The delivery was loaded, but something needs correcting.

Records in the delivery                        40
  Loaded                                       33
  Duplicates of other records in the delivery   1
  Rejected                                      5
  Left out by agreement                         1
  Held back                                     0
Remarks on loaded records                       1

FAULTS AND REMARKS

1. INT-F003 (error): 5 records rejected
   The end reason is missing.
   How to repair it: Enter the reason in the case.
   Field end_reason: lines 3, 8, 13 and 2 more

2. INT-R010 (warning): 1 record loaded with a remark
   The start lies before the decision.
   Field start: line 31

Correct the data in Visma Flyktning and deliver again. What has been corrected is gone from the next receipt.
This receipt holds no personal data.
)");
}

TEST(ReceiptText, SaysEachOutcomeInOneSentence) {
    DeliveryOutcome clean = outcome_with_faults();
    clean.records = {};
    clean.records.read = clean.records.accepted = 12480;
    clean.findings.clear();
    EXPECT_NE(text_in("nb", clean).find("Leveransen er lastet inn uten feil."), std::string::npos);
    EXPECT_NE(text_in("nb", clean).find("12\u00a0480"), std::string::npos);
    EXPECT_NE(text_in("en", clean).find("12,480"), std::string::npos);
    EXPECT_EQ(text_in("nb", clean).find("Rett opplysningene"), std::string::npos);
    const std::vector<std::pair<model::Outcome, std::string>> sentences{
        {model::Outcome::held, "Leveransen er motteken, men blir halden tilbake"},
        {model::Outcome::rejected, "Heile leveransen er avvist"},
        {model::Outcome::failed, "Det oppstod ein teknisk feil hos oss"},
        {model::Outcome::nothing_new, "Leveransen inneheld ikkje noko nytt"}};
    for (const auto& [outcome, sentence] : sentences) {
        clean.outcome = outcome;
        clean.reason = "the trailer states 50 records";
        const std::string text = text_in("nn", clean);
        EXPECT_NE(text.find(sentence), std::string::npos) << text;
        const bool reason_told = text.find("Årsak (på engelsk): the trailer states 50 records") != std::string::npos;
        EXPECT_EQ(reason_told, outcome == model::Outcome::held || outcome == model::Outcome::rejected) << text;
    }
    clean.outcome = model::Outcome::late;
    EXPECT_THROW(text_in("nb", clean), Error);
}

TEST(ReceiptText, TellsOfTheWholeDeliveryAndOfCellsAndUnknownRules) {
    DeliveryOutcome outcome = outcome_with_faults();
    outcome.outcome = model::Outcome::held;
    outcome.findings = {finding("SYS-A003", 0, ""), finding("XYZ-F001", 4, "value", 9)};
    outcome.records.flagged_by_rule = {{"XYZ-F001", 1}};
    outcome.held_slices = {{"0301", "shrunken"}, {"030112", "shrunken"}, {"12345678901", "rule"}};
    const std::string text = text_in("nb", outcome);
    EXPECT_NE(text.find("SYS-A003 (feil): gjelder hele leveransen\n   Regelen mangler forklaring."), std::string::npos)
        << text;
    EXPECT_NE(text.find("Felt value: linje 5 (kolonne 9)\n"), std::string::npos) << text;
    EXPECT_NE(text.find("Opplysninger som er holdt tilbake, gjelder: 0301, 030112 og ?."), std::string::npos) << text;
}

TEST(ReceiptWords, NumbersListsAndDates) {
    const Words& nb = words_for("nb");
    EXPECT_EQ(number_text(0, nb), "0");
    EXPECT_EQ(number_text(9999, nb), "9999");
    EXPECT_EQ(number_text(10000, nb), "10\u00a0000");
    EXPECT_EQ(number_text(1234567, nb), "1\u00a0234\u00a0567");
    EXPECT_EQ(number_text(1000, words_for("en")), "1,000");
    EXPECT_EQ(list_text({}, nb), "");
    EXPECT_EQ(list_text({"3"}, nb), "3");
    EXPECT_EQ(list_text({"3", "8"}, nb), "3 og 8");
    EXPECT_EQ(list_text({"3", "8", "12"}, words_for("en")), "3, 8 and 12");
    EXPECT_EQ(local_time_text("2026-07-01T22:30:00.000000Z", "nb"), "02.07.2026 kl. 00.30");
    EXPECT_EQ(local_time_text("2026-01-01T22:30:00.000000Z", "nn"), "01.01.2026 kl. 23.30");
}

TEST(ReceiptJson, HoldsCountsOfTheAccountAndPlaces) {
    const auto json =
        nlohmann::json::parse(receipt_json(make_receipt(outcome_with_faults(), sender_in("nb"), rule_texts)));
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
    EXPECT_EQ(json["rules"][0]["places"][0], (nlohmann::json{{"record", 2}, {"line", 3}, {"field", "end_reason"}}));
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
    const Receipt receipt = make_receipt(outcome, sender_in("nb"), rule_texts);
    ASSERT_EQ(receipt.rules[0].places.size(), shown_places);
    EXPECT_EQ(receipt.rules[0].places.front().record, 1U);
    EXPECT_NE(receipt_text(receipt).find("20, 21 og 80 til"), std::string::npos) << receipt_text(receipt);
}

TEST(Receipt, AnAccountThatDoesNotCloseIsNotTold) {
    DeliveryOutcome outcome = outcome_with_faults();
    ++outcome.records.accepted;
    EXPECT_THROW(static_cast<void>(make_receipt(outcome, sender_in("nb"), rule_texts)), Error);
}

TEST(Receipt, HoldsNoNumberOfAPersonWhateverItIsGiven) {
    DeliveryOutcome outcome = outcome_with_faults();
    const std::string canary = "15860560043";
    outcome.outcome = model::Outcome::held;
    outcome.reason = "record of " + canary;
    outcome.findings[0].message = "value " + canary;
    outcome.held_slices[canary] = canary;
    for (const char* language : {"nb", "nn", "en"}) {
        const Receipt receipt = make_receipt(outcome, sender_in(language), rule_texts);
        EXPECT_EQ(receipt_json(receipt).find(canary), std::string::npos);
        EXPECT_EQ(receipt_text(receipt).find(canary), std::string::npos);
    }
}

TEST(Receipt, FallsBackToTheNearestLanguage) {
    const auto only = [](std::map<std::string, std::string> texts) {
        return [texts = std::move(texts)](std::string_view) {
            return std::optional<RuleInfo>{{model::Severity::error, texts, {}}};
        };
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

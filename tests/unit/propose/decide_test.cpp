// From what was seen to a type: certain, or text.
#include "propose_support.hpp"

namespace tilsig::propose::testing {
namespace {

using model::Type;

class Decide : public Proposing {};

TEST_F(Decide, ALeadingZeroMeansText) {
    const auto proposal = proposed("saksnr;antall\n0017;1\n1234;20\n5678;300\n");
    const auto& number = field(proposal, "saksnr");
    EXPECT_EQ(number.field.type, Type::text);
    EXPECT_TRUE(
        says(number.evidence, "3 of 3 values are digits, 1 begin with 0: text, because a number loses leading zeros"));
    EXPECT_EQ(field(proposal, "antall").field.type, Type::integer);
}

TEST_F(Decide, NumbersOfPersonsArePersonalAndAreShownNowhere) {
    // Synthetic: month + 80.
    const auto proposal = proposed("nr;merknad;kommune\n03851598730;ringte 038515 98730;0301\n30908299902;;1103\n");
    for (const char* name : {"nr", "merknad"}) EXPECT_TRUE(field(proposal, name).is_personal()) << name;
    EXPECT_FALSE(field(proposal, "kommune").is_personal());
    EXPECT_TRUE(says(field(proposal, "nr").evidence, "2 of 2 values are personal identifiers by their check digits"));
    const auto text = all_text(proposal);
    for (const char* digits : {"03851598730", "30908299902", "98730"}) EXPECT_FALSE(has(text, digits)) << text;
    EXPECT_TRUE(has(text, "privacy: personal"));
    EXPECT_TRUE(has(text, "  nr: Personal;")) << "ignored with a reason";
    EXPECT_EQ(proposal.table.find("nr"), nullptr);
}

TEST_F(Decide, NoValueOfAnyColumnIsShown) {
    const auto proposal = proposed("saksnr;gruppe\nAB-12;Rosa\nCD-34;Rosa\nEF-56;Rosa\n");
    EXPECT_TRUE(says(field(proposal, "saksnr").evidence, "every value has the shape AA-99"));
    for (const char* value : {"AB-12", "CD-34", "EF-56", "Rosa"}) EXPECT_FALSE(has(all_text(proposal), value)) << value;
}

TEST_F(Decide, OtherIdentifiersAndHeadersOfPersonsToo) {
    const auto proposal = proposed(
        "orgnr;kortnr;etternavn;epost\n974760673;3085159873;A;a@example.org\n971032081;3090829990;B;b@example.org\n");
    EXPECT_TRUE(says(field(proposal, "orgnr").evidence, "2 of 2 values are organisation numbers"));
    EXPECT_TRUE(says(field(proposal, "etternavn").evidence, "the header holds the word 'etternavn'"));
    EXPECT_TRUE(says(field(proposal, "epost").evidence, "the header holds the word 'epost'"));
    EXPECT_TRUE(field(proposal, "orgnr").is_personal());
    EXPECT_FALSE(field(proposal, "kortnr").is_personal()) << "ten digits that are no number with its zero lost";
}

TEST_F(Decide, ALostLeadingZeroOfAPersonIsStillAPerson) {
    const auto proposal = proposed("nr;kommune\n3851598730;0301\n3851598730;1103\n");
    EXPECT_TRUE(says(field(proposal, "nr").evidence, "have lost their leading zero")) << all_text(proposal);
}

TEST_F(Decide, ANameOfAPersonalIdentifierIsEnough) {
    for (const char* header :
         {"fnr", "FNR", "soker_fnr", "brukerFnr", "personnr", "Person-nr", "dnr", "D-nummer", "Fødselsnummer",
          "fodselsnr", "DUF-nummer", "national id", "social security number", "SSN", "date of birth", "født"}) {
        const std::string dates =
            std::string(header) == "født" ? "01.02.1990;a\n02.03.1991;b\n" : "xxxxxx12345;a\n123;b\n";
        const auto proposal = proposed(std::string(header) + ";kode\n" + dates);
        EXPECT_TRUE(proposal.fields.front().is_personal()) << header;
        EXPECT_FALSE(proposal.fields.back().is_personal()) << header;
    }
}

TEST_F(Decide, APlaceOfBirthIsADimension) {
    const auto proposal = proposed("country of birth;birth;Norskfødte;antall\nSO;a;x;1\nSY;b;y;2\n");
    for (const auto& field : proposal.fields) EXPECT_FALSE(field.is_personal()) << field.title;
}

TEST_F(Decide, DigitsAroundAMarkAreNoIdentifierAndOneHitAmongNumbersIsAsked) {
    const auto shares = proposed("Kommunenr;Andel\n0301;62.919960022\n1103;61.5\n4601;60.25\n5001;59.1\n");
    EXPECT_EQ(field(shares, "andel").field.type, Type::decimal);
    EXPECT_TRUE(field(shares, "andel").to_decide.empty());

    const auto with = [&](const std::string& header, const std::string& more) {
        std::string text = "sted;" + header + "\n";
        for (int i = 0; i < 60; ++i) text += "s" + std::to_string(i) + ";" + std::to_string(i + 1) + "\n";
        Request request;
        request.header = HeaderWord::present;
        return proposed(text + more, request);
    };
    const auto one = with("belop", "x;30908299902\n");
    EXPECT_EQ(field(one, "belop").field.type, Type::integer);
    EXPECT_TRUE(says(field(one, "belop").to_decide, "1 of 61 values has the check digits of a personal identifier"));
    EXPECT_FALSE(has(all_text(one), "30908299902"));
    EXPECT_TRUE(field(with("belop", "x;30908299902\ny;03851598730\n"), "belop").is_personal()) << "two are no chance";
    EXPECT_TRUE(field(with("belop", "x;se 30908299902\n"), "belop").is_personal()) << "in a text one is enough";
    EXPECT_TRUE(field(with("saksnr", "x;30908299902\n"), "saksnr").is_personal()) << "written into the wrong field";
}

TEST_F(Decide, NumbersAndDatesInNorwegianForms) {
    const auto proposal = proposed(
        "beloep;andel;dato;maaned;dag\n1 234;0,5;31.01.2025;202501;20250131\n12;12,25;28.02.2025;202502;20250228\n1 "
        "000 000;3;01.03.2025;202503;20250301\n");
    EXPECT_EQ(field(proposal, "beloep").field.type, Type::integer);
    EXPECT_EQ(field(proposal, "beloep").field.format.group_mark, " ");
    EXPECT_EQ(field(proposal, "andel").field.type, Type::decimal);
    EXPECT_EQ(field(proposal, "andel").field.format.decimal_mark, ',');
    EXPECT_EQ(field(proposal, "andel").field.format.scale, 2);
    EXPECT_EQ(field(proposal, "dato").field.format.date, "dd.MM.yyyy");
    EXPECT_EQ(field(proposal, "maaned").field.format.date, "yyyyMM");
    EXPECT_EQ(field(proposal, "dag").field.format.date, "yyyyMMdd");
}

TEST_F(Decide, ThousandsOrThousandthsIsForAPersonToDecide) {
    const auto proposal = proposed("navn;antall\na;1.234\nb;12.345\nc;7\n");
    EXPECT_EQ(field(proposal, "antall").field.type, Type::text);
    EXPECT_TRUE(says(field(proposal, "antall").to_decide, "thousands or decimals?"));
}

TEST_F(Decide, MarkersBecomeReasonsAndAreCounted) {
    const auto proposal = proposed("kommunenr;antall\n0301;12\n1103;:\n4601;.\n5001;\n4204;:\n");
    const auto& count = field(proposal, "antall");
    EXPECT_EQ(count.field.type, Type::integer);
    EXPECT_EQ(count.field.missing.at(":"), "suppressed");
    EXPECT_EQ(count.field.missing.at("."), "not_applicable");
    EXPECT_EQ(count.field.missing.at(""), "missing");
    EXPECT_FALSE(count.field.required);
    EXPECT_TRUE(says(count.evidence, "'.' 1 times (not_applicable), ':' 2 times (suppressed)"));
    EXPECT_TRUE(says(count.evidence, "1 of 5 empty"));
    EXPECT_NE(proposal.table.find("antall_missing"), nullptr);
}

TEST_F(Decide, CodesAreFoundInTheDeclaredLists) {
    const auto proposal = proposed(
        "kommunenr;fylke;landkode;aar;nummer\n0301;03;101;2023;01\n1103;11;404;2024;02\n4601;46;103;2022;03\n");
    EXPECT_EQ(list_of(proposal, "kommunenr"), "municipality");
    EXPECT_TRUE(
        says(field(proposal, "kommunenr").evidence, "all 3 different values are in code list municipality (3 of its "));
    EXPECT_EQ(list_of(proposal, "fylke"), "county");
    EXPECT_EQ(list_of(proposal, "landkode"), "country");
    EXPECT_EQ(list_of(proposal, "nummer"), "none") << "two digits are members of many lists by chance";
    EXPECT_EQ(field(proposal, "aar").field.type, Type::integer) << "2022 to 2024 were municipalities too";
    EXPECT_TRUE(has(all_text(proposal), "- code: OFF-K001"));
}

TEST_F(Decide, CountsAreNoCodes) {
    const auto proposal = proposed("sted;antall\na;1103\nb;301\nc;4601\n");
    EXPECT_EQ(field(proposal, "antall").field.type, Type::integer);
    EXPECT_EQ(field(proposal, "antall").list, nullptr);
}

TEST_F(Decide, ACellOfCodeAndNameIsTwoFields) {
    const auto proposal = proposed("region;antall\n0301 Oslo;1\n1103 Stavanger;2\n4601 Bergen;3\n");
    EXPECT_EQ(field(proposal, "region_code").field.split, "code");
    EXPECT_EQ(field(proposal, "region_name").field.split, "name");
    EXPECT_EQ(list_of(proposal, "region_code"), "municipality");
}

TEST_F(Decide, OneValueThatDoesNotFitKeepsTheColumnText) {
    std::string text = "navn;antall\n";
    for (int i = 0; i < 19; ++i) text += "n" + std::to_string(i) + ";" + std::to_string(i) + "\n";
    const auto proposal = proposed(text + "n19;ca. 5\n");
    EXPECT_EQ(field(proposal, "antall").field.type, Type::text);
    EXPECT_TRUE(says(field(proposal, "antall").evidence, "19 of 20 values are whole numbers, 1 are not: text"));
    EXPECT_FALSE(has(all_text(proposal), "ca. 5"));
}

TEST_F(Decide, DoublesAreRounded) {
    const auto proposal = proposed("navn,andel\na,3.8120317998491298\nb,2.5\n");
    EXPECT_TRUE(field(proposal, "andel").field.format.round);
    EXPECT_EQ(field(proposal, "andel").field.format.scale, 6);
}

TEST_F(Decide, RequiredOnlyWhereNothingIsEmpty) {
    const auto proposal = proposed("kode;b\n1x;x\n2x;\n");
    EXPECT_TRUE(field(proposal, "kode").field.required);
    EXPECT_TRUE(says(field(proposal, "kode").evidence, "0 of 2 empty: required"));
    EXPECT_FALSE(field(proposal, "b").field.required);
}

}  // namespace
}  // namespace tilsig::propose::testing

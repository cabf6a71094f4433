// Which lines are the table, which of its rows are records, and in which letters they are written.
#include "propose_support.hpp"
#include "xlsx_builder.hpp"

namespace tilsig::propose::testing {
namespace {

class Rows : public Proposing {
protected:
    static std::string numbered(int rows, const std::string& quote = "") {
        const std::string between = quote + ";" + quote;
        std::string text;
        for (int i = 0; i < rows; ++i)
            text += quote + std::to_string(1000 + i) + between + (quote.empty() ? "Navn" : "Navn; x") + between +
                    std::to_string(i * 3) + quote + "\n";
        return text;
    }
    static std::string mapping(const Proposal& proposal) {
        for (const auto& file : proposal.files)
            if (file.path.ends_with(".mapping.yaml")) return file.text;
        return "";
    }
    static constexpr const char* places =
        "0301;Oslo;1\n1103;Stavanger;2\n4601;Bergen;3\n5001;Trondheim;4\n5501;Hamar;5\n";
};

TEST_F(Rows, TheDialectOfMostLinesWinsAndTheOthersAreNamed) {
    const auto inch = proposed("\"kode\";\"navn\";\"antall\"\n" + numbered(30, "\"") +
                               "\"2000\";\"19\" rack\";\"90\"\n" + numbered(20, "\""));
    EXPECT_EQ(inch.shape.layout.csv.quote, '"');
    EXPECT_EQ(inch.shape.layout.csv.preface_lines, 0);
    EXPECT_EQ(inch.shape.columns.front().column, "kode");
    EXPECT_EQ(inch.profile.records, 50U);
    EXPECT_TRUE(
        says(inch.shape.to_decide, "1 line is not like the others, and kept out: line 32 (text behind a closing"));
    const auto ragged = proposed("kode;navn;antall\n2000;Navn 3\n" + numbered(40) + "2001;a;b;4\n");
    EXPECT_EQ(ragged.shape.layout.csv.header_rows, 1);
    EXPECT_EQ(ragged.shape.columns.front().column, "kode");
    EXPECT_EQ(ragged.profile.records, 40U);
    EXPECT_TRUE(
        says(ragged.shape.to_decide, "2 lines are not like the others, and kept out: line 2 (2 cells), line 43 (4"));
    const auto open = proposed("kode;navn;antall\n2000;\"Navn;1\n" + numbered(40));
    EXPECT_EQ(open.shape.layout.csv.quote, '\0');
    EXPECT_TRUE(says(open.shape.to_decide, "quotes are text here: line 2 (a quote that is never closed)"));
}

TEST_F(Rows, AFileWithoutATableNamesTheLineAndTheQuote) {
    const auto inch = refusal("kommunenr;navn;merknad\n0301;Oslo;19\" rack; levert\n1103;Stavanger;ok\n");
    EXPECT_TRUE(has(inch, "sample.csv:2: no table recognised")) << inch;
    EXPECT_TRUE(has(inch, "line 2 (a quote inside a cell that does not begin with one)")) << inch;
    const auto blank = refusal("kommunenr, navn, merknad\n0301, \"Oslo, by\", \"ok\"\n1103, \"Hamar\", \"se\"\n");
    EXPECT_TRUE(has(blank, "line 2 (a quote inside a cell")) << blank;
    EXPECT_TRUE(has(blank, "without a blank before")) << blank;
}

TEST_F(Rows, TitlesOfASpreadsheetStandBeforeTheTable) {
    const auto proposal = proposed("Tabell 3;;\n;;\nkommunenr;navn;antall\n" + std::string(places));
    EXPECT_EQ(proposal.shape.layout.csv.preface_lines, 2);
    EXPECT_EQ(list_of(proposal, "kommunenr"), "municipality");
}

TEST_F(Rows, ANoteBelowTheTableIsATrailer) {
    for (const char* note : {"Kilde: Oppdiktet\n", "Kilde: Oppdiktet;;\n"}) {
        const auto proposal = proposed("kommunenr;navn;antall\n" + std::string(places) + note);
        EXPECT_EQ(proposal.shape.layout.csv.trailer_prefix, "Kilde");
        EXPECT_EQ(proposal.profile.records, 5U);
        EXPECT_EQ(proposal.profile.unreadable, 0U);
        EXPECT_TRUE(field(proposal, "antall").field.required);
        EXPECT_TRUE(says(proposal.shape.to_decide, "the last line begins with 'Kilde'"));
        EXPECT_FALSE(has(all_text(proposal), "Oppdiktet"));
    }
    EXPECT_EQ(proposed("navn;antall\nKildebruk;1\nMerkevare;2\n").profile.records, 2U) << "a name is no note";
}

TEST_F(Rows, ARowWithNothingButItsFirstCellIsFilteredAndAsked) {
    const auto text = [](const std::string& cell, const std::string& value) {
        return "<c r=\"" + cell + "\" t=\"inlineStr\"><is><t>" + value + "</t></is></c>";
    };
    std::string rows = "<row r=\"1\">" + text("A1", "kommunenr") + text("B1", "navn") + text("C1", "antall") + "</row>";
    int number = 2;
    for (const char* code : {"0301", "1103", "4601", "5001"}) {
        const std::string at = std::to_string(number++);
        rows += "<row r=\"" + at + "\">" + text("A" + at, code) + text("B" + at, "sted") + "<c r=\"C" + at +
                "\"><v>7</v></c></row>";
    }
    rows += "<row r=\"8\">" + text("A8", "Oppdiktede tall, avrundet til hele personer i hver kommune") + "</row>";
    decode::testing::XlsxBuilder book;
    book.sheet("Tall", rows);
    const auto proposal = proposed(book.bytes());
    EXPECT_EQ(proposal.profile.records, 4U);
    EXPECT_EQ(list_of(proposal, "kommunenr"), "municipality");
    EXPECT_EQ(proposal.table.key, std::vector<std::string>{"kommunenr"});
    EXPECT_EQ(proposal.table.find("kommunenr")->length, 4);
    EXPECT_FALSE(proposal.table.find("antall")->nullable);
    EXPECT_FALSE(field(proposal, "antall").field.required) << "the note is checked before it is filtered";
    EXPECT_GE(field(proposal, "kommunenr").field.max_length, 58);
    EXPECT_TRUE(has(mapping(proposal), "# decide: row 8 is no record of the table")) << mapping(proposal);
    EXPECT_TRUE(has(mapping(proposal), "- {drop: \"navn is null and antall is null\", reason: no_record}"));
    EXPECT_TRUE(has(mapping(proposal), "expect: {$filtered: no_record}"));
    EXPECT_TRUE(has(all_text(proposal), "when: \"not (navn is null and antall is null)\""));
    EXPECT_TRUE(has(all_text(proposal), "4 records and 1 row that is none"));
}

TEST_F(Rows, ASumThatLacksTheCodeIsFilteredAndOneThatHasItIsAsked) {
    const auto lacks = proposed("kommunenr;navn;antall\n" + std::string(places) + ";I alt;15\n");
    EXPECT_EQ(lacks.table.key, std::vector<std::string>{"kommunenr"});
    EXPECT_EQ(lacks.shape.layout.csv.trailer_prefix, ";I alt");
    EXPECT_TRUE(says(lacks.shape.to_decide, "the last line is the sum of the others"));
    const auto above = proposed("kommunenr;navn;antall\n;I alt;15\n" + std::string(places));
    EXPECT_EQ(above.table.key, std::vector<std::string>{"kommunenr"});
    EXPECT_TRUE(has(mapping(above), "# decide: row 2 of the sample is no record, and rejected each time"))
        << mapping(above);
    const auto beside = proposed("sted;gruppe;antall\nx;a;1\ny;b;2\nz;c;3\nv;d;3\nI alt;;9\n");
    EXPECT_TRUE(has(mapping(beside), "drop: \"lower(sted) = 'i alt' and gruppe is null\", reason: sum"))
        << mapping(beside);
    const auto first = proposed("region;antall\nHele landet;6\nOslo;1\nHamar;2\nBergen;3\n");
    EXPECT_EQ(first.profile.records, 4U);
    EXPECT_TRUE(says(field(first, "region").to_decide, "1 record is named like the sum of others"));
}

TEST_F(Rows, ManyHolesAreNoExceptions) {
    const auto proposal = proposed("fylke;kommune;antall\nA;;\nB;x;1\nC;;\nD;y;2\nE;;\nF;;\n");
    EXPECT_EQ(proposal.profile.records, 6U);
    EXPECT_FALSE(has(mapping(proposal), "filters:"));
}

TEST_F(Rows, CodePagesAreSeenInWords) {
    const std::string header = "kommunenr;navn;antall\n0301;Oslo;1\n";
    EXPECT_TRUE(has(refusal(header + "5501;Troms\x9B;2\n1508;\x8Flesund;3\n"), "code page 850 or 865 (DOS)"));
    EXPECT_TRUE(has(refusal(header + "5501;Troms\xBF;2\n1508;\x81lesund;3\n"), "Mac Roman"));
    EXPECT_EQ(proposed(header + "5501;Troms\xF8;2\n1508;\xC5lesund;3\n").shape.layout.encoding,
              catalog::Encoding::iso_8859_1);
    EXPECT_TRUE(says(proposed(header + "5501;TromsÃ¸;2\n1508;x;3\n").shape.to_decide, "1 letter is like 'Ã¸' for 'ø'"));
    EXPECT_TRUE(says(proposed(header + "5501;Troms\xEF\xBF\xBD;2\n1508;x;3\n").shape.to_decide, "1 letter was lost"));
}

TEST_F(Rows, MonthsAndQuartersAsColumnsAreUnpivoted) {
    for (const char* header : {"region;2023K1;2023K2;2023K3", "region;Antall 2024M01;Antall 2024M02;Antall 2024M03",
                               "region;januar 2024;februar 2024;mars 2024"}) {
        const auto proposal = proposed(std::string(header) + "\nOslo;1;2;3\nHamar;4;5;6\n");
        ASSERT_TRUE(proposal.shape.layout.unpivot) << header;
        EXPECT_EQ(proposal.shape.layout.unpivot->headers, std::vector<std::string>{"period"}) << header;
        EXPECT_EQ(proposal.profile.records, 6U);
        EXPECT_EQ(proposal.table.key, (std::vector<std::string>{"region", "period"}));
        EXPECT_EQ(proposal.table.find("period")->title_nb, "Periode");
    }
}

}  // namespace
}  // namespace tilsig::propose::testing

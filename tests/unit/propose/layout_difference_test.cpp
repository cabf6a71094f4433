// A feed that is declared already, and a sample that looks different.
#include "propose/layout_difference.hpp"

#include "propose_support.hpp"
#include "xlsx_builder.hpp"

namespace tilsig::propose::testing {
namespace {

class Differing : public Proposing {
protected:
    LayoutDifference difference(const std::string& feed, const std::string& bytes,
                                const std::string& since = "2026-06") {
        LayoutRequest request;
        request.sample.feed = feed;
        request.sample.file = sample(bytes);
        request.sample.today = 20'000;
        request.since = since;
        const auto& path = declared().contract(feed).path;
        return find_difference(request, declared(), read_file(std::filesystem::path(TILSIG_SOURCE_DIR) / path));
    }
    static std::string of_county(const std::string& header) {
        return header +
               "\nI "
               "alt,100.0,1.7,10.0,4.0,2026,juni\nOslo,60.0,1.7,10.0,4.0,2026,juni\nRogaland,40.0,1.6,5.0,3.5,2026,"
               "juni\n";
    }
    const std::string known =
        "Fylke,Antall,Prosent av arbeidsstyrken,Endring fra i fjor (antall),Endring fra i fjor (prosent),År,Måned";
};

TEST_F(Differing, WhatALayoutReadsAlreadyNeedsNone) {
    const auto made = difference("nav.unemployment_county", of_county(known));
    EXPECT_EQ(made.read_by, "monthly");
    EXPECT_TRUE(made.text.empty());
}

TEST_F(Differing, RenamedColumnsAreFoundByCaseLikenessAndElimination) {
    const auto made =
        difference("nav.unemployment_county", of_county("FYLKE,Antal,Prosent av arbeidsstyrken,Endring fra i fjor "
                                                        "(antall),Endring fra i fjor (prosent),År,Tidsrom"));
    EXPECT_EQ(made.layout.names,
              (std::map<std::string, std::string>{{"FYLKE", "Fylke"}, {"Antal", "Antall"}, {"Tidsrom", "Måned"}}));
    EXPECT_TRUE(says(made.evidence, "'FYLKE' stands for 'Fylke': it differs by case or signs only"));
    EXPECT_TRUE(says(made.to_decide, "'Antal' stands for 'Antall': it is nearly its name"));
    EXPECT_TRUE(says(made.to_decide, "'Tidsrom' stands for 'Måned': it is the only one left whose values fit"));
    EXPECT_EQ(made.ends, "monthly");
    EXPECT_TRUE(has(made.text, "- name: since_2026_06\n  from: 2026-06\n  format: csv\n")) << made.text;
    EXPECT_TRUE(has(made.contract, "- name: monthly\n  to: 2026-05\n  from: 2000\n")) << made.contract;
    EXPECT_LT(made.contract.find("since_2026_06"), made.contract.find("\nfields:"));
}

TEST_F(Differing, AColumnThatIsGoneIsAskedFor) {
    const auto made = difference(
        "nav.unemployment_county",
        "Fylke,Antall,Nytt,Annet,Endring fra i fjor (prosent),År\nOslo,1.0,a,b,2.0,2026\nRogaland,2.0,c,d,2.0,2026\n");
    EXPECT_TRUE(says(made.to_decide, "no column was recognised as 'Måned'")) << join(made.to_decide, "\n");
    EXPECT_TRUE(says(made.not_read, "Nytt"));
}

TEST_F(Differing, DatesInAnotherFormAndTheTrailerStay) {
    const auto& contract = declared().contract("municipal.training");
    std::string header, line;
    for (const auto& field : contract.fields) {
        if (field.optional_column) continue;
        const std::string value = field.type == model::Type::date      ? "2026-01-31"
                                  : field.type == model::Type::integer ? "1"
                                  : field.type == model::Type::decimal ? "1"
                                                                       : "a";
        header += (header.empty() ? "" : ";") + (field.column.empty() ? field.name : field.column);
        line += (line.empty() ? "" : ";") + value;
    }
    const auto made = difference("municipal.training", header + "\n" + line + "\n" + line + "\n#SLUTT;2\n");
    EXPECT_EQ(made.layout.dates, "yyyy-MM-dd") << made.text;
    EXPECT_TRUE(made.layout.names.empty());
    EXPECT_TRUE(has(made.text, "trailer_prefix: \"#SLUTT\", trailer_count_column: 2")) << made.text;
}

TEST_F(Differing, EveryTableOfAWorkbookKeepsItsPlace) {
    using decode::testing::number_cell;
    using decode::testing::row;
    using decode::testing::text_cell;
    const auto sheet = [](const std::string& place) {
        const auto table = [&](const std::string& columns, const std::string& sex) {
            const std::vector<std::string> header{"År",
                                                  "År-måned",
                                                  "",
                                                  place,
                                                  "Arbeidsmarkedsstatus hovedgruppe",
                                                  "Kjønn",
                                                  "Personer i måneden",
                                                  "% av arbeidsstyrken"};
            const std::vector<std::string> values{"2026",        "202606", "Fylker", "03 Oslo",
                                                  "Helt ledige", sex,      "10",     "1.5"};
            std::pair<std::string, std::string> rows;
            for (std::size_t i = 0; i < header.size(); ++i) {
                const std::string letter(1, columns[i]);
                if (!header[i].empty()) rows.first += text_cell(letter + "2", header[i]);
                rows.second +=
                    i == 6 || i == 7 ? number_cell(letter + "3", values[i]) : text_cell(letter + "3", values[i]);
            }
            return rows;
        };
        const auto left = table("BCDEFGHI", "Kvinner"), right = table("KLMNOPQR", "Begge kjønn");
        return row(2, left.first + right.first) + row(3, left.second + right.second);
    };
    decode::testing::XlsxBuilder book;
    book.sheet("Fylker", sheet("Fylke")).sheet("Landet", sheet("Fylke")).sheet("Telemark", sheet("Kommune"));
    const auto made = difference("nav.unemployment", book.bytes());
    EXPECT_EQ(made.layout.xlsx.tables.size(), 6U);
    EXPECT_EQ(made.layout.names,
              (std::map<std::string, std::string>{
                  {"Fylke", "sted"}, {"Kommune", "sted"}, {"Personer i måneden", "Beh personer i mnd"}}))
        << made.text;
    EXPECT_TRUE(has(made.text, "{sheet: \"Telemark\", columns: \"K:R\", header_row: 2, unnamed: [nivaa]}"))
        << made.text;
}

TEST_F(Differing, AnUnknownFeedOrTimeIsRefused) {
    EXPECT_THROW((void)difference("nav.unemployment_county", of_county(known), "soon"), Error);
    LayoutRequest request;
    request.sample.feed = "nav.unknown";
    request.since = "2026";
    try {
        (void)find_difference(request, declared(), "");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::usage);
    }
}

}  // namespace
}  // namespace tilsig::propose::testing

// A sample becomes a feed: proposed, checked, tested, previewed, made active, loaded - without touching what was
// proposed.
#include <gtest/gtest.h>

#include <sys/stat.h>

#include "scenarios/init_installation.hpp"
#include "unit/decode/xlsx_builder.hpp"

namespace tilsig::test {
namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

class Init : public InitStory {
protected:
    /// The whole way; the table then has `records` rows.
    void expect_way(const std::string& feed, const std::string& sample, const std::string& table, int records) {
        const auto proposed = init(feed, sample);
        ASSERT_EQ(proposed.exit_code, 0) << proposed.out << proposed.err;
        expect_declarations_pass();
        expect_preview_takes_all(feed, sample);
        const auto draft = m_here->tilsig("run", {feed, "--from", sample});
        EXPECT_EQ(draft.exit_code, 64) << "a draft is not loaded";
        activate(feed);
        const auto run = m_here->tilsig("run", {feed, "--from", sample, "--json"});
        ASSERT_EQ(run.exit_code, 0) << run.out << run.err;
        EXPECT_EQ(m_here->query("SELECT count(*) FROM " + table), std::to_string(records) + "\n");
    }
};

const std::string csv = "Kommunenr;Måned;Antall;Andel\n0301;202501;1 204;0,5\n1103;202501;:;12,25\n4601;202502;7;3\n";

TEST_P(Init, ACsvSampleBecomesALoadedFeedOfANewSource) {
    expect_way("office.visit", m_here->file("besøk.csv", csv), "fact_office_visit", 3);
    EXPECT_EQ(m_here->query(
                  "SELECT kommunenr, maaned, antall, antall_missing FROM fact_office_visit WHERE kommunenr = '1103'"),
              "1103|2025-01-01||suppressed\n");
    EXPECT_TRUE(std::filesystem::exists(declared("connectors/office/source.yaml")));
    EXPECT_TRUE(std::filesystem::exists(declared("schedules/office.yaml")));
    struct stat found {};
    ASSERT_EQ(::stat(declared("schedules/office.yaml").c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777U, 0644U);
}

TEST_P(Init, AJsonSampleJoinsASourceThatIsThereAndChangesNothingOfIt) {
    const auto before = read_file(declared("connectors/nav/source.yaml"));
    expect_way("nav.course", m_here->file("kurs.json", R"({"next": null, "kurs": [
        {"id": "a1", "kommunenr": "0301", "deltakere": 12, "fra": "2025-01-31"},
        {"id": "a2", "kommunenr": "1103", "deltakere": 7, "fra": "2025-02-28", "merknad": "x"}]})"),
               "fact_nav_course", 2);
    EXPECT_EQ(read_file(declared("connectors/nav/source.yaml")), before);
}

TEST_P(Init, AnXmlSampleBecomesALoadedFeed) {
    expect_way("office.decision",
               m_here->file("vedtak.xml",
                            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<register antall=\"2\"><vedtak "
                            "id=\"1a\"><kommunenr>0301</kommunenr>"
                            "<dato>2025-01-31</dato></vedtak><vedtak "
                            "id=\"2b\"><kommunenr>1103</kommunenr><dato/></vedtak></register>\n"),
               "fact_office_decision", 2);
}

TEST_P(Init, AWorkbookBecomesALoadedFeed) {
    const auto text = [](const std::string& cell, const std::string& value) {
        return "<c r=\"" + cell + "\" t=\"inlineStr\"><is><t>" + value + "</t></is></c>";
    };
    decode::testing::XlsxBuilder book;
    book.sheet("Tall", "<row r=\"1\">" + text("A1", "kommunenr") + text("B1", "antall") + "</row><row r=\"2\">" +
                           text("A2", "0301") + "<c r=\"B2\"><v>12</v></c></row><row r=\"3\">" + text("A3", "1103") +
                           "<c r=\"B3\"><v>7</v></c></row>");
    expect_way("office.figure", m_here->file("tall.xlsx", book.bytes()), "fact_office_figure", 2);
}

TEST_P(Init, AFootnoteOfAWorkbookIsFilteredAndNotLoaded) {
    const auto text = [](const std::string& cell, const std::string& value) {
        return "<c r=\"" + cell + "\" t=\"inlineStr\"><is><t>" + value + "</t></is></c>";
    };
    std::string rows = "<row r=\"1\">" + text("A1", "kommunenr") + text("B1", "navn") + text("C1", "antall") + "</row>";
    int number = 2;
    for (const char* code : {"0301", "1103", "4601", "5001"}) {
        const std::string at = std::to_string(number++);
        rows += "<row r=\"" + at + "\">" + text("A" + at, code) + text("B" + at, "Sted " + at) + "<c r=\"C" + at +
                "\"><v>7</v></c></row>";
    }
    rows += "<row r=\"7\">" + text("A7", "Kilde: oppdiktede tall, avrundet til hele personer") + "</row>";
    decode::testing::XlsxBuilder book;
    book.sheet("Tall", rows);
    expect_way("office.noted", m_here->file("tall.xlsx", book.bytes()), "fact_office_noted", 4);
}

TEST_P(Init, WhatSpreadsheetsAndInterfacesWriteIsLoaded) {
    expect_way(
        "office.share",
        m_here->file(
            "andel.csv",
            "sep=;\r\nkommunenr;skoleår;andel;dato\r\n0301;2024/25;32,6 %;1.2.2025\r\n1103;2024/25;4 "
            "%;11.12.2025\r\n4601;2024/25;7,5 %;3.4.2025\r\n5001;2024/25;12 %;30.9.2025\r\nKilde: oppdiktet\r\n"),
        "fact_office_share", 4);
    EXPECT_EQ(m_here->query("SELECT skoleaar, dato FROM fact_office_share WHERE kommunenr = '0301'"),
              "2024-08-01|2025-02-01\n");
    expect_way("office.answer", m_here->file("svar.json", R"({"count": 2, "next": null, "saker": [
        {"id": "a1", "kommune": {"nr": "0301"}, "antall": 1.2e1}, {"id": "a2", "kommune": {"nr": "1103"}, "antall": 7}]})"),
               "fact_office_answer", 2);
    EXPECT_EQ(m_here->query("SELECT kommune_nr, antall FROM fact_office_answer WHERE id = 'a1'"), "0301|12\n");
}

TEST_P(Init, NothingIsEverOverwrittenAndNothingIsLeftBehind) {
    const auto sample = m_here->file("sample.csv", csv);
    const auto path = declared("mappings/model/office_visit.yaml");
    write_file_durably(path, "tables: {}\n");
    const auto refused = init("office.visit", sample);
    EXPECT_EQ(refused.exit_code, 64) << refused.out << refused.err;
    EXPECT_TRUE(has(refused.err, "mappings/model/office_visit.yaml: the file is there already; nothing was written"))
        << refused.err;
    EXPECT_EQ(read_file(path), "tables: {}\n");
    EXPECT_FALSE(std::filesystem::exists(declared("mappings/office")));
    EXPECT_FALSE(std::filesystem::exists(declared("connectors/office")));
    const auto again = init("nav.unemployment", sample);
    EXPECT_EQ(again.exit_code, 64);
    EXPECT_TRUE(has(again.err, "feed nav.unemployment is declared already")) << again.err;
}

TEST_P(Init, PrintAndJsonShowAndWriteNothing) {
    const auto sample = m_here->file("sample.csv", csv);
    const auto printed = init("office.visit", sample, {"--print"});
    EXPECT_EQ(printed.exit_code, 0) << printed.err;
    EXPECT_TRUE(has(printed.out, "# ---- mappings/office/visit.contract.yaml\n")) << printed.out;
    const auto json = init("office.visit", sample, {"--json"});
    EXPECT_EQ(json.json().at("preview").at("rejected"), 0);
    EXPECT_EQ(json.json().at("key").at("fields"), nlohmann::json::array({"kommunenr", "maaned"}));
    EXPECT_FALSE(std::filesystem::exists(declared("mappings/office")));
}

TEST_P(Init, BadSamplesEndWithOneAndNothingWritten) {
    const std::map<std::string, std::string> samples{{"empty.csv", ""},
                                                     {"one.csv", "kode;navn\n"},
                                                     {"double.csv", "a;a\n1;2\n"},
                                                     {"mixed.csv", "a;b\nÅ;1\n\xC5;2\n"},
                                                     {"binary.csv", std::string("\x7f"
                                                                                "ELF\0\0",
                                                                                6)},
                                                     {"cut.zip", "PK\x03\x04 and no more"}};
    for (const auto& [name, bytes] : samples) {
        const auto refused = init("office.visit", m_here->file(name, bytes));
        EXPECT_EQ(refused.exit_code, 1) << name << refused.out;
        EXPECT_FALSE(refused.err.empty());
    }
    EXPECT_EQ(init("Office.Visit", m_here->file("s.csv", csv)).exit_code, 64);
    EXPECT_EQ(init("office.visit", (m_here->folder() / "absent.csv").string()).exit_code, 1);
    EXPECT_EQ(m_here->tilsig("init", {"feed", "office.visit"}).exit_code, 64);
    EXPECT_FALSE(std::filesystem::exists(declared("mappings/office")));
}

TEST_P(Init, NoNumberOfAPersonLeavesTheSample) {
    // Synthetic: month + 80.
    const auto sample =
        m_here->file("personer.csv", "fnr;merknad;saksnr\n03851598730;ring 03851598730;0017\n30908299902;ok;0018\n");
    const auto shown = init("office.person", sample);
    ASSERT_EQ(shown.exit_code, 0) << shown.err;
    std::string written;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(m_here->folder() / "content/mappings/office"))
        written += read_file(entry.path());
    written += read_file(declared("mappings/model/office_person.yaml"));
    for (const char* digits : {"03851598730", "30908299902"})
        EXPECT_FALSE(has(written + shown.out + shown.err, digits));
    expect_declarations_pass();
    expect_preview_takes_all("office.person", sample);
}

TILSIG_ON_ENGINES(Init, TestEngine::sqlite);

}  // namespace
}  // namespace tilsig::test

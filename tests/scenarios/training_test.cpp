// Training in Norwegian and social studies month by month, and what goes on in a programme besides: measures, leave and
// stops.
#include <gtest/gtest.h>

#include "scenarios/municipal_feeds.hpp"
#include "unit/decode/xlsx_builder.hpp"

namespace tilsig::test {
namespace {

namespace book = decode::testing;

class Training : public MunicipalFeeds {
protected:
    static std::vector<std::string> training_columns() {
        return columns({"opplaeringsnr", "maaned", "personkrets", "krav_dato", "start_dato", "slutt_dato", "spor",
                        "timer_norsk", "timer_samfunn", "fravaer_timer", "gyldig_fravaer_timer", "opplaeringssprak"});
    }
    static Cells spell(const std::string& month, const std::string& norwegian, const std::string& social,
                       const Cells& given = {}) {
        return with(person({{"opplaeringsnr", "1"},
                            {"maaned", month},
                            {"personkrets", "RP"},
                            {"start_dato", "16.04.2007"},
                            {"spor", "2"},
                            {"timer_norsk", norwegian},
                            {"timer_samfunn", social},
                            {"fravaer_timer", "6,0"},
                            {"opplaeringssprak", "som"},
                            {"registrert_dato", "14.11.2008"}}),
                    given);
    }
    static Cells other_person(Cells given) {
        given["journalnr"] = "TR080001";
        given["fodselsnr"] = "42918540703";
        return given;
    }
    Answer run_month(const std::string& month, const std::vector<Cells>& spells) const {
        return run("municipal.training", "k1901", month, csv(training_columns(), spells));
    }
    /// "case month hours of Norwegian, of social studies" of the current rows, in tenths of an hour on SQLite.
    std::string rows() const {
        return m_here->query(
            "SELECT case_ref || ' ' || substr(CAST(month_start AS CHAR(10)), 1, 7) || ' ' || CAST(hours_norwegian * 10 "
            "/ " +
            scale() + " AS integer) || ' ' || CAST(hours_social * 10 / " + scale() +
            " AS integer) FROM fact_training ORDER BY month_start, case_ref");
    }
    /// What a person has by all months that are known.
    std::string sums() const {
        return m_here->query("SELECT person_id || ' ' || CAST(sum(hours_norwegian) * 10 / " + scale() +
                             " AS integer) || ' ' || CAST(sum(hours_social) * 10 / " + scale() +
                             " AS integer) FROM fact_training GROUP BY person_id ORDER BY person_id");
    }
    static std::string scale() { return GetParam() == TestEngine::sqlite ? "10" : "1"; }
    Answer run_of(const std::string& feed, const std::string& month, const std::vector<std::string>& own,
                  const std::vector<Cells>& records) const {
        return run(feed, "k1901", month, csv(columns(own), records));
    }
    Answer run_programme(const std::string& month, const Cells& given = {}) const {
        return run_of("municipal.programme", month,
                      {"programnr", "personkrets", "tilbud_dato", "vedtak_dato", "vedtak_utfall", "start_dato",
                       "plan_slutt", "slutt_dato", "status", "slutt_arsak", "flyttet_til_kommune", "regelverk"},
                      {with(person({{"programnr", "1"},
                                    {"personkrets", "RP"},
                                    {"vedtak_dato", "16.04.2007"},
                                    {"vedtak_utfall", "T"},
                                    {"start_dato", "07.05.2007"},
                                    {"plan_slutt", "06.05.2009"},
                                    {"status", "1"},
                                    {"registrert_dato", "18.04.2007"}}),
                            given)});
    }
};

TEST_P(Training, OfAMonthIsCorrectedWholeAndLeavesTheOtherMonthsAlone) {
    EXPECT_EQ(run_month("2008-09", {spell("200809", "200,0", "40,0"), other_person(spell("200809", "20,0", "0,0"))})
                  .exit_code,
              0);
    const auto second = run_month("2008-10", {spell("200810", "42,0", "4,5")});
    EXPECT_EQ(second.exit_code, 0) << second.out << second.err;
    EXPECT_EQ(rows(), "TR070412 2008-09 2000 400\nTR080001 2008-09 200 0\nTR070412 2008-10 420 45\n");
    EXPECT_EQ(sums(), "1 2420 445\n2 200 0\n");
    // September comes again: one corrected, one withdrawn. October stands, and what was known before can be asked.
    const auto again = run_month("2008-09", {spell("200809", "210,5", "50,0", {{"registrert_dato", "30.11.2008"}})});
    EXPECT_EQ(again.exit_code, 0) << again.out << again.err;
    EXPECT_EQ(rows(), "TR070412 2008-09 2105 500\nTR070412 2008-10 420 45\n");
    EXPECT_EQ(sums(), "1 2525 545\n");
    EXPECT_EQ(m_here->query("SELECT case_ref FROM fact_training_history ORDER BY case_ref"), "TR070412\nTR080001\n");
    // Another month under this period is not loaded, and September is not touched by it.
    const auto wrong = run_month("2008-09", {spell("200811", "10,0", "0,0")});
    EXPECT_NE(wrong.exit_code, 0) << wrong.out;
    EXPECT_NE(wrong.out.find("SYS-R001"), std::string::npos) << wrong.out;
    EXPECT_EQ(sums(), "1 2525 545\n");

    // Nobody in the holidays: zero bytes under a name of their own. In a month that had somebody they are a doubt.
    m_here->deliver("k1901", "opplaering-2008-07.nil", "");
    m_here->deliver("k1901", "opplaering-2008-10.nil", "");
    const auto fetch = [&](const std::string& month) {
        return m_here->tilsig("run", {"municipal.training", "--sender", "k1901", "--period", month, "--json"});
    };
    const auto nil = fetch("2008-07");
    EXPECT_EQ(nil.exit_code, 0) << nil.out << nil.err;
    const auto doubtful = fetch("2008-10");
    EXPECT_EQ(doubtful.exit_code, 3) << doubtful.out << doubtful.err;
    EXPECT_NE(doubtful.out.find("SYS-A005"), std::string::npos) << doubtful.out;
    EXPECT_EQ(sums(), "1 2525 545\n");
}

TEST_P(Training, FaultsAreToldByRuleAndHoldNoNumber) {
    const auto answer = run_month(
        "2008-10",
        {spell("200810", "150,0", "23,1"),
         spell("200810", "42,0", "4,5", {{"journalnr", "a"}, {"fodselsnr", "14837936624"}, {"dufnr", "200690012310"}}),
         spell("200810", "-0,5", "4,5", {{"journalnr", "b"}, {"fodselsnr", "02918536941"}}),
         spell("200810", "42,0", "4,5", {{"journalnr", "c"}, {"opplaeringssprak", "so"}, {"slutt_dato", "30.09.2008"}}),
         spell("200810", "42.0", "4,5", {{"journalnr", "d"}}),
         spell("200810", "42,0", "4,5", {{"journalnr", "e"}, {"personkrets", "XX"}})});
    EXPECT_EQ(answer.exit_code, 2) << answer.out << answer.err;
    const auto faults = found(answer);
    for (const char* code : {"NOR-R023", "NOR-F002", "NOR-F006", "NOR-F009", "NOR-R024", "NOR-K004"})
        EXPECT_EQ(faults.contains(code) ? faults.at(code) : 0, 1) << code << answer.out;
    EXPECT_EQ(answer.json().at("records").at("rejected"), 2) << answer.out;
    EXPECT_EQ(m_here->query("SELECT case_ref || ' ' || coalesce(teaching_language, '-') FROM fact_training ORDER BY "
                            "case_ref"),
              "TR070412 som\na som\nb som\nc -\n");
    const auto proven = m_here->tilsig("verify", {"--json"});
    EXPECT_EQ(proven.exit_code, 0) << proven.out << proven.err;
    expect_no_number({"14837936625", "14837936624", "200690012310", "02918536941"},
                     answer.out + answer.err + proven.out);
}

/// The workbook holds numbers where the file has a decimal comma, and the nynorsk register says who writes one.
TEST_P(Training, ComesAsAWorkbookToo) {
    const auto names = training_columns();
    const auto cells = with(spell("200810", "42.5", "4"), {{"kommunenr", "1504"}});
    const auto place = [](std::size_t column, int row) {
        return std::string(1, static_cast<char>('A' + column)) + std::to_string(row);
    };
    std::string header;
    std::string row;
    for (std::size_t i = 0; i < names.size(); ++i) {
        header += book::text_cell(place(i, 3), names[i]);
        const auto cell = cells.find(names[i]);
        if (cell == cells.end()) continue;
        const bool number = names[i].starts_with("timer") || names[i] == "maaned" || names[i] == "opplaeringsnr";
        row += number ? book::number_cell(place(i, 4), cell->second, 0) : book::text_cell(place(i, 4), cell->second);
    }
    book::XlsxBuilder made;
    made.sheet("Opplæring",
               book::row(1, book::text_cell("A1", "Opplæring")) + book::row(3, header) + book::row(4, row));
    const auto answer = run("municipal.training", "k1504", "2008-10", made.bytes());
    EXPECT_EQ(answer.json().at("rows").at("fact_training").at("new"), 1) << answer.out << answer.err;
    EXPECT_EQ(rows(), "TR070412 2008-10 425 40\n");
}

TEST_P(Training, StandsBesideMeasuresOfAProgramme) {
    const std::vector<std::string> measure{"programnr", "tiltaksnr", "tiltak",        "fra_dato",
                                           "til_dato",  "timer_uke", "fravaer_timer", "fravaer_arsak"};
    ASSERT_EQ(run_programme("2008-10").exit_code, 0);
    const Cells practice = person({{"programnr", "1"},
                                   {"tiltaksnr", "1"},
                                   {"tiltak", "02"},
                                   {"fra_dato", "01.09.2008"},
                                   {"timer_uke", "22,5"},
                                   {"registrert_dato", "05.09.2008"}});
    const auto measures =
        run_of("municipal.measure", "2008-10", measure,
               {practice, with(practice, {{"tiltaksnr", "2"}, {"tiltak", "01"}, {"til_dato", "30.09.2008"}}),
                with(practice, {{"programnr", "2"}, {"tiltak", "03"}})});
    EXPECT_EQ(measures.exit_code, 0) << measures.out << measures.err;
    EXPECT_EQ(found(measures), (std::map<std::string, int>{{"TIL-K020", 1}})) << "no programme 2 is registered";
    // The next month has the end of the practice, and no second programme any more.
    EXPECT_EQ(run_of("municipal.measure", "2008-11", measure,
                     {with(practice, {{"til_dato", "31.10.2008"}}),
                      with(practice, {{"tiltaksnr", "2"}, {"tiltak", "01"}, {"til_dato", "30.09.2008"}})})
                  .exit_code,
              0);
    EXPECT_EQ(m_here->query("SELECT measure || ' ' || measure_4 || ' ' || CAST(valid_to AS CHAR(10)) FROM fact_measure "
                            "ORDER BY measure"),
              "01 grunnl_norsk_sk 2008-10-01\n02 arbeidsliv 2008-11-01\n");
}

TEST_P(Training, StandsBesideLeaveAndStopsOfAProgramme) {
    const std::vector<std::string> pause{"programnr", "vedtaksnr", "vedtak_dato", "fra_dato",
                                         "til_dato",  "arsak",     "med_stonad",  "fravaer_etter"};
    const std::vector<std::string> stop{"programnr", "vedtaksnr", "vedtak_dato", "stans_dato", "arsak", "klage_utfall"};
    ASSERT_EQ(run_programme("2008-10").exit_code, 0);
    const Cells leave = person({{"programnr", "1"},
                                {"vedtaksnr", "1"},
                                {"vedtak_dato", "28.10.2008"},
                                {"fra_dato", "03.11.2008"},
                                {"til_dato", "02.11.2009"},
                                {"arsak", "11"},
                                {"med_stonad", "N"},
                                {"registrert_dato", "30.10.2008"}});
    EXPECT_TRUE(found(run_of("municipal.pause", "2008-10", pause, {leave})).empty());
    const auto longer = run_of(
        "municipal.pause", "2008-11", pause,
        {with(leave, {{"til_dato", "03.11.2009"}}),
         with(leave, {{"vedtaksnr", "2"}, {"fra_dato", "03.11.2009"}, {"til_dato", "30.11.2009"}, {"arsak", "41"}})});
    EXPECT_EQ(found(longer), (std::map<std::string, int>{{"PER-R025", 1}, {"PER-U001", 2}})) << longer.out;
    EXPECT_EQ(m_here->query("SELECT CAST(valid_to AS CHAR(10)) FROM fact_pause ORDER BY decision_no"),
              "2009-11-04\n2009-12-01\n");

    const Cells stopped = person({{"programnr", "1"},
                                  {"vedtaksnr", "1"},
                                  {"vedtak_dato", "28.10.2008"},
                                  {"stans_dato", "03.11.2008"},
                                  {"arsak", "01"},
                                  {"registrert_dato", "30.10.2008"}});
    // The programme goes on in its own file: it should have been ended. Then it is; then the appeal opens it again.
    EXPECT_EQ(found(run_of("municipal.stop", "2008-10", stop, {stopped})),
              (std::map<std::string, int>{{"STA-K021", 1}}));
    ASSERT_EQ(
        run_programme("2008-11", {{"slutt_dato", "03.11.2008"}, {"status", "4"}, {"slutt_arsak", "73"}}).exit_code, 0);
    EXPECT_TRUE(found(run_of("municipal.stop", "2008-11", stop, {stopped})).empty());
    ASSERT_EQ(run_programme("2008-12").exit_code, 0);
    EXPECT_TRUE(found(run_of("municipal.stop", "2008-12", stop, {with(stopped, {{"klage_utfall", "OMG"}})})).empty());
    EXPECT_EQ(m_here->query("SELECT appeal || ' ' || CAST(valid_to AS CHAR(10)) FROM fact_stop"), "OMG 2008-11-04\n");
    EXPECT_EQ(m_here->query("SELECT count(DISTINCT person_id) FROM (SELECT person_id FROM fact_programme UNION ALL "
                            "SELECT person_id FROM fact_pause UNION ALL "
                            "SELECT person_id FROM fact_stop) p"),
              "1\n");
}

TILSIG_ON_ENGINES(Training, TestEngine::sqlite, TestEngine::postgresql);

}  // namespace
}  // namespace tilsig::test

// One feed in three forms: whichever a case system writes, the rows are the same, and another form than the register
// says is refused with both named.
#include <gtest/gtest.h>

#include "scenarios/programme.hpp"
#include "unit/decode/xlsx_builder.hpp"

namespace tilsig::test {
namespace {

namespace book = decode::testing;

// The samples of both years: the same programme as registered in 2007 and in 2008.
const std::string int06 =
    "160107    TR070412148379366252006900123102RP020407160407070507060509      1  18040701     \n";
const std::string int08 =
    "160108  14031979TR070412148379366252006900123102RP02042007160420070705200706052009311020083111211200801       \n";
const std::string alna08 =
    "0301081202111985AL080077429185407032007901045041RP05052008190520080906200808062010        2  2005200801       \n";

class ProgrammeForms : public Programmes {
protected:
    static Cells trondheim() {
        return programme({{"kommunenr", "1601"},
                          {"dufnr", "200690012310"},
                          {"slutt_dato", "31.10.2008"},
                          {"status", "3"},
                          {"slutt_arsak", "11"},
                          {"registrert_dato", "12.11.2008"}});
    }
    static Cells alna() {
        return {{"kommunenr", "0301"},
                {"bydelsnr", "030112"},
                {"journalnr", "AL080077"},
                {"fodselsnr", "42918540703"},
                {"dufnr", "200790104504"},
                {"fodselsdato", "02.11.1985"},
                {"kjonn", "1"},
                {"programnr", "1"},
                {"personkrets", "RP"},
                {"tilbud_dato", "05.05.2008"},
                {"vedtak_dato", "19.05.2008"},
                {"vedtak_utfall", "T"},
                {"start_dato", "09.06.2008"},
                {"plan_slutt", "08.06.2010"},
                {"status", "2"},
                {"registrert_dato", "20.05.2008"}};
    }
    /// A workbook as case systems make it: a title, the header in row 3, dates as dates, a sheet of guidance and a
    /// hidden one of codes.
    static std::string workbook(const std::vector<Cells>& programmes) {
        const auto name = [](std::size_t column, int row) {
            return std::string(1, static_cast<char>('A' + column)) + std::to_string(row);
        };
        std::string rows = book::row(1, book::text_cell("A1", "Deltakere"));
        std::string header;
        for (std::size_t i = 0; i < columns().size(); ++i) header += book::text_cell(name(i, 3), columns()[i]);
        rows += book::row(3, header);
        int number = 4;
        for (const auto& each : programmes) {
            std::string cells;
            for (std::size_t i = 0; i < columns().size(); ++i) {
                const std::string text = value(each, columns()[i]);
                const bool date = columns()[i].find("dato") != std::string::npos || columns()[i] == "plan_slutt";
                if (text.empty()) continue;
                cells +=
                    date ? book::number_cell(name(i, number), serial(text), 1) : book::text_cell(name(i, number), text);
            }
            rows += book::row(number++, cells);
        }
        book::XlsxBuilder made;
        made.cell_styles = "<xf numFmtId=\"0\"/><xf numFmtId=\"14\"/>";
        made.sheet("Deltakere", rows).sheet("Veiledning", book::row(1, book::text_cell("A1", "Fyll ut")));
        made.sheet("Kodeverk", book::row(1, book::text_cell("A1", "RP")), "hidden");
        return made.bytes();
    }
    /// `dd.MM.yyyy` as the day that a workbook counts.
    static std::string serial(const std::string& text) {
        const std::chrono::year_month_day day{std::chrono::year{std::stoi(text.substr(6))},
                                              std::chrono::month{static_cast<unsigned>(std::stoi(text.substr(3, 2)))},
                                              std::chrono::day{static_cast<unsigned>(std::stoi(text.substr(0, 2)))}};
        return std::to_string(std::chrono::sys_days{day}.time_since_epoch().count() + 25569);
    }
    void register_says(const std::string& sender, const std::string& form) const {
        const auto path = m_here->folder() / "content/connectors/senders.yaml";
        std::string text = read_file(path);
        const auto at = text.find("municipal.programme: ", text.find("forms:", text.find("id: " + sender)));
        const auto from = at + std::string("municipal.programme: ").size();
        text.replace(from, text.find('}', from) - from, form);
        write_file_durably(path, text);
    }
    /// Whole rows, with every column that a form might get wrong.
    std::string whole_rows() const {
        std::string sql;
        for (const auto& column : {"municipality_code", "case_ref",      "programme_no",    "district_code",
                                   "person_id",         "sex",           "birth_date",      "right_category",
                                   "offer_date",        "decision_date", "decision_result", "valid_from",
                                   "valid_to",          "planned_end",   "status",          "end_reason",
                                   "end_reason_8",      "end_reason_3",  "regime",          "registered_at"})
            sql += (sql.empty() ? "SELECT " : ", ") + std::string(column);
        return m_here->query(sql + " FROM fact_programme ORDER BY case_ref");
    }
    void expect_refused(const Answer& answer, const std::string& came, const std::string& expected) {
        EXPECT_EQ(answer.exit_code, 2) << answer.out << answer.err;
        EXPECT_EQ(answer.json().at("outcome"), "rejected") << answer.out;
        const auto& finding = answer.json().at("delivery_findings").at(0);
        EXPECT_EQ(finding.at("code"), "SYS-S036") << answer.out;
        EXPECT_EQ(finding.at("place").at("line"), 1) << answer.out;
        const std::string reason = finding.at("message");
        for (const auto& part : {came, expected}) EXPECT_NE(reason.find(part), std::string::npos) << reason;
        EXPECT_EQ(m_here->query("SELECT count(*) FROM fact_programme"), "0\n");
    }
};

TEST_P(ProgrammeForms, GiveTheSameRows) {
    EXPECT_EQ(run("k1601", "2008-10", int08).exit_code, 0);
    EXPECT_EQ(run("b030112", "2008-05", csv({alna()})).exit_code, 0);
    const std::string rows = whole_rows();
    EXPECT_EQ(rows,
              "0301|AL080077|1|030112|2|1|1985-11-02|RP|2008-05-05|2008-05-19|T|2008-06-09||2010-06-08|2||||IL|"
              "2008-05-20\n1601|TR070412|1||1|2|1979-03-14|RP|2007-04-02|2007-04-16|T|2007-05-07|2008-11-01|2009-05-06|"
              "3|11|arbeid|arbutd|IL|2008-11-12\n");
    const auto again = [&](const std::string& sender, const std::string& form, const std::string& period,
                           const std::string& content) {
        register_says(sender, form);
        const auto answer = run(sender, period, content);
        EXPECT_EQ(answer.exit_code, 0) << form << answer.out << answer.err;
        EXPECT_EQ(answer.json().at("rows").at("fact_programme").at("unchanged"), 1) << form << answer.out;
        EXPECT_EQ(whole_rows(), rows) << form;
    };
    again("k1601", "csv", "2008-10", csv({trondheim()}));
    again("k1601", "xlsx", "2008-10", workbook({trondheim()}));
    again("b030112", "xlsx", "2008-05", workbook({alna()}));
    again("b030112", "fixed", "2008-05", alna08);
}

TEST_P(ProgrammeForms, OfFixedWidthGoByTheYearOfThePeriod) {
    EXPECT_EQ(run("k1601", "2007-06", int06).exit_code, 0);
    EXPECT_EQ(whole_rows(),
              "1601|TR070412|1||1|2||RP|2007-04-02|2007-04-16|T|2007-05-07||2009-05-06|1||||IL|2007-04-18\n");
    EXPECT_EQ(run("k1601", "2008-10", int08).exit_code, 0);
    EXPECT_EQ(rows(), "TR070412 2008-11-01 3 11\n");
    const auto explained =
        m_here->tilsig("explain", {"fact_programme", "municipality_code=1601", "case_ref=TR070412", "programme_no=1"});
    EXPECT_EQ(explained.exit_code, 0) << explained.out << explained.err;
    EXPECT_EQ((explained.out + explained.err).find("14837936625"), std::string::npos) << explained.out;
    // Replayed, both are read as they were.
    const auto replay = m_here->tilsig("replay", {"municipal.programme"});
    EXPECT_EQ(replay.exit_code, 0) << replay.out << replay.err;
    EXPECT_EQ(rows(), "TR070412 2008-11-01 3 11\n");
}

TEST_P(ProgrammeForms, OtherThanTheRegisterSaysAreRefusedAndBothAreNamed) {
    const std::string int08_name = "INT08 (form fixed, from 2008)";
    expect_refused(run("k1601", "2008-10", workbook({trondheim()})), "workbook (form xlsx)", int08_name);
    expect_refused(run("k1601", "2008-10", csv({trondheim()})), "semicolon (form csv)", int08_name);
    expect_refused(run("b030112", "2008-05", alna08), int08_name, "semicolon (form csv)");
    expect_refused(run("b030112", "2008-05", workbook({alna()})), "workbook (form xlsx)", "semicolon (form csv)");
    expect_refused(run("k1504", "2008-05", csv({alna()})), "semicolon (form csv)", "workbook (form xlsx)");
    expect_refused(run("k1601", "2008-10", int06), "INT06 (form fixed, until 2007)", "INT08");
    expect_refused(run("k1601", "2007-06", int08), "INT08 (form fixed, from 2008)", "INT06");
    expect_refused(run("k1601", "2008-10", replaced(int08, "160108", "160107")), "2007", int08_name);
    const std::string told = receipt("k1601", "2008-10");
    EXPECT_NE(told.find("filform"), std::string::npos) << told;
    const auto other_year = run("k1601", "2008-10", replaced(int08, "160108", "160109"));
    EXPECT_EQ(other_year.exit_code, 3) << "a year of the same layout: " << other_year.out;
    EXPECT_NE(other_year.out.find("INT-R003"), std::string::npos) << other_year.out;
    // Who then sends what is agreed goes on.
    EXPECT_EQ(run("k1601", "2008-10", int08).exit_code, 0);
    EXPECT_EQ(rows(), "TR070412 2008-11-01 3 11\n");
}

TEST_P(ProgrammeForms, AreProvenByCheckForAllSendersAndDays) {
    register_says("k1504", "json");
    const auto unknown = m_here->tilsig("check");
    EXPECT_EQ(unknown.exit_code, 78) << unknown.out;
    EXPECT_NE(unknown.err.find("connectors/senders.yaml:"), std::string::npos) << unknown.err;
    EXPECT_NE(unknown.err.find(
                  "sender k1504 writes municipal.programme in form 'json', of which the contract has no "
                  "layout on 2006-01-01; correct the form, or add the layout; forms of the contract: csv, fixed, "
                  "xlsx"),
              std::string::npos)
        << unknown.err;
    register_says("k1504", "fixed");
    const auto contract = m_here->folder() / "content/mappings/municipal/programme.contract.yaml";
    write_file_durably(contract, replaced(read_file(contract), "  from: 2008\n", "  from: 2009\n"));
    const auto gap = m_here->tilsig("check");
    EXPECT_EQ(gap.exit_code, 78);
    EXPECT_NE(gap.err.find("in form 'fixed', of which the contract has no layout on 2008-01-01"), std::string::npos)
        << gap.err;
}

TILSIG_ON_ENGINES(ProgrammeForms, TestEngine::sqlite);

}  // namespace
}  // namespace tilsig::test

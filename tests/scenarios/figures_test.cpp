// Figures of an annual report, counted by hand beside the program: what counts, which of two deliveries was known, and
// persons that turn out to be one.
#include <gtest/gtest.h>

#include <cstdlib>

#include "scenarios/programme.hpp"
#include "support/shared_clock.hpp"

namespace tilsig::test {
namespace {

// Synthetic: month + 80.
const std::string person_a = "14837936625", duf_a = "200690012310", person_b = "02918536941", duf_b = "200790104504",
                  person_c = "09898837057", duf_d = "200890220004", duf_e = "200890331005";

class Figures : public Programmes {
protected:
    void SetUp() override {
        Programmes::SetUp();
        if (IsSkipped()) return;
        declare("k08.yaml");
        m_here->use_program("tilsig-clocked");
        m_clock = std::make_unique<SharedClock>(m_here->folder() / "clock");
        ::setenv(SharedClock::variable, (m_here->folder() / "clock").c_str(), 1);
        // Far from midnight, here and in Norway.
        m_clock->pass_until(std::chrono::ceil<std::chrono::days>(m_clock->now()) + std::chrono::hours{10});
    }
    void TearDown() override {
        ::unsetenv(SharedClock::variable);
        Programmes::TearDown();
    }
    void declare(const std::string& file) const {
        const auto folder = m_here->folder() / "content/mappings/figures";
        std::filesystem::create_directories(folder);
        write_file_durably(folder / file,
                           read_file(std::filesystem::path(TILSIG_SOURCE_DIR) / "mappings/figures" / file));
    }
    std::string day() const { return to_text(std::chrono::floor<std::chrono::days>(m_clock->now())); }
    /// So that BI sees what was loaded.
    void close_night() const {
        const auto night = m_here->tilsig("night", {"--close", "--quiet"});
        EXPECT_EQ(night.exit_code, 0) << night.out << night.err;
    }
    void days_pass(int days) const { m_clock->pass(std::chrono::hours{24 * days}); }

    static Cells ended(const std::string& number, const std::string& case_ref, const std::string& day,
                       const std::string& status, const std::string& reason, Cells more = {}) {
        more["journalnr"] = case_ref;
        more[number.size() == 12 ? "dufnr" : "fodselsnr"] = number;
        if (number.size() == 12) more["fodselsnr"] = "";
        more["slutt_dato"] = day;
        more["status"] = status;
        more["slutt_arsak"] = reason;
        more["registrert_dato"] = "31.12.2008";
        return programme(std::move(more));
    }
    Answer report(std::vector<std::string> more = {}) const {
        more.insert(more.begin(), {"annual", "--year", "2008", "--json"});
        auto answer = m_here->tilsig("report", more);
        EXPECT_EQ(answer.exit_code, 0) << answer.out << answer.err;
        return answer;
    }
    /// "A 1/4 B 1/3 ..." of the country, or of one municipality: numerator and whole of each way to count.
    static std::string counts(const Answer& answer, const std::string& municipality = {}) {
        std::string text;
        for (const auto& way : answer.json().at("figures").at(0).at("computed")) {
            auto row = way;
            if (!municipality.empty()) {
                row = nullptr;
                for (const auto& each : way.at("municipalities"))
                    if (each.at("municipality") == municipality) row = each;
            }
            if (row.is_null()) return "none";
            text += (text.empty() ? "" : " ") + way.at("variant").get<std::string>() + " " +
                    (row.at("part").is_null() ? "-" : std::to_string(row.at("part").get<int>())) + "/" +
                    std::to_string(row.at("n").get<int>());
        }
        return text;
    }
    std::unique_ptr<SharedClock> m_clock;
};

TEST_P(Figures, OfProgrammesThatEndedAreCountedAsByHandAndAsKnownOnADay) {
    // Of Harstad: to work; completed for basic school; broken off without a reason; dead; ended in another year.
    EXPECT_EQ(
        run("2008-12", {ended(person_a, "a", "31.01.2008", "3", "11"), ended(person_b, "b", "31.12.2008", "3", "23"),
                        ended(person_c, "c", "01.01.2008", "4", ""), ended(duf_d, "d", "30.06.2008", "3", "81"),
                        ended(duf_e, "e", "31.12.2007", "3", "11")})
            .exit_code,
        0);
    const std::string first_day = day();
    days_pass(40);
    EXPECT_EQ(report().json().at("for_bi"), false) << "no night has closed over it";
    EXPECT_EQ(m_here->query("SELECT count(*) FROM rpt_figure"), "0\n");
    close_night();
    const auto first = report();
    EXPECT_EQ(first.json().at("for_bi"), true);
    // A: a and not b, c. B leaves out c, which was broken off. C takes b's basic school for education. D: three
    // persons.
    EXPECT_EQ(counts(first), "A 1/3 B 1/2 C 2/3 D 1/3");
    EXPECT_EQ(counts(first, "1901"), "A 1/3 B 1/2 C 2/3 D 1/3");
    EXPECT_EQ(first.json().at("figures").at(0).at("computed").at(0).at("value"), 33.3) << "a third, one digit";
    EXPECT_EQ(first.json().at("synthetic"), true);
    const auto page = m_here->tilsig("report", {"annual", "--year", "2008"}).out;
    EXPECT_NE(page.find("made of synthetic persons"), std::string::npos);
    EXPECT_NE(page.find("a day that is not over"), std::string::npos) << page;
    EXPECT_NE(m_here->tilsig("report", {"annual", "--year", "2008", "--as-known-at", first_day})
                  .out.find("as known at the end of " + first_day),
              std::string::npos);
    // The rows that it stands on, and whether each is part of the share.
    const auto behind = m_here->tilsig("report", {"annual", "--year", "2008", "--rows", "K08/C"});
    EXPECT_EQ(behind.exit_code, 0) << behind.err;
    EXPECT_NE(behind.out.find("3 rows of fact_programme"), std::string::npos) << behind.out;
    EXPECT_NE(behind.out.find("tilsig explain fact_programme municipality_code=1901 case_ref=a"), std::string::npos)
        << behind.out;
    EXPECT_NE(m_here->tilsig("report", {"annual", "--year", "2008", "--rows", "K08/C", "--municipality", "0301"})
                  .out.find("0 rows"),
              std::string::npos);

    // A month later: b went to work after all, c is gone from the register, d had not died.
    EXPECT_EQ(
        run("2009-01", {ended(person_a, "a", "31.01.2008", "3", "11"), ended(person_b, "b", "31.12.2008", "3", "12"),
                        ended(duf_d, "d", "30.06.2008", "4", "72"), ended(duf_e, "e", "31.12.2007", "3", "11")})
            .exit_code,
        0);
    close_night();
    const auto now = report();
    EXPECT_EQ(counts(now), "A 2/3 B 2/2 C 2/3 D 2/3");
    const auto then = report({"--as-known-at", first_day});
    EXPECT_EQ(counts(then), "A 1/3 B 1/2 C 2/3 D 1/3") << "a correction never destroys what was reported";
    EXPECT_EQ(counts(report({"--as-known-at", "2009-01-01"})), "A 0/0 B 0/0 C 0/0 D 0/0");
    // Taken back, the figure is what it was before, and what was known on the day between stays.
    const auto newest = m_here->query("SELECT max(id) FROM ops_delivery");
    days_pass(1);
    EXPECT_EQ(m_here->tilsig("retract", {newest.substr(0, newest.find('\n')), "--reason", "wrong file"}).exit_code, 0);
    close_night();
    EXPECT_EQ(counts(report()), "A 1/3 B 1/2 C 2/3 D 1/3");

    // BI reads the same.
    EXPECT_EQ(m_here->query("SELECT part, n, load_seq FROM rpt_figure WHERE figure = 'K08' AND variant = 'A' AND "
                            "area_level = 'country' AND year = 2008 ORDER BY known_on"),
              "0|0|0\n1|3|1\n2|3|2\n1|3|3\n");
    EXPECT_EQ(m_here->query("SELECT count(*) FROM rpt_figure WHERE synthetic <> 1"), "0\n");
}

TEST_P(Figures, OfWhoeverMovesAndOfWhoeverIsOnePersonAreCountedOnce) {
    const auto other = [](Cells cells) {
        cells["kommunenr"] = "1902";
        return cells;
    };
    // Harstad delivers for Tromsø too. a moved and goes on within three months: no end. b moved and does not: broken
    // off. d ended twice in the year, known by DUF number here and by fødselsnummer there: two programmes, and as long
    // as nobody says so, two persons.
    const std::vector<Cells> rows{
        ended(person_a, "a", "30.04.2008", "5", "61", {{"flyttet_til_kommune", "1902"}}),
        other(programme({{"journalnr", "a2"}, {"start_dato", "31.07.2008"}})),
        ended(person_b, "b", "30.04.2008", "5", "61", {{"flyttet_til_kommune", "1902"}}),
        other(programme({{"journalnr", "b2"}, {"fodselsnr", person_b}, {"start_dato", "02.08.2008"}})),
        ended(duf_d, "d", "31.03.2008", "3", "11"),
        other(ended(person_c, "d2", "30.11.2008", "3", "72", {{"start_dato", "01.09.2008"}}))};
    EXPECT_EQ(run("2008-12", rows).exit_code, 0);
    const std::string before = day();
    const auto two = report();
    EXPECT_EQ(counts(two), "A 1/3 B 1/2 C 1/3 D 1/3");
    EXPECT_EQ(counts(two, "1901"), "A 1/2 B 1/1 C 1/2 D 1/2");
    EXPECT_EQ(counts(two, "1902"), "A 0/1 B 0/1 C 0/1 D 0/1");

    days_pass(2);
    // A district of Oslo names both numbers; the rows of the two that ended are not delivered again.
    const auto both =
        programme({{"kommunenr", "0301"}, {"bydelsnr", "030112"}, {"fodselsnr", person_c}, {"dufnr", duf_d}});
    EXPECT_EQ(run("b030112", "2009-01", csv({both})).exit_code, 0);
    // Who ended twice is one person from now on: D has the last programme, which led to nothing.
    EXPECT_EQ(counts(report()), "A 1/3 B 1/2 C 1/3 D 0/2");
    EXPECT_EQ(counts(report({"--as-known-at", before})), "A 1/3 B 1/2 C 1/3 D 1/3");
}

TEST_P(Figures, SayHowMuchOfWhatTheyStandOnHadCome) {
    EXPECT_EQ(run("2008-12", {ended(person_a, "a", "31.01.2008", "3", "11")}).exit_code, 0);
    const std::string before = day();
    days_pass(2);
    const auto alna = programme({{"kommunenr", "0301"}, {"bydelsnr", "030112"}, {"fodselsnr", person_b}});
    EXPECT_EQ(run("b030112", "2009-01", csv({alna})).exit_code, 0);
    close_night();
    const auto coverage = [](const Answer& answer) {
        const auto& way = answer.json().at("figures").at(0).at("computed").at(0);
        return way.at("delivered").dump() + " of " + way.at("owed").dump() + " " + way.at("status").get<std::string>();
    };
    EXPECT_EQ(coverage(report({"--as-known-at", before})), "1 of 4 partial");
    EXPECT_EQ(coverage(report()), "2 of 4 partial") << "what came for January says December too";
    EXPECT_EQ(
        m_here->query("SELECT area_code, status, delivered, owed FROM rpt_figure WHERE variant = 'A' AND "
                      "area_level = 'municipality' AND load_seq = (SELECT max(load_seq) FROM rpt_figure) ORDER BY 1"),
        "0301|empty|1|1\n1504|empty|0|1\n1601|empty|0|1\n1901|complete|1|1\n");
}

TEST_P(Figures, RefuseWhatTheyCannotBeAskedFor) {
    EXPECT_EQ(m_here->tilsig("report", {"annual", "--year", "2008"}).exit_code, 0) << "before the first night";
    EXPECT_EQ(run("2008-12", {ended(person_a, "a", "31.01.2008", "3", "11")}).exit_code, 0);
    const auto refused = [&](std::vector<std::string> arguments) {
        arguments.emplace_back("--json");
        const auto answer = m_here->tilsig("report", arguments);
        EXPECT_EQ(answer.exit_code, 64) << answer.out << answer.err;
        return answer.json().at("error").at("message").get<std::string>();
    };
    EXPECT_NE(refused({"annual"}).find("year"), std::string::npos);
    EXPECT_NE(refused({"annual", "--year", "2008", "--rows", "K99"}).find("K99"), std::string::npos);
    EXPECT_NE(refused({"annual", "--year", "2008", "--rows", "K08/Z"}).find("Z"), std::string::npos);
    EXPECT_NE(refused({"annual", "--year", "2008", "--municipality", "0301"}).find("`--municipality`"),
              std::string::npos);
    EXPECT_NE(refused({"annual", "--year", "20008"}).find("20008"), std::string::npos);
    EXPECT_NE(refused({"annual", "--year", "2008", "--as-known-at", "28.02.2009"}).find("28.02.2009"),
              std::string::npos);
    EXPECT_NE(refused({"annual", "--year", "2008", "--as-known-at", "2999-01-01"}).find("2999-01-01"),
              std::string::npos);
    // A figure with a mistake is told by `check`, at its place, with everything else.
    const auto file = m_here->folder() / "content/mappings/figures/k08.yaml";
    write_file_durably(file, replaced(read_file(file), "numerator: \"end_reason_8 in", "numerator: \"end_reson_8 in"));
    const auto check = m_here->tilsig("check");
    EXPECT_EQ(check.exit_code, 78) << check.out;
    EXPECT_NE((check.out + check.err).find("mappings/figures/k08.yaml:"), std::string::npos) << check.err;
}

TILSIG_ON_ENGINES(Figures, TestEngine::sqlite, TestEngine::postgresql);

}  // namespace
}  // namespace tilsig::test

// What tilsig makes itself of rows about persons: when required hours were reached, and how many there were at the end
// of each month.
#include <gtest/gtest.h>

#include <fstream>

#include "scenarios/municipal_feeds.hpp"
#include "scenarios/stated_day.hpp"
#include "scenarios/udi_files.hpp"

namespace tilsig::test {
namespace {

class DerivedFacts : public MunicipalFeeds {
protected:
    void SetUp() override {
        MunicipalFeeds::SetUp();
        if (IsSkipped()) return;
        const std::filesystem::path repository(TILSIG_SOURCE_DIR);
        const auto content = m_here->folder() / "content";
        for (const char* part : {"mappings/udi", "mappings/derived", "mappings/codelists", "mappings/model/udi.yaml",
                                 "mappings/model/required_hours.yaml", "mappings/model/stock.yaml",
                                 "connectors/derived", "connectors/protocols/derived"}) {
            std::filesystem::create_directories((content / part).parent_path());
            std::filesystem::copy(
                repository / part, content / part,
                std::filesystem::copy_options::recursive | std::filesystem::copy_options::overwrite_existing);
        }
        std::ofstream(content / "schedules/derived.yaml")
            << "source: derived\nfeeds:\n  derived.required_hours: {every: day, after: [municipal.training]}\n"
               "  derived.reception_stock: {every: day}\n  derived.participant_stock: {every: day}\n"
               "  derived.municipality_target: {every: day}\n";
    }

    /// Records of UDI as the changes of a day.
    void tell(const std::string& feed, const std::string& day, const udi::Form& form,
              const std::vector<udi::Record>& records) const {
        const auto told =
            m_here->tilsig("run", {feed, "--period", day, "--from",
                                   m_here->file("delivery", of_day(udi::document(form, records), day)), "--json"});
        ASSERT_EQ(told.exit_code, 0) << told.out << told.err;
    }
    static udi::Record permit(const std::string& duf, const std::string& id, const std::string& decided) {
        return udi::refusal({{"dufnummer", duf},
                             {"vedtaksId", id},
                             {"vedtaksdato", decided},
                             {"utfall", "FLY"},
                             {"hjemmel", decided < "2010" ? "88-17" : "08-28-a"},
                             {"bosettingsgrunnlag", "J"},
                             {"gyldigFra", decided},
                             {"registrert", decided}});
    }
    /// Who has this DUF number is the person with this fødselsnummer.
    static udi::Record known(const std::string& duf, const std::string& fnr) {
        return udi::person({{"dufnummer", duf}, {"fodselsnummer", fnr}});
    }

    struct Hours {
        std::string fnr, norwegian, social;
        std::string right = "RP";
    };
    void train(const std::string& month, const std::vector<Hours>& hours) const {
        std::vector<Cells> spells;
        for (const auto& of : hours)
            spells.push_back(person({{"journalnr", "TR" + of.fnr.substr(0, 6)},
                                     {"fodselsnr", of.fnr},
                                     {"fodselsdato", ""},
                                     {"opplaeringsnr", "1"},
                                     {"maaned", month.substr(0, 4) + month.substr(5)},
                                     {"personkrets", of.right},
                                     {"start_dato", "16.04.2007"},
                                     {"timer_norsk", of.norwegian},
                                     {"timer_samfunn", of.social},
                                     {"fravaer_timer", "0,0"},
                                     {"registrert_dato", "28." + month.substr(5) + "." + month.substr(0, 4)}}));
        const auto told = run(
            "municipal.training", "k1901", month,
            csv(columns({"opplaeringsnr", "maaned", "personkrets", "krav_dato", "start_dato", "slutt_dato", "spor",
                         "timer_norsk", "timer_samfunn", "fravaer_timer", "gyldig_fravaer_timer", "opplaeringssprak"}),
                spells));
        ASSERT_EQ(told.exit_code, 0) << told.out << told.err;
    }
    Answer derive(const std::string& feed) const {
        auto answer = m_here->tilsig("run", {"derived." + feed, "--json"});
        EXPECT_EQ(answer.exit_code, 0) << answer.out << answer.err;
        return answer;
    }
    /// "required hours of Norwegian | reached Norwegian | social studies | all hours", by person.
    std::string reached() const {
        derive("required_hours");
        std::string told = m_here->query(
            "SELECT required_norwegian, reached_norwegian, reached_social, reached_hours FROM fact_required_hours "
            "ORDER BY person_id");
        // The client of MariaDB spells it out.
        for (auto at = told.find("NULL"); at != std::string::npos; at = told.find("NULL")) told.erase(at, 4);
        return told;
    }
    std::string stock(const std::string& table) const {
        return m_here->query("SELECT month_end, municipality_code, persons FROM " + table +
                             " WHERE month_end <= '2008-06-30' ORDER BY month_end, municipality_code");
    }
    const std::string a = udi::fnr_a, b = udi::fnr_b;
};

TEST_P(DerivedFacts, HoursAreReachedInTheMonthInWhichTheirSumIs) {
    // The municipality writes the fødselsnummer, UDI the DUF number: two ids until UDI has told that they are one.
    tell("udi.decision", "2008-09-01", udi::decisions, {permit(udi::duf_a, "UDI-07-900451", "2007-03-01")});
    train("2008-08", {{a, "100,0", "20,0"}});
    train("2008-09", {{a, "100,0", "20,0"}});
    train("2008-10", {{a, "40,5", "5,0"}});
    EXPECT_EQ(reached(), "|||\n") << "no permit is known of the person";
    tell("udi.person", "2008-11-01", udi::persons, {known(udi::duf_a, a)});
    EXPECT_EQ(reached(), "250|||\n") << "240.5 and 45";
    train("2008-11", {{a, "9,5", "0,0"}});
    train("2008-12", {{a, "0,0", "5,0"}});
    EXPECT_EQ(reached(), "250|2008-11-30|2008-12-31|2008-12-31\n") << "250 in November, 50 and 300 in December";
    // September was not all: ten hours more, and five.
    train("2008-09", {{a, "110,0", "25,0"}});
    EXPECT_EQ(reached(), "250|2008-10-31|2008-10-31|2008-10-31\n");
    // Corrected again, downwards: 230.5 in October and 240 at the end.
    train("2008-09", {{a, "90,0", "25,0"}});
    EXPECT_EQ(reached(), "250||2008-10-31|\n");
    EXPECT_EQ(m_here->query("SELECT count(*) FROM fact_required_hours_history WHERE reached_norwegian = '2008-10-31'"),
              "1\n")
        << "what was said before can be asked";
    // The same warehouse gives the same bytes.
    EXPECT_EQ(derive("required_hours").json().at("outcome"), "nothing_new");
    EXPECT_EQ(m_here->tilsig("verify", {}).exit_code, 0);
    EXPECT_EQ(m_here->tilsig("stores", {"--check"}).exit_code, 0);
    expect_no_number({a, udi::duf_a}, "");
}

TEST_P(DerivedFacts, HoursThatAreRequiredGoByTheDateOfTheFirstPermit) {
    tell("udi.person", "2012-01-02", udi::persons, {known(udi::duf_a, a), known(udi::duf_b, b)});
    // B has a second permit from 2013, which changes nothing; asylum seekers' hours are none of the right's.
    tell("udi.decision", "2012-01-02", udi::decisions,
         {permit(udi::duf_a, "UDI-11-900001", "2011-12-31"), permit(udi::duf_b, "UDI-12-900002", "2012-01-01")});
    train("2012-02", {{a, "90,0", "50,0"}, {b, "90,0", "50,0"}});
    train("2012-03", {{a, "90,0", "0,0", "AN"}, {b, "90,0", "0,0"}});
    for (const char* month : {"2012-04", "2012-05", "2012-06", "2012-07", "2012-08"})
        train(month, {{a, "90,0", "0,0"}, {b, "90,0", "0,0"}});
    // A: 90, 90, 180, 270 in May. B: 540 in July, 630 in August; 590 together in July.
    EXPECT_EQ(reached(), "250|2012-05-31|2012-02-29|2012-05-31\n550|2012-08-31|2012-02-29|2012-08-31\n");
    // UDI corrects the date of B's permit by a day.
    tell("udi.decision", "2012-09-01", udi::decisions, {permit(udi::duf_b, "UDI-12-900002", "2011-12-31")});
    EXPECT_EQ(reached(), "250|2012-05-31|2012-02-29|2012-05-31\n250|2012-04-30|2012-02-29|2012-04-30\n");
    // Who is under the integration act has a goal and no hours.
    tell("udi.decision", "2021-02-01", udi::decisions, {permit(udi::duf_b, "UDI-12-900002", "2021-01-01")});
    EXPECT_EQ(reached(), "250|2012-05-31|2012-02-29|2012-05-31\n|||\n");
    EXPECT_EQ(m_here->query("SELECT rights_regime FROM fact_required_hours ORDER BY person_id"), "IL\nINTL\n");
}

TEST_P(DerivedFacts, PersonsInReceptionAreThoseOfTheMonthsLastDay) {
    using udi::stay;
    // A waits and is settled on 28 April, and nobody registers that the stay ended; D leaves on 1 March.
    tell("udi.reception", "2008-05-01", udi::stays,
         {stay({{"dufnummer", udi::duf_a}}),
          stay({{"dufnummer", udi::duf_d},
                {"registrert", "2008-03-03"},
                {"fraDato", "2008-01-15"},
                {"tilDato", "2008-02-29"},
                {"fraflytting", "P"}}),
          // Private, and two centres at once, of which the later counts.
          stay({{"dufnummer", udi::duf_d},
                {"registrert", "2008-06-01"},
                {"oppholdsnr", "2"},
                {"fraDato", "2008-03-01"},
                {"mottakstype", "P"}}),
          stay({{"fraDato", "2008-03-01"}, {"tilDato", "2008-05-30"}, {"fraflytting", "U"}}),
          stay({{"oppholdsnr", "2"},
                {"fraDato", "2008-05-05"},
                {"tilDato", "2008-05-31"},
                {"mottakskommune", "0301"},
                {"fraflytting", "U"}})});
    tell("udi.settlement", "2008-05-20", udi::settlements, {udi::settlement({{"dufnummer", udi::duf_a}})});
    derive("reception_stock");
    EXPECT_EQ(stock("fact_reception_stock"),
              "2007-10-31|1601|1\n2007-11-30|1601|1\n2007-12-31|1601|1\n2008-01-31|1601|2\n2008-02-29|1601|2\n"
              "2008-03-31|1601|2\n2008-04-30|1601|1\n2008-05-31|0301|1\n");
    // D had left in January: the months behind it change, and what was said before is kept.
    tell("udi.reception", "2008-06-02", udi::stays,
         {stay({{"dufnummer", udi::duf_d},
                {"registrert", "2008-06-01"},
                {"fraDato", "2008-01-15"},
                {"tilDato", "2008-01-30"},
                {"fraflytting", "P"}})});
    derive("reception_stock");
    EXPECT_EQ(stock("fact_reception_stock"),
              "2007-10-31|1601|1\n2007-11-30|1601|1\n2007-12-31|1601|1\n2008-01-31|1601|1\n2008-02-29|1601|1\n"
              "2008-03-31|1601|2\n2008-04-30|1601|1\n2008-05-31|0301|1\n");
    EXPECT_EQ(m_here->query("SELECT month_end, persons FROM fact_reception_stock_history ORDER BY 1"),
              "2008-01-31|2\n2008-02-29|2\n");
}

TEST_P(DerivedFacts, ParticipantsAreThoseWhoseProgrammeCoversTheMonthsLastDay) {
    const auto deliver = [&](const std::string& month, const std::vector<Cells>& programmes) {
        std::vector<Cells> records;
        for (const auto& own : programmes)
            records.push_back(with(person({{"programnr", "1"},
                                           {"personkrets", "RP"},
                                           {"vedtak_dato", "02.01.2008"},
                                           {"vedtak_utfall", "T"},
                                           {"start_dato", "07.01.2008"},
                                           {"plan_slutt", "06.01.2010"},
                                           {"status", "1"},
                                           {"registrert_dato", "28.01.2008"}}),
                                   own));
        const auto told =
            run("municipal.programme", "k1901", month,
                csv(columns({"programnr", "personkrets", "tilbud_dato", "vedtak_dato", "vedtak_utfall", "start_dato",
                             "plan_slutt", "slutt_dato", "status", "slutt_arsak", "flyttet_til_kommune", "regelverk"}),
                    records));
        ASSERT_EQ(told.exit_code, 0) << told.out << told.err;
        derive("participant_stock");
    };
    const Cells second{{"journalnr", "TR080001"}, {"fodselsnr", b}, {"fodselsdato", ""}, {"start_dato", "01.02.2008"}};
    // One begins on 7 January and is on leave, the other on 1 February; a refusal is no programme.
    deliver("2008-03", {{{"status", "2"}},
                        second,
                        {{"journalnr", "TR080002"},
                         {"fodselsnr", udi::dnr_a},
                         {"fodselsdato", ""},
                         {"vedtak_utfall", "A"},
                         {"start_dato", ""}}});
    EXPECT_EQ(stock("fact_participant_stock"),
              "2008-01-31|1901|1\n2008-02-29|1901|2\n2008-03-31|1901|2\n2008-04-30|1901|2\n2008-05-31|1901|2\n"
              "2008-06-30|1901|2\n");
    // The first ended on the last day of February, which still counts: told two months later.
    deliver("2008-05", {{{"status", "3"}, {"slutt_dato", "29.02.2008"}, {"slutt_arsak", "11"}}, second});
    EXPECT_EQ(stock("fact_participant_stock"),
              "2008-01-31|1901|1\n2008-02-29|1901|2\n2008-03-31|1901|1\n2008-04-30|1901|1\n2008-05-31|1901|1\n"
              "2008-06-30|1901|1\n");
}

TEST_P(DerivedFacts, AreMadeOfNothingThatWasNeverLoadedAndNeverReplayed) {
    const auto early = m_here->tilsig("run", {"derived.required_hours", "--json"});
    EXPECT_EQ(early.json().at("outcome"), "skipped") << early.out << early.err;
    EXPECT_NE(early.out.find("fact_training was never loaded"), std::string::npos) << early.out;
    train("2008-08", {{a, "100,0", "20,0"}, {b, "90,0", "20,0"}, {udi::dnr_a, "80,0", "20,0"}});
    derive("required_hours");
    const auto delivery = m_here->query("SELECT max(id) FROM ops_delivery");
    const auto replayed = m_here->tilsig("replay", {delivery.substr(0, delivery.size() - 1)});
    EXPECT_EQ(replayed.exit_code, 64) << replayed.out << replayed.err;
    EXPECT_NE(replayed.err.find("tilsig run derived.required_hours"), std::string::npos) << replayed.err;
    // An erased person goes from what was derived, and does not come back.
    EXPECT_EQ(m_here->tilsig("erase", {"--from", m_here->file("number", a), "--reason", "asked", "--yes"}).exit_code,
              0);
    EXPECT_EQ(m_here->query("SELECT count(*) FROM fact_required_hours"), "2\n");
    derive("required_hours");
    EXPECT_EQ(m_here->query("SELECT count(*) FROM fact_required_hours"), "2\n");
}

TILSIG_ON_ENGINES(DerivedFacts, TestEngine::sqlite, TestEngine::postgresql, TestEngine::mariadb);

}  // namespace
}  // namespace tilsig::test

// Figures of training, language tests and settlement, counted by hand, and what a report printed beside them.
#include <gtest/gtest.h>

#include "scenarios/municipal_feeds.hpp"
#include "scenarios/shipped_feeds.hpp"
#include "scenarios/udi_files.hpp"

namespace tilsig::test {
namespace {

/// "K10 21605" or "K13 2/3 66.7": code and way, numerator, whole, value; of the country or of a municipality.
std::string told(const Answer& answer, const std::string& figure, const std::string& municipality = {}) {
    std::string text;
    for (const auto& each : answer.json().at("figures")) {
        if (each.at("figure") != figure) continue;
        for (const auto& way : each.at("computed")) {
            nlohmann::json row = municipality.empty() ? way : nlohmann::json();
            for (const auto& area : way.at("municipalities"))
                if (area.at("municipality") == municipality) row = area;
            text += (text.empty() ? "" : " ") + way.at("variant").get<std::string>();
            text += row.is_null() ? "none"
                                  : row.at("part").dump() + "/" + row.at("n").dump() + " " + row.at("value").dump();
        }
    }
    return text;
}

Answer report(const Installation& here) {
    auto answer = here.tilsig("report", {"annual", "--year", "2008", "--json"});
    EXPECT_EQ(answer.exit_code, 0) << answer.out << answer.err;
    return answer;
}

void copy_figure(const std::filesystem::path& content, const std::string& file) {
    std::filesystem::create_directories(content / "mappings/figures");
    std::filesystem::copy_file(std::filesystem::path(TILSIG_SOURCE_DIR) / "mappings/figures" / file,
                               content / "mappings/figures" / file);
}

class FiguresOfMunicipalities : public MunicipalFeeds {
protected:
    void SetUp() override {
        MunicipalFeeds::SetUp();
        if (IsSkipped()) return;
        for (const char* file : {"k10.yaml", "k13.yaml"}) copy_figure(m_here->folder() / "content", file);
    }
    static Cells spell(const std::string& case_ref, const std::string& number, const Cells& given = {}) {
        return with(person({{"journalnr", case_ref},
                            {"fodselsnr", number},
                            {"opplaeringsnr", "1"},
                            {"maaned", "200812"},
                            {"personkrets", "RP"},
                            {"start_dato", "16.04.2007"},
                            {"timer_norsk", "20,0"},
                            {"timer_samfunn", "0,0"},
                            {"fravaer_timer", "0,0"},
                            {"registrert_dato", "14.11.2008"}}),
                    given);
    }
    static Cells result(const Cells& given) {
        return with({{"provekode", "NP08-2"},
                     {"provedato", "27.05.2008"},
                     {"kandidatnr", "K900312"},
                     {"id_type", "F"},
                     {"fodselsnr", "14837936625"},
                     {"kommunenr_opplaring", "1601"},
                     {"kommunenr_sted", "1601"},
                     {"provested", "310900036"},
                     {"prove", "2"},
                     {"del", "S"},
                     {"oppmote", "M"},
                     {"resultat", "B"},
                     {"sensur_dato", "30.06.2008"}},
                    given);
    }
};

TEST_P(FiguresOfMunicipalities, CountWhoIsInTrainingOnTheLastDayOfTheYear) {
    const std::vector<std::string> names =
        columns({"opplaeringsnr", "maaned", "personkrets", "krav_dato", "start_dato", "slutt_dato", "spor",
                 "timer_norsk", "timer_samfunn", "fravaer_timer", "gyldig_fravaer_timer", "opplaeringssprak"});
    const std::string a = "14837936625", b = "02918536941", c = "09898837057", d = "42918540703";
    // In training; the same person in a second spell; to the last day; until the day before; an asylum seeker.
    const auto december =
        run("municipal.training", "k1901", "2008-12",
            csv(names,
                {spell("a", a), spell("a", a, {{"opplaeringsnr", "2"}}), spell("b", b, {{"slutt_dato", "31.12.2008"}}),
                 spell("c", c, {{"slutt_dato", "30.12.2008"}}), spell("d", d, {{"personkrets", "AN"}})}));
    EXPECT_EQ(december.exit_code, 0) << december.out << december.err;
    EXPECT_EQ(told(report(*m_here), "K10"), "null/2 2.0");
    EXPECT_EQ(told(report(*m_here), "K10", "1901"), "null/2 2.0");
    // Rows, of which the two spells of one person are two.
    const auto behind =
        m_here->tilsig("report", {"annual", "--year", "2008", "--rows", "K10", "--municipality", "1901", "--json"});
    EXPECT_EQ(behind.json().at("rows").size(), 3U) << behind.out;
    EXPECT_EQ(behind.json().at("rows").at(0).at("key").at("case_ref"), "a");
    EXPECT_EQ(m_here->tilsig("night", {"--close"}).exit_code, 0);
    EXPECT_EQ(report(*m_here).json().at("for_bi"), true);
    // Of two who owe December one has delivered it.
    EXPECT_EQ(m_here->query("SELECT status, delivered, owed FROM rpt_figure WHERE figure = 'K10' AND area_level = "
                            "'country'"),
              "partial|1|2\n");
}

TEST_P(FiguresOfMunicipalities, CountSittingsAndNotPersons) {
    const std::vector<std::string> names{
        "provekode",      "provedato", "kandidatnr", "id_type", "fodselsnr", "dufnr",    "kommunenr_opplaring",
        "kommunenr_sted", "provested", "prove",      "del",     "oppmote",   "resultat", "klage",
        "sensur_dato"};
    const auto sitting = [&](const std::vector<Cells>& results) {
        const auto answer = m_here->tilsig(
            "run", {"language_test.result", "--from", m_here->file("delivery", csv(names, results)), "--json"});
        EXPECT_EQ(answer.exit_code, 0) << answer.out << answer.err;
    };
    const Cells other{{"kandidatnr", "K900313"}, {"fodselsnr", "02918536941"}, {"kommunenr_opplaring", "0301"}};
    // One person failed in January and passed in May: two sittings. Absent, oral, test 3 and another year are none.
    sitting({result(
        {{"provekode", "NP08-1"}, {"provedato", "28.01.2008"}, {"sensur_dato", "25.02.2008"}, {"resultat", "I"}})});
    std::vector<Cells> may{
        result({}), with(result(other), {}), result({{"del", "M"}}), result({{"prove", "3"}}),
        with(result(other),
             {{"kandidatnr", "K900314"}, {"fodselsnr", "09898837057"}, {"oppmote", "I"}, {"resultat", ""}})};
    sitting(may);
    sitting({result({{"provekode", "NP09-1"}, {"provedato", "26.01.2009"}, {"sensur_dato", "25.02.2009"}})});
    EXPECT_EQ(told(report(*m_here), "K13"), "2/3 66.7");
    EXPECT_EQ(told(report(*m_here), "K13", "1601"), "1/2 50.0");
    // The sitting again, corrected as a whole: it counts once.
    may.front()["resultat"] = "I";
    sitting(may);
    EXPECT_EQ(told(report(*m_here), "K13"), "1/3 33.3");
}

class FiguresOfSettlement : public ShippedFeeds {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (IsSkipped()) return;
        ship("udi",
             "  udi.decision: {item: \"decision-{period}.xml\", media_type: application/xml}\n"
             "  udi.settlement: {item: \"settlement-{period}.xml\", media_type: application/xml}\n"
             "  udi.person: {item: \"person-{period}.xml\", media_type: application/xml}\n"
             "  udi.application: {item: \"application-{period}.xml\", media_type: application/xml}\n"
             "  udi.reception: {item: \"reception-{period}.xml\", media_type: application/xml}\n",
             {"udi", "model/udi.yaml", "model/places.yaml", "codelists/appeal_outcome.yaml",
              "codelists/application_type.yaml", "codelists/country.yaml", "codelists/country_iso.yaml",
              "codelists/decision_kind.yaml", "codelists/district.yaml", "codelists/legal_ground.yaml",
              "codelists/municipality_with_people.yaml", "codelists/reception_leaving.yaml",
              "codelists/reception_type.yaml", "codelists/rights_regime.yaml", "codelists/settlement_group.yaml",
              "codelists/udi_outcome.yaml", "figures/k01.yaml", "figures/k06.yaml"});
    }
    static udi::Record grant(const std::string& duf, const std::string& id, const std::string& day,
                             const udi::Record& more = {}) {
        return udi::with(udi::refusal({{"dufnummer", duf},
                                       {"vedtaksId", id},
                                       {"vedtaksdato", day},
                                       {"utfall", "FLY"},
                                       {"hjemmel", "88-17"},
                                       {"bosettingsgrunnlag", "J"},
                                       {"gyldigFra", day},
                                       {"gyldigTil", "2009-12-31"},
                                       {"registrert", day}}),
                         more);
    }
    static udi::Record settled(const std::string& duf, const std::string& decision, const std::string& day,
                               const udi::Record& more) {
        return udi::with(udi::settlement({{"dufnummer", duf},
                                          {"vedtaksId", decision},
                                          {"kommunenr", "1601"},
                                          {"bydelsnr", ""},
                                          {"bosettingsdato", day},
                                          {"registrert", "2008-12-01"}}),
                         more);
    }
};

TEST_P(FiguresOfSettlement, CountWhoWasSettledAndHowLongTheyWaitedByTheDecisionThatCounts) {
    // B was refused and UNE granted. D was granted in January, more in February. A's decision came after the
    // settlement.
    const auto decided =
        run("udi.decision", "2008-12-01",
            udi::document(udi::decisions, {udi::refusal(), udi::reversal(), grant(udi::duf_d, "UDI-08-1", "2008-01-01"),
                                           grant(udi::duf_d, "UDI-08-2", "2008-02-01",
                                                 {{"vedtakstype", "O"}, {"gjelderVedtak", "UDI-08-1"}}),
                                           grant(udi::duf_d, "UDI-08-4", "2008-09-01", {{"soknadsnr", "2"}}),
                                           grant(udi::duf_a, "UDI-08-3", "2008-09-01")}));
    EXPECT_EQ(decided.exit_code, 0) << decided.out << decided.err;
    const auto answer = run(
        "udi.settlement", "2008-12-01",
        udi::document(
            udi::settlements,
            {udi::settlement(), settled(udi::duf_d, "UDI-08-2", "2008-03-01", {{"bosettingsgruppe", "OVF"}}),
             // Again under the same permit; for the family; and one that came to nothing.
             settled(udi::duf_d, "UDI-08-2", "2008-10-01", {{"bosettingsnr", "2"}, {"kommunenr", "1504"}}),
             // And in the same year under another one, elsewhere.
             settled(udi::duf_d, "UDI-08-4", "2008-11-01",
                     {{"bosettingsnr", "3"}, {"kommunenr", "1504"}, {"bosettingsgruppe", "OVF"}}),
             settled(udi::duf_a, "UDI-08-3", "2008-08-01", {}),
             settled(udi::duf_b, "UNE-08-900077", "2008-06-01", {{"bosettingsnr", "2"}, {"bosettingsgruppe", "FAM"}}),
             settled("200890220004", "UDI-08-9", "2008-05-01", {{"bortfalt", "2008-06-01"}})}));
    EXPECT_EQ(answer.exit_code, 0) << answer.out << answer.err;
    const auto figures = report(*m_here);
    EXPECT_EQ(told(figures, "K01"), "null/3 3.0");
    EXPECT_EQ(told(figures, "K01", "1601"), "null/2 2.0");
    EXPECT_EQ(told(figures, "K01", "1504"), "null/1 1.0");
    // B 77 days from UNE's decision, D 60 from the first, and not again; A waited less than nothing and is left out. B
    // without D.
    EXPECT_EQ(told(figures, "K06"), "A137/2 2.3 B77/1 2.5");
    EXPECT_EQ(told(figures, "K06", "0301"), "A77/1 2.5 B77/1 2.5");
    EXPECT_EQ(figures.json().at("figures").at(1).at("computed").at(0).at("left_out"), 1);
    EXPECT_EQ(figures.json().at("figures").at(1).at("computed").at(0).at("status"), "unknown") << "nobody is scheduled";
}

class FiguresAsPrinted : public OnEveryEngine {};

TEST_P(FiguresAsPrinted, StandBesideTheComputedAndAreNeverTakenForThem) {
    const Installation here(GetParam(), nullptr);
    const auto load = here.tilsig("run", {"imdi.quoted_figure", "--period", "2008", "--from",
                                          TILSIG_SOURCE_DIR "/tests/scenarios/report_2008/quoted_figure.csv"});
    EXPECT_EQ(load.exit_code, 0) << load.out << load.err;
    const auto answer = report(here);
    std::map<std::string, std::string> printed;
    for (const auto& figure : answer.json().at("figures")) {
        printed[figure.at("figure")] = figure.at("printed").dump();
        for (const auto& way : figure.at("computed")) EXPECT_EQ(way.at("status"), "empty") << figure.at("figure");
    }
    EXPECT_EQ(printed.size(), 5U);
    EXPECT_EQ(printed["K08"], R"([{"basis":"ended_or_broken_off","value":"53"}])");
    EXPECT_EQ(printed["K06"], R"([{"basis":"quoted","value":"5.9"}])");
}

TILSIG_ON_ENGINES(FiguresOfMunicipalities, TestEngine::sqlite, TestEngine::postgresql);
TILSIG_ON_ENGINES(FiguresOfSettlement, TestEngine::sqlite, TestEngine::postgresql);
TILSIG_ON_ENGINES(FiguresAsPrinted, TestEngine::sqlite);

}  // namespace
}  // namespace tilsig::test

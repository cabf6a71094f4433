// Sittings of language tests: delivered again whole, with candidates who turn out to be somebody, and never counted
// twice.
#include <gtest/gtest.h>

#include "scenarios/municipal_feeds.hpp"

namespace tilsig::test {
namespace {

class LanguageTestResult : public MunicipalFeeds {
protected:
    static std::vector<std::string> columns_of(const std::string& scale) {
        return {"provekode",      "provedato", "kandidatnr", "id_type", "fodselsnr", "dufnr",    "kommunenr_opplaring",
                "kommunenr_sted", "provested", scale,        "del",     "oppmote",   "resultat", "klage",
                "sensur_dato"};
    }
    static Cells result(const Cells& given) {
        return with({{"provekode", "NP08-2"},
                     {"provedato", "27.05.2008"},
                     {"id_type", "pass"},
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
    Answer run_file(const std::vector<Cells>& results, const std::string& scale = "prove") const {
        return m_here->tilsig("run", {"language_test.result", "--from",
                                      m_here->file("delivery", csv(columns_of(scale), results)), "--json"});
    }
    std::string rows() const {
        return m_here->query(
            "SELECT sitting || ' ' || level || part || ' ' || id_type || ' ' || coalesce(result, '-') "
            "FROM fact_language_test ORDER BY sitting, level, part, id_type, CASE WHEN result IS NULL "
            "THEN 1 ELSE 0 END");
    }
    /// Sittings that count, and persons behind them, as BI sees them.
    std::string counted() const {
        return m_here->query(
            "SELECT count(*) || ' ' || count(DISTINCT coalesce((SELECT a.same_as FROM ops_person_alias a WHERE "
            "a.alias_id = t.person_id), t.person_id)) FROM fact_language_test t WHERE attendance = 'M'");
    }
};

TEST_P(LanguageTestResult, OfASittingIsReplacedWholeAndACandidateIsLinkedLater) {
    // A is known before anybody sits a test: the candidate number of somebody else comes second.
    const Cells a = result({{"kandidatnr", "K900312"}, {"id_type", "F"}, {"fodselsnr", "14837936625"}});
    const Cells e = result({{"kandidatnr", "K900311"}});
    const Cells autumn = result({{"provekode", "NP08-3"}, {"provedato", "28.10.2008"}, {"sensur_dato", "25.11.2008"}});
    const auto first = run_file({with(a, {{"provekode", "NP08-1"},
                                          {"provedato", "28.01.2008"},
                                          {"prove", "3"},
                                          {"resultat", "I"},
                                          {"sensur_dato", "25.02.2008"}})});
    EXPECT_EQ(first.exit_code, 0) << first.out << first.err;
    EXPECT_TRUE(found(first).empty()) << first.out;
    const auto second =
        run_file({with(a, {{"prove", "3"}, {"resultat", "I"}}), e, with(e, {{"del", "M"}, {"resultat", "I"}}),
                  with(e, {{"kandidatnr", "K900313"}, {"oppmote", "I"}, {"resultat", ""}})});
    EXPECT_EQ(second.exit_code, 0) << second.out << second.err;
    EXPECT_EQ(rows(), "NP08-1 3S F I\nNP08-2 2M pass I\nNP08-2 2S pass B\nNP08-2 2S pass -\nNP08-2 3S F I\n");
    EXPECT_EQ(counted(), "4 2\n");
    // Another sitting, in which one candidate of the one before sits again under a new candidate number with the
    // number of a register.
    EXPECT_EQ(
        run_file({with(autumn, {{"kandidatnr", "K900400"}, {"id_type", "F"}, {"fodselsnr", "09898837057"}})}).exit_code,
        0);
    EXPECT_EQ(counted(), "5 3\n");
    const auto before = m_here->query("SELECT max(load_seq) FROM ops_load");

    // The sitting again: E is that person, A passed after an appeal, and who was absent is not in it any more.
    const Cells linked = with(e, {{"id_type", "F"}, {"fodselsnr", "09898837057"}});
    const std::vector<Cells> corrected{with(a, {{"prove", "3"}, {"klage", "J"}, {"sensur_dato", "12.09.2008"}}), linked,
                                       with(linked, {{"del", "M"}, {"resultat", "I"}})};
    const auto again = run_file(corrected);
    EXPECT_EQ(again.exit_code, 0) << again.out << again.err;
    EXPECT_EQ(rows(), "NP08-1 3S F I\nNP08-2 2M F I\nNP08-2 2S F B\nNP08-2 3S F B\nNP08-3 2S F B\n");
    EXPECT_EQ(counted(), "5 2\n") << "as many sittings, one person less";
    // The same content again changes nothing; as known before, the candidate is somebody else.
    const auto same = run_file(corrected);
    EXPECT_EQ(same.json().at("outcome"), "nothing_new") << same.out;
    EXPECT_EQ(m_here->query("SELECT count(DISTINCT person_id) FROM (SELECT person_id FROM fact_language_test WHERE "
                            "load_seq <= " +
                            before + " UNION ALL SELECT person_id FROM fact_language_test_history WHERE load_seq <= " +
                            before + " AND replaced_seq > " + before + ") t"),
              "4\n");
    // Taken back, the sitting stands as it was, and the other ones were never touched.
    EXPECT_EQ(m_here
                  ->tilsig("retract",
                           {m_here->query("SELECT max(id) FROM ops_delivery").substr(0, 1), "--reason", "wrong file"})
                  .exit_code,
              0);
    EXPECT_EQ(rows(),
              "NP08-1 3S F I\nNP08-2 2M pass I\nNP08-2 2S pass B\nNP08-2 2S pass -\nNP08-2 3S F I\nNP08-3 2S F B\n");
    const auto proven = m_here->tilsig("verify", {"--json"});
    EXPECT_EQ(proven.exit_code, 0) << proven.out << proven.err;
    expect_no_number({"14837936625", "09898837057", "K900311", "K900312", "K900313", "K900400"},
                     first.out + second.out + again.out + again.err + proven.out);
}

TEST_P(LanguageTestResult, OfAnotherSittingThatIsNamedByMistakeWipesNothing) {
    std::vector<Cells> may, october;
    for (int i = 0; i < 8; ++i) {
        may.push_back(result({{"kandidatnr", "K90031" + std::to_string(i)}}));
        october.push_back(result({{"kandidatnr", "K90041" + std::to_string(i)},
                                  {"provekode", "NP08-3"},
                                  {"provedato", "28.10.2008"},
                                  {"sensur_dato", "25.11.2008"}}));
    }
    EXPECT_EQ(run_file(may).exit_code, 0);
    auto slip = october;
    slip.front()["provekode"] = "NP08-2";
    const auto held = run_file(slip);
    EXPECT_EQ(held.exit_code, 3) << held.out << held.err;
    EXPECT_NE(held.out.find("the delivery lacks 8 of the 8 rows that stand for sitting NP08-2"), std::string::npos)
        << held.out;
    const auto count = [&] {
        return m_here->query("SELECT sitting || ' ' || count(*) FROM fact_language_test GROUP BY sitting ORDER BY 1");
    };
    EXPECT_EQ(count(), "NP08-2 8\n");
    // What comes behind it waits until somebody has looked at it.
    const auto decide = [&](const char* how) {
        const auto holds = m_here->tilsig("hold", {"list", "--json"}).json().at("holds");
        ASSERT_FALSE(holds.empty());
        const auto answer = m_here->tilsig(
            "hold", {how, std::to_string(holds[0].at("hold").get<int>()), "--reason", "asked the sender"});
        EXPECT_EQ(answer.exit_code, 0) << answer.out << answer.err;
    };
    decide("reject");
    EXPECT_EQ(run_file(october).exit_code, 0);
    EXPECT_EQ(count(), "NP08-2 8\nNP08-3 8\n");
    // All of it under the code of the other one, more than those that are there.
    auto all = october;
    for (auto& each : all) each["provekode"] = "NP08-2";
    all.push_back(with(all.front(), {{"kandidatnr", "K900500"}}));
    EXPECT_EQ(run_file(all).exit_code, 3);
    decide("reject");
    EXPECT_EQ(count(), "NP08-2 8\nNP08-3 8\n");
    // A sitting that was cut, with a trailer that agrees. Somebody looks at it and says that it is so.
    october.resize(4);
    EXPECT_EQ(run_file(october).exit_code, 3);
    EXPECT_EQ(count(), "NP08-2 8\nNP08-3 8\n");
    decide("release");
    EXPECT_EQ(count(), "NP08-2 8\nNP08-3 4\n");
}

TEST_P(LanguageTestResult, StandsOnTheScaleOfItsDay) {
    const Cells old = result({{"kandidatnr", "K900311"}});
    const auto before = run_file({old, with(old, {{"kandidatnr", "K900312"}, {"resultat", "B1"}}),
                                  with(old, {{"kandidatnr", "K900313"}, {"del", "L"}}),
                                  with(old, {{"kandidatnr", "K900314"}, {"resultat", ""}})});
    EXPECT_EQ(before.exit_code, 2) << before.out << before.err;
    EXPECT_EQ(found(before), (std::map<std::string, int>{{"PRV-K004", 1}, {"PRV-K009", 1}, {"PRV-R006", 1}}))
        << before.out;
    const Cells level = with(old, {{"provekode", "NP14-2"},
                                   {"provedato", "03.12.2014"},
                                   {"sensur_dato", "07.01.2015"},
                                   {"prove", ""},
                                   {"pameldt_niva", "A2-B1"},
                                   {"id_type", "U"},
                                   {"dufnr", "200890220004"},
                                   {"kandidatnr", "K914001"},
                                   {"del", "L"},
                                   {"resultat", "B1"}});
    const auto after =
        run_file({level, with(level, {{"del", "M"}, {"resultat", "B2"}}),
                  with(level, {{"del", "R"}, {"resultat", "B2"}}), with(level, {{"del", "S"}, {"resultat", "B"}})},
                 "pameldt_niva");
    EXPECT_EQ(after.exit_code, 0) << after.out << after.err;
    EXPECT_EQ(found(after), (std::map<std::string, int>{{"PRV-K010", 1}, {"PRV-R009", 1}})) << after.out;
    EXPECT_EQ(rows(),
              "NP08-2 2S pass B\nNP08-2 2S pass -\nNP08-2 2S pass -\nNP14-2 A2-B1L U B1\nNP14-2 A2-B1M U B2\n"
              "NP14-2 A2-B1R U B2\nNP14-2 A2-B1S U -\n");
}

/// Whoever asks each night gets every sitting once, and a corrected one again under its name.
TEST_P(LanguageTestResult, ComesFileByFileFromAnIndex) {
    const TempFolder data;
    std::filesystem::copy(TILSIG_SOURCE_DIR "/tests/standin/data", data.path() / "data",
                          std::filesystem::copy_options::recursive);
    const StandIn standin(data.path() / "data");
    std::string settings = read_file(m_here->folder() / "tilsig.yaml");
    settings.insert(settings.find("{municipal:") + 1, "language_test: {base: " + standin.url("/index/language_test/") +
                                                          ", ca_file: " + standin.ca_file() + "}, ");
    (void)m_here->file("tilsig.yaml", settings);
    const auto publish = [&](const std::string& sitting, const std::vector<Cells>& results) {
        write_file_durably(data.path() / "data/index/language_test" / ("norskprove-" + sitting + ".csv"),
                           csv(columns_of("prove"), results));
    };
    const auto night = [&] { return m_here->tilsig("night", {"--feed", "language_test.result", "--json", "--quiet"}); };
    const auto nothing = night();
    EXPECT_EQ(nothing.exit_code, 0) << nothing.out << nothing.err;
    EXPECT_EQ(nothing.json().at("units").at(0).at("outcome"), "nothing_new") << nothing.out;

    const Cells a = result({{"kandidatnr", "K900312"}});
    publish("NP08-1", {with(a, {{"provekode", "NP08-1"}, {"provedato", "28.01.2008"}, {"sensur_dato", "25.02.2008"}})});
    const auto others = [&](std::vector<Cells> rows) {
        for (const char* number : {"K900321", "K900322", "K900323"})
            rows.push_back(with(a, {{"kandidatnr", number}, {"oppmote", "I"}, {"resultat", ""}}));
        return rows;
    };
    publish("NP08-2", others({a, with(a, {{"kandidatnr", "K900311"}, {"resultat", "I"}})}));
    const auto first = night();
    EXPECT_EQ(first.exit_code, 0) << first.out << first.err;
    const std::string absent = "NP08-2 2S pass -\nNP08-2 2S pass -\nNP08-2 2S pass -\n";
    EXPECT_EQ(rows(), "NP08-1 2S pass B\nNP08-2 2S pass B\nNP08-2 2S pass I\n" + absent);
    publish("NP08-2", others({with(a, {{"id_type", "F"}, {"fodselsnr", "14837936625"}})}));
    const auto second = night();
    EXPECT_EQ(second.exit_code, 0) << second.out << second.err;
    EXPECT_EQ(rows(), "NP08-1 2S pass B\nNP08-2 2S F B\n" + absent);
    EXPECT_EQ(counted(), "2 1\n");
    EXPECT_EQ(night().json().at("units").at(0).at("outcome"), "nothing_new");
}

TEST_P(LanguageTestResult, CutOrWithoutItsTrailerIsHeld) {
    const auto cut = m_here->tilsig(
        "run",
        {"language_test.result", "--from",
         m_here->file("delivery", csv(columns_of("prove"), {result({{"kandidatnr", "K900311"}})}) + "#"), "--json"});
    EXPECT_NE(cut.exit_code, 0) << cut.out;
    std::string text = csv(columns_of("prove"), {result({{"kandidatnr", "K900311"}})});
    text.resize(text.find("#SLUTT"));
    const auto open =
        m_here->tilsig("run", {"language_test.result", "--from", m_here->file("delivery", text), "--json"});
    EXPECT_EQ(open.exit_code, 3) << open.out << open.err;
    EXPECT_EQ(m_here->query("SELECT count(*) FROM fact_language_test"), "0\n");
}

TILSIG_ON_ENGINES(LanguageTestResult, TestEngine::sqlite, TestEngine::postgresql, TestEngine::mariadb);

}  // namespace
}  // namespace tilsig::test

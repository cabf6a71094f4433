// IMDi's statistics service by query: pages that become one table, hidden numbers that stay hidden, and answers that
// must not be believed.
#include <gtest/gtest.h>

#include "scenarios/imdi_files.hpp"

namespace tilsig::test {
namespace {

class ImdiApi : public OnEveryEngine {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (IsSkipped()) return;
        m_standin = std::make_unique<StandIn>();
        m_here = std::make_unique<Installation>(GetParam(), m_standin.get());
    }
    Answer run(const std::string& feed) { return m_here->tilsig("run", {"imdi_api." + feed, "--json"}); }
    /// The service's manner from now on, as tests/standin/imdi_site.hpp names it.
    void behave(const std::string& manner) {
        std::string settings = read_file(m_here->folder() / "tilsig.yaml");
        const auto at = settings.find("/imdi/", settings.find("  imdi_api: ")) + 6;
        const auto end = settings.find('/', at);
        (void)m_here->file("tilsig.yaml", settings.replace(at, end - at, manner));
    }
    std::string query(const std::string& sql) { return m_here->query(sql); }
    std::unique_ptr<StandIn> m_standin;
    std::unique_ptr<Installation> m_here;
};

/// The figures of the service's municipalities, from its data file and not through the program: sum of numbers, hidden,
/// missing.
std::string figures_of(const std::string& table, std::size_t rows) {
    const auto figures = nlohmann::json::parse(read_file(standin_data("imdi/" + table + ".json"))).at("figures");
    long sum = 0;
    int hidden = 0, missing = 0;
    for (std::size_t i = 0; i < rows; ++i) {
        const std::string figure = figures.at(i);
        hidden += figure == ":";
        missing += figure == ".";
        if (figure != ":" && figure != ".") sum += std::stol(figure);
    }
    return std::to_string(sum) + "|" + std::to_string(hidden) + "|" + std::to_string(missing) + "\n";
}

TEST_P(ImdiApi, LoadsEveryPageAndSubstitutesNothing) {
    for (const auto& [feed, table, fact, rows] :
         {std::tuple{"population_group", "befolkning_hovedgruppe", "fact_population_group", 648},
          std::tuple{"intro_participant", "intro_deltakere", "fact_intro_participant", 567}}) {
        const auto answer = run(feed);
        ASSERT_EQ(answer.exit_code, 0) << answer.out << answer.err;
        EXPECT_EQ(answer.json().at("records"), rows);
        const std::string counted =
            std::string("SELECT sum(persons), sum(CASE WHEN missing_reason = 'suppressed' THEN 1 ELSE 0 END), ") +
            "sum(CASE WHEN missing_reason = 'missing' THEN 1 ELSE 0 END) FROM " + fact;
        EXPECT_EQ(query(counted), figures_of(table, static_cast<std::size_t>(rows)));
        EXPECT_EQ(query(std::string("SELECT count(*) FROM ") + fact +
                        " WHERE (persons IS NULL) <> (missing_reason IS NOT NULL)"),
                  "0\n")
            << "a number or a reason";
    }
    EXPECT_EQ(run("population_group").json().at("outcome"), "nothing_new") << "other tokens, the same table";
}

TEST_P(ImdiApi, AFirstAnswerThatStopsEarlyIsHeldUntilAWholeOneComes) {
    behave("no-more");
    const auto answer = run("population_group");
    EXPECT_EQ(answer.exit_code, 3) << answer.out << answer.err;
    EXPECT_NE(answer.out.find("148 rows of 648"), std::string::npos) << answer.out;
    EXPECT_EQ(query("SELECT count(*) FROM fact_population_group"), "0\n")
        << "no earlier delivery tells that it shrank: only the announced values do";
    behave("honest");
    EXPECT_EQ(run("population_group").exit_code, 0);
    EXPECT_EQ(query("SELECT count(*) FROM fact_population_group"), "648\n");
}

TEST_P(ImdiApi, AnAnswerThatContradictsItselfIsNoDelivery) {
    for (const char* manner : {"same-token", "moved-row", "no-rows"}) {
        behave(manner);
        const auto answer = run("intro_participant");
        EXPECT_EQ(answer.exit_code, 1) << manner << answer.out << answer.err;
        EXPECT_EQ(answer.json().at("outcome"), "failed") << manner;
    }
    EXPECT_EQ(query("SELECT count(*) FROM fact_intro_participant"), "0\n");
    behave("honest");
    EXPECT_EQ(run("intro_participant").exit_code, 0) << "green by itself when the cause is gone";
}

TILSIG_ON_EVERY_ENGINE(ImdiApi);

}  // namespace
}  // namespace tilsig::test

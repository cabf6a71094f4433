// Asking for all that is held about a person, and taking it away for good.
#include <gtest/gtest.h>
#include <sys/file.h>

#include "scenarios/person_world.hpp"
#include "scenarios/terminal.hpp"

namespace tilsig::test {
namespace {

// Synthetic, and in no delivery.
const std::string stranger = "17917030014";
const std::string remark = "Kari bor hos mor";

class Erasure : public OnEveryEngine {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (IsSkipped()) return;
        m_world = std::make_unique<PersonWorld>(GetParam());
    }
    [[nodiscard]] const Installation& here() const { return m_world->here(); }
    /// Two nights: a row with a version before it, a row told under another number, a rejected record, a neighbour.
    void load_two_nights() const {
        ASSERT_EQ(m_world->run(first_night).exit_code, 2);
        ASSERT_EQ(m_world->run(second_night).exit_code, 0);
        ASSERT_EQ(m_world->rows(), "sak-4711 1 2\nsak-4712 1 5\nsak-9 3 3\n");
    }
    [[nodiscard]] std::string of(const std::string& person, const std::string& what) const {
        return here().query("SELECT " + what + " FROM fact_visit" + person);
    }

    /// Rows of a query on the link store.
    [[nodiscard]] std::string links(const std::string& sql) const {
        return run_program({"sqlite3", (here().folder() / "state/links.db").string(), sql}, here().folder()).out;
    }

    const std::vector<std::string> first_night{"sak-4711;" + fnr + ";;1;" + remark, "sak-4712;;" + duf + ";5;",
                                               "sak-9;" + other_fnr + ";;3;", "sak-4713;" + fnr + ";;mange;"};
    const std::vector<std::string> second_night{"sak-4711;" + fnr + ";" + duf + ";2;" + remark,
                                                "sak-4712;;" + duf + ";5;", "sak-9;" + other_fnr + ";;3;"};
    std::unique_ptr<PersonWorld> m_world;
};

TEST_P(Erasure, FirstAllThatIsHeldIsShown) {
    load_two_nights();
    const auto held = m_world->subject(duf);
    EXPECT_EQ(held.at("person"), 1) << held.dump(1);
    EXPECT_EQ(held.at("aliases"), nlohmann::json({2}));
    ASSERT_EQ(held.at("numbers").size(), 2U);
    EXPECT_FALSE(held.at("numbers")[0].contains("digits"));
    EXPECT_EQ(held.dump().find(fnr), std::string::npos);
    std::size_t current = 0, replaced = 0;
    for (const auto& row : held.at("rows")) {
        ++(row.at("current").get<bool>() ? current : replaced);
        EXPECT_EQ(row.at("unit"), "desk.visit/north/all");
        EXPECT_EQ(row.at("source"), "desk");
        EXPECT_NE(row.at("received_at"), "");
        EXPECT_NE(row.at("loaded_at"), "");
        EXPECT_NE(row.at("values").at("case_no"), "sak-9");
    }
    EXPECT_EQ(current, 2U);
    EXPECT_EQ(replaced, 2U) << "its visits, and the row that was told under the other id";
    ASSERT_EQ(held.at("landed").size(), 2U);
    std::size_t records = 0;
    for (const auto& landed : held.at("landed")) records += landed.at("lines").size();
    EXPECT_EQ(records, 5U) << "the rejected one too";
    ASSERT_EQ(held.at("findings").size(), 1U) << held.dump(1);
    EXPECT_EQ(held.at("findings")[0].at("field"), "visits");
    EXPECT_EQ(held.at("findings")[0].at("line"), 5);
    EXPECT_EQ(held.at("unsearched").size(), 0U);
    const auto digits = m_world->asked_about(fnr, "subject", {"--numbers"});
    EXPECT_NE(digits.out.find(duf), std::string::npos) << digits.out;
    EXPECT_NE(digits.out.find("sak-4712"), std::string::npos);
    const auto nobody = m_world->subject(stranger);
    EXPECT_EQ(nobody.at("found"), false) << nobody.dump(1);
    EXPECT_EQ(links("SELECT who <> '', purpose, persons FROM link_use WHERE purpose = 'subject'"),
              "1|subject|1\n1|subject|1\n1|subject|0\n");
}

TEST_P(Erasure, ReachesEveryStoreAndNothingBringsThePersonBack) {
    load_two_nights();
    const auto erased = m_world->erase(fnr);
    ASSERT_EQ(erased.exit_code, 0) << erased.out << erased.err;
    for (const auto& number : {fnr, duf}) EXPECT_EQ((erased.out + erased.err).find(number), std::string::npos);
    EXPECT_EQ(m_world->rows(), "sak-9 3 3\n");
    EXPECT_EQ(here().query("SELECT count(*) FROM fact_visit_history WHERE person_id <> 3"), "0\n");
    EXPECT_EQ(here().query("SELECT count(*) FROM ops_erasure WHERE ended_at IS NULL"), "0\n");
    EXPECT_EQ(here().query("SELECT store, name, items FROM ops_erasure_count ORDER BY store, name"),
              "findings|subjects|1\nhistory|fact_visit|2\nlanding|deliveries|2\nlanding|records|5\nlinks|numbers|"
              "2\ntable|fact_visit|2\n");
    EXPECT_GT(m_world->expect_in_no_file({fnr, duf, remark, "sak-4711", "sak-4712", "sak-4713"}), 5U);
    for (const auto& number : {fnr, duf}) {
        const auto held = m_world->subject(number);
        EXPECT_EQ(held.at("erased"), true);
        EXPECT_EQ(held.at("found"), false) << held.dump(1);
    }

    // The same bytes again, others with the person in them, both deliveries replayed, the newer one taken back.
    EXPECT_EQ(m_world->run(second_night).exit_code, 0);
    const auto again =
        m_world->run({"sak-4711;" + fnr + ";;8;", "sak-4714;" + other_fnr + ";;4;", "sak-9;" + other_fnr + ";;3;"});
    EXPECT_EQ(again.exit_code, 0) << again.out << again.err;
    EXPECT_EQ(m_world->rows(), "sak-4714 3 4\nsak-9 3 3\n");
    EXPECT_EQ(here().query("SELECT records FROM ops_run_rule WHERE kind = 'filtered' AND code = 'erased'"), "1\n");
    EXPECT_EQ(here().tilsig("replay", {"1", "--json"}).exit_code, 0);
    EXPECT_EQ(here().tilsig("replay", {"2", "--json"}).exit_code, 0);
    EXPECT_EQ(here().query("SELECT records_read, accepted, filtered, rejected FROM ops_run ORDER BY id DESC LIMIT 2"),
              "3|1|2|0\n4|1|3|0\n");
    EXPECT_EQ(here().tilsig("retract", {"2", "--reason", "wrong"}).exit_code, 0);
    EXPECT_EQ(of(" WHERE person_id <> 3", "count(*)"), "0\n");
    EXPECT_EQ(here().query("SELECT count(*) FROM fact_visit_history WHERE person_id <> 3"), "0\n");

    const auto verified = here().tilsig("verify");
    EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
    const auto stores = here().tilsig("stores", {"--check"});
    EXPECT_EQ(stores.exit_code, 0) << stores.out << stores.err;
    const auto list = here().tilsig("erase", {"--list", "--json"});
    EXPECT_EQ(list.json().at("erasures")[0].at("reason"), "request of 3 March");
    EXPECT_EQ(list.out.find(fnr), std::string::npos);
}

TEST_P(Erasure, StaysDoneWhenAnOlderLandingZoneIsPutBack) {
    load_two_nights();
    const auto zone = here().folder() / "state/landing";
    const auto backup = here().folder() / "backup";
    std::filesystem::copy(zone, backup, std::filesystem::copy_options::recursive);
    ASSERT_EQ(m_world->erase(duf).exit_code, 0);
    std::filesystem::remove_all(zone);
    std::filesystem::rename(backup, zone);
    EXPECT_EQ(here().tilsig("replay", {"1"}).exit_code, 2) << "one record of it is rejected as before";
    EXPECT_EQ(of(" WHERE person_id <> 3", "count(*)"), "0\n");
    EXPECT_EQ(m_world->subject(fnr).at("landed").size(), 2U) << "the bytes are back";
    const auto again = here().tilsig("erase", {"--again", "--reason", "backup put back", "--yes", "--json"});
    EXPECT_EQ(again.exit_code, 0) << again.out << again.err;
    EXPECT_EQ(m_world->subject(fnr).at("landed").size(), 0U);
    EXPECT_EQ(m_world->subject(duf).at("landed").size(), 0U);
}

TEST_P(Erasure, AsksNobodyWhoCannotAnswerAndTakesNoNumberFromTheCommandLine) {
    load_two_nights();
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{fnr}, {"--from", fnr}, {"--number=" + fnr}}) {
        for (const std::string command : {"subject", "erase"}) {
            const auto answer = here().tilsig(command, words);
            EXPECT_EQ(answer.exit_code, 64) << command;
            EXPECT_EQ((answer.out + answer.err).find(fnr), std::string::npos) << answer.err;
        }
    }
    EXPECT_NE(here().tilsig("erase", {fnr}).err.find("--from FILE"), std::string::npos);
    EXPECT_EQ(here().tilsig("subject").exit_code, 64) << "no terminal";
    EXPECT_EQ(m_world->asked_about(fnr, "erase", {"--reason", "x"}).exit_code, 64) << "nobody confirms";
    EXPECT_EQ(m_world->asked_about(fnr, "erase", {"--yes"}).exit_code, 64) << "without a reason";
    const auto told = m_world->asked_about(fnr, "erase", {"--yes", "--reason", "om " + other_fnr});
    EXPECT_EQ(told.exit_code, 64);
    EXPECT_EQ(told.err.find(other_fnr), std::string::npos);
    const auto wrong = m_world->asked_about("14837936626", "subject", {});
    EXPECT_EQ(wrong.exit_code, 64);
    EXPECT_NE(wrong.err.find("check digit"), std::string::npos) << wrong.err;
    EXPECT_EQ(wrong.err.find("14837936626"), std::string::npos);
    const UniqueFd held(::open((here().folder() / "state/cache/tilsig.lock").c_str(), O_RDWR | O_CLOEXEC));
    ASSERT_EQ(::flock(held.get(), LOCK_EX | LOCK_NB), 0);
    EXPECT_EQ(m_world->asked_about(fnr, "erase", {"--yes", "--reason", "x", "--wait", "0"}).exit_code, 75);
    EXPECT_EQ(of("", "count(*)"), "3\n");
}

class ErasureOnATerminal : public Erasure {};

TEST_P(ErasureOnATerminal, ShowsNoNumberAndIsConfirmed) {
    load_two_nights();
    const auto words = [&](const std::string& command) {
        return std::vector<std::string>{TILSIG_BINARY_DIR "/bin/tilsig", command, "--config",
                                        (here().folder() / "tilsig.yaml").string()};
    };
    auto asking = words("subject");
    const auto shown = run_on_terminal(asking, {}, {{"(not shown): ", "148379 36625\r"}});
    EXPECT_EQ(shown.exit_code, 0) << shown.shown;
    EXPECT_NE(shown.shown.find("sak-4711"), std::string::npos) << shown.shown;
    EXPECT_EQ(shown.shown.find("36625"), std::string::npos) << shown.shown;
    auto erasing = words("erase");
    erasing.insert(erasing.end(), {"--reason", "asked for"});
    const auto refused = run_on_terminal(erasing, {}, {{"(not shown): ", fnr + "\r"}, {"go on: ", "yes\r"}});
    EXPECT_EQ(refused.exit_code, 64) << refused.shown;
    EXPECT_EQ(of("", "count(*)"), "3\n");
    const auto done = run_on_terminal(erasing, {}, {{"(not shown): ", fnr + "\r"}, {"go on: ", "erase\r"}});
    EXPECT_EQ(done.exit_code, 0) << done.shown;
    EXPECT_EQ(of("", "count(*)"), "1\n");
}

TEST_P(Erasure, OfSomebodyWhomNobodyKnowsKeepsTheNumberOut) {
    load_two_nights();
    const auto erased = m_world->erase(stranger);
    EXPECT_EQ(erased.exit_code, 0) << erased.out << erased.err;
    EXPECT_EQ(erased.json().at("known"), false);
    const auto run = m_world->run({"sak-1;" + stranger + ";;1;", "sak-9;" + other_fnr + ";;3;"});
    EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
    EXPECT_EQ(of(" WHERE case_no = 'sak-1'", "count(*)"), "0\n");
}

TEST_P(Erasure, ClosesNobodyElsesRowUnderTheSameCase) {
    load_two_nights();
    ASSERT_EQ(m_world->erase(fnr).exit_code, 0);
    const auto run = m_world->run({"sak-9;" + fnr + ";;1;", "sak-8;" + other_fnr + ";;4;"});
    EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
    EXPECT_EQ(m_world->rows(), "sak-8 3 4\nsak-9 3 3\n") << "its record is of somebody erased: it counts as present";
    EXPECT_EQ(m_world->run({"sak-8;" + other_fnr + ";;4;"}).exit_code, 0);
    EXPECT_EQ(m_world->rows(), "sak-8 3 4\n");
    EXPECT_EQ(here().tilsig("replay", {"1"}).exit_code, 0) << "its rejected record was erased too";
    EXPECT_EQ(m_world->rows(), "sak-8 3 4\nsak-9 3 3\n") << "of an erased delivery nobody knows what else was in it";
}

TILSIG_ON_ENGINES(Erasure, TestEngine::sqlite, TestEngine::postgresql);
TILSIG_ON_ENGINES(ErasureOnATerminal, TestEngine::sqlite);

}  // namespace
}  // namespace tilsig::test

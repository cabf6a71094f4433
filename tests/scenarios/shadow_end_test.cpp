// A feed into shadow and out of it: what it leaves is nothing, and the active feed neither lacks nor inherits anything.
#include <gtest/gtest.h>

#include "scenarios/shadow_desk.hpp"

namespace tilsig::test {
namespace {

namespace fs = std::filesystem;

class ShadowEnd : public ShadowDesk {};

TEST_P(ShadowEnd, MadeActiveStartsFromNothingAndComesToTheSame) {
    const Installation never(GetParam(), fs::path(TILSIG_SOURCE_DIR "/tests/scenarios/content"));
    state("roster", "shadow");
    state("movement", "shadow");
    const std::vector<std::pair<std::string, std::vector<std::string>>> files{
        {"roster-1.csv", {"5001;a;1", "4601;b;2"}},
        {"movement-1.csv", {"5001;m;1", "5001;n;1"}},
        {"roster-2.csv", {"5001;a;9", "4601;b;2"}},
        {"movement-2.csv", {"5001;m;2"}}};
    for (const auto& [name, delivered] : files) {
        deliver(name, delivered);
        deliver_to(never, name, delivered);
        ASSERT_EQ(night().exit_code, 0);
    }
    ASSERT_EQ(shadows(), "4601/b=2 5001/a=9");
    const std::string before = m_here->query("SELECT max(received_at) FROM ops_delivery");
    state("roster", "active");
    state("movement", "active");
    const auto first = night();
    ASSERT_EQ(first.exit_code, 0) << first.out << first.err;
    ASSERT_EQ(night_of(never).exit_code, 0);
    EXPECT_EQ(m_here->checksums(), never.checksums());
    EXPECT_EQ(rosters(), "4601/b=2 5001/a=9");
    EXPECT_EQ(m_here->query("SELECT amount FROM fact_roster_history"), "1\n") << "the first delivery was loaded too";
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_delivery d JOIN ops_unit u ON u.id = d.unit_id WHERE u.feed NOT "
                            "LIKE 'shadow:%' AND "
                            "d.received_at <= '" +
                            before.substr(0, before.size() - 1) + "'"),
              "0\n")
        << "received when the active feed received them";
    EXPECT_EQ(shadow_tables(), "") << "what nobody loads any more does not stay";
    EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_table_column WHERE table_name LIKE 'shadow%'"), "0\n");
    for (const auto& entry : fs::directory_iterator(m_here->folder() / "state/cache"))
        EXPECT_FALSE(has(entry.path().string(), "shadow")) << entry.path();
    for (const auto& [name, delivered] : files) EXPECT_FALSE(waits(name)) << name;
    const auto now = m_here->tilsig("status", {"--json"});
    for (const auto& unit : now.json().at("units")) EXPECT_EQ(unit.at("shadow"), false) << unit;
}

TEST_P(ShadowEnd, BetweenTwoActiveTimesLosesNothing) {
    const Installation never(GetParam(), fs::path(TILSIG_SOURCE_DIR "/tests/scenarios/content"));
    const std::vector<std::pair<const char*, std::vector<std::string>>> files{
        {"movement-1.csv", {"5001;a;1"}},
        {"movement-2.csv", {"5001;a;2", "5001;b;2"}},
        {"movement-3.csv", {"5001;c;3"}}};
    for (std::size_t i = 0; i < files.size(); ++i) {
        state("movement", i == 1 ? "shadow" : "active");
        deliver(files[i].first, files[i].second);
        deliver_to(never, files[i].first, files[i].second);
        ASSERT_EQ(night().exit_code, 0);
        ASSERT_EQ(night_of(never).exit_code, 0);
        if (i == 1) {
            EXPECT_EQ(movements(), "5001/a=1");
            EXPECT_EQ(rows("shadow_fact_movement"), "5001/a=2 5001/b=2");
        }
    }
    EXPECT_EQ(movements(), "5001/a=2 5001/b=2 5001/c=3");
    EXPECT_EQ(m_here->checksums(), never.checksums());
    // And into the shadow again: from nothing, although the ledger remembers the bytes.
    state("movement", "shadow");
    deliver("movement-2b.csv", {"5001;a;2", "5001;b;2"});
    ASSERT_EQ(night().exit_code, 0);
    EXPECT_EQ(rows("shadow_fact_movement"), "5001/a=2 5001/b=2");
    EXPECT_EQ(m_here->checksums(), never.checksums());
}

TEST_P(ShadowEnd, ThatEndsLeavesTheOtherShadowOfItsTable) {
    add_trial();
    state("roster", "shadow");
    ASSERT_EQ(roster({"5001;a;1", "5001;b;1"}).exit_code, 0);
    ASSERT_EQ(trial({"4601;x;3", "5001;b;5"}).exit_code, 0);
    ASSERT_EQ(shadows(), "4601/x=3 5001/a=1 5001/b=5");
    state("roster", "active");
    ASSERT_EQ(roster({"5001;a;1"}).exit_code, 0);
    EXPECT_EQ(rosters(), "5001/a=1");
    EXPECT_EQ(shadows(), "4601/x=3 5001/b=5");
    EXPECT_EQ(m_here->query("SELECT count(*) FROM shadow_fact_roster_history"), "0\n")
        << "the row that was taken over was the active feed's";
    const auto again = trial({"4601;x;4", "5001;b;5"});
    ASSERT_EQ(again.exit_code, 0) << again.out << again.err;
    EXPECT_EQ(shadows(), "4601/x=4 5001/b=5");
}

TEST_P(ShadowEnd, TakesTheWaitingRowsAlong) {
    state("roster", "shadow");
    std::vector<std::string> many;
    for (int i = 0; i < 2500; ++i) many.push_back("5001;s" + std::to_string(i) + ";1");
    const auto large = roster(many);
    ASSERT_EQ(large.exit_code, 0) << large.out << large.err;
    const auto tables = shadow_tables();
    EXPECT_EQ(std::count(tables.begin(), tables.end(), '\n') > 2, !on_sqlite())
        << "a server stages a large unit in tables: " << tables;
    state("roster", "draft");
    const auto planned = m_here->tilsig("plan", {"--json"});
    EXPECT_TRUE(has(planned.out, "DROP TABLE")) << planned.out;
    ASSERT_EQ(movement({"5001;a;1"}).exit_code, 0);
    EXPECT_EQ(shadow_tables(), "");
    EXPECT_EQ(m_here->tilsig("plan", {"--json"}).json().at("ddl"), nlohmann::json::array());
}

TEST_P(ShadowEnd, DoesNotMistakeOneSideForTheOther) {
    const auto active = roster({"5001;a;1"});
    ASSERT_EQ(active.exit_code, 0);
    state("roster", "shadow");
    const auto shadow = roster({"5001;a;2"});
    ASSERT_EQ(shadow.exit_code, 0) << shadow.out << shadow.err;
    EXPECT_EQ(shadow.json().at("delivery").at("seq"), 1) << "numbered on its own";
    const auto before = m_here->checksums();
    const auto refused = m_here->tilsig("replay", {std::to_string(delivery_of(active))});
    EXPECT_EQ(refused.exit_code, 64) << refused.out;
    EXPECT_TRUE(has(refused.err, "in shadow")) << refused.err;
    EXPECT_EQ(m_here->checksums(), before);
    state("roster", "active");
    ASSERT_EQ(roster({"5001;a;3"}).exit_code, 0);
    const auto over = m_here->tilsig("replay", {std::to_string(delivery_of(shadow))});
    EXPECT_EQ(over.exit_code, 64) << over.out;
    EXPECT_TRUE(has(over.err, "its shadow is over")) << over.err;
    EXPECT_EQ(m_here->tilsig("retract", {std::to_string(delivery_of(shadow)), "--reason", "x"}).exit_code, 64);
    EXPECT_EQ(rosters(), "5001/a=3");
}

class LostShadow : public ShadowDesk {};

TEST_P(LostShadow, ComesBackFromItsOwnLandedBytes) {
    ASSERT_EQ(movement({"5001;a;1"}).exit_code, 0);
    state("roster", "shadow");
    ASSERT_EQ(roster({"5001;r;1"}).exit_code, 0);
    const auto before = m_here->checksums();
    for (const char* ending : {"", "-wal", "-shm"})
        fs::remove(m_here->folder() / (std::string("warehouse.db") + ending));
    const auto replayed = m_here->tilsig("replay", {"--landed", "--json"});
    ASSERT_EQ(replayed.exit_code, 0) << replayed.out << replayed.err;
    EXPECT_EQ(m_here->checksums(), before);
    EXPECT_EQ(shadows(), "5001/r=1");
    // What only a shadow got is nothing that an active feed has lost.
    state("roster", "active");
    ASSERT_EQ(m_here->tilsig("replay", {"--landed"}).exit_code, 0);
    EXPECT_EQ(rosters(), "");
}

TEST_P(LostShadow, DoesNotTakeTheActiveFeedsBytesAlong) {
    state("roster", "shadow");
    ASSERT_EQ(roster({"5001;a;1"}).exit_code, 0);
    state("roster", "active");
    ASSERT_EQ(roster({"5001;a;1"}).exit_code, 0) << "the same bytes";
    for (const char* ending : {"", "-wal", "-shm"})
        fs::remove(m_here->folder() / (std::string("warehouse.db") + ending));
    ASSERT_EQ(m_here->tilsig("replay", {"--landed"}).exit_code, 0);
    EXPECT_EQ(rosters(), "5001/a=1");
}

TEST_P(LostShadow, IsNotEndedInAnOlderCopyThatIsRefused) {
    state("roster", "shadow");
    ASSERT_EQ(roster({"5001;a;1"}).exit_code, 0);
    const auto database = m_here->folder() / "warehouse.db";
    const auto copy = m_here->folder() / "older.db";
    fs::copy_file(database, copy);
    ASSERT_EQ(roster({"5001;a;2"}).exit_code, 0);
    fs::copy_file(copy, database, fs::copy_options::overwrite_existing);
    state("roster", "active");
    EXPECT_EQ(roster({"5001;a;3"}).exit_code, 5);
    EXPECT_EQ(shadows(), "5001/a=1") << "the copy stays as it was found";
}

TILSIG_ON_EVERY_ENGINE(ShadowEnd);
TILSIG_ON_ENGINES(LostShadow, TestEngine::sqlite);

}  // namespace
}  // namespace tilsig::test

// An older database with this program, a newer one, and a kill while the tables are made.
#include <gtest/gtest.h>

#include "scenarios/kill_point.hpp"
#include "scenarios/twins.hpp"

namespace tilsig::test {
namespace {

class Upgrade : public Twins {
protected:
    static std::vector<std::string> words(const Installation& where) { return arguments(where, small, 1); }
};

TEST_P(Upgrade, ADatabaseOfANewerProgramIsRefusedUntouched) {
    (void)here().query(
        "INSERT INTO ops_migration (area, number, name, checksum, ddl, applied_at) VALUES ('ledger', 900, 'from the "
        "future', 'x', 'x', 'x')");
    const auto runs = here().query("SELECT count(*) FROM ops_run");
    for (const char* command : {"run", "status"}) {
        const auto refused =
            here().tilsig(command, std::string(command) == "run" ? words(here()) : std::vector<std::string>{});
        EXPECT_EQ(refused.exit_code, 5) << refused.out << refused.err;
        EXPECT_NE(refused.err.find("newer program"), std::string::npos) << refused.err;
    }
    EXPECT_EQ(here().query("SELECT count(*) FROM ops_run"), runs);
    expect_live(small, 0);
    (void)here().query("DELETE FROM ops_migration WHERE number = 900");
    expect_green(small, 1);
}

TEST_P(Upgrade, ADatabaseFromBeforeFindingsHadSubjectsGetsThem) {
    (void)here().query(
        "INSERT INTO ops_rejected (delivery_id, run_id, record_no, line, column_no, byte_offset, byte_length, code, "
        "field, severity, action, sheet) VALUES (1, 1, 1, 2, 0, 10, 5, 'OLD-F001', '', 'error', 'flag', 0)");
    for (const char* column : {"owner", "subject"})
        (void)here().query("ALTER TABLE ops_rejected DROP COLUMN " + std::string(column));
    (void)here().query("DELETE FROM ops_migration WHERE area = 'ledger' AND number = 4");
    expect_green(small, 1);
    EXPECT_EQ(here().query("SELECT code, owner, subject FROM ops_rejected"), "OLD-F001||\n");
}

TEST_P(Upgrade, AnEmptyDatabaseIsSetUpWholeInSpiteOfKills) {
    if (const std::string why = tracing_missing(); !why.empty()) GTEST_SKIP() << why;
    const Installation model(GetParam(), nullptr);
    auto points = sample(kill_points(model, "run", words(model)), on_sqlite() ? 4 : 3);
    std::erase_if(points, [](const KillPoint& point) { return point.step != "warehouse" && point.step != "server"; });
    int kills = 0;
    for (const auto& point : points) {
        SCOPED_TRACE(point.call + " " + std::to_string(point.n));
        const Installation fresh(GetParam(), nullptr);
        if (run_killed(fresh, point.call, point.n, "run", words(fresh)).happened) ++kills;
        const auto again = fresh.tilsig("run", words(fresh));
        ASSERT_EQ(again.exit_code, 0) << again.out << again.err;
        EXPECT_EQ(fresh.checksums(), model.checksums());
        EXPECT_EQ(fresh.query("SELECT area, number, name, checksum FROM ops_migration ORDER BY 1, 2"),
                  model.query("SELECT area, number, name, checksum FROM ops_migration ORDER BY 1, 2"));
    }
    EXPECT_GT(kills, 1);
}

TILSIG_ON_ENGINES(Upgrade, TestEngine::sqlite, TestEngine::postgresql);

}  // namespace
}  // namespace tilsig::test

// A full disk under each thing that is written: landing zone, SQLite file, PostgreSQL, cache, receipts, log. Space
// returns, and so does the night.
#include <fcntl.h>
#include <unistd.h>

#include "scenarios/twins.hpp"
#include "support/small_disk.hpp"

namespace tilsig::test {
namespace {

namespace fs = std::filesystem;

class DiskFull : public Twins {
protected:
    /// Puts a file or folder of the installation onto a small disk; a link stands in its place.
    void onto_disk(const fs::path& what, const std::string& size) {
        m_disk = std::make_unique<SmallDisk>(here().folder() / "disk", size);
        if (!m_disk->mounted()) GTEST_SKIP() << "needs permission to mount a tmpfs (root)";
        const fs::path from = here().folder() / what;
        const fs::path to = m_disk->path() / what.filename();
        fs::copy(from, to, fs::copy_options::recursive);
        fs::remove_all(from);
        fs::create_symlink(to, from);
    }
    void TearDown() override {
        if (m_database_moved) here().move_database_back();
        m_disk.reset();
        Twins::TearDown();
    }
    static void expect_told(const Answer& answer) {
        EXPECT_EQ(answer.exit_code, 1) << answer.out << answer.err;
        const std::string said = answer.out + answer.err;
        EXPECT_NE(said.find("disk space"), std::string::npos) << "names the remedy: " << said;
    }

    std::unique_ptr<SmallDisk> m_disk;
    bool m_database_moved = false;
};

TEST_P(DiskFull, UnderTheLandingZone) {
    onto_disk("state/landing", "512k");
    if (IsSkipped()) return;
    m_disk->fill();
    const auto full = run(here(), large, 1);
    expect_told(full);
    EXPECT_NE(full.err.find("state/landing"), std::string::npos) << "names the place: " << full.err;
    expect_live(small, 0);
    m_disk->empty();
    expect_green(large, 1);
    expect_live(large, 1);
}

TEST_P(DiskFull, UnderTheLandingZoneWhileFetchingIsARunOfTheLedger) {
    here().deliver("k1601", "bosatte-1.csv", "kommunenr;maaned;bosatte\n5001;2026-10-01;5\n");
    onto_disk("state/landing", "512k");
    if (IsSkipped()) return;
    m_disk->fill();
    expect_told(here().tilsig("run", {"municipal.settled", "--sender", "k1601", "--period", "2026-10", "--quiet"}));
    const std::string last = "SELECT outcome, error_kind FROM ops_run ORDER BY id DESC LIMIT 1";
    EXPECT_EQ(here().query(last), "failed|storage\n");
    m_disk->empty();
    EXPECT_EQ(
        here().tilsig("run", {"municipal.settled", "--sender", "k1601", "--period", "2026-10", "--quiet"}).exit_code,
        0);
    EXPECT_EQ(here().query("SELECT outcome FROM ops_run ORDER BY id DESC LIMIT 1"), "loaded\n");
}

/// Both with no byte left at all and with some, so that the disk fills at the start and in the middle of the load.
TEST_P(DiskFull, UnderTheDatabase) {
    for (const std::uintmax_t left : {0U, 200U * 1024, 600U * 1024}) {
        SCOPED_TRACE(std::to_string(left) + " bytes left");
        if (on_sqlite()) {
            if (!m_disk) onto_disk("warehouse.db", "24m");
        } else if (!m_disk) {
            // Below the server's own folder: its account cannot enter ours.
            m_disk = std::make_unique<SmallDisk>(TestPostgres::shared().folder() / "disk", "64m");
            if (m_disk->mounted()) here().move_database_to(m_disk->path());
            m_database_moved = m_disk->mounted();
        }
        if (!m_disk->mounted()) GTEST_SKIP() << "needs permission to mount a tmpfs (root)";
        m_disk->fill(left);
        expect_told(run(here(), large, 1));
        m_disk->empty();
        expect_live(small, 0);
    }
    expect_green(large, 1);
    expect_live(large, 1);
}

TEST_P(DiskFull, UnderTheReceiptsCostsNoLoad) {
    onto_disk("state/out", "256k");
    if (IsSkipped()) return;
    m_disk->fill();
    expect_green(small, 1);
    m_disk->empty();
    expect_green(small, 2);
}

/// The cache holds SQLite's private staging file, without which nothing can be loaded; for PostgreSQL it is only a
/// cache.
TEST_P(DiskFull, UnderTheCache) {
    onto_disk("state/cache", "256k");
    if (IsSkipped()) return;
    m_disk->fill();
    if (on_sqlite()) {
        expect_told(run(here(), small, 1));
        expect_live(small, 0);
        m_disk->empty();
    }
    expect_green(small, 1);
    m_disk->empty();
    expect_green(small, 2);
}

TEST_P(DiskFull, UnderTheLogSpoilsNothing) {
    onto_disk("tilsig.log", "64k");
    if (IsSkipped()) return;
    // A log is never written through a link: the settings name the place itself.
    fs::remove(here().folder() / "tilsig.log");
    const fs::path settings = here().folder() / "tilsig.yaml";
    std::string text = read_file(settings);
    const std::string log = "log: {file: ";
    text.insert(text.find(log) + log.size(), (m_disk->path() / "").string());
    (void)here().file("tilsig.yaml", text);
    m_disk->fill();
    const auto before = fs::file_size(m_disk->path() / "tilsig.log");
    expect_green(small, 1);
    m_disk->empty();
    expect_green(small, 2);
    EXPECT_GT(fs::file_size(m_disk->path() / "tilsig.log"), before) << "and the log goes on when there is space";
}

TILSIG_ON_ENGINES(DiskFull, TestEngine::sqlite, TestEngine::postgresql);

}  // namespace
}  // namespace tilsig::test

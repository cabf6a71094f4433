// Recorded state that is damaged, old or gone: refused with the repair, or proven equal; never a silent start from
// zero.
#include <fstream>
#include <random>

#include "scenarios/twins.hpp"

namespace tilsig::test {
namespace {

namespace fs = std::filesystem;

void flip_a_bit(const fs::path& path, std::uintmax_t offset, int bit) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(offset));
    const char byte = static_cast<char>(file.get());
    file.seekp(static_cast<std::streamoff>(offset));
    file.put(static_cast<char>(byte ^ (1 << bit)));
}

class Damage : public Twins {
protected:
    [[nodiscard]] fs::path in_folder(const fs::path& name) { return here().folder() / name; }
    [[nodiscard]] fs::path database_file() { return in_folder("warehouse.db"); }
    /// Exit code 5, the repair named, and whatever stands there untouched.
    void expect_refused(const Answer& answer) {
        EXPECT_EQ(answer.exit_code, 5) << answer.out << answer.err;
        EXPECT_NE(answer.err.find("restore"), std::string::npos) << "names the repair: " << answer.err;
    }
    /// Carries the database away and back: a file for SQLite, a template copy for PostgreSQL.
    void back_up() {
        if (on_sqlite()) {
            fs::copy_file(database_file(), in_folder("backup.db"), fs::copy_options::overwrite_existing);
        } else {
            m_backup = here().copy_database();
        }
    }
    void restore_backup() {
        if (on_sqlite()) {
            for (const char* rest : {"warehouse.db-wal", "warehouse.db-shm"}) fs::remove(in_folder(rest));
            fs::copy_file(in_folder("backup.db"), database_file(), fs::copy_options::overwrite_existing);
        } else {
            here().replace_database(m_backup);
        }
    }

private:
    std::string m_backup;
};

TEST_P(Damage, AnOlderCopyOfTheDatabaseIsRefusedAndReplayedToBeEqual) {
    back_up();
    expect_green(small, 1);
    expect_green(small + 2, 2);
    restore_backup();
    const auto refused = run(here(), small + 2, 2);
    expect_refused(refused);
    EXPECT_NE(refused.err.find("ends with load 1"), std::string::npos) << refused.err;
    EXPECT_NE(refused.err.find("committed load 3"), std::string::npos) << refused.err;
    expect_live(small, 0);
    const auto repaired = here().tilsig("replay", {"--landed"});
    EXPECT_EQ(repaired.exit_code, 0) << repaired.out << repaired.err;
    EXPECT_EQ(here().checksums(), calm().checksums());
    const auto again = here().tilsig("replay", {"--landed"});
    EXPECT_TRUE(again.out.starts_with("the database knows all that the landing zone holds\n"))
        << again.out << again.err;
    expect_green(small, 3);
}

TEST_P(Damage, ADatabaseThatIsGoneIsNoSilentStartFromZero) {
    expect_green(small, 1);
    if (on_sqlite()) {
        fs::remove(database_file());
    } else {
        here().replace_database(TestPostgres::shared().fresh_database());
    }
    const auto refused = run(here(), small, 1);
    expect_refused(refused);
    EXPECT_NE(refused.err.find("holds no load"), std::string::npos) << refused.err;
    EXPECT_EQ(here().tilsig("replay", {"--landed"}).exit_code, 0);
    EXPECT_EQ(here().checksums(), calm().checksums());
    expect_green(small, 2);
}

TEST_P(Damage, AnotherDatabaseWithTheSameNumbersIsRefused) {
    (void)here().query("UPDATE ops_load SET seal = 'ffffffffffffffff'");
    expect_refused(run(here(), small, 1));
}

TEST_P(Damage, ATornNoteOfTheNewestLoadIsMadeAgain) {
    const auto note = in_folder("state/landing/newest-load");
    const std::string whole = read_file(note);
    for (const std::string& torn : {std::string(), whole.substr(0, 20), std::string(whole.size(), '\0')}) {
        write_file_durably(note, torn);
        EXPECT_EQ(run(here(), small, 0).exit_code, 0);
        EXPECT_EQ(read_file(note), whole);
    }
}

TEST_P(Damage, ALandedDeliveryThatIsDamagedIsNamedAndLandedAgain) {
    const auto flip = [&](const char* what) {
        for (const auto& entry : fs::directory_iterator(in_folder("state/landing"))) {
            if (entry.is_directory()) flip_a_bit(entry.path() / what, fs::file_size(entry.path() / what) / 2, 3);
        }
    };
    const auto expect_named = [&] {
        const auto replayed = here().tilsig("replay", {"imdi.region"});
        EXPECT_EQ(replayed.exit_code, 1) << replayed.out << replayed.err;
        EXPECT_NE((replayed.out + replayed.err).find("state/landing"), std::string::npos)
            << replayed.out << replayed.err;
        EXPECT_NE((replayed.out + replayed.err).find("restore"), std::string::npos) << replayed.out << replayed.err;
        expect_live(small, 0);
    };
    flip("content");
    expect_named();
    EXPECT_EQ(run(here(), small, 0).exit_code, 0) << "the same bytes landed again";
    EXPECT_EQ(here().tilsig("replay", {"imdi.region"}).exit_code, 0) << "heal the damaged copy";
    // Only the manifest knows whether the delivery was erased; it comes back from a backup or not at all.
    flip("manifest.json");
    expect_named();
    flip("manifest.json");
    expect_green(small, 1);
}

TEST_P(Damage, ALostKeyIsRefusedAndComesBack) {
    const auto key = in_folder("state/landing.key");
    fs::rename(key, in_folder("key"));
    expect_refused(run(here(), small, 1));
    EXPECT_FALSE(fs::exists(key)) << "no new key hides the loss of the old one";
    fs::rename(in_folder("key"), key);
    expect_green(small, 1);
}

/// Caches are believed only when they match; whatever else stands there is made again.
TEST_P(Damage, ADamagedCacheIsMadeAgain) {
    ASSERT_EQ(run(here(), small, 0).exit_code, 0);
    const auto snapshot = in_folder("state/cache/snapshot-1-dim_imdi_region");
    ASSERT_TRUE(fs::exists(snapshot));
    const std::string older = read_file(snapshot);
    int edition = 0;
    const auto size = static_cast<std::uintmax_t>(older.size());
    for (const std::uintmax_t offset : {std::uintmax_t{3}, std::uintmax_t{60}, size / 2, size - 5}) {
        flip_a_bit(snapshot, offset, 2);
        expect_green(small, ++edition);
    }
    fs::resize_file(snapshot, size / 2);
    expect_green(small, ++edition);
    write_file_durably(snapshot, older);
    expect_green(small, ++edition);
    fs::remove_all(in_folder("state/cache"));
    expect_green(small, ++edition);
}

TILSIG_ON_ENGINES(Damage, TestEngine::sqlite, TestEngine::postgresql);

/// Bytes of the SQLite file.
class DamagedFile : public Damage {};

TEST_P(DamagedFile, BitFlipsInItsStructureAreRefusedOrHarmless) {
    back_up();
    const auto size = fs::file_size(database_file());
    std::minstd_rand random(37);
    int refused = 0;
    for (int i = 0; i < 16; ++i) {
        // The file's header, then the headers of pages and the pointers behind them.
        const auto page = i < 4 ? 0 : std::uniform_int_distribution<std::uintmax_t>(1, size / 4096 - 1)(random);
        const auto offset = page * 4096 + std::uniform_int_distribution<std::uintmax_t>(0, i < 4 ? 99 : 23)(random);
        SCOPED_TRACE("byte " + std::to_string(offset));
        flip_a_bit(database_file(), offset, i % 8);
        const auto answer = run(here(), small, 0);
        if (answer.exit_code == 5) {
            expect_refused(answer);
            ++refused;
        } else {
            EXPECT_EQ(answer.exit_code, 0) << answer.out << answer.err;
            EXPECT_EQ(here().checksums(), calm().checksums());
        }
        restore_backup();
    }
    EXPECT_GT(refused, 4);
    expect_green(small, 1);
}

TEST_P(DamagedFile, CutAtAnyLengthIsRefused) {
    back_up();
    const auto size = fs::file_size(database_file());
    for (const double part : {0.0, 0.001, 0.1, 0.5, 0.999}) {
        const auto length = static_cast<std::uintmax_t>(static_cast<double>(size) * part) / 512 * 512;
        SCOPED_TRACE(std::to_string(length) + " bytes left");
        fs::resize_file(database_file(), length);
        expect_refused(run(here(), small, 1));
        restore_backup();
    }
    expect_green(small, 1);
}

INSTANTIATE_TEST_SUITE_P(engines, DamagedFile, ::testing::Values(TestEngine::sqlite),
                         [](const auto&) { return "sqlite"; });

}  // namespace
}  // namespace tilsig::test

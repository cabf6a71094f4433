// A warehouse file is believed to be whole only while nobody wrote to it, and for half a day.
#include "session/file_check.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "base/files.hpp"

namespace tilsig::session {
namespace {

namespace fs = std::filesystem;

class FileCheckTest : public ::testing::Test {
protected:
    FileCheckTest() {
        dsn.connection_string = "Driver=SQLite3;Database=" + file().string();
        std::ofstream(file()) << std::string(8192, 'x');
    }
    [[nodiscard]] fs::path file() const { return folder.path() / "warehouse.db"; }
    [[nodiscard]] fs::path note() const { return folder.path() / "database-file"; }
    [[nodiscard]] FileCheck check() const { return {dsn, folder.path(), clock}; }
    [[nodiscard]] bool due() const { return check().due(); }
    /// A session that read the file whole, or believed the note, and closed it.
    void session() {
        FileCheck check = this->check();
        check.begun(check.due());
        check.ended();
    }
    void change_a_byte() {
        std::fstream open(file(), std::ios::in | std::ios::out | std::ios::binary);
        open.seekp(5000);
        open.put('y');
    }

    TempFolder folder;
    ManualClock clock{parse_instant("2026-11-22T03:00:00.123457Z")};
    odbc::Dsn dsn;
};

TEST_F(FileCheckTest, IsDueUntilASessionEndedCleanly) {
    EXPECT_TRUE(due());
    {
        FileCheck killed = check();
        killed.begun(true);
    }
    EXPECT_TRUE(due()) << "killed while it had the file open";
    session();
    EXPECT_FALSE(due());
    session();
    EXPECT_FALSE(due());
}

TEST_F(FileCheckTest, AChangedByteIsSeenAlsoWithinOneTickAndWithItsOldTime) {
    for (int i = 0; i < 20; ++i) {
        session();
        ASSERT_FALSE(due());
        change_a_byte();
        ASSERT_TRUE(due()) << i;
    }
    session();
    struct stat before {};
    ASSERT_EQ(::stat(file().c_str(), &before), 0);
    change_a_byte();
    const timespec times[2] = {before.st_atim, before.st_mtim};
    ASSERT_EQ(::utimensat(AT_FDCWD, file().c_str(), times, 0), 0);
    EXPECT_TRUE(due());
}

TEST_F(FileCheckTest, AnotherFileInItsPlaceIsSeen) {
    session();
    fs::copy_file(file(), folder.path() / "copy");
    fs::rename(folder.path() / "copy", file());
    EXPECT_TRUE(due());
    session();
    fs::remove(file());
    EXPECT_TRUE(due());
}

TEST_F(FileCheckTest, ALogBesideTheFileIsNotInItYet) {
    session();
    std::ofstream(file().string() + "-wal") << "frames";
    EXPECT_TRUE(due());
    FileCheck check = this->check();
    check.begun(true);
    check.ended();
    fs::remove(file().string() + "-wal");
    EXPECT_TRUE(due()) << "somebody still had the file open when the session ended";
}

TEST_F(FileCheckTest, IsReadWholeOnceInHalfADayHoweverManySessionsThereAre) {
    session();
    for (int hour = 1; hour < 12; ++hour) {
        clock.sleep_for(std::chrono::hours(1));
        EXPECT_FALSE(due()) << hour;
        session();
    }
    clock.sleep_for(std::chrono::hours(1));
    EXPECT_TRUE(due());
    session();
    EXPECT_FALSE(due());
    clock.sleep_for(-std::chrono::hours(1));
    EXPECT_TRUE(due()) << "a note of the future";
}

TEST_F(FileCheckTest, DoubtOfAnyProcessLastsUntilTheFileIsReadWhole) {
    session();
    FileCheck night = check();
    night.begun(night.due());
    check().forget();
    night.ended();
    EXPECT_TRUE(due());
    session();
    EXPECT_FALSE(due());
}

TEST_F(FileCheckTest, ANoteOfAnotherBootOrATornOneIsNoNote) {
    session();
    const std::string whole = read_file(note());
    for (const std::string& text :
         {std::string(), whole.substr(0, 27), whole.substr(0, whole.size() - 3), std::string(whole.size(), '\0')}) {
        std::ofstream(note()) << text;
        EXPECT_TRUE(due()) << text;
    }
    std::ofstream(note()) << whole;
    EXPECT_FALSE(due());
}

TEST_F(FileCheckTest, AServerLooksAfterItsOwnFiles) {
    dsn.connection_string = "Driver=PostgreSQL Unicode;Server=127.0.0.1;Port=5432;Database=warehouse;UID=tilsig";
    session();
    EXPECT_TRUE(due());
    EXPECT_FALSE(fs::exists(note()));
}

}  // namespace
}  // namespace tilsig::session

// Files that change under our hands, names made to hurt, and acknowledgements that come late or twice (fault rows 21
// and 22).
#include <unistd.h>

#include <atomic>
#include <thread>

#include "inbox_fixture.hpp"

namespace {

using tilsig::fetch::FetchEnd;
using tilsig::test::InboxTest;

/// More than pipe and buffers hold, so that the child cannot have read it all when the sink sees the first piece.
const std::string large(4U << 20, 'x');

TEST_F(InboxTest, FileThatGrowsWhileReadIsNotDelivered) {
    put("a.csv", large);
    sink.on_first_write = [&] { std::ofstream(folder() / "a.csv", std::ios::app) << "more"; };
    const auto result = fetch();
    EXPECT_EQ(result.end, FetchEnd::bad_source) << result.message;
    EXPECT_EQ(sink.ended, 0);
    EXPECT_EQ(sink.abandoned, 1);
    sink.on_first_write = nullptr;
    EXPECT_EQ(fetch().end, FetchEnd::delivered) << "the next fetch reads the new content";
    EXPECT_EQ(sink.bytes, large + "more");
}

TEST_F(InboxTest, FileReplacedWhileReadIsNotDelivered) {
    put("a.csv", large);
    sink.on_first_write = [&] {
        put("b.tmp", large);
        std::filesystem::rename(folder() / "b.tmp", folder() / "a.csv");
    };
    EXPECT_EQ(fetch().end, FetchEnd::bad_source);
    EXPECT_EQ(sink.ended, 0);
}

TEST_F(InboxTest, SameSizeAndTimeDoNotHideOtherContent) {
    put("a.csv", large);
    sink.on_first_write = [&] {
        const auto time = std::filesystem::last_write_time(folder() / "a.csv");
        std::fstream file(folder() / "a.csv", std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(static_cast<std::streamoff>(large.size() - 1));
        file << 'y';
        file.close();
        std::filesystem::last_write_time(folder() / "a.csv", time);
    };
    EXPECT_EQ(fetch().end, FetchEnd::bad_source);
    EXPECT_EQ(sink.ended, 0);
    EXPECT_EQ(sink.abandoned, 1);
}

TEST_F(InboxTest, ContentThatIsKnownIsNotHandedOverAgain) {
    put("a.csv", large);
    sink.knows = [](const std::string& sha256) { return sha256 == tilsig::sha256_hex(large); };
    const auto result = fetch();
    EXPECT_EQ(result.end, FetchEnd::delivered) << result.message;
    EXPECT_EQ(result.bytes, 0U);
    EXPECT_EQ(content_of(result), tilsig::sha256_hex(large));
    EXPECT_EQ(sink.proof, "settled-file");
    EXPECT_EQ(acknowledge(*result.cursor).end, FetchEnd::delivered);
    EXPECT_TRUE(std::filesystem::exists(done(large)));
    put("a.csv", large + "more");
    EXPECT_EQ(fetch().end, FetchEnd::delivered);
    EXPECT_EQ(sink.bytes, large + "more") << "other content under the same name is handed over";
}

class InboxUntouched : public InboxTest {
protected:
    /// Fetched a good while after its last change, so that its cursor says when it arrived.
    std::string cursor_of_a_file() {
        put("a.csv", "content");
        ::usleep(100'000);
        return fetch().cursor.value_or("");
    }
};

TEST_F(InboxUntouched, FileIsKnownByItsArrivalWithoutReadingItAgain) {
    std::string cursor = cursor_of_a_file();
    ASSERT_EQ(cursor.substr(0, 73), tilsig::sha256_hex("content") + " arrived ");
    // A hash that no file has: what is moved can only have been known by its arrival.
    cursor.replace(0, 64, std::string(64, '0'));
    EXPECT_EQ(acknowledge(cursor).end, FetchEnd::delivered);
    EXPECT_TRUE(std::filesystem::exists(folder() / "done" / std::string(64, '0')));
}

TEST_F(InboxUntouched, FileWrittenToSinceIsNotTakenForTheOneThatWasLoaded) {
    const std::string cursor = cursor_of_a_file();
    struct stat before {};
    ASSERT_EQ(::stat((folder() / "a.csv").c_str(), &before), 0);
    std::ofstream(folder() / "a.csv", std::ios::binary) << "CONTENT";
    const struct timespec times[2] = {before.st_atim, before.st_mtim};
    ASSERT_EQ(::utimensat(AT_FDCWD, (folder() / "a.csv").c_str(), times, 0), 0);
    EXPECT_EQ(acknowledge(cursor).end, FetchEnd::delivered);
    EXPECT_TRUE(std::filesystem::exists(folder() / "a.csv")) << "same size, same time, same file, other content";
}

TEST_F(InboxUntouched, FileThatChangedAMomentAgoHasNoArrivalInItsCursor) {
    // Until a fetch ends within 50 ms of the change: a busy machine needs more than one try.
    std::string cursor;
    for (std::int64_t age = 1'000'000'000; age > 50'000'000;) {
        put("a.csv", "content");
        cursor = fetch().cursor.value_or("");
        struct stat file {};
        struct timespec now {};
        ASSERT_EQ(::stat((folder() / "a.csv").c_str(), &file), 0);
        ASSERT_EQ(::clock_gettime(CLOCK_REALTIME, &now), 0);
        age = (now.tv_sec - file.st_ctim.tv_sec) * std::int64_t{1'000'000'000} + (now.tv_nsec - file.st_ctim.tv_nsec);
    }
    EXPECT_EQ(cursor, tilsig::sha256_hex("content"));
}

TEST_F(InboxTest, FileThatIsAnotherNameOfOneLoadedBeforeIsTakenAwayToo) {
    put("kept.tmp", "content");
    for (int time = 0; time < 3; ++time) {
        std::filesystem::create_hard_link(folder() / "kept.tmp", folder() / "a.csv");
        const auto result = fetch();
        ASSERT_EQ(result.end, FetchEnd::delivered) << result.message;
        ASSERT_EQ(acknowledge(*result.cursor).end, FetchEnd::delivered);
        EXPECT_FALSE(std::filesystem::exists(folder() / "a.csv")) << time;
    }
    const std::filesystem::directory_iterator names(folder() / "done");
    EXPECT_EQ(std::distance(begin(names), end(names)), 1);
}

TEST_F(InboxTest, FileThatIsReplacedAfterItsContentWasFoundKnownIsNotDelivered) {
    put("a.csv", "old");
    sink.knows = [&](const std::string&) {
        put("b.tmp", "new");
        std::filesystem::rename(folder() / "b.tmp", folder() / "a.csv");
        return true;
    };
    EXPECT_EQ(fetch().end, FetchEnd::bad_source);
    EXPECT_EQ(sink.ended, 0);
    EXPECT_EQ(sink.abandoned, 1);
}

TEST_F(InboxTest, FileIsDeliveredOnceItHasSettled) {
    source.options["settle_seconds"] = "1";
    put("a.csv", "content");
    EXPECT_EQ(fetch().end, FetchEnd::retry_later);
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    auto result = fetch();
    while (result.end == FetchEnd::retry_later && std::chrono::steady_clock::now() < until) result = fetch();
    EXPECT_EQ(result.end, FetchEnd::delivered) << result.message;
}

TEST_F(InboxTest, HostileNamesAreBytes) {
    // A line break, an escape sequence, invalid UTF-8, a leading hyphen, pattern characters, the longest name there is.
    const std::vector<std::string> names{
        "line\nbreak.csv", "\x1b[31mred.csv", "b\xE5t.csv", "-rf.csv",
        "*[a]?.csv",       "$(id);`id`.csv",  "..csv..",    std::string(251, 'n') + ".csv"};
    int age = 10000;
    for (const auto& name : names) put(name, "content of " + name, age -= 10);
    std::vector<std::string> seen;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto result = fetch();
        if (result.end != FetchEnd::delivered) break;
        EXPECT_EQ(sink.bytes, "content of " + sink.name);
        seen.push_back(sink.name);
        ASSERT_EQ(acknowledge(*result.cursor).end, FetchEnd::delivered);
    }
    // "..csv.." begins with a dot and is hidden.
    std::vector<std::string> expected = names;
    expected.erase(std::find(expected.begin(), expected.end(), "..csv.."));
    EXPECT_EQ(seen, expected);
}

TEST_F(InboxTest, OddSendersCannotLeaveTheFolder) {
    std::ofstream(root.path() / "secret.csv") << "outside";
    for (const char* sender : {"..", ".", "", "../k0301", "k0301/../..", "/etc", "a\nb"}) {
        request.unit.sender = sender;
        EXPECT_EQ(fetch().end, FetchEnd::refused) << sender;
    }
    std::filesystem::create_directory_symlink("/etc", root.path() / "linked");
    request.unit.sender = "linked";
    EXPECT_EQ(fetch().end, FetchEnd::refused) << "a sender's folder must not be a link";
}

TEST_F(InboxTest, OnlyTheAcknowledgementMovesTheFile) {
    put("a.csv", "content");
    const auto first = fetch();
    ASSERT_EQ(first.end, FetchEnd::delivered);
    ASSERT_TRUE(std::filesystem::exists(folder() / "a.csv")) << "not loaded yet: a crash now must not lose it";
    EXPECT_EQ(content_of(fetch()), content_of(first)) << "without a stored cursor the same file comes again";
    EXPECT_EQ(acknowledge(*first.cursor).end, FetchEnd::delivered);
    EXPECT_FALSE(std::filesystem::exists(folder() / "a.csv"));
    EXPECT_EQ(tilsig::read_file(done("content")), "content");
    EXPECT_EQ(acknowledge(*first.cursor).end, FetchEnd::delivered) << "twice is as good as once";
    request.cursor = first.cursor;
    EXPECT_EQ(fetch().end, FetchEnd::nothing_new);
}

TEST_F(InboxTest, FileThatTookTheNameIsNotMovedAway) {
    put("a.csv", "first");
    const auto result = fetch();
    ASSERT_EQ(result.end, FetchEnd::delivered);
    put("b.tmp", "second");
    std::filesystem::rename(folder() / "b.tmp", folder() / "a.csv");
    EXPECT_EQ(acknowledge(*result.cursor).end, FetchEnd::delivered);
    EXPECT_EQ(tilsig::read_file(folder() / "a.csv"), "second") << "never delivered, so it must wait";
    EXPECT_EQ(fetch().end, FetchEnd::delivered);
    EXPECT_EQ(sink.bytes, "second");
}

TEST_F(InboxTest, TwoFilesOfOneContentAreTwoDeliveries) {
    put("a.csv", "same", 200);
    put("b.csv", "same", 100);
    const auto first = fetch();
    EXPECT_EQ(sink.name, "a.csv");
    acknowledge(*first.cursor);
    request.cursor = first.cursor;
    EXPECT_EQ(fetch().end, FetchEnd::delivered);
    EXPECT_EQ(sink.name, "b.csv");
}

TEST_F(InboxTest, CursorOfAnotherConnectorIsRefused) {
    put("a.csv", "content");
    EXPECT_EQ(acknowledge("../../a.csv").end, FetchEnd::refused);
    EXPECT_TRUE(std::filesystem::exists(folder() / "a.csv"));
}

TEST_F(InboxTest, MissingRootIsToldApartFromNothingNew) {
    source.options["folder"] = (root.path() / "unmounted").string();
    const auto result = fetch();
    EXPECT_EQ(result.end, FetchEnd::refused);
    EXPECT_NE(result.message.find("create or mount it"), std::string::npos) << result.message;
}

TEST_F(InboxTest, DeliveryIsWhatItsCursorNamesUnderAWriterWithoutEnd) {
    // A writer appends all the time: what is delivered must be what the cursor names, or nothing.
    std::atomic<bool> stop{false};
    std::thread writer([&] {
        const std::string line(100000, 'l');
        while (!stop) {
            std::ofstream(folder() / "growing.csv", std::ios::app) << line << std::flush;
            if (std::filesystem::file_size(folder() / "growing.csv") > (32U << 20))
                std::filesystem::resize_file(folder() / "growing.csv", 0);
        }
    });
    for (int i = 0; i < 20; ++i) {
        const auto result = fetch();
        if (result.end == FetchEnd::delivered) {
            EXPECT_EQ(content_of(result), tilsig::sha256_hex(sink.bytes));
        } else {
            EXPECT_TRUE(result.end == FetchEnd::bad_source || result.end == FetchEnd::nothing_new) << result.message;
        }
    }
    stop = true;
    writer.join();
}

}  // namespace

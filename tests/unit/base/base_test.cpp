// Errors and places, time as text, hashes, durable files.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>
#include <fstream>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"

namespace tilsig {
namespace {

TEST(Place, LeavesOutWhatIsNotKnown) {
    EXPECT_EQ((Place{"a.yaml", 3, 7}).text(), "a.yaml:3:7");
    EXPECT_EQ((Place{"a.yaml", 3, 0}).text(), "a.yaml:3");
    EXPECT_EQ((Place{"a.yaml", 0, 7}).text(), "a.yaml");
    EXPECT_EQ((Place{"", 3, 7}).text(), "line 3:7");
    EXPECT_EQ(Place{}.text(), "");
}

TEST(ErrorText, PlaceMessageCodeRemedy) {
    Error error(ErrorKind::database, "cannot load");
    EXPECT_STREQ(error.what(), "cannot load");
    error.at({"f", 1, 0})
        .remedy("try again")
        .code("08S01")
        .retry(Retry::later, std::chrono::seconds(5))
        .while_doing("unit x");
    EXPECT_STREQ(error.what(), "f:1: unit x: cannot load [08S01]; try again");
    EXPECT_EQ(error.retry_class(), Retry::later);
    EXPECT_EQ(error.retry_after(), std::chrono::seconds(5));
    const Error copy = error;
    EXPECT_STREQ(copy.what(), error.what());
}

TEST(ErrorText, SystemErrorsSayWhatHelps) {
    const Error full = system_error("write", "/x", ENOSPC);
    EXPECT_EQ(full.kind(), ErrorKind::storage);
    EXPECT_EQ(full.retry_class(), Retry::later);
    EXPECT_EQ(full.error_code(), "errno-28");
    EXPECT_EQ(system_error("open", "/x", ENOENT).retry_class(), Retry::never);
}

TEST(ErrorText, EveryKindHasItsWord) {
    EXPECT_STREQ(to_string(ErrorKind::usage), "usage");
    EXPECT_STREQ(to_string(ErrorKind::state), "state");
    EXPECT_STREQ(to_string(ErrorKind::internal), "internal");
}

TEST(Time, RoundTripAndSortsAsText) {
    for (const char* text : {"2026-11-22T03:00:00.000000Z", "1970-01-01T00:00:00.000001Z",
                             "1969-12-31T23:59:59.999999Z", "2024-02-29T12:34:56.789012Z"}) {
        EXPECT_EQ(to_text(parse_instant(text)), text);
    }
    EXPECT_LT(to_text(parse_instant("2026-11-22T03:00:00Z")), to_text(parse_instant("2026-11-22T03:00:00.5Z")));
    EXPECT_EQ(to_text(parse_instant("2026-11-22 03:00:00")), "2026-11-22T03:00:00.000000Z");
    EXPECT_EQ(to_text(parse_instant("2026-11-22T03:00:00.1234567Z")), "2026-11-22T03:00:00.123456Z");
    EXPECT_EQ(to_text(Day{std::chrono::days{0}}), "1970-01-01");
}

TEST(Time, WhatIsNoTimestampIsRefusedWithoutRepeatingIt) {
    for (const char* text :
         {"", "2026-11-22", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-11-22T24:00:00Z",
          "2026-11-22T03:00:00+01:00", "2026-11-22T03:00:00Zx", " 2026-11-22T03:00:00Z", "2026-1-22T03:00:00Z",
          "2026-11-22T03:00Z", "2026-11-22T03:00:00.Z", "26-11-22T03:00:00Z", "+026-11-22T03:00:00Z"}) {
        try {
            (void)parse_instant(text);
            ADD_FAILURE() << "accepted " << text;
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::data);
        }
    }
}

TEST(Time, AManualClockMovesOnlyWhenTold) {
    ManualClock clock(parse_instant("2026-11-22T03:00:00Z"));
    const auto before = clock.steady();
    clock.sleep_for(std::chrono::milliseconds(1500));
    EXPECT_EQ(to_text(clock.now()), "2026-11-22T03:00:01.500000Z");
    EXPECT_EQ(clock.steady() - before, std::chrono::milliseconds(1500));
}

TEST(Hash, Sha256OfPublishedVectors) {
    EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    Sha256 stream;
    stream.update("a");
    stream.update("");
    stream.update("bc");
    EXPECT_EQ(to_hex(stream.finish()), sha256_hex("abc"));
}

TEST(Hash, KeyedHashNeedsItsKey) {
    HashKey one{};
    HashKey other{};
    other[15] = 1;
    EXPECT_EQ(keyed_hash(one, "row"), keyed_hash(one, "row"));
    EXPECT_NE(keyed_hash(one, "row"), keyed_hash(other, "row"));
    EXPECT_NE(keyed_hash(one, "row"), keyed_hash(one, "rows"));
    EXPECT_NE(keyed_hash(one, ""), Hash128{});
}

TEST(Files, WrittenWholeAndPrivate) {
    const TempFolder folder;
    const auto path = folder.path() / "a";
    write_file_durably(path, "one");
    EXPECT_EQ(read_file(path), "one");
    struct stat info {};
    ASSERT_EQ(::stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U);
    write_file_durably(path, std::string(200000, 'x'));
    EXPECT_EQ(read_file(path).size(), 200000U);
    std::size_t files = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder.path())) ++files;
    EXPECT_EQ(files, 1U) << "no temporary file is left";
}

TEST(Files, AFailureLeavesTheOldContentAndNoTemporaryFile) {
    const TempFolder folder;
    const auto path = folder.path() / "a";
    std::filesystem::create_directory(path);
    std::ofstream(path / "child") << "x";  // rename over a folder that is not empty fails
    EXPECT_THROW(write_file_durably(path, "two"), Error);
    EXPECT_TRUE(std::filesystem::exists(path / "child"));
    std::size_t files = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder.path())) ++files;
    EXPECT_EQ(files, 1U);
    EXPECT_THROW(write_file_durably(folder.path() / "none" / "a", "x"), Error);
}

TEST(Files, PrivateFoldersAndMissingFiles) {
    const TempFolder folder;
    const auto deep = folder.path() / "a" / "b";
    make_private_folder(deep);
    make_private_folder(deep);
    struct stat info {};
    ASSERT_EQ(::stat(deep.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0700U);
    EXPECT_THROW((void)read_file(folder.path() / "none"), Error);
}

TEST(Files, ATempFolderIsGoneWithItsContent) {
    std::filesystem::path path;
    {
        const TempFolder folder;
        path = folder.path();
        std::ofstream(path / "x") << "y";
    }
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(Files, ADescriptorHasOneOwner) {
    UniqueFd first(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    ASSERT_TRUE(first.valid());
    const int number = first.get();
    UniqueFd second = std::move(first);
    EXPECT_FALSE(first.valid());
    EXPECT_EQ(second.get(), number);
    UniqueFd third(second.release());
    EXPECT_FALSE(second.valid());
    third.reset();
    EXPECT_EQ(::fcntl(number, F_GETFD), -1) << "closed once it was given up";
}

}  // namespace
}  // namespace tilsig

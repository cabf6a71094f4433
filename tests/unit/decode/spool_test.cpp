// What is put aside comes back, wherever it is read, and what lies on disk is not the text.
#include "decode/spool.hpp"

#include <unistd.h>

#include <filesystem>
#include <random>

#include "base/files.hpp"
#include "decode_support.hpp"

namespace tilsig::decode::testing {
namespace {

std::string numbered(std::size_t size) {
    std::string bytes;
    for (std::size_t i = 0; bytes.size() < size; ++i) bytes += "line " + std::to_string(i) + "\n";
    bytes.resize(size);
    return bytes;
}

TEST(Spool, GivesBackWhatItTookFromAnyPlace) {
    const TempFolder folder;
    const std::string bytes = numbered(300'001);
    Spool spool(folder.path(), 2);
    auto source = source_of(bytes, 777);
    ASSERT_TRUE(spool_all(source, spool, bytes.size()));
    ASSERT_EQ(spool.size(), bytes.size());
    std::mt19937_64 random(7);
    std::string got(5000, '\0');
    for (int i = 0; i < 2000; ++i) {
        const std::size_t at = random() % (bytes.size() + 10);
        const std::size_t size = random() % got.size();
        const std::size_t count = spool.read(at, got.data(), size);
        ASSERT_EQ(count, at >= bytes.size() ? 0 : std::min(size, bytes.size() - at));
        ASSERT_EQ(got.substr(0, count), bytes.substr(std::min(at, bytes.size()), count));
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder.path())) << "the file has no name";
}

/// The bytes of this process's open file without a name below `folder`.
std::string unlinked_file(const std::filesystem::path& folder) {
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
        std::error_code error;
        const auto target = std::filesystem::read_symlink(entry.path(), error).string();
        if (target.rfind(folder.string(), 0) == 0 && target.find("(deleted)") != std::string::npos)
            return read_file(entry.path());
    }
    return {};
}

TEST(Spool, DiskHoldsNoPlainText) {
    const TempFolder folder;
    Spool spool(folder.path());
    spool.write(std::string(40'000, 'A'));
    const std::string stored = unlinked_file(folder.path());
    ASSERT_EQ(stored.size(), 32'768U) << "whole pages only";
    EXPECT_EQ(stored.find("AAAA"), std::string::npos);
    EXPECT_NE(stored.substr(0, 16'384), stored.substr(16'384)) << "no two pages alike";
}

TEST(Spool, SmallOnesNeverTouchTheDisk) {
    const TempFolder folder;
    Spool spool(folder.path() / "missing");
    spool.write(std::string(16'000, 'x'));
    char byte = 0;
    EXPECT_EQ(spool.read(15'999, &byte, 1), 1U);
    EXPECT_EQ(byte, 'x');
    EXPECT_THROW(spool.write(std::string(16'000, 'x')), Error);
}

TEST(Spool, SaysWhenTheSourceHasTooMuch) {
    const std::string bytes(100, 'x');
    Spool spool;
    auto source = source_of(bytes, 10);
    EXPECT_FALSE(spool_all(source, spool, 99));
}

}  // namespace
}  // namespace tilsig::decode::testing

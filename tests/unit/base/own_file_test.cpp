#include "base/own_file.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "base/error.hpp"

namespace tilsig {
namespace {

namespace fs = std::filesystem;

unsigned mode_of(const fs::path& path) {
    struct stat found {};
    EXPECT_EQ(::stat(path.c_str(), &found), 0) << path;
    return found.st_mode & 07777U;
}

/// The message of the Error, or nothing.
template <typename Work>
std::string refusal(Work work) {
    try {
        work();
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

class OwnFile : public testing::Test {
protected:
    OwnFile() : m_umask(::umask(0)) {}
    ~OwnFile() override { ::umask(m_umask); }
    fs::path at(const char* name) const { return m_folder.path() / name; }

    TempFolder m_folder;
    mode_t m_umask;
};

TEST_F(OwnFile, IsPrivateWhateverTheUmaskAndTheModeItHad) {
    write_all(open_own_file(at("new"), O_WRONLY | O_CREAT).get(), "text", at("new"));
    EXPECT_EQ(mode_of(at("new")), 0600U);
    std::ofstream(at("loose")) << "old and longer";
    EXPECT_EQ(mode_of(at("loose")), 0666U);
    write_all(open_own_file(at("loose"), O_WRONLY | O_CREAT | O_TRUNC).get(), "text", at("loose"));
    EXPECT_EQ(mode_of(at("loose")), 0600U);
    EXPECT_EQ(read_own_file(at("loose")), "text");
    std::ofstream(at("log")) << "line";
    (void)open_own_file(at("log"), O_WRONLY | O_APPEND, 0640, 0022);
    EXPECT_EQ(mode_of(at("log")), 0644U) << "readers keep their right, writers do not";
    EXPECT_EQ(read_own_file(at("absent")), std::nullopt);
}

TEST_F(OwnFile, IsNotReadWhenItIsLongerThanAnyOfOurs) {
    std::ofstream(at("long")) << "text";
    fs::resize_file(at("long"), 1U << 20U);
    EXPECT_EQ(read_own_file(at("long")).value_or("").size(), 1U << 20U);
    fs::resize_file(at("long"), (1U << 20U) + 1);
    EXPECT_NE(refusal([&] { (void)read_own_file(at("long")); }).find("is longer than tilsig writes it"),
              std::string::npos);
}

TEST_F(OwnFile, IsNoLinkAndNoPipeAndNothingWaits) {
    std::ofstream(at("precious")) << "untouched";
    fs::create_symlink(at("precious"), at("link"));
    ASSERT_EQ(::mkfifo(at("pipe").c_str(), 0600), 0);
    fs::create_directory(at("folder"));
    for (const char* name : {"link", "pipe", "folder"}) {
        SCOPED_TRACE(name);
        const auto written = refusal([&] { (void)open_own_file(at(name), O_WRONLY | O_CREAT | O_TRUNC); });
        EXPECT_NE(written.find("where only a file of tilsig's own may stand"), std::string::npos) << written;
        EXPECT_NE(refusal([&] { (void)open_own_file(at(name), O_RDWR | O_CREAT); }), "");
        EXPECT_NE(refusal([&] { (void)read_own_file(at(name)); }), "");
    }
    EXPECT_EQ(read_file(at("precious")), "untouched");
}

TEST_F(OwnFile, StandsInNoFolderThatEverybodyMayWrite) {
    fs::create_directory(at("folder"));
    EXPECT_EQ(refusal([&] { require_not_open_to_all(at("folder")); }),
              at("folder").string() +
                  ": everybody may write this folder (mode 0777); take the right away with `chmod o-w`, and look "
                  "whether what is in it is yours");
    ASSERT_EQ(::chmod(at("folder").c_str(), 0775), 0);
    EXPECT_NO_THROW(require_not_open_to_all(at("folder")));
    EXPECT_NO_THROW(require_not_open_to_all(at("absent")));
}

}  // namespace
}  // namespace tilsig

#include "session/installation_file.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/files.hpp"

namespace tilsig::session {
namespace {

TEST(InstallationFile, IsMadeOnceAndKept) {
    const TempFolder folder;
    const InstallationFile file(folder.path() / "landing");
    EXPECT_EQ(file.known_id(), "") << "to look makes none";
    const auto id = file.id();
    EXPECT_EQ(id.size(), 16U);
    EXPECT_EQ(file.id(), id);
    EXPECT_EQ(file.known_id(), id);
    EXPECT_NE(InstallationFile(folder.path() / "another").id(), id);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path() / "landing"),
                            std::filesystem::directory_iterator()),
              1)
        << "no other name is left";
}

TEST(InstallationFile, IsNotMadeAnewWhereItCannotBeRead) {
    const TempFolder folder;
    const InstallationFile file(folder.path());
    write_file_durably(file.path(), "0123\n");
    try {
        (void)file.id();
        FAIL() << "another id";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::state);
    }
}

}  // namespace
}  // namespace tilsig::session

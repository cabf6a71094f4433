// Several files, all of them or none.
#include "cli/new_files.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/files.hpp"

namespace tilsig::cli {
namespace {

TEST(NewFiles, AreAllWrittenWithTheirFolders) {
    const TempFolder here;
    write_new_files(here.path(), {{"a/x.yaml", "one"}, {"b/c/y.yaml", "two"}});
    EXPECT_EQ(read_file(here.path() / "a/x.yaml"), "one");
    EXPECT_EQ(read_file(here.path() / "b/c/y.yaml"), "two");
    std::size_t entries = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(here.path()))
        entries += entry.is_regular_file() ? 1U : 0U;
    EXPECT_EQ(entries, 2U) << "nothing hidden is left";
}

TEST(NewFiles, AreNoneWhenOneCannotBeWritten) {
    const TempFolder here;
    write_file_durably(here.path() / "file", "in the way of a folder");
    EXPECT_THROW(write_new_files(here.path(), {{"a/x.yaml", "one"}, {"file/y.yaml", "two"}}), Error);
    EXPECT_FALSE(std::filesystem::exists(here.path() / "a")) << "the folder made for the first one is gone too";
}

TEST(NewFiles, NeverTakeThePlaceOfAnother) {
    const TempFolder here;
    write_file_durably(here.path() / "y.yaml", "mine");
    EXPECT_THROW(write_new_files(here.path(), {{"a/x.yaml", "one"}, {"y.yaml", "two"}}), Error);
    // Also a link that leads nowhere is something that is there.
    std::filesystem::create_symlink("nowhere", here.path() / "z.yaml");
    EXPECT_THROW(write_new_files(here.path(), {{"z.yaml", "three"}}), Error);
    EXPECT_EQ(read_file(here.path() / "y.yaml"), "mine");
    EXPECT_FALSE(std::filesystem::exists(here.path() / "a"));
}

}  // namespace
}  // namespace tilsig::cli

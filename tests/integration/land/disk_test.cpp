// A full disk and a file-size limit end a landing cleanly; two processes at once land one delivery.
#include "run_probe.hpp"
#include "support/small_disk.hpp"

namespace tilsig::land {
namespace {

TEST(Disk, AFullDiskIsAnErrorWithARemedyAndTheNextLandingSucceeds) {
    const TempFolder folder;
    const test::SmallDisk disk(folder.path() / "small", "512k");
    if (!disk.mounted()) GTEST_SKIP() << "needs permission to mount a tmpfs (root)";
    const std::filesystem::path root = folder.path() / "small";
    const SystemClock clock;
    LandingZone zone(root / "landing", root / "landing.key", clock);
    write_file_durably(root / "in the way", std::string(300 * 1024, 'x'));
    try {
        LandingWriter writer = zone.begin({"f.a", "s", "all"}, "", "", "", "90d");
        writer.write(probe_content());
        writer.seal({});
        ADD_FAILURE() << "landed on a full disk";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::storage);
        EXPECT_EQ(error.error_code(), "errno-" + std::to_string(ENOSPC));
        EXPECT_EQ(error.retry_class(), Retry::later);
        EXPECT_FALSE(error.remedy_text().empty());
    }
    EXPECT_FALSE(zone.find(probe_delivery()));
    EXPECT_FALSE(look(root)) << "and nothing is left over";
    std::filesystem::remove(root / "in the way");
    LandingWriter writer = zone.begin({"f.a", "s", "all"}, "", "", "", "90d");
    writer.write(probe_content());
    EXPECT_EQ(writer.seal({}).delivery, probe_delivery());
    EXPECT_TRUE(look(root) == probe_content());
}

TEST(Disk, AFileSizeLimitIsAnErrorAndNotADeath) {
    const TempFolder folder;
    const Ended ended = run_program(folder.path(), {LAND_PROBE, folder.path().string(), "land"}, 200 * 1024);
    EXPECT_EQ(ended.exit_code, 3) << ended.complained;
    EXPECT_EQ(ended.said, "");
    EXPECT_FALSE(look(folder.path()));
    EXPECT_EQ(run_probe(folder.path(), "land").exit_code, 0);
    EXPECT_TRUE(look(folder.path()) == probe_content());
}

TEST(Disk, ManyProcessesAtOnceLandOneDeliveryUnderOneKey) {
    const TempFolder folder;
    std::vector<pid_t> children;
    for (int i = 0; i < 8; ++i) {
        const std::filesystem::path own = folder.path() / std::to_string(i);
        std::filesystem::create_directories(own);
        const pid_t child = ::fork();
        if (child == 0) {
            const std::string root = folder.path().string();
            const int out = ::open((own / "out").c_str(), O_WRONLY | O_CREAT, 0600);
            ::dup2(out, 1);
            ::execl(LAND_PROBE, LAND_PROBE, root.c_str(), "land", nullptr);
            ::_exit(127);
        }
        children.push_back(child);
    }
    for (const pid_t child : children) {
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        EXPECT_EQ(status, 0);
    }
    for (int i = 0; i < 8; ++i)
        EXPECT_EQ(read_file(folder.path() / std::to_string(i) / "out"), probe_delivery() + "\n");
    EXPECT_TRUE(look(folder.path()) == probe_content());
}

}  // namespace
}  // namespace tilsig::land

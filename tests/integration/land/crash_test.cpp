// Killed at every system call that changes something, or refused by the disk: a delivery is absent or whole.
#include <map>

#include "run_probe.hpp"

namespace tilsig::land {
namespace {

// openat and close stand for the steps between; a kill takes effect before the call is made.
constexpr const char* changing_calls =
    "write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,mkdir,unlink,unlinkat,rmdir,openat,flock";

class CrashTest : public testing::Test {
protected:
    void SetUp() override {
        if (!strace_works()) GTEST_SKIP() << "needs strace with permission to trace: apt-get install strace";
    }

    /// Kills the probe at its n-th changing call for all n, each time in a folder that `prepare` made; `judge` looks at
    /// what is left and at what was claimed. Returns the number of kills.
    template <typename Prepare, typename Judge>
    static int sweep(const std::string& what, Prepare&& prepare, Judge&& judge) {
        for (int n = 1; n < 2000; ++n) {
            const TempFolder folder;
            prepare(folder.path());
            const Ended ended = run_probe_injected(
                folder.path(), what, std::string(changing_calls) + ":signal=KILL:when=" + std::to_string(n));
            if (ended.exit_code == 0) return n - 1;
            EXPECT_EQ(ended.exit_code, 137) << ended.complained;
            SCOPED_TRACE("killed at call " + std::to_string(n));
            judge(folder.path(), ended);
            if (testing::Test::HasFailure()) return n;
        }
        return -1;
    }
};

TEST_F(CrashTest, KilledWhileLandingItIsAbsentOrWholeAndTheNextRunLandsIt) {
    std::map<bool, int> there;
    const int kills = sweep(
        "land", [](const auto&) {},
        [&](const auto& folder, const Ended& ended) {
            const auto left = look(folder);
            if (left) {
                EXPECT_TRUE(*left == probe_content());
            }
            EXPECT_TRUE(ended.said.empty() || left) << "claimed, but not there";
            ++there[left.has_value()];
            EXPECT_EQ(run_probe(folder, "land").exit_code, 0);
            EXPECT_TRUE(look(folder) == probe_content());
        });
    EXPECT_GT(kills, 15);
    EXPECT_GT(there[false], 0);
    EXPECT_GT(there[true], 0) << "no kill fell between rename and the end";
}

TEST_F(CrashTest, KilledTwiceItIsStillAbsentOrWhole) {
    // The second kill falls into the clearing up after the first.
    for (const int first : {20, 30}) {
        for (int second = 1; second < 200; ++second) {
            const TempFolder folder;
            const auto kill_at = [&](int n) {
                return run_probe_injected(folder.path(), "land",
                                          std::string(changing_calls) + ":signal=KILL:when=" + std::to_string(n));
            };
            kill_at(first);
            if (kill_at(second).exit_code == 0) break;
            const auto left = look(folder.path());
            EXPECT_TRUE(!left || *left == probe_content()) << first << ", " << second;
        }
    }
}

TEST_F(CrashTest, KilledWhileBlankingItIsWhollyBlankedOrWhollyOld) {
    std::map<bool, int> blanked;
    const int kills = sweep(
        "blank", [](const auto& folder) { ASSERT_EQ(run_probe(folder, "land").exit_code, 0); },
        [&](const auto& folder, const Ended& ended) {
            const auto left = look(folder);
            ASSERT_TRUE(left);
            const bool done = *left == probe_blanked();
            EXPECT_TRUE(done || *left == probe_content());
            EXPECT_TRUE(ended.said.empty() || done) << "claimed, but the old bytes are there";
            ++blanked[done];
            EXPECT_EQ(run_probe(folder, "blank").exit_code, 0);
            EXPECT_TRUE(look(folder) == probe_blanked());
        });
    EXPECT_GT(kills, 15);
    EXPECT_GT(blanked[false], 0);
    EXPECT_GT(blanked[true], 0);
}

TEST_F(CrashTest, KilledWhileRemovingItIsWholeOrGone) {
    const int kills = sweep(
        "remove", [](const auto& folder) { ASSERT_EQ(run_probe(folder, "land").exit_code, 0); },
        [&](const auto& folder, const Ended& ended) {
            const auto left = look(folder);
            if (left) {
                EXPECT_TRUE(*left == probe_content());
                EXPECT_TRUE(ended.said.empty());
                EXPECT_EQ(run_probe(folder, "remove").exit_code, 0);
            }
            EXPECT_FALSE(look(folder));
        });
    EXPECT_GT(kills, 8);
}

TEST_F(CrashTest, AFailedSyncOrWriteOrRenameIsAnErrorAndNothingIsClaimed) {
    for (const char* call : {"fsync:error=EIO", "write:error=EIO", "write:error=ENOSPC",
                             "rename,renameat,renameat2:error=EIO", "mkdir:error=ENOSPC"}) {
        int refused = 0;
        for (int n = 1; n < 100; ++n) {
            const TempFolder folder;
            // The key exists already: making it is not what is tested here.
            ASSERT_EQ(run_probe(folder.path(), "open").exit_code, 0);
            const Ended ended =
                run_probe_injected(folder.path(), "land", std::string(call) + ":when=" + std::to_string(n));
            if (!was_injected(folder.path())) break;
            SCOPED_TRACE(std::string(call) + " at " + std::to_string(n));
            const auto left = look(folder.path());
            EXPECT_TRUE(!left || *left == probe_content());
            EXPECT_TRUE(ended.said.empty() || left) << "claimed, but not there";
            if (ended.exit_code == 0) continue;  // not a call of ours (a sanitizer's), or that of the claim itself
            ++refused;
            EXPECT_EQ(ended.exit_code, 3) << ended.complained;
            EXPECT_EQ(ended.said, "");
            EXPECT_NE(ended.complained.find("storage: "), std::string::npos) << ended.complained;
            EXPECT_EQ(run_probe(folder.path(), "land").exit_code, 0);
            EXPECT_TRUE(look(folder.path()) == probe_content());
            if (HasFailure()) return;
        }
        EXPECT_GT(refused, 0) << call;
    }
}

TEST_F(CrashTest, EverySyncIsMadeBeforeTheName) {
    const TempFolder folder;
    ASSERT_EQ(run_probe(folder.path(), "open").exit_code, 0);
    const std::string log = (folder.path() / "calls").string();
    ASSERT_EQ(run_program(folder.path(),
                          {"strace", "-f", "-qq", "-y", "-o", log, "-e", "trace=write,fsync,rename,renameat,renameat2",
                           LAND_PROBE, folder.path().string(), "land"})
                  .exit_code,
              0);
    const std::string calls = read_file(log);
    const auto at = [&](const std::string& text, std::size_t from = 0) {
        const std::size_t found = calls.find(text, from);
        EXPECT_NE(found, std::string::npos) << text << " in\n" << calls;
        return found == std::string::npos ? 0 : found;
    };
    const std::size_t last_write = calls.rfind("/content>, \"");
    const std::size_t content_sync = at("/content>)");
    const std::size_t manifest_sync = at("/manifest.json>)");
    const std::size_t renamed = at("rename(");
    EXPECT_LT(last_write, content_sync);
    EXPECT_LT(content_sync, renamed);
    EXPECT_LT(manifest_sync, renamed);
    EXPECT_LT(renamed, at("/landing>)", renamed));
    EXPECT_LT(at("/landing>)", renamed), at("/stdout>", renamed)) << "claimed before the folder was synced";
}

}  // namespace
}  // namespace tilsig::land

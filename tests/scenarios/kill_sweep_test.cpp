// SIGKILL at the n-th system call of a small unit: afterwards the next run gives what an undisturbed one gives, without a hand.
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <iostream>
#include <map>

#include "scenarios/installation.hpp"

namespace tilsig::test {
namespace {

const std::string header = "kommunenr;maaned;bosatte\n";
// Two states of one unit: going from one to the other inserts, updates and closes a row each.
const std::string states[2] = {header + "5001;2026-10-01;14\n5001;2026-09-01;3\n5001;2026-08-01;7\n",
                               header + "5001;2026-10-01;15\n5001;2026-08-01;7\n5001;2026-07-01;9\n"};

class KillSweep : public OnBothEngines {
protected:
    void SetUp() override {
        OnBothEngines::SetUp();
        if (IsSkipped()) return;
        const auto probe = run_program({"strace", "-qq", "-o", "/dev/null", "true"}, std::filesystem::temp_directory_path());
        if (probe.exit_code != 0) GTEST_SKIP() << "strace cannot trace here: apt-get install strace, and allow ptrace";
        m_here = std::make_unique<Installation>(GetParam(), nullptr);
    }

    std::vector<std::string> arguments(int state) const {
        return {"municipal.settled", "--sender", "k1601", "--period", "2026-10", "--quiet", "--from", m_here->folder() / ("state" + std::to_string(state) + ".csv")};
    }

    /// Where the process was when it died: what it wrote to, by the path strace shows.
    static std::string place_of(const std::string& trace) {
        const auto last = trace.rfind(" = ?");
        const auto line = trace.substr(trace.rfind('\n', last) + 1, last - trace.rfind('\n', last));
        for (const auto& [mark, name] : std::map<std::string, std::string>{{"/landing", "landing"}, {"warehouse.db", "warehouse"}, {"/out/", "receipt"},
                                                                          {"/cache", "staging and cache"}, {"socket", "server"}, {"TCP", "server"},
                                                                          {"tilsig.log", "log"}, {"tilsig.lock", "lock"}}) {
            if (line.find(mark) != std::string::npos) return name;
        }
        return "other";
    }

    void sweep(int stride) {
        std::map<std::string, std::string> expected[2];
        for (const int state : {0, 1}) {
            (void)m_here->file("state" + std::to_string(state) + ".csv", states[state]);
            ASSERT_EQ(m_here->tilsig("run", arguments(state)).exit_code, 0);
            expected[state] = m_here->checksums();
        }
        ASSERT_NE(expected[0], expected[1]);
        std::map<std::string, int> histogram;
        int kills = 0;
        for (int n = 1, state = 0;; n += stride, state = 1 - state) {
            const auto trace = m_here->folder() / "strace.txt";
            const std::string calls = "write,pwrite64,fsync,fdatasync,ftruncate,rename,renameat2,unlink,sendto";
            const auto killed = m_here->tilsig_under({"strace", "-f", "-y", "-qq", "-s", "0", "-o", trace, "-e", "trace=" + calls, "-e",
                                                      "inject=" + calls + ":signal=KILL:when=" + std::to_string(n)},
                                                     "run", arguments(state));
            if (killed.exit_code == 0) break;
            ++kills;
            ++histogram[place_of(read_file(trace))];
            const auto again = m_here->tilsig("run", arguments(state));
            ASSERT_EQ(again.exit_code, 0) << "after a kill at call " << n << ": " << again.out << again.err;
            ASSERT_EQ(m_here->checksums(), expected[state]) << "after a kill at call " << n;
        }
        std::cout << kills << " kills:";
        for (const auto& [place, count] : histogram) std::cout << "  " << place << " " << count;
        std::cout << std::endl;
        EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_run WHERE outcome IS NULL"), "0\n");
        EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_load l WHERE NOT EXISTS (SELECT 1 FROM ops_run r WHERE r.id = l.run_id AND r.load_seq = l.load_seq)"), "0\n");
        for (const char* place : {"landing", "receipt"}) EXPECT_GT(histogram[place], 0) << place;
        EXPECT_GT(histogram[on_sqlite() ? "warehouse" : "server"], 0);
    }

    std::unique_ptr<Installation> m_here;
};

TEST_P(KillSweep, EveryNinthSystemCall) { sweep(9); }

TILSIG_ON_BOTH_ENGINES(KillSweep);

class FullKillSweep : public KillSweep {};
TEST_P(FullKillSweep, EverySystemCall) { sweep(1); }
TILSIG_ON_BOTH_ENGINES(FullKillSweep);

}  // namespace
}  // namespace tilsig::test

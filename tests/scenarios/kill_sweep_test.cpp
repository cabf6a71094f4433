// SIGKILL at the n-th system call of a small unit: afterwards the next run gives what an undisturbed one gives, without a hand.
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>
#include <iostream>
#include <map>

#include "scenarios/installation.hpp"

namespace tilsig::test {
namespace {

/// Content number n of the unit: new bytes every time; from one to the next a row is updated, and one comes or goes.
std::string content(int n) {
    return "kommunenr;maaned;bosatte\n5001;2026-10-01;" + std::to_string(n) + "\n5001;2026-08-01;7\n" + (n % 2 == 0 ? "5001;2026-09-01;3\n" : "");
}

class KillSweep : public OnBothEngines {
protected:
    void SetUp() override {
        OnBothEngines::SetUp();
        if (IsSkipped()) return;
        const auto probe = run_program({"strace", "-qq", "-o", "/dev/null", "true"}, std::filesystem::temp_directory_path());
        if (probe.exit_code != 0) GTEST_SKIP() << "strace cannot trace here: apt-get install strace, and allow ptrace";
        m_here = std::make_unique<Installation>(GetParam(), nullptr);
        m_calm = std::make_unique<Installation>(GetParam(), nullptr);
    }

    static std::vector<std::string> arguments(const Installation& where, int n) {
        return {"municipal.settled", "--sender", "k1601", "--period", "2026-10", "--quiet", "--from", where.file("delivery.csv", content(n))};
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
        ASSERT_EQ(m_here->tilsig("run", arguments(*m_here, 0)).exit_code, 0);
        std::map<std::string, int> histogram;
        int kills = 0;
        int delivered = 0;
        // strace counts each system call by itself, so each has a sweep of its own.
        for (const char* call : {"write", "pwrite64", "fsync", "fdatasync", "ftruncate", "rename", "renameat2", "unlink", "sendto"}) {
            for (int n = 1;; n += stride) {
                const auto trace = m_here->folder() / "strace.txt";
                ++delivered;
                const auto killed = m_here->tilsig_under({"strace", "-f", "-y", "-qq", "-s", "0", "-o", trace, "-e", std::string("trace=") + call, "-e",
                                                          "inject=" + std::string(call) + ":signal=KILL:when=" + std::to_string(n)},
                                                         "run", arguments(*m_here, delivered));
                if (killed.exit_code == 0) break;
                ++kills;
                ++histogram[place_of(read_file(trace))];
                const auto again = m_here->tilsig("run", arguments(*m_here, delivered));
                ASSERT_EQ(again.exit_code, 0) << "after a kill at " << call << " " << n << ": " << again.out << again.err;
                ASSERT_EQ(m_calm->tilsig("run", arguments(*m_calm, delivered)).exit_code, 0);
                ASSERT_EQ(m_here->checksums(), m_calm->checksums()) << "after a kill at " << call << " " << n;
            }
        }
        std::cout << kills << " kills:";
        for (const auto& [place, count] : histogram) std::cout << "  " << place << " " << count;
        std::cout << std::endl;
        EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_run WHERE outcome IS NULL"), "0\n");
        EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_load l WHERE NOT EXISTS (SELECT 1 FROM ops_run r WHERE r.id = l.run_id AND r.load_seq = l.load_seq)"), "0\n");
        // Every step was hit; a sample may jump over the short ones.
        EXPECT_GT(histogram[on_sqlite() ? "warehouse" : "server"], 0);
        if (stride > 1) return;
        for (const char* place : {"landing", "receipt", "staging and cache"}) EXPECT_GT(histogram[place], 0) << place;
    }

    std::unique_ptr<Installation> m_here;   ///< is killed
    std::unique_ptr<Installation> m_calm;   ///< gets the same deliveries undisturbed
};

TEST_P(KillSweep, EveryNinthSystemCall) { sweep(9); }

TILSIG_ON_BOTH_ENGINES(KillSweep);

class FullKillSweep : public KillSweep {};
TEST_P(FullKillSweep, EverySystemCall) { sweep(1); }
TILSIG_ON_BOTH_ENGINES(FullKillSweep);

}  // namespace
}  // namespace tilsig::test

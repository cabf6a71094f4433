// Thirty nights over a growing set of units with seeded changes, faults and kills: at the end the same as a fresh
// warehouse that loads the final deliveries, and nothing has grown that should not.
#include <gtest/gtest.h>

#include <iostream>
#include <random>

#include "scenarios/kill_point.hpp"

namespace tilsig::test {
namespace {

namespace fs = std::filesystem;

struct Member {
    const char* sender;
    const char* code;
};
// Municipalities with one code from 2020 to today.
const Member members[] = {{"k1601", "5001"}, {"k0301", "0301"}, {"k1503", "1505"}, {"k1046", "4228"}};
constexpr int nights = 30;

class FullSoak : public OnEveryEngine {
protected:
    static std::string report(const Member& member, std::minstd_rand& random, int night) {
        std::string text = "kommunenr;bydelsnr;maaned;bosatte\n";
        for (int month = 1; month <= 1 + night % 9; ++month) {
            if (random() % 7 == 0) continue;
            text += std::string(member.code) + ";" + (std::string(member.code) == "0301" ? "030101" : "") + ";2026-0" +
                    std::to_string(month) + "-01;" + std::to_string(random() % 50) + "\n";
        }
        text += std::string(member.code) + ";" + (std::string(member.code) == "0301" ? "030101" : "") + ";2025-12-01;" +
                std::to_string(night) + "\n";
        return text;
    }
    static std::size_t files_below(const fs::path& folder) {
        std::size_t count = 0;
        for (const auto& entry : fs::recursive_directory_iterator(folder)) count += entry.is_regular_file() ? 1 : 0;
        return count;
    }
    /// Peak memory in KiB of a quiet night.
    static long peak_of(const Installation& where) {
        const auto answer =
            where.tilsig_under({"/usr/bin/time", "-f", "peak %M"}, "night", {"--quiet", "--feed", "municipal.settled"});
        EXPECT_EQ(answer.exit_code, 0) << answer.out << answer.err;
        return std::stol(answer.err.substr(answer.err.rfind("peak ") + 5));
    }
};

TEST_P(FullSoak, ThirtyNightsEndWhereAFreshWarehouseBegins) {
    if (const std::string why = tracing_missing(); !why.empty()) GTEST_SKIP() << why;
    const Installation here(GetParam(), nullptr);
    std::minstd_rand random(20261122);
    std::map<std::string, std::string> last;  // by sender: what it delivered last
    const std::vector<std::string> words{"--quiet", "--feed", "municipal.settled"};
    int kills = 0, broken = 0;
    long first_peak = 0;
    for (int night = 0; night < nights; ++night) {
        SCOPED_TRACE("night " + std::to_string(night));
        const auto grown = std::min<std::size_t>(std::size(members), 1 + static_cast<std::size_t>(night) / 5);
        for (std::size_t i = 0; i < grown; ++i) {
            if (random() % 3 == 0 && night > 0) continue;  // nothing new from this one
            const auto content = report(members[i], random, night);
            if (random() % 6 == 0) {
                // Cut in a record: held or rejected, and the good one comes next.
                here.deliver(members[i].sender, "bosatte-0.csv", content.substr(0, content.size() - 4));
                EXPECT_NE(here.tilsig("night", words).exit_code, 1);
                ++broken;
            }
            here.deliver(members[i].sender, "bosatte-1.csv", content);
            last[members[i].sender] = content;
        }
        if (random() % 2 == 0) {
            const auto& call = changing_calls()[random() % changing_calls().size()];
            if (run_killed(here, call, 1 + static_cast<int>(random() % 20), "night", words).happened) ++kills;
        }
        const auto answer = here.tilsig("night", words);
        EXPECT_TRUE(answer.exit_code == 0 || answer.exit_code == 2 || answer.exit_code == 3)
            << answer.out << answer.err;
        if (night == 4) first_peak = peak_of(here);
    }
    std::cout << kills << " kills, " << broken << " broken deliveries" << std::endl;
    EXPECT_GT(kills, 4);
    EXPECT_GT(broken, 4);

    const Installation fresh(GetParam(), nullptr);
    for (const auto& [sender, content] : last) fresh.deliver(sender, "bosatte-1.csv", content);
    ASSERT_EQ(fresh.tilsig("night", words).exit_code, 0);
    EXPECT_EQ(here.checksums(), fresh.checksums());
    EXPECT_EQ(here.query("SELECT count(*) FROM ops_run WHERE outcome IS NULL"), "0\n");

    // One quiet night more: no more memory than an early one, and nothing left lying about.
    const long last_peak = peak_of(here);
    std::cout << "peak " << first_peak << " KiB in night 5, " << last_peak << " KiB in night " << nights + 1
              << std::endl;
    EXPECT_LT(last_peak, first_peak * 11 / 10);
    const auto cache = files_below(here.folder() / "state/cache");
    EXPECT_LE(cache, std::size(members) + 1) << "a snapshot for each unit and the lock";
    for (const auto& entry : fs::recursive_directory_iterator(here.folder() / "state")) {
        EXPECT_EQ(entry.path().filename().string().find(".part"), std::string::npos) << entry.path();
    }
}

TILSIG_ON_EVERY_ENGINE(FullSoak);

}  // namespace
}  // namespace tilsig::test

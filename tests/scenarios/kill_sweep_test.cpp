// SIGKILL at the n-th system call of a small unit: afterwards the next run gives what an undisturbed one gives, without
// a hand.
#include <gtest/gtest.h>

#include <iostream>
#include <map>
#include <random>
#include <set>

#include "scenarios/kill_point.hpp"
#include "scenarios/small_unit.hpp"

namespace tilsig::test {
namespace {

class KillSweep : public ::testing::TestWithParam<std::tuple<TestEngine, Channel>> {
protected:
    void SetUp() override {
        if (const std::string why = missing(engine()); !why.empty()) GTEST_SKIP() << why;
        if (const std::string why = tracing_missing(); !why.empty()) GTEST_SKIP() << why;
        m_unit = std::make_unique<SmallUnit>(channel());
        m_here = m_unit->install(engine());
        m_calm = m_unit->install(engine());
        deliver();
        ASSERT_EQ(run(*m_here).exit_code, 0);
        if (channel() == Channel::persons) share_key();
        ASSERT_EQ(run(*m_calm).exit_code, 0);
    }

    /// What stands for a person in a checksum follows from the installation's key.
    void share_key() const {
        const auto state = m_calm->folder() / "state";
        std::filesystem::create_directories(state);
        std::filesystem::copy(m_here->folder() / "state/landing.key", state / "landing.key");
    }

    static TestEngine engine() { return std::get<0>(GetParam()); }
    static Channel channel() { return std::get<1>(GetParam()); }
    [[nodiscard]] Answer run(const Installation& where) const { return where.tilsig("run", m_unit->arguments(where)); }
    void deliver() { m_unit->deliver(m_delivered++, {m_here.get(), m_calm.get()}); }

    /// The calls of one run with a new content, as it is without a kill.
    std::vector<KillPoint> undisturbed() {
        deliver();
        auto points = kill_points(*m_here, "run", m_unit->arguments(*m_here));
        EXPECT_EQ(run(*m_calm).exit_code, 0);
        return points;
    }

    /// Kills at the point; false when no process came so far.
    bool kill(const std::string& call, int n) {
        const auto killed = run_killed(*m_here, call, n, "run", m_unit->arguments(*m_here));
        if (!killed.happened) {
            EXPECT_EQ(killed.answer.exit_code, 0) << killed.answer.out << killed.answer.err;
            return false;
        }
        ++m_histogram[killed.step];
        if (channel() == Channel::persons) {
            const auto verified = m_here->tilsig("verify");
            EXPECT_EQ(verified.exit_code, 0) << "a row without its link after a kill at " << call << " " << n << ": "
                                             << verified.out << verified.err;
        }
        return true;
    }

    /// What must be true as soon as nobody kills any more.
    void expect_equal_after_the_next_run(const std::string& what) {
        const auto again = run(*m_here);
        ASSERT_EQ(again.exit_code, 0) << what << ": " << again.out << again.err;
        ASSERT_EQ(run(*m_calm).exit_code, 0);
        ASSERT_EQ(m_here->checksums(), m_calm->checksums()) << what;
    }

    /// Names of the receipts in every out-folder.
    static std::set<std::string> receipts(const Installation& where) {
        std::set<std::string> names;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(where.folder())) {
            const std::string path = entry.path().string();
            if (path.find("/out/") != std::string::npos && path.ends_with(".json"))
                names.insert(entry.path().filename());
        }
        return names;
    }

    void expect_settled() {
        int kills = 0;
        for (const auto& [step, count] : m_histogram) kills += count;
        std::cout << kills << " kills:";
        for (const auto& [step, count] : m_histogram) std::cout << "  " << step << " " << count;
        std::cout << std::endl;
        EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_run WHERE outcome IS NULL"), "0\n");
        EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_load l WHERE NOT EXISTS (SELECT 1 FROM ops_run r WHERE r.id "
                                "= l.run_id AND r.load_seq = l.load_seq)"),
                  "0\n");
        EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_delivery WHERE state <> 'loaded'"), "0\n");
        for (const auto& entry : std::filesystem::recursive_directory_iterator(m_here->folder() / "state")) {
            EXPECT_EQ(entry.path().filename().string().find(".part"), std::string::npos)
                << "left behind: " << entry.path();
        }
        EXPECT_EQ(receipts(*m_here), receipts(*m_calm)) << "every sender was told of every delivery in the end";
        if (channel() != Channel::inbox) return;
        for (const auto* one : {m_here.get(), m_calm.get()}) {
            std::set<std::string> left;
            for (const auto& entry : std::filesystem::directory_iterator(one->folder() / "in/k1601"))
                left.insert(entry.path().filename());
            EXPECT_EQ(left, std::set<std::string>{"done"}) << "every file was acknowledged in the end";
        }
    }
    void expect_every_step_was_hit() {
        std::vector<std::string> steps{"landing", "receipt", "cache",
                                       engine() == TestEngine::sqlite ? "warehouse" : "server"};
        if (channel() == Channel::inbox) steps.push_back("acknowledge");
        if (channel() == Channel::persons) steps.push_back("links");
        // The first process that comes to its n-th call dies. Where the program itself sends to a server, that is never
        // the fetch child.
        if (channel() == Channel::https && engine() == TestEngine::sqlite) steps.push_back("source");
        for (const auto& step : steps) EXPECT_GT(m_histogram[step], 0) << step;
    }

    void sweep(std::size_t each) {
        for (const auto& point : sample(undisturbed(), each)) {
            deliver();
            (void)kill(point.call, point.n);
            ASSERT_NO_FATAL_FAILURE(
                expect_equal_after_the_next_run("after a kill at " + point.call + " " + std::to_string(point.n)));
        }
        expect_settled();
        expect_every_step_was_hit();
    }

    void sweep_all() {
        for (const auto& call : changing_calls()) {
            bool more = true;
            for (int n = 1; more; ++n) {
                deliver();
                more = kill(call, n);
                ASSERT_NO_FATAL_FAILURE(
                    expect_equal_after_the_next_run("after a kill at " + call + " " + std::to_string(n)));
            }
        }
        expect_settled();
        expect_every_step_was_hit();
    }

    /// Two kills in a row at seeded places: the second meets the repair of the first, mostly at its beginning or its
    /// end.
    void twice(int rounds) {
        const auto points = undisturbed();
        std::minstd_rand random(20261122);
        std::map<std::string, std::vector<KillPoint>> by_step;
        for (const auto& point : points) by_step[point.step].push_back(point);
        // A step first, then one of its calls: otherwise nearly all would hit the database.
        const auto any = [&] {
            const auto& [step, calls] = *std::next(
                by_step.begin(), std::uniform_int_distribution<long>(0, static_cast<long>(by_step.size()) - 1)(random));
            return calls[std::uniform_int_distribution<std::size_t>(0, calls.size() - 1)(random)];
        };
        int second_kills = 0;
        for (int round = 0; round < rounds; ++round) {
            deliver();
            const KillPoint first = any();
            const KillPoint second = any();
            (void)kill(first.call, first.n);
            if (kill(second.call, second.n)) ++second_kills;
            ASSERT_NO_FATAL_FAILURE(expect_equal_after_the_next_run("after kills at " + first.call + " " +
                                                                    std::to_string(first.n) + " and " + second.call +
                                                                    " " + std::to_string(second.n)));
        }
        EXPECT_GT(second_kills, 0) << "no second kill met a run that was at work";
        expect_settled();
    }

    std::unique_ptr<SmallUnit> m_unit;
    std::unique_ptr<Installation> m_here;  ///< is killed
    std::unique_ptr<Installation> m_calm;  ///< gets the same deliveries undisturbed
    std::map<std::string, int> m_histogram;
    int m_delivered = 0;
};

TEST_P(KillSweep, AFewCallsOfEveryStep) { sweep(channel() == Channel::inbox || channel() == Channel::persons ? 1 : 2); }

class KilledTwice : public KillSweep {};
TEST_P(KilledTwice, IsRepairedByTheNextRun) { twice(4); }

class FullKillSweep : public KillSweep {};
TEST_P(FullKillSweep, EverySystemCall) { sweep_all(); }
TEST_P(FullKillSweep, KilledAgainWhileRepairing) { twice(60); }

std::string name_of(const ::testing::TestParamInfo<std::tuple<TestEngine, Channel>>& one) {
    const auto [engine, channel] = one.param;
    return engine_name(engine) + (channel == Channel::file    ? "_file"
                                  : channel == Channel::inbox ? "_inbox"
                                  : channel == Channel::https ? "_https"
                                                              : "_persons");
}
std::vector<KillSweep::ParamType> all_of(const std::vector<TestEngine>& engines, const std::vector<Channel>& channels) {
    std::vector<KillSweep::ParamType> all;
    for (const auto channel : channels) {
        for (const auto engine : engines) all.emplace_back(engine, channel);
    }
    return all;
}
const std::vector<TestEngine> two_engines{TestEngine::sqlite, TestEngine::postgresql};
const std::vector<TestEngine> three_engines{TestEngine::sqlite, TestEngine::postgresql, TestEngine::mariadb};
const std::vector<Channel> every_channel{Channel::file, Channel::inbox, Channel::https, Channel::persons};
INSTANTIATE_TEST_SUITE_P(engines, KillSweep, ::testing::ValuesIn(all_of(two_engines, every_channel)), name_of);
// How a delivery comes in is the same on every engine.
INSTANTIATE_TEST_SUITE_P(mariadb, KillSweep, ::testing::ValuesIn(all_of({TestEngine::mariadb}, {Channel::file})),
                         name_of);
INSTANTIATE_TEST_SUITE_P(engines, KilledTwice, ::testing::ValuesIn(all_of(two_engines, {Channel::inbox})), name_of);
INSTANTIATE_TEST_SUITE_P(engines, FullKillSweep, ::testing::ValuesIn(all_of(three_engines, every_channel)), name_of);

}  // namespace
}  // namespace tilsig::test

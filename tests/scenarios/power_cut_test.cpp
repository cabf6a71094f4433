// The power goes while deliveries come in. Afterwards what was acknowledged is there, and the next command goes on
// without a hand.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iostream>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <thread>

#include "base/hash.hpp"
#include "scenarios/installation.hpp"
#include "support/powerless_disk.hpp"

namespace tilsig::test {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using Rows = std::set<std::string>;  // "municipality/case=amount"

const fs::path desk_content = TILSIG_SOURCE_DIR "/tests/scenarios/content";

struct Delivery {
    std::string feed, name, content, hash;
    bool by_hand = false;
    bool acknowledged = false;
};

Rows lines_of(const std::string& text) {
    Rows lines;
    for (std::size_t at = 0, end = 0; (end = text.find('\n', at)) != std::string::npos; at = end + 1)
        lines.insert(text.substr(at, end - at));
    return lines;
}

/// The deliveries of one installation, and what the warehouse holds after each.
class Deliveries {
public:
    explicit Deliveries(std::minstd_rand& random) : m_random(random) {}

    /// The next one: a full list with other amounts, or changes to some cases and a new one.
    Delivery& add(bool by_hand) {
        const std::size_t number = all.size() + 1;
        const bool roster = m_random() % 2 == 0;
        std::map<std::string, int> rows;
        if (roster) {
            for (std::size_t i = 0; i < 150 + number % 7; ++i) rows[case_of(i)] = amount();
        } else {
            for (int i = 0; i < 40; ++i) rows[case_of(m_random() % 300)] = amount();
        }
        rows["0301;d" + std::to_string(number)] = amount();  // no two are equal
        Delivery one;
        one.feed = roster ? "desk.roster" : "desk.movement";
        one.content = "kommunenr;sak;belop\n";
        for (const auto& [key, value] : rows) one.content += key + ";" + std::to_string(value) + "\n";
        const std::string digits = std::to_string(1000 + number);
        one.name = (roster ? "roster-" : "movement-") + digits + ".csv";
        one.hash = sha256_hex(one.content);
        one.by_hand = by_hand;
        all.push_back(one);
        return all.back();
    }
    /// The rows of the feed's table when the first `count` deliveries are loaded.
    [[nodiscard]] Rows rows(const std::string& feed, std::size_t count) const {
        std::map<std::string, std::string> current;
        for (std::size_t i = 0; i < count; ++i) {
            if (all[i].feed != feed) continue;
            if (feed == "desk.roster") current.clear();
            for (const auto& line : lines_of(all[i].content.substr(all[i].content.find('\n') + 1))) {
                const auto end = line.rfind(';');
                current[line.substr(0, end)] = line.substr(end + 1);
            }
        }
        Rows rows;
        for (const auto& [key, value] : current) rows.insert(key.substr(0, 4) + "/" + key.substr(5) + "=" + value);
        return rows;
    }
    [[nodiscard]] std::size_t acknowledged() const {
        std::size_t count = 0;
        while (count < all.size() && all[count].acknowledged) ++count;
        return count;
    }

    std::vector<Delivery> all;

private:
    int amount() { return static_cast<int>(m_random() % 1000); }
    static std::string case_of(std::size_t i) { return (i % 2 == 0 ? "5001;c" : "4601;c") + std::to_string(i); }

    std::minstd_rand& m_random;
};

class PowerCut : public ::testing::TestWithParam<TestEngine> {
protected:
    void SetUp() override {
        if (const std::string why = missing(GetParam()); !why.empty()) GTEST_SKIP() << why;
        if (const std::string why = PowerlessDisk::missing(); !why.empty()) GTEST_SKIP() << why;
        const bool server = GetParam() != TestEngine::sqlite;
        m_disk = std::make_unique<PowerlessDisk>(server ? 1024 : 128);
        m_senders_disk = std::make_unique<PowerlessDisk>(32);
        if (GetParam() == TestEngine::postgresql)
            m_postgres = std::make_unique<TestPostgres>(TestPostgres::Options{true, m_disk->path()});
        if (GetParam() == TestEngine::mariadb)
            m_mariadb = std::make_unique<TestMariadb>(TestMariadb::Options{true, m_disk->path()});
    }

    /// `count` cuts, each within so long of the start of a command; a new installation after every `each` of them.
    void cut_power(int count, int each, std::chrono::milliseconds longest) {
        const auto begun = Clock::now();
        for (int cut = 0; cut < count; ++cut) {
            if (cut % each == 0) {
                ASSERT_NO_FATAL_FAILURE(new_installation(cut / each));
            }
            const auto seed = static_cast<unsigned>(20261129 + cut);
            m_random.seed(seed);
            SCOPED_TRACE("cut " + std::to_string(cut) + " with seed " + std::to_string(seed));
            const auto moment = std::chrono::microseconds(static_cast<long>(
                5000 * std::pow(static_cast<double>(longest.count()) / 5, double(m_random() % 10001) / 10000)));
            SCOPED_TRACE(std::to_string(moment.count() / 1000) + " ms after the start");
            ASSERT_NO_FATAL_FAILURE(work_until(Clock::now() + moment, cut % 3 != 1));
            ASSERT_NO_FATAL_FAILURE(start_again());
            if (cut % 2 == 1) expect_acknowledged_kept();
            count_step();
            ASSERT_NO_FATAL_FAILURE(go_on());
            expect_acknowledged_kept();
            expect_settled();
            if (HasFailure()) FAIL() << "the disk is as the failed cut left it";
            if (cut % each == each - 1 || cut == count - 1) expect_equal_to_undisturbed();
        }
        std::cout << count << " cuts in "
                  << std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - begun).count() << " s, "
                  << m_acknowledged << " commands acknowledged before one; at the cut:";
        for (const auto& [step, hits] : m_steps) std::cout << "  " << step << " " << hits;
        std::cout << std::endl;
    }

    /// The cut comes between the end of a night and the next thing anybody does: whatever is not synced is lost.
    void cut_after_a_night() {
        m_random.seed(20261129);
        new_installation(0);
        begin_with(4, false);
        const auto night = m_here->tilsig("night", {"--json"});
        ASSERT_EQ(night.exit_code, 0) << night.out << night.err;
        settle();
        cut();
        start_again();
        expect_acknowledged_kept();
        expect_settled();
    }

    std::map<std::string, int> m_steps;  ///< how far the command was that the cut met

private:
    /// Every second one has its in-folders on a disk of their own, where nobody else syncs.
    void new_installation(int number) {
        const fs::path folder = m_disk->path() / ("installation" + std::to_string(number));
        fs::create_directory(folder);
        m_here = std::make_unique<Installation>(place(folder), desk_content);
        if (number % 2 == 0) {
            const fs::path in = m_senders_disk->path() / ("in" + std::to_string(number));
            fs::create_directories(in / "desk");
            fs::remove_all(folder / "in");
            fs::create_directory_symlink(in, folder / "in");
        }
        m_disk->sync();
        m_senders_disk->sync();
        m_deliveries = std::make_unique<Deliveries>(m_random);
        m_under_way.clear();
        m_first_night = true;
    }
    [[nodiscard]] Place place(const fs::path& folder) const {
        if (m_postgres) {
            const std::string reached = m_postgres->fresh_database();
            return {folder, reached, [this, reached](const std::string& sql) { return m_postgres->sql(reached, sql); }};
        }
        if (m_mariadb) {
            const std::string reached = m_mariadb->fresh_database();
            return {folder, reached, [this, reached](const std::string& sql) { return m_mariadb->sql(reached, sql); }};
        }
        return {folder, "Driver=SQLite3;Database=" + (folder / "warehouse.db").string() + ";",
                [folder](const std::string& sql) { return ask_sqlite(folder, sql); }};
    }

    /// One command after the other, each with something new, until the power goes. Most of a command's time passes
    /// before anything is landed; `after_landing` waits for that, too, and goes a little further.
    void work_until(Clock::time_point moment, bool after_landing) {
        for (;;) {
            const bool by_hand = m_random() % 2 == 0;
            begin_with(by_hand ? 1 : 1 + m_random() % 3, by_hand);
            const auto awaited = m_under_way[m_random() % m_under_way.size()];
            const auto [command, arguments] = words();
            auto child = m_here->start(command, arguments, m_outside.path());
            while (!child.wait_for(std::chrono::milliseconds(1))) {
                if (Clock::now() < moment) continue;
                if (after_landing) {
                    if (!landed(m_deliveries->all[awaited])) continue;
                    after_landing = false;
                    moment = Clock::now() + std::chrono::milliseconds(m_random() % 60);
                    continue;
                }
                cut();
                child.kill();
                // It may have come to its end between the last look and the cut.
                const auto end = child.wait();
                if (end.good()) acknowledge();
                return;
            }
            ASSERT_TRUE(child.wait().good()) << child.wait().text() << ": " << said();
            acknowledge();
        }
    }
    /// New deliveries, by hand or in the in-folder.
    void begin_with(std::size_t count, bool by_hand) {
        m_under_way.clear();
        for (; count > 0; --count) {
            m_under_way.push_back(m_deliveries->all.size());
            const auto& one = m_deliveries->add(by_hand);
            if (by_hand)
                (void)m_here->file(one.name, one.content);
            else
                m_here->deliver("desk", one.name, one.content);
        }
    }
    void cut() const {
        m_disk->cut();
        m_senders_disk->cut();
    }
    [[nodiscard]] std::pair<std::string, std::vector<std::string>> words() const {
        const auto& first = m_deliveries->all[m_under_way.front()];
        if (!first.by_hand && m_first_night) return {"night", {"--json"}};
        if (!first.by_hand) return {"night", {"--all", "--json"}};
        return {"run", {first.feed, "--from", (m_here->folder() / first.name).string(), "--json"}};
    }
    [[nodiscard]] std::string said() const {
        return read_file(m_outside.path() / "background.out") + read_file(m_outside.path() / "background.err");
    }
    void acknowledge() {
        ++m_acknowledged;
        const auto document = nlohmann::json::parse(read_file(m_outside.path() / "background.out"));
        if (document.contains("run")) m_runs.insert(document.at("run").dump());
        settle();
    }
    void settle() {
        if (!m_deliveries->all[m_under_way.front()].by_hand) m_first_night = false;
        for (const auto index : m_under_way) m_deliveries->all[index].acknowledged = true;
    }

    void start_again() {
        if (m_postgres) m_postgres->stop_immediate();
        if (m_mariadb) m_mariadb->kill_now();
        m_disk->mount_again();
        m_senders_disk->mount_again();
        if (m_postgres) m_postgres->start();
        if (m_mariadb) m_mariadb->start();
    }
    /// Whoever started the command does so once more; that is all.
    void go_on() {
        const auto [command, arguments] = words();
        const auto answer = m_here->tilsig(command, arguments);
        m_last = command + ": " + answer.out + answer.err;
        ASSERT_EQ(answer.exit_code, 0) << m_last;
        settle();
    }

    [[nodiscard]] bool has_ledger() const {
        if (m_deliveries->acknowledged() > 0) return true;
        const std::string tables =
            GetParam() == TestEngine::sqlite
                ? "SELECT count(*) FROM sqlite_master WHERE name = 'ops_load'"
                : "SELECT count(*) FROM information_schema.tables WHERE table_name = 'ops_load' AND table_schema = " +
                      std::string(GetParam() == TestEngine::mariadb ? "database()" : "'public'");
        return m_here->query(tables) == "1\n";
    }
    [[nodiscard]] Rows loaded() const {
        if (!has_ledger()) return {};
        return lines_of(
            m_here->query("SELECT d.hash FROM ops_delivery d JOIN ops_run r ON r.delivery_id = d.id JOIN ops_load l ON "
                          "l.run_id = r.id AND l.load_seq = r.load_seq WHERE d.state = 'loaded' AND r.outcome = "
                          "'loaded'"));
    }
    [[nodiscard]] bool landed(const Delivery& one) const {
        const fs::path folder = m_here->folder() / "state/landing" / one.hash;
        return fs::exists(folder / "manifest.json") && fs::exists(folder / "content");
    }
    [[nodiscard]] Rows rows(const std::string& feed) const {
        return lines_of(m_here->query("SELECT municipality_code || '/' || case_no || '=' || amount FROM " +
                                      std::string(feed == "desk.roster" ? "fact_roster" : "fact_movement")));
    }

    /// How far the first unfinished delivery had come when the power went.
    void count_step() {
        const auto in_warehouse = loaded();
        for (const auto index : m_under_way) {
            const auto& one = m_deliveries->all[index];
            if (one.acknowledged) continue;
            if (in_warehouse.contains(one.hash)) continue;
            const bool first = index == m_under_way.front();
            ++m_steps[landed(one) ? "landed, not loaded" : first ? "nothing landed" : "between two deliveries"];
            return;
        }
        ++m_steps[m_deliveries->all[m_under_way.back()].acknowledged ? "acknowledged" : "loaded, not acknowledged"];
    }

    void expect_acknowledged_kept() const {
        const auto in_warehouse = loaded();
        const auto acknowledged = m_deliveries->acknowledged();
        for (const auto& one : m_deliveries->all) {
            if (one.acknowledged) {
                EXPECT_TRUE(in_warehouse.contains(one.hash)) << one.name << " was acknowledged and is not loaded";
                EXPECT_TRUE(landed(one)) << one.name << " was acknowledged and is not landed";
            }
            if (one.by_hand) continue;
            const fs::path in = m_here->folder() / "in/desk";
            EXPECT_TRUE(fs::exists(in / one.name) ||
                        (fs::exists(in / "done" / one.hash) && in_warehouse.contains(one.hash)))
                << one.name << " is neither in the in-folder nor loaded";
        }
        if (!m_runs.empty()) {
            const auto runs = lines_of(m_here->query("SELECT run_id FROM ops_load"));
            for (const auto& run : m_runs) EXPECT_TRUE(runs.contains(run)) << "run " << run << " was acknowledged";
        }
        for (const auto& feed : feeds()) {
            // All of a delivery or nothing, and nothing less than what was acknowledged.
            const auto live = rows(feed);
            bool known = false;
            for (auto count = acknowledged; count <= m_deliveries->all.size(); ++count)
                known = known || live == m_deliveries->rows(feed, count);
            EXPECT_TRUE(known) << "the rows of " << feed << " are not those of the acknowledged deliveries";
        }
    }

    /// Those that something was acknowledged of.
    [[nodiscard]] std::set<std::string> feeds() const {
        std::set<std::string> feeds;
        for (const auto& one : m_deliveries->all) {
            if (one.acknowledged) feeds.insert(one.feed);
        }
        return feeds;
    }

    /// Nothing is left to do after the command that went on.
    void expect_settled() const {
        EXPECT_EQ(m_here->query("SELECT count(*) FROM ops_run WHERE outcome IS NULL"), "0\n");
        for (const auto& entry : fs::directory_iterator(m_here->folder() / "in/desk"))
            EXPECT_EQ(entry.path().filename(), "done") << "waits in the in-folder after " << m_last;
        std::set<std::string> told;
        for (const auto& entry : fs::directory_iterator(m_here->folder() / "state/out/desk")) {
            EXPECT_GT(entry.file_size(), 0U) << entry.path();
            if (entry.path().extension() != ".json") continue;
            const auto receipt = nlohmann::json::parse(read_file(entry.path()), nullptr, false);
            EXPECT_TRUE(receipt.is_object()) << entry.path();
            const std::string name = entry.path().stem();
            told.insert(name.substr(name.rfind('_') + 1));
        }
        for (const auto& one : m_deliveries->all)
            EXPECT_TRUE(told.contains(one.hash.substr(0, 12))) << one.name << " has no receipt";
    }

    void expect_equal_to_undisturbed() {
        const Installation calm(TestEngine::sqlite, desk_content);
        for (const auto& one : m_deliveries->all) calm.deliver("desk", one.name, one.content);
        const auto answer = calm.tilsig("night");
        ASSERT_EQ(answer.exit_code, 0) << answer.out << answer.err;
        EXPECT_EQ(m_here->checksums(), calm.checksums());
        // What was landed can be opened: the key is the one it was sealed with.
        for (const auto& feed : feeds()) {
            const auto replayed = m_here->tilsig("replay", {feed});
            EXPECT_EQ(replayed.exit_code, 0) << replayed.out << replayed.err;
        }
        for (const auto& entry : fs::recursive_directory_iterator(m_here->folder() / "state"))
            EXPECT_EQ(entry.path().filename().string().find(".part"), std::string::npos) << entry.path();
        m_runs.clear();
    }

    TempFolder m_outside;  ///< keeps its power: what commands print is read there
    std::unique_ptr<PowerlessDisk> m_disk, m_senders_disk;
    std::unique_ptr<TestPostgres> m_postgres;
    std::unique_ptr<TestMariadb> m_mariadb;
    std::unique_ptr<Installation> m_here;
    std::minstd_rand m_random;
    std::unique_ptr<Deliveries> m_deliveries;
    std::vector<std::size_t> m_under_way;  ///< the deliveries of the command at work
    std::set<std::string> m_runs;          ///< acknowledged, of this installation
    std::string m_last;                    ///< what the command said that went on
    int m_acknowledged = 0;
    bool m_first_night = true;  ///< the schedules say that it is due; later ones are asked for
};

TEST_P(PowerCut, LeavesWholeWhatANightAcknowledged) { cut_after_a_night(); }
TEST_P(PowerCut, LosesNothingAcknowledged) { cut_power(2, 2, std::chrono::milliseconds(400)); }
TILSIG_ON_ENGINES(PowerCut, TestEngine::sqlite);

class FullPowerCut : public PowerCut {};
TEST_P(FullPowerCut, LosesNothingAcknowledged) {
    cut_power(40, 8, std::chrono::seconds(3));
    int at_work = 0;
    for (const auto& [step, hits] : m_steps) at_work += step == "acknowledged" ? 0 : hits;
    if (HasFailure()) return;
    EXPECT_GT(at_work, 20) << "most cuts meet a command at work";
}
TILSIG_ON_EVERY_ENGINE(FullPowerCut);

}  // namespace
}  // namespace tilsig::test

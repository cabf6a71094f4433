// Random deliveries of several units against an oracle in memory, with lost caches, other memory limits and
// fingerprints that overlook changes: after every delivery the current rows, the history and the account must be what
// the oracle says.
#include <random>

#include "integration/load/load_fixture.hpp"

namespace tilsig::load {
namespace {

struct Version {
    std::string row;  ///< as content() shows it
    std::string owner;
    std::int64_t unit = 0;
};
using Rows = std::map<std::string, Version>;  // by key

std::vector<std::uint64_t> numbers(const model::RowAccount& a) {
    return {a.derived, a.fresh, a.updated, a.unchanged, a.merged, a.closed};
}

class RandomLoadsTest : public LoadFixture {};
TILSIG_ON_EVERY_ENGINE(RandomLoadsTest);

std::vector<std::string> shown_rows(const Rows& rows) {
    std::vector<std::string> found;
    for (const auto& [key, version] : rows) found.push_back(version.row);
    std::sort(found.begin(), found.end());
    return found;
}

TEST_P(RandomLoadsTest, agree_with_the_oracle) {
    const char* rounds_text = std::getenv("TILSIG_RANDOM_ROUNDS");
    const int rounds = rounds_text != nullptr ? std::atoi(rounds_text) : 300;
    std::mt19937 random(20261122);
    const auto below = [&random](unsigned limit) { return static_cast<unsigned>(random() % limit); };
    const char* areas[] = {"A", "B", "C"};
    const char* amounts[] = {"1.00", "2.00", "-0.05"};
    Rows now;
    std::map<std::int64_t, Rows> as_known{{0, {}}};
    std::map<std::int64_t, std::vector<Row>> last;  // what each unit delivered last

    for (int round = 0; round < rounds; ++round) {
        SCOPED_TRACE("round " + std::to_string(round));
        How how;
        how.unit = 1 + below(3);
        how.closes = below(4) != 0;
        how.whole = below(6) != 0;
        how.mapping = below(8) == 0 ? "m2" : "m1";
        how.batch_rows = 1 + below(9);
        how.small_unit_rows = below(3) == 0 ? 4 : 2000;
        how.memory_bytes = below(3) == 0 ? 500 : 32U << 20U;
        how.fingerprint_bits = below(2) == 0 ? below(4) : 32;
        if (below(5) == 0) how.no_close = {areas[below(3)]};
        if (below(6) == 0) how.excluded = {areas[below(3)]};
        if (below(10) == 0) std::filesystem::remove_all(m_options.cache_folder);
        if (below(12) == 0) connect();

        // Mostly a few changes to what the unit had, sometimes something else altogether.
        std::vector<Row> rows = last[how.unit];
        if (below(5) == 0) rows.clear();
        for (unsigned i = below(6); i > 0; --i) {
            const Row one = thing(areas[below(3)], std::to_string(below(12)).c_str(), amounts[below(3)]);
            if (rows.empty() || below(2) == 0) {
                rows.push_back(one);
            } else {
                rows[below(static_cast<unsigned>(rows.size()))] = one;
            }
        }
        if (!rows.empty() && below(3) == 0) rows.erase(rows.begin() + below(static_cast<unsigned>(rows.size())));
        std::shuffle(rows.begin(), rows.end(), random);
        last[how.unit] = rows;

        // The oracle: one verdict per key, then the delta.
        std::map<std::string, std::vector<Row>> by_key;
        for (const auto& row : rows) by_key[*row[0] + "|" + *row[1]].push_back(row);
        model::RowAccount expected;
        std::size_t clashes = 0;
        Rows after = now;
        for (const auto& [key, members] : by_key) {
            const bool conflict =
                std::any_of(members.begin(), members.end(), [&](const Row& row) { return row != members.front(); });
            clashes += conflict ? members.size() : members.size() - 1;
            const std::string owner = *members.front()[0];
            if (conflict || how.excluded.contains(owner)) continue;
            ++expected.derived;
            const std::string row = shown(owner.c_str(), members.front()[1]->c_str(), members.front()[3]->c_str());
            const auto found = now.find(key);
            if (found == now.end()) {
                ++expected.fresh;
                after[key] = {row, owner, how.unit};
            } else if (found->second.row != row) {
                ++expected.updated;
                after[key] = {row, owner, how.unit};
            } else {
                ++expected.unchanged;
            }
        }
        if (how.closes) {
            for (const auto& [key, version] : now) {
                if (version.unit != how.unit || by_key.contains(key) || how.no_close.contains(version.owner) ||
                    how.excluded.contains(version.owner))
                    continue;
                ++expected.closed;
                after.erase(key);
            }
        }

        const auto loaded = deliver(fact(), rows, how);
        ASSERT_EQ(loaded.delta.clashes.size(), clashes);
        ASSERT_EQ(numbers(loaded.delta.rows), numbers(expected));
        now = after;
        ASSERT_EQ(content(fact()), shown_rows(now));
        if (loaded.load_seq != 0) as_known[loaded.load_seq] = now;
        std::map<std::int64_t, std::int64_t> counts;
        for (const auto& [key, version] : now) ++counts[version.unit];
        for (std::int64_t unit = 1; unit <= 3; ++unit) {
            ASSERT_EQ(number("SELECT coalesce(max(row_count), 0) FROM ops_unit_table WHERE table_name = 'fact_thing' "
                             "AND unit_id = " +
                             std::to_string(unit)),
                      counts[unit]);
        }
    }
    for (const auto& [seq, rows] : as_known) ASSERT_EQ(content(fact(), seq), shown_rows(rows)) << "as known at " << seq;
    EXPECT_EQ(
        number("SELECT count(*) FROM (SELECT area, item FROM fact_thing GROUP BY area, item HAVING count(*) > 1) d"),
        0);
}

}  // namespace
}  // namespace tilsig::load

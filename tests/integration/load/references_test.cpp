// Reference keys: resolved at loading by code and date, and again when the dimension changes.
#include "integration/load/load_fixture.hpp"

namespace tilsig::load {
namespace {

class ReferencesTest : public LoadFixture {
protected:
    std::int64_t version(const char* from) {
        const std::string day = connection().dialect().canonical_text("valid_from", model::Type::date, 0);
        return number("SELECT dim_area_key FROM dim_area WHERE dim_area_key > 0 AND " + day + " = '" + from + "'");
    }
    /// area_then_key|area_now_key by item.
    std::vector<std::string> keys() {
        return query("SELECT item, area_then_key, area_now_key FROM fact_thing ORDER BY item");
    }
    static std::string line(const char* item, std::int64_t then, std::int64_t now) {
        return std::string(item) + "|" + std::to_string(then) + "|" + std::to_string(now);
    }
    static Row at(const char* item, Cell date, const char* area = "A") {
        return {area, item, std::move(date), "1.00", "3", "1", std::nullopt};
    }
    const std::vector<Row> versions{{"A", "old", "2000-01-01", "2010-01-01"}, {"A", "new", "2010-01-01", std::nullopt}};
};
TILSIG_ON_EVERY_ENGINE(ReferencesTest);

TEST_P(ReferencesTest, a_code_finds_the_version_of_its_date) {
    deliver(dimension(), versions);
    deliver(fact(), {at("1", "1999-12-31"), at("2", "2000-01-01"), at("3", "2009-12-31"), at("4", "2010-01-01"),
                     at("5", std::nullopt), at("6", "2010-01-01", "Q"), at("7", "2010-01-01", "not_applicable")});
    const auto before = version("2000-01-01");
    const auto after = version("2010-01-01");
    EXPECT_EQ(keys(), (std::vector<std::string>{line("1", -3, after), line("2", before, after),
                                                line("3", before, after), line("4", after, after), line("5", -1, after),
                                                line("6", -3, -3), line("7", -2, -2)}));
}

TEST_P(ReferencesTest, updated_rows_are_resolved_too) {
    deliver(dimension(), versions);
    deliver(fact(), {at("1", "2005-01-01")});
    deliver(fact(), {at("1", "2015-01-01")});
    EXPECT_EQ(keys(), std::vector<std::string>{line("1", version("2010-01-01"), version("2010-01-01"))});
}

TEST_P(ReferencesTest, a_dimension_that_comes_later_resolves_the_facts_that_wait_for_it) {
    deliver(fact(), {at("1", "2005-01-01"), at("2", "2005-01-01", "B")});
    EXPECT_EQ(keys(), (std::vector<std::string>{line("1", -3, -3), line("2", -3, -3)}));
    const auto seq = number("SELECT max(load_seq) FROM fact_thing");
    deliver(dimension(), versions);
    EXPECT_EQ(keys(),
              (std::vector<std::string>{line("1", version("2000-01-01"), version("2010-01-01")), line("2", -3, -3)}));
    EXPECT_EQ(number("SELECT max(load_seq) FROM fact_thing"), seq) << "the fact itself did not change";
    EXPECT_EQ(number("SELECT count(*) FROM fact_thing_history"), 0);
}

TEST_P(ReferencesTest, a_version_that_moves_or_closes_moves_the_facts) {
    deliver(dimension(), versions);
    deliver(fact(), {at("1", "2005-01-01"), at("2", "2012-01-01")});
    const auto before = version("2000-01-01");
    deliver(dimension(), {{"A", "old", "2000-01-01", std::nullopt}});
    EXPECT_EQ(keys(), (std::vector<std::string>{line("1", before, before), line("2", before, before)}));
    deliver(dimension(), {});
    EXPECT_EQ(keys(), (std::vector<std::string>{line("1", -3, -3), line("2", -3, -3)}));
}

TEST_P(ReferencesTest, overlapping_versions_do_not_multiply_rows) {
    deliver(dimension(), {{"A", "one", "2000-01-01", std::nullopt}, {"A", "two", "2005-01-01", std::nullopt}});
    const auto loaded = deliver(fact(), {at("1", "2007-01-01")});
    EXPECT_EQ(loaded.delta.rows.fresh, 1U);
    EXPECT_EQ(keys(), std::vector<std::string>{line("1", version("2005-01-01"), version("2005-01-01"))});
}

TEST_P(ReferencesTest, many_fresh_rows_beside_old_ones) {
    deliver(dimension(), versions);
    deliver(fact(), {at("0", "2005-01-01")}, {.unit = 2});
    std::vector<Row> rows;
    for (int i = 1; i <= 3000; ++i)
        rows.push_back(at(("k" + std::to_string(i)).c_str(), i % 2 == 0 ? "2005-01-01" : "2015-01-01"));
    How how;
    how.batch_rows = 1000;
    deliver(fact(), rows, how);
    EXPECT_EQ(number("SELECT count(*) FROM fact_thing WHERE area_then_key = " + std::to_string(version("2000-01-01"))),
              1501);
    EXPECT_EQ(number("SELECT count(*) FROM fact_thing WHERE area_then_key = " + std::to_string(version("2010-01-01"))),
              1500);
}

}  // namespace
}  // namespace tilsig::load

// Records to rows: each step, each way to be rejected, filters, and that nothing is copied that need not be.
#include "map/mapper.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "catalog/stages.hpp"
#include "map/filters.hpp"

namespace tilsig::map {
namespace {

using catalog::ColumnRule;
using model::Disposition;
using model::Type;
using Text = std::optional<std::string>;

catalog::Field field(const std::string& name, Type type, int scale = 0) {
    catalog::Field f;
    f.name = f.column = name;
    f.type = type;
    f.format.scale = scale;
    return f;
}

model::TableColumn column(const std::string& name, Type type, bool nullable = true, int length = 20, int scale = 0) {
    model::TableColumn c;
    c.name = name;
    c.type = type;
    c.nullable = nullable;
    c.length = length;
    c.scale = scale;
    return c;
}

ColumnRule from(const std::string& target, const std::string& source, std::vector<ColumnRule::Step> steps = {}) {
    ColumnRule rule;
    rule.column = target;
    rule.from = source;
    rule.steps = std::move(steps);
    return rule;
}

std::int64_t number_of(Type type, const Text& text) {
    char buffer[40];
    const auto parsed = text ? model::parse_value(type, {}, *text, buffer) : std::nullopt;
    return parsed ? parsed->number : 0;
}

/// A feed with three fields and a table with whatever the test asks for.
class MapperTest : public testing::Test {
protected:
    MapperTest() {
        contract.feed = "test.feed";
        contract.source = "test";
        contract.fields = {field("a", Type::text), field("n", Type::integer), field("d", Type::date)};
        contract.fields[1].missing = {{".", "not_applicable"}};
        mapping.feed = contract.feed;
        mapping.target = "fact_test";
        model::Table table;
        table.name = "fact_test";
        catalog.model.tables.push_back(table);
        catalog::CodeList list;
        list.name = "sex";
        const auto day = [](const char* text) { return model::parse_iso_date(text).value(); };
        list.codes = {{"1", INT64_MIN, day("2010-01-01"), "", "", "", "old man"},
                      {"1", day("2010-01-01"), INT64_MAX, "", "", "", "man"},
                      {"2", INT64_MIN, INT64_MAX, "", "", "", "woman"}};
        list.index();
        catalog.code_lists["sex"] = std::move(list);
    }

    void target(model::TableColumn c, ColumnRule rule) {
        rule.column = c.name;
        catalog.model.tables[0].columns.push_back(std::move(c));
        mapping.columns.push_back(std::move(rule));
    }

    /// Each row: a, n, d and the reason n is missing.
    void records(const std::vector<std::array<Text, 4>>& rows) {
        in.clear();
        in.columns.resize(4);
        const char* names[] = {"a", "n", "d", "n_missing"};
        for (std::size_t c = 0; c < 4; ++c) {
            in.columns[c].name = names[c];
            for (const auto& row : rows) {
                in.columns[c].cells.push_back(row[c] ? in.arena.store(*row[c]) : model::Column::null);
                if (c == 1 || c == 2)
                    in.columns[c].numbers.push_back(number_of(c == 1 ? Type::integer : Type::date, row[c]));
            }
        }
        for (std::size_t r = 0; r < rows.size(); ++r) in.places.push_back({r + 1, r + 2, 0, r * 10, 9});
        dispositions.assign(rows.size(), Disposition::accepted);
    }

    void run(std::size_t owner = SIZE_MAX) {
        const MapContext context{{"test.feed", "k0301", period}, "2026-03-01T00:00:00.000000Z"};
        const auto stage = catalog::mapped_stage(contract);
        Filters(mapping, stage, catalog, context).apply(in, dispositions, filtered);
        mapper = std::make_unique<Mapper>(mapping, stage, catalog, context);
        mapper->map(in, dispositions, owner, out, findings);
    }

    Text cell(std::size_t c, std::size_t row) const {
        const auto view = out.batch.columns.at(c).cells.at(row);
        return model::Column::is_null(view) ? Text{} : Text{std::string(view)};
    }

    /// The value one text gets through the steps; fails the test when the record is not accepted.
    Text through(const Text& text, std::vector<ColumnRule::Step> steps, Type type = Type::text,
                 const std::string& source = "a") {
        catalog.model.tables[0].columns.clear();
        mapping.columns.clear();
        target(column("x", type), from("x", source, std::move(steps)));
        records({{text, Text{"7"}, Text{"2009-05-06"}, Text{}}});
        findings.clear();
        run();
        if (dispositions[0] != Disposition::accepted) return "REJECTED " + findings.at(0).code;
        return cell(0, 0);
    }

    catalog::Contract contract;
    catalog::Mapping mapping;
    catalog::Catalog catalog;
    std::string period = "2008";
    model::Batch in;
    std::vector<Disposition> dispositions;
    std::unique_ptr<Mapper> mapper;  // rows view into its constants
    RowBatch out;
    std::vector<model::Finding> findings;
    std::map<std::string, std::uint64_t> filtered;
};

TEST_F(MapperTest, ColumnsAreComputed) {
    ColumnRule doubled, said, dated;
    doubled.expression = "round(n / 4, 2)";
    said.expression = "case when n > 10 then upper(a) || '!' else a end";
    dated.expression = "add_months(first_day(d), 1)";
    target(column("x", Type::decimal, true, 0, 3), doubled);
    target(column("y", Type::text), said);
    target(column("z", Type::date), dated);
    records({{"a", "1", "2008-01-31", Text{}},
             {"left out", "2", "2008-01-31", Text{}},
             {"b\xC3\xA6", "11", Text{}, Text{}}});
    dispositions[1] = Disposition::rejected;
    run();
    EXPECT_EQ(cell(0, 0), "0.250");
    EXPECT_EQ(cell(1, 0), "a");
    EXPECT_EQ(cell(2, 0), "2008-02-01");
    EXPECT_EQ(cell(0, 1), "2.750");
    EXPECT_EQ(cell(1, 1), "B\xC3\x86!");
    EXPECT_EQ(cell(2, 1), Text{});
}

TEST_F(MapperTest, WhatCannotBeComputedRejectsTheRecord) {
    ColumnRule divided;
    divided.expression = "round(1 / n, 2)";
    divided.from = "n";
    target(column("x", Type::decimal, true, 0, 2), divided);
    records({{"a", "0", "2008-01-31", Text{}}, {"a", Text{}, "2008-01-31", Text{}}});
    run();
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].code, "MAP-F004");
    EXPECT_EQ(findings[0].field, "n");
    EXPECT_EQ(findings[0].message, "n gives no result for column x");
    EXPECT_EQ(dispositions[0], Disposition::rejected);
    EXPECT_EQ(cell(0, 0), Text{}) << "null is no fault";
    catalog.model.tables[0].columns[0].nullable = false;
    findings.clear();
    records({{"a", "0", "2008-01-31", Text{}}});
    run();
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].code, "MAP-F004") << "the null it leaves is a consequence";
}

TEST_F(MapperTest, WhatDoesNotChangeIsAViewIntoTheCheckedBatch) {
    target(column("x", Type::text), from("x", "a"));
    target(column("y", Type::integer), from("y", "n"));
    records({{"Oslo", "5", "2008-01-01", Text{}}, {"", Text{}, "2008-01-01", "not_applicable"}});
    run(0);
    ASSERT_EQ(out.batch.rows(), 2U);
    EXPECT_EQ(out.batch.columns[0].cells[0].data(), in.columns[0].cells[0].data());
    EXPECT_EQ(out.batch.columns[1].cells[0].data(), in.columns[1].cells[0].data());
    EXPECT_EQ(out.batch.arena.bytes(), 0U);
    EXPECT_EQ(cell(0, 1), "");  // an empty text is not null
    EXPECT_EQ(cell(1, 1), std::nullopt);
    EXPECT_EQ(out.batch.places[1].number, 2U);
    EXPECT_EQ(out.owners[0], "Oslo");
}

TEST_F(MapperTest, ColumnsFollowTheTableAndUnmappedOnesAreNull) {
    target(column("x", Type::text), from("x", "a"));
    catalog.model.tables[0].columns.insert(catalog.model.tables[0].columns.begin(), column("never", Type::date));
    records({{"Oslo", "5", "2008-01-01", Text{}}});
    run();
    EXPECT_EQ(out.batch.columns[0].name, "never");
    EXPECT_EQ(cell(0, 0), std::nullopt);
    EXPECT_EQ(cell(1, 0), "Oslo");
    EXPECT_TRUE(model::Column::is_null(out.owners[0]));
}

TEST_F(MapperTest, TextSteps) {
    EXPECT_EQ(through("K0301", {{"strip_prefix", {"K"}, {}}}), "0301");
    EXPECT_EQ(through("0301", {{"strip_prefix", {"K"}, {}}}), "0301");
    EXPECT_EQ(through("Moss kommune", {{"strip_suffix", {" kommune"}, {}}}), "Moss");
    EXPECT_EQ(through("Moss (t.o.m. 2019)", {{"before", {" ("}, {}}}), "Moss");
    EXPECT_EQ(through("Halden", {{"before", {" ("}, {}}}), "Halden");
    EXPECT_EQ(through("a/b/c", {{"after", {"/"}, {}}}), "b/c");
    EXPECT_EQ(through("abc", {{"after", {"/"}, {}}}), std::nullopt);
    EXPECT_EQ(through("301", {{"pad_left", {"4", "0"}, {}}}), "0301");
    EXPECT_EQ(through("30100", {{"pad_left", {"4", "0"}, {}}}), "30100");
    EXPECT_EQ(through("\xC3\x85s", {{"pad_left", {"4", "-"}, {}}}), "--\xC3\x85s");  // two characters, three bytes
    EXPECT_EQ(through("Bærum × Åse ÿ 1", {{"upper", {}, {}}}), "BÆRUM × ÅSE ÿ 1");
    EXPECT_EQ(through("BÆRUM × ÅSE", {{"lower", {}, {}}}), "bærum × åse");
    EXPECT_EQ(through("÷ß", {{"upper", {}, {}}}), "÷ß");
    EXPECT_EQ(through("  Nore \t og\xC2\xA0 Uvdal\xE2\x80\xAF", {{"trim_name", {}, {}}}), "Nore og Uvdal");
    EXPECT_EQ(through(" \xC2\xA0 ", {{"trim_name", {}, {}}}), std::nullopt);
    for (const char* name : {" Nore og", "Nore og ", "Nore  og", "Nore\tog", "Nore\nog", "Nore\rog", "Nore\xC2\xA0og",
                             "Nore\xE2\x80\xAFog"})
        EXPECT_EQ(through(name, {{"trim_name", {}, {}}}), "Nore og") << name;
    EXPECT_EQ(through("S\xC3\xB8ndre Land", {{"trim_name", {}, {}}}), "S\xC3\xB8ndre Land");
    EXPECT_EQ(through("x", {{"default", {"y"}, {}}}), "x");
    EXPECT_EQ(through(Text{}, {{"default", {"y"}, {}}}), "y");
    EXPECT_EQ(through(Text{}, {{"upper", {}, {}}, {"coalesce", {"n", "$sender"}, {}}}), "7");
    EXPECT_EQ(through(Text{}, {{"upper", {}, {}}}), std::nullopt);
    EXPECT_EQ(through(" k0301 x",
                      {{"trim_name", {}, {}}, {"upper", {}, {}}, {"strip_prefix", {"K"}, {}}, {"before", {" "}, {}}}),
              "0301");
}

TEST_F(MapperTest, ACleanNameIsNotCopied) {
    target(column("x", Type::text), from("x", "a", {{"trim_name", {}, {}}}));
    records({{"Nore og Uvdal ", "5", "2008-01-01", Text{}}});
    run();
    EXPECT_EQ(out.batch.arena.bytes(), 0U);
    EXPECT_EQ(cell(0, 0), "Nore og Uvdal");
}

TEST_F(MapperTest, DateSteps) {
    EXPECT_EQ(through("2008", {{"year_start", {}, {}}}, Type::date), "2008-01-01");
    EXPECT_EQ(through("2008-02-29", {{"year_start", {}, {}}}, Type::date), "2008-01-01");
    EXPECT_EQ(through("2008", {{"year_end", {}, {}}}, Type::date), "2008-12-31");
    EXPECT_EQ(through("200802", {{"month_start", {}, {}}}, Type::date), "2008-02-01");
    EXPECT_EQ(through("2008-02", {{"month_start", {}, {}}}, Type::date), "2008-02-01");
    EXPECT_EQ(through("2008-02-29", {{"month_start", {}, {}}}, Type::date), "2008-02-01");
    EXPECT_EQ(through("x", {{"year_start", {}, {}}}, Type::date, "$period"), "2008-01-01");
    for (const char* bad : {"2008-13", "2007-02-29", "08", "2008-1", "20x8", "", "2008-01-01 ", "2008_01_01"})
        EXPECT_EQ(through(bad, {{"year_start", {}, {}}}, Type::date), "REJECTED MAP-F003") << bad;
    EXPECT_EQ(through("2008", {{"month_start", {}, {}}}, Type::date), "REJECTED MAP-F003");
}

TEST_F(MapperTest, TranslateTakesTheCodeValidAtTheDate) {
    EXPECT_EQ(through("2", {{"translate", {"sex"}, {}}}), "woman");
    EXPECT_EQ(through("1", {{"translate", {"sex"}, {}}}), "man");
    EXPECT_EQ(through("1", {{"translate", {"sex", "d"}, {}}}), "old man");
    EXPECT_EQ(through("1", {{"translate", {"sex", "2012-01-01"}, {}}}), "man");
    EXPECT_EQ(through("1", {{"translate", {"sex", "$period"}, {}}}), "old man");
    EXPECT_EQ(through("3", {{"translate", {"sex"}, {}}}), "REJECTED MAP-F001");
    EXPECT_EQ(through(Text{}, {{"translate", {"sex"}, {}}}), std::nullopt);
    period = "all";
    EXPECT_THROW((void)through("1", {{"translate", {"sex", "$period"}, {}}}), Error);
}

TEST_F(MapperTest, CellsTakeTheCanonicalTextOfTheirColumn) {
    target(column("dec", Type::decimal, true, 0, 2), from("dec", "n"));
    target(column("num", Type::integer), from("num", "a", {{"after", {":"}, {}}}));
    ColumnRule seven;
    seven.constant = "7";
    target(column("con", Type::decimal, true, 0, 2), seven);
    target(column("when", Type::timestamp), from("when", "$received_at"));
    records({{"x:007", "5", "2008-01-01", Text{}}});
    run();
    EXPECT_EQ(cell(0, 0), "5.00");
    EXPECT_EQ(cell(1, 0), "7");
    EXPECT_EQ(cell(2, 0), "7.00");
    EXPECT_EQ(cell(3, 0), "2026-03-01T00:00:00.000000Z");
}

TEST_F(MapperTest, RejectsWithPlaceAndWithoutValue) {
    target(column("x", Type::text, false, 4), from("x", "a"));
    target(column("y", Type::integer), from("y", "a", {{"before", {"!"}, {}}}));
    records({{"1234", "5", "2008-01-01", Text{}},
             {"12345", "5", "2008-01-01", Text{}},
             {Text{}, "5", "2008-01-01", Text{}},
             {"æøåæ", "5", "2008-01-01", Text{}},
             {"4321", "5", "2008-01-01", Text{}}});
    dispositions[4] = Disposition::rejected;  // by the checker: not looked at again
    run();
    EXPECT_EQ(dispositions,
              (std::vector<Disposition>{Disposition::accepted, Disposition::rejected, Disposition::rejected,
                                        Disposition::rejected, Disposition::rejected}));
    ASSERT_EQ(findings.size(), 3U);
    EXPECT_EQ(findings[0].code, "MAP-F003");
    EXPECT_EQ(findings[0].place.number, 2U);
    EXPECT_EQ(findings[0].place.line, 3U);
    EXPECT_EQ(findings[0].action, model::Action::reject_record);
    EXPECT_EQ(findings[0].message, "a does not fit for column x");  // no value
    EXPECT_EQ(findings[1].code, "MAP-F002");
    EXPECT_EQ(findings[2].code, "MAP-F003");  // four characters fit, but they are no number
    EXPECT_EQ(findings[2].message, "a does not fit for column y");
    ASSERT_EQ(out.batch.rows(), 1U);
    EXPECT_EQ(cell(0, 0), "1234");
    EXPECT_EQ(out.owners.size(), 1U);
    EXPECT_EQ(out.batch.places[0].number, 1U);
}

TEST_F(MapperTest, ANullMadeByAStepDoesNotEnterAMandatoryColumn) {
    target(column("x", Type::text, false), from("x", "a", {{"after", {"/"}, {}}}));
    records({{"a/b", "5", "2008-01-01", Text{}}, {"ab", "5", "2008-01-01", Text{}}});
    run();
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].code, "MAP-F002");
    EXPECT_EQ(findings[0].place.number, 2U);
    EXPECT_EQ(out.batch.rows(), 1U);
}

TEST_F(MapperTest, ARecordWithSeveralFaultsHasOneFindingUnderItsFirstCode) {
    target(column("late", Type::text, false), from("late", "a", {{"after", {"/"}, {}}}));  // null: F002
    target(column("code", Type::text, false),
           from("code", "a", {{"translate", {"sex"}, {}}}));  // F001, and null after it
    records({{"9", "5", "2008-01-01", Text{}}});
    run();
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].code, "MAP-F001");
    EXPECT_EQ(out.batch.rows(), 0U);
}

TEST_F(MapperTest, FiltersCountUnderTheFirstReasonThatStopsARecord) {
    target(column("x", Type::text), from("x", "a"));
    mapping.filters = {{"a in ('b', 'a')", true, "other_unit", {}},
                       {"n_missing = 'not_applicable'", false, "no_number", {}}};
    records({{"a", "1", "2008-01-01", Text{}},
             {"c", "1", "2008-01-01", "not_applicable"},
             {Text{}, "1", "2008-01-01", Text{}},
             {"b", Text{}, "2008-01-01", "not_applicable"},
             {"b", "2", "2008-01-01", Text{}}});
    run();
    EXPECT_EQ(filtered, (std::map<std::string, std::uint64_t>{{"other_unit", 2}, {"no_number", 1}}));
    EXPECT_EQ(dispositions[1], Disposition::filtered);
    EXPECT_EQ(dispositions[2], Disposition::filtered);  // a null is none of the values
    EXPECT_EQ(dispositions[3], Disposition::filtered);
    ASSERT_EQ(out.batch.rows(), 2U);
    EXPECT_EQ(cell(0, 1), "b");
    EXPECT_EQ(out.batch.places[1].number, 5U);
}

TEST_F(MapperTest, EveryRecordEndsSomewhereOverManyBatches) {
    target(column("x", Type::text, false, 2), from("x", "a", {{"translate", {"sex"}, {}}, {"before", {"m"}, {}}}));
    mapping.filters = {{"n = 3", false, "threes", {}}};
    const MapContext context{{"test.feed", "k0301", "2008"}, ""};
    const auto stage = catalog::mapped_stage(contract);
    Filters filters(mapping, stage, catalog, context);
    mapper = std::make_unique<Mapper>(mapping, stage, catalog, context);
    std::uint64_t rows = 0;
    for (int batch = 0; batch < 20; ++batch) {
        std::vector<std::array<Text, 4>> some;
        for (int i = 0; i < 50; ++i)
            some.push_back({Text{std::to_string(i % 4)}, Text{std::to_string(i % 5)}, Text{"2008-01-01"}, Text{}});
        records(some);
        filters.apply(in, dispositions, filtered);
        mapper->map(in, dispositions, SIZE_MAX, out, findings);
        rows += out.batch.rows();
        for (std::size_t r = 0; r < out.batch.rows(); ++r)
            EXPECT_EQ(dispositions[out.batch.places[r].number - 1], Disposition::accepted);
    }
    EXPECT_EQ(rows + findings.size() + filtered["threes"], 1000U);
    EXPECT_GT(findings.size(), 0U);
    EXPECT_GT(rows, 0U);
}

}  // namespace
}  // namespace tilsig::map

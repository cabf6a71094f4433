// The `tests:` of a mapping come out, or say at their own place what came out instead.
#include "map/examples.hpp"

#include <gtest/gtest.h>

#include "catalog/stages.hpp"
#include "map/filters.hpp"
#include "map/mapper.hpp"

namespace tilsig::map {
namespace {

using model::Disposition;

class ExamplesTest : public testing::Test {
protected:
    ExamplesTest() {
        contract.feed = "test.feed";
        contract.source = "test";
        contract.fields.resize(2);
        contract.fields[0].name = "a";
        contract.fields[1].name = "b";
        mapping.target = "fact_test";
        mapping.columns.resize(1);
        mapping.columns[0].column = "x";
        mapping.columns[0].from = "a";
        mapping.filters = {{"b = 'drop'", false, "unwanted", {}}};
        model::Table table;
        table.name = "fact_test";
        table.columns.resize(2);
        table.columns[0].name = "x";
        table.columns[0].length = 5;
        table.columns[1].name = "y";
        table.columns[1].nullable = true;
        catalog.model.tables.push_back(table);
        example.place = {"mappings/test/feed.mapping.yaml", 9, 3};
    }

    std::vector<std::string> prove(Disposition disposition = Disposition::accepted,
                                   std::vector<model::Finding> findings = {}) {
        ExampleResult result{disposition, std::move(findings)};
        const auto stage = catalog::mapped_stage(contract);
        const auto context = example_context(contract, example);
        const model::Batch record = example_record(contract, example);
        std::vector<Disposition> dispositions{disposition};
        Filters(mapping, stage, catalog, context).apply(record, dispositions, result.filtered_by_reason);
        Mapper mapper(mapping, stage, catalog, context);
        RowBatch rows;
        mapper.map(record, dispositions, SIZE_MAX, rows, result.findings);
        result.disposition = dispositions.front();
        for (const auto& column : rows.batch.columns) {
            if (rows.batch.rows() == 0) break;
            const auto cell = column.cells[0];
            result.row[column.name] = model::Column::is_null(cell) ? std::nullopt : std::optional<std::string>(cell);
        }
        config::Lints lints;
        prove_example(example, result, lints);
        return lints.lines();
    }

    catalog::Contract contract;
    catalog::Mapping mapping;
    catalog::Mapping::Example example;
    catalog::Catalog catalog;
};

TEST_F(ExamplesTest, ARecordHoldsWhatIsGivenAndNullOtherwise) {
    example.given = {{"a", ""}, {"b", std::nullopt}};
    const auto record = example_record(contract, example);
    ASSERT_EQ(record.columns.size(), 2U);
    EXPECT_FALSE(model::Column::is_null(record.columns[0].cells[0]));
    EXPECT_TRUE(model::Column::is_null(record.columns[1].cells[0]));
    EXPECT_EQ(record.rows(), 1U);
}

TEST_F(ExamplesTest, TheUnitComesFromTheExampleWhereItSaysSo) {
    example.given = {{"$period", "2008"}};
    const auto context = example_context(contract, example);
    EXPECT_EQ(context.unit.text(), "test.feed/test/2008");
    EXPECT_EQ(context.received_at, "2026-01-02T03:04:05.000000Z");
}

TEST_F(ExamplesTest, AnExampleThatComesOutIsSilent) {
    example.given = {{"a", "Oslo"}};
    example.expect = {{"x", "Oslo"}, {"y", std::nullopt}};
    EXPECT_EQ(prove(), std::vector<std::string>{});
    example.expect = {{"$filtered", "unwanted"}};
    example.given["b"] = "drop";
    EXPECT_EQ(prove(), std::vector<std::string>{});
    example.given = {};
    example.expect = {{"$rejected", "MAP-F002"}};
    EXPECT_EQ(prove(), std::vector<std::string>{});
    model::Finding finding;
    finding.code = "INT-F003";
    finding.action = model::Action::reject_record;
    example.expect = {{"$rejected", "INT-F003"}};
    EXPECT_EQ(prove(Disposition::rejected, {finding}), std::vector<std::string>{});
}

TEST_F(ExamplesTest, EachDifferenceIsToldWithBothValues) {
    const std::string at = "mappings/test/feed.mapping.yaml:9:3: ";
    example.given = {{"a", "Oslo"}};
    example.expect = {{"x", "Moss"}, {"y", ""}};
    EXPECT_EQ(prove(),
              (std::vector<std::string>{
                  at + "column 'x' becomes 'Oslo', the example expects 'Moss'; correct the example or the mapping",
                  at + "column 'y' becomes null, the example expects ''; correct the example or the mapping"}));
    example.given["a"] = "Trondheim";
    EXPECT_EQ(prove().at(0), at + "the example expects a row, but the record was rejected by MAP-F003; correct the "
                                  "example, or the mapping and rules");
    example.given = {{"a", "Oslo"}, {"b", "drop"}};
    EXPECT_EQ(prove().at(0), at + "the example expects a row, but the record was filtered by unwanted; correct the "
                                  "example, or the mapping and rules");
    example.given = {{"a", "Oslo"}};
    example.expect = {{"$filtered", "unwanted"}};
    EXPECT_EQ(prove().at(0), at + "the example expects filtered by unwanted, but the record was accepted; correct the "
                                  "example, or the mapping and rules");
    example.expect = {{"$rejected", "MAP-F001"}};
    EXPECT_EQ(prove().at(0), at + "the example expects rejected by MAP-F001, but the record was accepted; correct the "
                                  "example, or the mapping and rules");
}

}  // namespace
}  // namespace tilsig::map

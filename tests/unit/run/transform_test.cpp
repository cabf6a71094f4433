// One pass over a delivery of several batches: what comes out of the thread that reads ahead, and the account of each
// slice.
#include "run/transform.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

namespace tilsig::run {
namespace {

using catalog::ColumnRule;
using model::Type;

catalog::Field field(const std::string& name, Type type) {
    catalog::Field made;
    made.name = made.column = name;
    made.type = type;
    return made;
}

model::TableColumn column(const std::string& name, Type type) {
    model::TableColumn made;
    made.name = name;
    made.type = type;
    made.length = 20;
    return made;
}

/// Records of five slices. Slice a is good; in b a record cannot be read, in c one cannot be mapped, in d all are
/// filtered, in e one is.
class TransformTest : public testing::Test {
protected:
    TransformTest() {
        contract.feed = mapping.feed = "test.feed";
        contract.fields = {field("item", Type::text), field("slice", Type::code), field("n", Type::integer)};
        contract.key = {"item"};
        contract.owner = "slice";
        contract.layouts.emplace_back();
        model::Table table;
        table.name = mapping.target = "fact_test";
        table.key = {"item"};
        table.columns = {column("item", Type::text), column("said", Type::text), column("n", Type::integer)};
        catalog.model.tables.push_back(table);
        ColumnRule said;
        said.expression = "upper(item) || '!'";
        said.from = "item";
        map_to("said", said);
        for (const char* same : {"item", "n"}) {
            ColumnRule copied;
            copied.from = same;
            map_to(same, copied);
        }
        mapping.filters.push_back({"n = 9", false, "nines", {}});
    }

    void map_to(const char* name, ColumnRule rule) {
        rule.column = name;
        mapping.columns.push_back(std::move(rule));
    }

    PassResult run(const std::string& text, const RowConsumer& consume) {
        PassInput input{contract,
                        mapping,
                        catalog,
                        contract.layouts[0],
                        reader(text),
                        "test",
                        {{"test.feed", "k0301", "2008"}, "2026-03-01T00:00:00.000000Z"},
                        {}};
        return run_pass(std::move(input), consume);
    }

    static decode::ByteSource reader(const std::string& text) {
        return [&text, at = std::size_t{0}](char* buffer, std::size_t size) mutable {
            const std::size_t count = std::min(size, text.size() - at);
            std::memcpy(buffer, text.data() + at, count);
            at += count;
            return count;
        };
    }

    catalog::Contract contract;
    catalog::Mapping mapping;
    catalog::Catalog catalog;
};

TEST_F(TransformTest, every_row_comes_once_in_order_and_every_slice_is_accounted_for) {
    constexpr int rounds = 8000;  // times five: several batches, most of them made ahead
    std::string text = "item;slice;n\n";
    std::vector<std::string> expected;
    for (int i = 0; i < rounds; ++i) {
        for (const char slice : {'a', 'b', 'c', 'd', 'e'}) {
            const std::string item = slice + std::to_string(i);
            std::string n = slice == 'd' ? "9" : "1";
            if (i == rounds / 2) n = slice == 'b' ? "x" : slice == 'c' ? "" : slice == 'e' ? "9" : n;
            text += item;
            text.append(";").append(1, slice).append(";").append(n).append("\n");
            std::string upper = item + "!";
            upper[0] = static_cast<char>(upper[0] - 'a' + 'A');
            if (n == "1") expected.push_back(item + " " + upper);
        }
    }

    std::vector<std::string> rows;
    std::size_t batches = 0;
    const PassResult result = run(text, [&](const map::RowBatch& mapped, const check::CheckedBatch&) {
        ++batches;
        for (std::size_t row = 0; row < mapped.batch.rows(); ++row) {
            const auto& columns = mapped.batch.columns;
            rows.push_back(std::string(columns[0].cells[row]) + " " + std::string(columns[1].cells[row]));
        }
    });

    EXPECT_GT(batches, 4U);
    EXPECT_EQ(rows, expected);
    EXPECT_EQ(result.accepted_by_owner, (std::map<std::string, std::uint64_t>{
                                            {"a", rounds}, {"b", rounds - 1}, {"c", rounds - 1}, {"e", rounds - 1}}));
    EXPECT_TRUE(result.unsure_owners.empty()) << "both rejected records have a key";
    EXPECT_EQ(result.records.read, 5U * rounds);
    EXPECT_EQ(result.records.accepted, expected.size());
    EXPECT_EQ(result.records.rejected_by_rule,
              (std::map<std::string, std::uint64_t>{{"SYS-F002", 1}, {"MAP-F002", 1}}));
    EXPECT_EQ(result.records.filtered_by_reason, (std::map<std::string, std::uint64_t>{{"nines", rounds + 1}}));
    EXPECT_EQ(result.records.residual(), 0);
    const auto findings = result.findings.examples(10);
    ASSERT_EQ(findings.size(), 2U);
    EXPECT_EQ(findings[0].code, "MAP-F002");
    EXPECT_EQ(findings[1].code, "SYS-F002");
}

TEST_F(TransformTest, accepted_records_that_were_changed_are_counted_by_kind) {
    const PassResult result = run("item;slice;n\na ;b\xC2\xA0;1\nb;b\xE2\x80\x8B ;1\nc ;b;x\nd ;b;9\ne;b;1\n",
                                  [](const map::RowBatch&, const check::CheckedBatch&) {});
    EXPECT_EQ(result.records.changed_by_kind,
              (std::map<std::string, std::uint64_t>{{"whitespace", 2}, {"invisible", 1}}))
        << "each record once a kind; the rejected one and the filtered one are no accepted records";
    EXPECT_EQ(result.accepted_by_owner, (std::map<std::string, std::uint64_t>{{"b", 3}}));
}

TEST_F(TransformTest, a_contract_without_owner_has_one_slice_without_name) {
    contract.owner.clear();
    const PassResult result =
        run("item;slice;n\na;b;1\nb;b;\nc;b;1\n", [](const map::RowBatch&, const check::CheckedBatch&) {});
    EXPECT_EQ(result.accepted_by_owner, (std::map<std::string, std::uint64_t>{{"", 2}}));
    EXPECT_TRUE(result.unsure_owners.empty()) << "the rejected record has a key";
}

TEST_F(TransformTest, rejected_records_are_present_by_their_keys_or_leave_their_slice_unsure) {
    std::string text = "item;slice;n\na;s1;1\nb;s1;x\n;s2;1\nc;s3;\nd;s4;9\ne;s5;x\n";
    const std::string longer(25, 'f');  // than the column of the key
    text += longer + ";s6;x\n";
    contract.rules.push_back({});
    auto& rule = contract.rules.back();
    rule.code = "TST-F001";
    rule.kind = catalog::RuleKind::field;
    rule.action = model::Action::reject_record;
    rule.field = "item";
    rule.check = catalog::checks::OneOf{{"a", "b", "c", "d", longer}};
    std::vector<std::string> keys;
    PassInput input{contract,
                    mapping,
                    catalog,
                    contract.layouts[0],
                    reader(text),
                    "test",
                    {{"test.feed", "k0301", "2008"}, "2026-03-01T00:00:00.000000Z"},
                    {}};
    input.present = [&](const map::RowBatch& rows) {
        for (std::size_t row = 0; row < rows.batch.rows(); ++row) {
            keys.push_back(std::to_string(rows.batch.places[row].number) + " " +
                           std::string(rows.batch.columns[0].cells[row]));
            EXPECT_TRUE(model::Column::is_null(rows.batch.columns[1].cells[row])) << "only the key is filled";
        }
    };
    const PassResult result = run_pass(std::move(input), [](const map::RowBatch&, const check::CheckedBatch&) {});
    EXPECT_EQ(result.records.rejected, 5U);
    EXPECT_EQ(keys, (std::vector<std::string>{"2 b", "4 c"}));
    EXPECT_EQ(result.unsure_owners, (std::set<std::string>{"s2", "s5", "s6"}))
        << "a key that is empty, one against a rule, one that does not fit: nobody knows which row is meant";
}

}  // namespace
}  // namespace tilsig::run

// One pass over a delivery of several batches: what comes out of the thread that reads ahead, and the account of each
// slice.
#include "run/pass.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/error.hpp"
#include "catalog/stages.hpp"
#include "run/steps.hpp"

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
class PassTest : public testing::Test {
protected:
    PassTest() {
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

    PassInput input_of(const std::string& text) {
        return {contract,
                mapping,
                catalog,
                contract.layouts[0],
                reader(text),
                "test",
                {{"test.feed", "k0301", "2008"}, "2026-03-01T00:00:00.000000Z"},
                {}};
    }

    PassResult run(const std::string& text, const RowConsumer& consume) { return run_pass(input_of(text), consume); }

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

TEST_F(PassTest, every_row_comes_once_in_order_and_every_slice_is_accounted_for) {
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

    for (const auto border : {std::optional<StepName>{}, {StepName::check}, {StepName::map}}) {
        SCOPED_TRACE(border ? to_string(*border) : "none");
        std::vector<std::string> rows;
        std::size_t batches = 0;
        PassInput input = input_of(text);
        input.border = border;
        const PassResult result =
            run_pass(std::move(input), [&](const map::RowBatch& mapped, const check::CheckedBatch&) {
                ++batches;
                for (std::size_t row = 0; row < mapped.batch.rows(); ++row) {
                    const auto& columns = mapped.batch.columns;
                    rows.push_back(std::string(columns[0].cells[row]) + " " + std::string(columns[1].cells[row]));
                }
            });

        EXPECT_GT(batches, 4U);
        EXPECT_EQ(rows, expected);
        EXPECT_EQ(result.accepted_by_owner,
                  (std::map<std::string, std::uint64_t>{
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
}

TEST_F(PassTest, accepted_records_that_were_changed_are_counted_by_kind) {
    const PassResult result = run("item;slice;n\na ;b\xC2\xA0;1\nb;b\xE2\x80\x8B ;1\nc ;b;x\nd ;b;9\ne;b;1\n",
                                  [](const map::RowBatch&, const check::CheckedBatch&) {});
    EXPECT_EQ(result.records.changed_by_kind,
              (std::map<std::string, std::uint64_t>{{"whitespace", 2}, {"invisible", 1}}))
        << "each record once a kind; the rejected one and the filtered one are no accepted records";
    EXPECT_EQ(result.accepted_by_owner, (std::map<std::string, std::uint64_t>{{"b", 3}}));
}

TEST_F(PassTest, a_contract_without_owner_has_one_slice_without_name) {
    contract.owner.clear();
    const PassResult result =
        run("item;slice;n\na;b;1\nb;b;\nc;b;1\n", [](const map::RowBatch&, const check::CheckedBatch&) {});
    EXPECT_EQ(result.accepted_by_owner, (std::map<std::string, std::uint64_t>{{"", 2}}));
    EXPECT_TRUE(result.unsure_owners.empty()) << "the rejected record has a key";
}

TEST_F(PassTest, rejected_records_are_present_by_their_keys_or_leave_their_slice_unsure) {
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
    PassInput input = input_of(text);
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

/// What `protect` does, in small: person `p17` becomes 17, `p0` is filtered, what is no person is rejected.
class NumbersForPersons final : public Step {
public:
    explicit NumbersForPersons(const catalog::Contract& contract) : m_contract(contract) {}

    [[nodiscard]] StepName name() const noexcept override { return StepName::protect; }
    model::StageSchema open(const model::StageSchema& in) override {
        m_person = in.index_of("person");
        return catalog::protected_stage(in, m_contract);
    }
    bool run(Turn& turn) override {
        const auto& in = *turn.records;
        auto& out = turn.rebuilt;
        out.columns = in.columns;
        out.columns.erase(out.columns.begin() + static_cast<std::ptrdiff_t>(m_person));
        out.places = in.places;
        auto& id = out.columns.emplace_back();
        id.name = "person_id";
        id.cells.assign(in.rows(), model::Column::null);
        id.numbers.assign(in.rows(), 0);
        for (std::uint32_t row = 0; row < in.rows(); ++row) {
            if (turn.checked.dispositions[row] != model::Disposition::accepted) continue;
            ++m_seen;
            const auto cell = in.columns[m_person].cells[row];
            if (cell.front() != 'p') {
                turn.checked.dispositions[row] = model::Disposition::rejected;
                turn.checked.unsure_keys.push_back(row);
                ++m_rejected;
                turn.found.push_back({"SYS-P001",
                                      model::Severity::error,
                                      model::Action::reject_record,
                                      "person",
                                      in.place_of(row, m_person),
                                      "",
                                      "",
                                      {}});
            } else if (cell == "p0") {
                turn.checked.dispositions[row] = model::Disposition::filtered;
                ++m_filtered;
            } else {
                id.cells[row] = out.arena.store(cell.substr(1));
                std::from_chars(cell.data() + 1, cell.data() + cell.size(), id.numbers[row]);
            }
        }
        turn.records = &out;
        return true;
    }
    void conclude(PassResult& result) override {
        if (m_rejected > 0) result.records.rejected_by_rule["SYS-P001"] += m_rejected;
        if (m_filtered > 0) result.records.filtered_by_reason["erased"] += m_filtered;
        EXPECT_EQ(m_seen, 3U) << "rejected and filtered records are nobody's business any more";
    }

private:
    const catalog::Contract& m_contract;
    std::size_t m_person = 0;
    std::uint64_t m_seen = 0, m_rejected = 0, m_filtered = 0;
};

/// Records about persons: the mapping sees an integer where the contract has a number.
class PersonPassTest : public PassTest {
protected:
    PersonPassTest() {
        contract.fields.push_back(field("person", Type::code));
        contract.person.emplace();
        contract.person->numbers = {{"person", catalog::PersonNumbers::Kind::candidate, {}}};
        catalog.model.tables[0].columns.push_back(column("doubled", Type::integer));
        ColumnRule doubled;
        doubled.expression = "person_id * 2";
        map_to("doubled", doubled);
        mapping.filters.push_back({"person = 'p9'", false, "nobody_we_know", {}});
    }
    const std::string text = "item;slice;n;person\na;s1;1;p21\nb;s1;x;p3\nc;s2;9;p4\nd;s2;1;?\ne;s3;1;p0\nf;s3;1;p9\n";
};

TEST_F(PersonPassTest, a_step_of_its_own_puts_an_integer_in_the_place_of_a_number) {
    for (const auto border : {std::optional<StepName>{},
                              {StepName::decode},
                              {StepName::check},
                              {StepName::filter},
                              {StepName::protect},
                              {StepName::map}}) {
        SCOPED_TRACE(border ? to_string(*border) : "none");
        PassInput input = input_of(text);
        input.border = border;
        std::vector<std::string> rows;
        Steps steps = make_steps(input);
        steps.add(std::make_unique<NumbersForPersons>(contract));
        const auto result = run_pass(input, std::move(steps), [&](const map::RowBatch& mapped, const auto&) {
            for (std::size_t row = 0; row < mapped.batch.rows(); ++row)
                rows.push_back(std::string(mapped.batch.columns[0].cells[row]) + " " +
                               std::string(mapped.batch.columns[3].cells[row]));
        });
        EXPECT_EQ(rows, (std::vector<std::string>{"a 42"}));
        EXPECT_EQ(result.records.read, 6U);
        EXPECT_EQ(result.records.accepted, 1U);
        EXPECT_EQ(result.records.rejected_by_rule,
                  (std::map<std::string, std::uint64_t>{{"SYS-F002", 1}, {"SYS-P001", 1}}));
        EXPECT_EQ(result.records.filtered_by_reason,
                  (std::map<std::string, std::uint64_t>{{"nines", 1}, {"nobody_we_know", 1}, {"erased", 1}}));
        EXPECT_EQ(result.records.residual(), 0);
        EXPECT_EQ(result.accepted_by_owner, (std::map<std::string, std::uint64_t>{{"s1", 1}}));
        EXPECT_EQ(result.unsure_owners, (std::set<std::string>{"s2"})) << "what the step did not know";
    }
}

TEST_F(PersonPassTest, a_mapping_gets_the_columns_that_it_was_proven_for_or_nothing) {
    try {
        (void)run(text, [](const map::RowBatch&, const check::CheckedBatch&) { ADD_FAILURE() << "not protected"; });
        FAIL() << "without the step nothing may be mapped";
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("protect is missing"), std::string::npos) << error.what();
    }
    PassInput input = input_of(text);
    input.stop_before = StepName::protect;
    std::uint64_t batches = 0;
    const auto result = run_pass(std::move(input), [&](const map::RowBatch& rows, const check::CheckedBatch& checked) {
        ++batches;
        EXPECT_EQ(rows.batch.rows(), 0U);
        EXPECT_EQ(checked.batch.columns[3].cells[0], "p21");
    });
    EXPECT_EQ(batches, 1U);
    EXPECT_EQ(result.records.accepted, 3U);
    EXPECT_EQ(result.records.residual(), 0);
}

TEST_F(PassTest, steps_that_hand_on_other_columns_than_they_said_are_found) {
    class Liar final : public Step {
        [[nodiscard]] StepName name() const noexcept override { return StepName::protect; }
        model::StageSchema open(const model::StageSchema& in) override { return in; }
        bool run(Turn& turn) override {
            turn.rebuilt.columns = turn.records->columns;
            turn.rebuilt.columns.pop_back();
            turn.rebuilt.places = turn.records->places;
            turn.records = &turn.rebuilt;
            return true;
        }
        void conclude(PassResult&) override {}
    };
    PassInput input = input_of("item;slice;n\na;b;1\n");
    Steps steps = make_steps(input);
    steps.add(std::make_unique<Liar>());
    EXPECT_THROW((void)run_pass(input, std::move(steps), [](const auto&, const auto&) {}), Error);
}

}  // namespace
}  // namespace tilsig::run

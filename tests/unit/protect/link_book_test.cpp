// Who is who: every order gives one person, and nothing is merged that may be two.
#include "protect/link_book.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "protect/person_ids.hpp"

namespace tilsig::protect {
namespace {

/// Synthetic numbers; what they are is told apart by the first letter in these tests only.
Number number(NumberKind kind, std::uint64_t which) {
    return {kind, {static_cast<std::uint64_t>(kind) + 1, which}, "synthetic"};
}
const Number fnr = number(NumberKind::fnr, 1), other_fnr = number(NumberKind::fnr, 2);
const Number dnr = number(NumberKind::dnr, 1), duf = number(NumberKind::duf, 1), other_duf = number(NumberKind::duf, 2);
const Number candidate = number(NumberKind::candidate, 1), second_candidate = number(NumberKind::candidate, 2);

class Book : public ::testing::Test {
protected:
    Settled tell(std::vector<Number> numbers) {
        return book.settle(numbers, [this] { return ++last; });
    }
    std::int64_t who(const Number& one) { return tell({one}).person; }

    LinkBook book;
    std::int64_t last = 0;
};

TEST_F(Book, OnePersonIsOneInWhateverOrderTheNumbersAreTold) {
    // Each number alone, then the records that hold two: in all orders of all five.
    std::array<std::vector<Number>, 5> records{{{duf}, {dnr}, {fnr}, {duf, dnr}, {dnr, fnr}}};
    std::array<int, 5> order{0, 1, 2, 3, 4};
    int orders = 0;
    do {
        LinkBook fresh;
        std::int64_t ids = 0;
        for (const int i : order)
            EXPECT_EQ(fresh.settle(records[static_cast<std::size_t>(i)], [&] { return ++ids; }).doubt, Doubt::none);
        std::int64_t person = 0;
        for (const Number& one : {duf, dnr, fnr}) {
            const auto found = fresh.settle(std::array{one}, [&] { return ++ids; }).person;
            EXPECT_EQ(found, person == 0 ? found : person);
            person = found;
        }
        EXPECT_EQ(person, 1) << "the id of a person does not change when a better number turns up";
        ++orders;
    } while (std::next_permutation(order.begin(), order.end()));
    EXPECT_EQ(orders, 120);
}

TEST_F(Book, ASecondFnrForOneDufIsADoubtAndTheRecordGoesToItsFnr) {
    const auto first = tell({fnr, duf});
    const auto second = tell({other_fnr, duf});
    EXPECT_EQ(second.doubt, Doubt::second_number);
    EXPECT_NE(second.person, first.person);
    EXPECT_EQ(who(duf), first.person) << "nothing is moved by itself";
    EXPECT_EQ(who(other_fnr), second.person);
    EXPECT_EQ(tell({other_fnr, duf}).doubt, Doubt::two_persons) << "and it stays a doubt until somebody settles it";
}

TEST_F(Book, ASecondDufForOneFnrIsADoubtAndIsNobodys) {
    const auto first = tell({fnr, duf});
    const auto second = tell({fnr, other_duf});
    EXPECT_EQ(second.doubt, Doubt::second_number);
    EXPECT_EQ(second.person, first.person);
    EXPECT_NE(who(other_duf), first.person);
}

TEST_F(Book, TwoPersonsWithNumbersOfTheSameKindsAreNotMerged) {
    const auto first = tell({fnr, duf}).person;
    const auto second = tell({other_fnr, other_duf}).person;
    const auto mixed = tell({fnr, other_duf});
    EXPECT_EQ(mixed.doubt, Doubt::two_persons);
    EXPECT_EQ(mixed.person, first);
    EXPECT_EQ(who(other_duf), second);
}

Number leading(Number number) {
    number.leads = true;
    return number;
}
Number keeping(Number number) {
    number.keeps_id = true;
    return number;
}

TEST_F(Book, TwoDufNumbersAreOnePersonsWhenTheirSourceSaysWhichLeads) {
    // The record that says so, and each number with what else is known by it: in all orders.
    std::array<std::vector<Number>, 4> records{{{duf, fnr}, {other_duf, leading(duf)}, {other_duf}, {other_duf, dnr}}};
    std::array<int, 4> order{0, 1, 2, 3};
    do {
        LinkBook fresh;
        std::int64_t ids = 0;
        for (const int i : order)
            EXPECT_EQ(fresh.settle(records[static_cast<std::size_t>(i)], [&] { return ++ids; }).doubt, Doubt::none);
        std::int64_t person = 0;
        for (const Number& one : {duf, other_duf, fnr, dnr}) {
            const auto found = fresh.settle(std::array{one}, [&] { return ++ids; }).person;
            EXPECT_EQ(found, person == 0 ? found : person);
            person = found;
        }
    } while (std::next_permutation(order.begin(), order.end()));
}

TEST_F(Book, ALeadingNumberOfSomebodyWithAnotherFnrIsADoubt) {
    const auto first = tell({fnr, duf}).person, second = tell({other_fnr, other_duf}).person;
    EXPECT_EQ(tell({other_duf, leading(duf)}).doubt, Doubt::two_persons);
    EXPECT_EQ(who(duf), first);
    EXPECT_EQ(who(other_duf), second);
    EXPECT_EQ(tell({duf, leading(duf)}).doubt, Doubt::none) << "a number that leads itself says nothing";
}

TEST_F(Book, ANumberThatKeepsItsIdHasItWhateverIsLearntLater) {
    const auto told = [&](const std::vector<Number>& numbers) {
        Claims claims;
        claims.begin();
        for (const auto& each : numbers) claims.add(each);
        return book.settle_all(claims, [this] { return ++last; })[0];
    };
    EXPECT_EQ(told({keeping(duf)}).person, 1);
    EXPECT_EQ(told({keeping(other_duf)}).person, 2);
    EXPECT_EQ(told({keeping(other_duf), leading(duf)}).person, 2);
    EXPECT_EQ(told({fnr, keeping(other_duf)}).person, 2);
    EXPECT_EQ(who(fnr), 1) << "one person under two ids";
    // One fnr with two DUF numbers, and nobody says which leads: the third has an id of its own.
    const Number third = number(NumberKind::duf, 3);
    const auto doubtful = told({fnr, keeping(third)});
    EXPECT_EQ(doubtful.doubt, Doubt::second_number);
    EXPECT_EQ(doubtful.person, 3);
    EXPECT_EQ(who(third), 3);
    EXPECT_EQ(who(fnr), 1);
}

TEST_F(Book, CandidateNumbersOfOnePersonAreAnyNumber) {
    const auto known = tell({fnr, candidate}).person;
    EXPECT_EQ(tell({fnr, second_candidate}).person, known);
    EXPECT_EQ(who(second_candidate), known);
}

TEST_F(Book, WhoWasMergedAnswersUnderTheOlderId) {
    const auto older = who(duf), younger = who(fnr);
    EXPECT_NE(older, younger);
    EXPECT_EQ(tell({fnr, duf}).person, older);
    EXPECT_EQ(book.root(younger), older);
    ASSERT_EQ(book.changes().merges.size(), 1U);
    EXPECT_EQ(book.changes().merges[0].alias, younger);
}

TEST_F(Book, TheErasedDoNotComeBackByAnyOfTheirNumbers) {
    book.know_erased(duf.lookup);
    EXPECT_TRUE(tell({fnr, duf}).erased);
    EXPECT_TRUE(tell({fnr}).erased) << "the number that came with it is known to be theirs";
    EXPECT_EQ(last, 0) << "no new id";
    EXPECT_EQ(book.changes().tombstones.size(), 1U);
}

TEST(DrawnIds, AreOnePerPersonAndCountFromOne) {
    DrawnIds ids;
    const auto a = ids.lookup(NumberKind::fnr, "14837936625"), b = ids.lookup(NumberKind::duf, "200690012310");
    Claims claims;
    claims.begin();
    claims.add({NumberKind::duf, b, "200690012310"});
    claims.begin();
    claims.add({NumberKind::fnr, a, "14837936625"});
    claims.begin();
    claims.add({NumberKind::fnr, a, "14837936625"});
    claims.add({NumberKind::duf, b, "200690012310"});
    const auto answers = ids.settle(claims);
    ASSERT_EQ(answers.size(), 3U);
    for (const auto& answer : answers) EXPECT_EQ(answer.person, 1) << "also where the record that tells it comes later";
}

}  // namespace
}  // namespace tilsig::protect

// What a delivery states about itself: one sentence in the ledger, and back to its numbers.
#include "decode/stated_total.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "model/reason.hpp"

namespace tilsig::decode {
namespace {

using Kind = StatedTotal::Kind;

StatedTotal read_back(const std::string& text) {
    // As the ledger keeps it, which blanks what could be a number of a person.
    return StatedTotal::parse(display_name(model::coded_reason("SYS-E016", text), 1000)).value();
}

TEST(StatedTotal, OfRecordsComesBackFromTheLedger) {
    EXPECT_EQ(StatedTotal::count_text(25, 21), "the trailer states 25 records, the delivery has 21");
    EXPECT_EQ(StatedTotal::count_text(3, 4, true), "the document states 3 records, it has 4");
    EXPECT_EQ(read_back(StatedTotal::count_text(25, 21)), (StatedTotal{Kind::count, "25", "21", ""}));
    EXPECT_EQ(read_back(StatedTotal::count_text(123'456'789, 4, true)),
              (StatedTotal{Kind::count, "123456789", "4", ""}));
    const auto many = StatedTotal::count_text(15'860'560'043, 21);
    EXPECT_EQ(many, "the trailer states a billion or more records, the delivery has 21")
        << "it may be a person's number";
    EXPECT_FALSE(StatedTotal::parse(many));
}

TEST(StatedTotal, OfAColumnIsToldWithItsNumbersWhereTheyMayBeShown) {
    EXPECT_EQ(StatedTotal::sum_text("belop", "111222333.50", "-12.00", true),
              "the trailer states 111,222,333.50 as the sum of 'belop', the records come to -12.00");
    EXPECT_EQ(read_back(StatedTotal::sum_text("belop", "111222333.50", "-1234567890.00", true)),
              (StatedTotal{Kind::sum, "111222333.50", "-1234567890.00", "belop"}));
    EXPECT_EQ(read_back(StatedTotal::sum_text("belop", "3", "2", false)),
              (StatedTotal{Kind::hidden_sum, "", "", "belop"}));
    EXPECT_EQ(read_back(StatedTotal::sum_text("belop", "15860560043", "2", true)).kind, Kind::hidden_sum)
        << "a trailer may hold anything, a number of a person too";
    EXPECT_EQ(read_back(StatedTotal::sum_text("belop", "a number of more than 18 digits", "2", true)).kind,
              Kind::hidden_sum);
}

TEST(StatedTotal, SaysWhatIsMissingAndWhatIsNoNumber) {
    EXPECT_EQ(read_back("the trailer is missing: the delivery is not complete").kind, Kind::no_trailer);
    EXPECT_EQ(read_back("the count of records is missing: the delivery is not complete").kind, Kind::no_count);
    EXPECT_EQ(read_back("the count of records is no number").kind, Kind::unreadable);
    EXPECT_EQ(read_back("cell 4 of the trailer is no sum of 'kroner'").kind, Kind::unreadable);
    EXPECT_FALSE(StatedTotal::parse("SYS-E016: something else"));
    EXPECT_FALSE(StatedTotal::parse(""));
}

}  // namespace
}  // namespace tilsig::decode

// Reading ahead: order, bounded memory, the end, and failures where they belong.
#include "run/read_ahead.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

namespace tilsig::run {
namespace {

using Numbers = std::vector<int>;

TEST(ReadAheadTest, turns_come_in_order_and_are_whole) {
    for (const int count : {0, 1, 2, 3, 4, 5, 1000}) {
        int made = 0;
        ReadAhead<Numbers> turns([&](Numbers& turn) {
            if (made == count) return false;
            turn.assign(100, made++);
            return true;
        });
        int taken = 0;
        while (const Numbers* turn = turns.next()) {
            ASSERT_EQ(*turn, Numbers(100, taken)) << "of " << count;
            ++taken;
        }
        EXPECT_EQ(taken, count);
        EXPECT_EQ(turns.next(), nullptr) << "and the end stays the end";
    }
}

TEST(ReadAheadTest, no_more_than_two_turns_are_made_ahead_and_the_one_in_hand_is_left_alone) {
    std::atomic<int> made = 0;
    ReadAhead<Numbers> turns([&](Numbers& turn) {
        if (made == 200) return false;
        turn.assign(1, made);
        ++made;
        return true;
    });
    int taken = 0;
    while (const Numbers* turn = turns.next()) {
        if (taken % 20 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(2));
        ASSERT_LE(made, taken + 3);
        ASSERT_EQ(turn->front(), taken);
        ++taken;
    }
}

TEST(ReadAheadTest, a_failure_comes_after_the_turns_before_it) {
    for (const int good : {0, 1, 2, 3, 7}) {
        int made = 0;
        ReadAhead<Numbers> turns([&](Numbers&) {
            if (made == good) throw std::runtime_error("turn " + std::to_string(good));
            ++made;
            return true;
        });
        for (int taken = 0; taken < good; ++taken) ASSERT_NE(turns.next(), nullptr) << taken << " of " << good;
        try {
            (void)turns.next();
            FAIL() << "no failure after " << good;
        } catch (const std::runtime_error& error) {
            EXPECT_EQ(error.what(), "turn " + std::to_string(good));
        }
    }
}

TEST(ReadAheadTest, a_small_delivery_is_read_by_its_caller) {
    const auto caller = std::this_thread::get_id();
    int made = 0;
    bool elsewhere = false;
    ReadAhead<Numbers> turns([&](Numbers&) {
        elsewhere = elsewhere || std::this_thread::get_id() != caller;
        return made++ < 1;
    });
    while (turns.next() != nullptr) continue;
    EXPECT_FALSE(elsewhere);
}

TEST(ReadAheadTest, a_caller_that_gives_up_leaves_no_thread_behind) {
    for (int round = 0; round < 50; ++round) {
        ReadAhead<Numbers> turns([](Numbers& turn) {
            turn.assign(10, 1);
            return true;
        });
        for (int i = 0; i < round % 6; ++i) ASSERT_NE(turns.next(), nullptr);
    }
}

}  // namespace
}  // namespace tilsig::run

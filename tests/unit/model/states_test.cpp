// The words of states and causes: the database and every document keep them.
#include "model/states.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace tilsig::model {
namespace {

/// Words that stand in databases already, and are told to programs: a renamed enumerator must not change them.
template <typename Word>
void expect_words(std::optional<Word> (*parse)(std::string_view) noexcept, const std::vector<std::string>& words) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto word = parse(words[i]);
        ASSERT_TRUE(word) << words[i];
        EXPECT_EQ(*word, static_cast<Word>(i)) << words[i];
        EXPECT_EQ(to_string(*word), words[i]);
    }
    for (const char* other : {"", "splendid", "Held", "held "}) EXPECT_FALSE(parse(other)) << other;
}

TEST(States, WordsAreKeptAndComeBack) {
    expect_words(parse_delivery_kind, {"snapshot", "delta"});
    expect_words(parse_delivery_state, {"landed", "loaded", "held", "rejected", "superseded", "retracted", "queued"});
    expect_words(parse_hold_state, {"held", "released", "rejected", "superseded"});
    expect_words(parse_run_cause, {"night", "command", "replay", "release", "retract"});
    expect_words(parse_slot_state, {"running", "done", "failed", "late", "skipped"});
    expect_words(parse_error_kind,
                 {"usage", "configuration", "data", "transport", "database", "storage", "plugin", "state", "internal"});
}

TEST(States, WordsOfArrivals) {
    std::set<std::string> words;
    for (const auto state : arrival_states) words.insert(to_string(state));
    EXPECT_EQ(words, (std::set<std::string>{"expected", "nil", "received", "held", "partly accepted", "accepted",
                                            "overdue", "exempt"}));
}

}  // namespace
}  // namespace tilsig::model

// The table of the formats: what it says of each holds for contracts, and what it leaves out is refused.
#include <gtest/gtest.h>

#include <set>

#include "base/text.hpp"
#include "catalog/format.hpp"
#include "catalog/readers.hpp"
#include "config/yaml.hpp"

namespace tilsig::catalog {
namespace {

struct ReadLayout {
    Contract contract;
    std::string lints;

    [[nodiscard]] bool says(const std::string& part) const { return lints.find(part) != std::string::npos; }
};

ReadLayout read_layout_of(const Format& format, const std::string& more, bool needs_trailer = false) {
    ReadLayout read;
    config::Lints lints;
    const std::string yaml = "- {name: one, format: " + std::string(format.word) + more + "}\n";
    read_layouts(config::parse_yaml(yaml, "x.yaml", lints), read.contract, needs_trailer, lints);
    read.lints = join(lints.lines(), "\n");
    return read;
}

TEST(Formats, EachIsNamedByItsWordAndTellsItsKind) {
    std::set<std::string_view> words, shown;
    for (const Format& format : formats()) {
        EXPECT_TRUE(words.insert(format.word).second && !format.word.empty()) << format.word;
        EXPECT_TRUE(shown.insert(format.shown).second && !format.shown.empty()) << format.word;
        EXPECT_TRUE(format.ending.starts_with('.')) << format.word;
        EXPECT_EQ(&format_of(format.kind), &format);
        const auto read = read_layout_of(format, "");
        ASSERT_EQ(read.contract.layouts.size(), 1U) << read.lints;
        EXPECT_EQ(read.contract.layouts[0].format, format.kind) << format.word;
        EXPECT_EQ(read.contract.layouts[0].form, format.word);
        EXPECT_EQ(read.says("layout lacks '" + std::string(format.word) + "'"), format.needs_block) << read.lints;
    }
}

TEST(Formats, ABlockOfAnotherIsOneMistake) {
    for (const Format& format : formats())
        for (const Format& other : formats()) {
            if (other.blocks == nullptr || other.kind == format.kind) continue;
            const auto read = read_layout_of(format, ", " + std::string(other.word) + ": {}");
            EXPECT_TRUE(
                read.says("'" + std::string(other.word) + "' does not go with format " + std::string(format.word)))
                << read.lints;
            EXPECT_FALSE(read.says("unknown key")) << read.lints;
        }
}

TEST(Formats, WhoHasABlockReadsItAndDescribesItsKeys) {
    for (const Format& format : formats()) {
        EXPECT_EQ(format.read != nullptr, format.blocks != nullptr) << format.word;
        if (format.blocks == nullptr) continue;
        EXPECT_EQ(format.blocks().front().name, format.word);
    }
}

TEST(Formats, KeysThatOnlySomeHaveAreRefusedOfTheOthers) {
    for (const Format& format : formats()) {
        const auto unpivoted = read_layout_of(format, ", unpivot: {keys: [a], headers: [b]}");
        EXPECT_EQ(unpivoted.says("'unpivot' does not go with"), !format.is_table) << unpivoted.lints;
        const auto dated = read_layout_of(format, ", dates: ddMMyy");
        EXPECT_EQ(dated.says("'dates' does not go with"), format.is_shown_typed) << dated.lints;
        const auto wide = read_layout_of(format, ", encoding: utf-16");
        EXPECT_EQ(wide.says("x.yaml:1"), format.encodings != EncodingChoice::all || format.needs_block) << wide.lints;
        EXPECT_EQ(wide.says("is always utf-8"), format.encodings == EncodingChoice::utf8) << wide.lints;
        EXPECT_EQ(wide.says("utf-16 is only for "), format.encodings == EncodingChoice::single_byte) << wide.lints;
        const auto named = read_layout_of(format, ", names: {A: b}");
        EXPECT_EQ(named.says("needs a format with headers of its own: csv, json"), format.has_headers == nullptr)
            << named.lints;
    }
}

TEST(Formats, ADemandedCountIsAskedForWhereItCanBeStated) {
    for (const Format& format : formats()) {
        EXPECT_EQ(format.states_count == nullptr, format.count_key.empty()) << format.word;
        const auto read = read_layout_of(format, "", true);
        EXPECT_TRUE(read.says(format.count_key.empty()
                                  ? "set `complete.trailer: false`: " + std::string(format.word) + " states no number"
                                  : "add " + std::string(format.count_key) + ", or set `complete.trailer: false`"))
            << read.lints;
    }
}

}  // namespace
}  // namespace tilsig::catalog

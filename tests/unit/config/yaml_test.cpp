// What parse_yaml keeps, and every kind of mistake it tells with its place.
#include "config/yaml.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>

#include "base/files.hpp"

namespace tilsig::config {
namespace {

using Kind = Node::Kind;

/// Parses and expects no mistake.
Node good(std::string_view text) {
    Lints lints;
    Node node = parse_yaml(text, "a.yaml", lints);
    EXPECT_TRUE(lints.empty()) << lints.lines().front();
    return node;
}

/// Parses and gives all lint lines.
std::vector<std::string> mistakes(std::string_view text, YamlLimits limits = {}) {
    Lints lints;
    (void)parse_yaml(text, "a.yaml", lints, limits);
    return lints.lines();
}

::testing::AssertionResult one_mistake(std::string_view text, const std::string& start, const std::string& part) {
    const auto lines = mistakes(text);
    if (lines.size() != 1) {
        auto result = ::testing::AssertionFailure() << lines.size() << " mistakes";
        for (const auto& line : lines) result << "\n  " << line;
        return result;
    }
    if (lines[0].starts_with(start) && lines[0].find(part) != std::string::npos) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << lines[0];
}

TEST(Yaml, ScalarsStayText) {
    const Node node = good("a: no\nb: 1.10\nc: 0301\nd: 2026-01-31\ne: yes\nf: 0x10\n");
    EXPECT_EQ(node["a"].scalar(), "no");
    EXPECT_EQ(node["b"].scalar(), "1.10");
    EXPECT_EQ(node["c"].scalar(), "0301");
    EXPECT_EQ(node["d"].scalar(), "2026-01-31");
    EXPECT_EQ(node["e"].scalar(), "yes");
    EXPECT_EQ(node["f"].scalar(), "0x10");
    EXPECT_FALSE(node["c"].quoted());
}

TEST(Yaml, NullIsNotTextAndQuotedNullIs) {
    const Node node = good("a: null\nb: 'null'\nc: ~\nd:\ne: \"\"\n");
    EXPECT_EQ(node["a"].kind(), Kind::null);
    EXPECT_EQ(node["b"].kind(), Kind::scalar);
    EXPECT_TRUE(node["b"].quoted());
    EXPECT_EQ(node["c"].kind(), Kind::null);
    EXPECT_EQ(node["d"].kind(), Kind::null);
    EXPECT_EQ(node["e"].kind(), Kind::scalar);
    EXPECT_TRUE(node["e"].quoted());
    EXPECT_EQ(node["zz"].kind(), Kind::missing);
}

TEST(Yaml, ContentsOfAMissingNodeOutliveIt) {
    const Node node = good("a: 1\n");
    for (const auto& item : node["absent"].items()) ADD_FAILURE() << item.scalar();
    for (const auto& [key, value] : node["absent"]["deeper"].entries()) ADD_FAILURE() << key;
    const std::string& text = node["absent"].scalar();
    EXPECT_EQ(text, "");
}

TEST(Yaml, PlacesOfKeysAndValues) {
    const Node node = good("# head\nname: x\nrows:\n  - {a: 1}\n  - b\n");
    EXPECT_EQ(node["name"].place(), (Place{"a.yaml", 2, 7}));
    EXPECT_EQ(node.key_place("name"), (Place{"a.yaml", 2, 1}));
    EXPECT_EQ(node["rows"].items().at(0)["a"].place(), (Place{"a.yaml", 4, 9}));
    EXPECT_EQ(node["rows"].items().at(1).place(), (Place{"a.yaml", 5, 5}));
    EXPECT_EQ(node["absent"].place(), node.place());
}

TEST(Yaml, ColumnsCountCharactersNotBytes) {
    const Node node = good("\xEF\xBB\xBF{'\xC3\xA5r': x, b: y}\n");
    EXPECT_EQ(node["b"].place(), (Place{"a.yaml", 1, 14}));
}

TEST(Yaml, BlocksKnowWhereTheirContentStarts) {
    const Node node = good("a: 1\nsql: |\n  select 1;\n  select 2;\nb: >-\n  x\n  y\nc: 'z'\n");
    EXPECT_EQ(node["sql"].scalar(), "select 1;\nselect 2;\n");
    EXPECT_EQ(node["sql"].place().line, 2U);
    EXPECT_EQ(node["sql"].content_line(), 3U);
    EXPECT_EQ(node["b"].content_line(), 6U);
    EXPECT_EQ(node["c"].content_line(), 8U);
    EXPECT_TRUE(node["sql"].quoted());
}

TEST(Yaml, WindowsLineEndsChangeNothing) {
    const Node node = good("a: x\r\nb: |\r\n  one\r\n  two\r\nc:\r\n  - y\r\n");
    EXPECT_EQ(node["a"].scalar(), "x");
    EXPECT_EQ(node["b"].scalar(), "one\ntwo\n");
    EXPECT_EQ(node["c"].items().at(0).place(), (Place{"a.yaml", 6, 5}));
}

TEST(Yaml, DuplicateKeyNamesBothPlaces) {
    EXPECT_TRUE(one_mistake("a: 1\nb: 2\na: 3\n", "a.yaml:3:1: the key 'a' stands twice", "a.yaml:1:1"));
    EXPECT_TRUE(one_mistake("x: {a: 1, a: 2}\n", "a.yaml:1:11: ", "a.yaml:1:5"));
}

TEST(Yaml, DuplicateKeyInALargeMapping) {
    std::string text;
    for (int i = 0; i < 100; ++i) text += "k" + std::to_string(i) + ": 1\n";
    EXPECT_TRUE(mistakes(text).empty());
    EXPECT_TRUE(one_mistake(text + "k7: 2\n", "a.yaml:101:1: the key 'k7' stands twice", "a.yaml:8:1"));
    EXPECT_TRUE(one_mistake(text + "k99: 2\n", "a.yaml:101:1: the key 'k99' stands twice", "a.yaml:100:1"));
}

TEST(Yaml, AnchorsAliasesAndTagsAreRefused) {
    const auto lines = mistakes("a: &x 1\nb: *x\n");
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_TRUE(lines[0].starts_with("a.yaml:1:4: an anchor"));
    EXPECT_TRUE(lines[1].starts_with("a.yaml:2:4: an alias"));
    EXPECT_TRUE(one_mistake("a: !!int 1\n", "a.yaml:1:4: a tag", "remove it"));
    EXPECT_TRUE(one_mistake("a: ! 1\n", "a.yaml:1:4: a tag", "remove it"));
    EXPECT_TRUE(one_mistake("a: !x {b: 1}\n", "a.yaml:1:4: a tag", "remove it"));
    EXPECT_TRUE(mistakes("a: '!x'\nb: \"&y\"\n").empty());
}

TEST(Yaml, MergeKeyIsOnlyAKey) {
    EXPECT_EQ(good("<<: {a: 1}\n").entries().at(0).first, "<<");
    EXPECT_FALSE(mistakes("base: &b {a: 1}\nc:\n  <<: *b\n").empty());
}

TEST(Yaml, TabsInTheIndentation) {
    bool told = false;
    for (const auto& line : mistakes("a:\n\tb: 1\n")) told = told || line.starts_with("a.yaml:2:1: a tab");
    EXPECT_TRUE(told);
    EXPECT_TRUE(mistakes("a:  x\ty\n").empty()) << "a tab inside a value is no indentation";
    EXPECT_TRUE(mistakes("a: |\n  x\n  \ty\nb: 1\n").empty()) << "a tab inside a literal block is content";
    EXPECT_EQ(mistakes("a: 1\n\t\nb: 2\n").size(), 2U) << "the parser stumbles over this one; say why";
}

TEST(Yaml, SecondDocument) {
    EXPECT_TRUE(one_mistake("a: 1\n---\nb: 2\n", "a.yaml:3:1: a second document", "one document"));
    // Less indentation ends the first document; what follows must not vanish because it cannot be read either.
    EXPECT_TRUE(one_mistake(" a: 1\n[b]: 2\n", "a.yaml:2:1: a second document", "one document"));
    EXPECT_TRUE(one_mistake(" a: 1\n? {b: 2}\n: 3\n", "a.yaml:2:1: a second document", "one document"));
    EXPECT_TRUE(mistakes("---\na: 1\n").empty());
    EXPECT_TRUE(mistakes("---\na: 1\n...\n").empty());
}

TEST(Yaml, SyntaxMistakesHaveAPlace) {
    EXPECT_TRUE(one_mistake("a: 1\nb: [1, 2\n", "a.yaml:", "not valid YAML"));
    EXPECT_TRUE(one_mistake("a: 'x", "a.yaml:1:", "not valid YAML"));
    EXPECT_TRUE(one_mistake("a: b: c\n", "a.yaml:1:", "not valid YAML"));
    EXPECT_TRUE(one_mistake("a: 1\n b: 2\n", "a.yaml:2:", "not valid YAML"));
    EXPECT_TRUE(one_mistake("a: @x\n", "a.yaml:1:", "not valid YAML"));
}

TEST(Yaml, AQuoteThatIsNeverClosedDoesNotSwallowTheFile) {
    EXPECT_TRUE(one_mistake("a: 'x\nb: 1\n", "a.yaml:1:4: the quote that opens here", "close it"));
    EXPECT_TRUE(one_mistake("a: \"x\\\"\nb: 1\n", "a.yaml:1:4: the quote that opens here", "close it"));
    EXPECT_TRUE(one_mistake("a: 'x''\n", "a.yaml:1:4: the quote that opens here", "close it"));
    EXPECT_TRUE(mistakes("a: 'it''s'\nb: \"a \\\" b\"\n").empty());
}

TEST(Yaml, KeysAreNames) {
    EXPECT_TRUE(one_mistake("? [a, b]\n: 1\n", "a.yaml:1:", "a key must be a name"));
    EXPECT_TRUE(one_mistake("~: 1\n", "a.yaml:1:", "a key is missing"));
}

TEST(Yaml, BytesThatAreNoText) {
    EXPECT_TRUE(one_mistake("a: 1\nb: \xF8\n", "a.yaml:2:4: the file is not UTF-8", "UTF-8"));
    EXPECT_TRUE(one_mistake(std::string("a: x\0y\n", 7), "a.yaml:1:5: a control character", "remove"));
    EXPECT_TRUE(one_mistake("a: \x1b[31m\n", "a.yaml:1:4: a control character", "remove"));
}

TEST(Yaml, DepthAndSizeAreBounded) {
    std::string deep = std::string(33, '[') + std::string(33, ']');
    EXPECT_TRUE(one_mistake(deep, "a.yaml:1:33: nested deeper", "32 levels"));
    EXPECT_TRUE(mistakes(std::string(32, '[') + std::string(32, ']')).empty());
    EXPECT_EQ(mistakes(std::string(500, '[')).size(), 1U);
    EXPECT_EQ(mistakes(std::string(100000, '[')).size(), 1U);
    EXPECT_EQ(mistakes("a: 1\nb: 2\n", {5, 32}).at(0),
              "a.yaml: the file is larger than 0 KiB; split it, or check that it is the right file");
    const std::string large = "a: '" + std::string(1100000, 'x') + "'\n";
    EXPECT_EQ(mistakes(large).size(), 1U);
    EXPECT_TRUE(mistakes(large, code_list_limits).empty());
}

TEST(Yaml, EmptyFileAndUnreadableFile) {
    EXPECT_TRUE(one_mistake("", "a.yaml:1:1: the file is empty", "remove"));
    EXPECT_TRUE(one_mistake("# only a comment\n", "a.yaml:1:1: the file is empty", "remove"));
    Lints lints;
    const Node node = load_yaml("/nonexistent/b.yaml", "b.yaml", lints);
    EXPECT_TRUE(node.reported());
    ASSERT_EQ(lints.size(), 1U);
    EXPECT_TRUE(lints.lines()[0].starts_with("b.yaml: the file cannot be read: "));
    EXPECT_NE(lints.lines()[0].find("No such file or directory"), std::string::npos) << lints.lines()[0];
}

TEST(Yaml, MistakesOfOneFileDoNotHideThoseOfAnother) {
    Lints lints;
    EXPECT_TRUE(parse_yaml("a: [1\n", "one.yaml", lints).is(Kind::missing));
    (void)parse_yaml("a: 1\na: 2\n", "two.yaml", lints);
    EXPECT_EQ(lints.size(), 2U);
    EXPECT_TRUE(lints.lines()[0].starts_with("one.yaml"));
    EXPECT_TRUE(lints.lines()[1].starts_with("two.yaml:2:1"));
}

TEST(Yaml, ReadsAFile) {
    const TempFolder folder;
    const auto path = folder.path() / "x.yaml";
    std::ofstream(path) << "a: 1\n";
    Lints lints;
    EXPECT_EQ(load_yaml(path.string(), "x.yaml", lints)["a"].scalar(), "1");
    EXPECT_TRUE(lints.empty());
}

TEST(Yaml, ThreeThousandNodesAreFast) {
    std::string text = "codes:\n";
    for (int i = 0; i < 600; ++i) {
        text += "  - {code: '" + std::to_string(1000 + i) + "', from: 2020-01-01, nb: Navn, en: Name}\n";
    }
    Lints lints;
    auto best = std::chrono::steady_clock::duration::max();
    for (int round = 0; round < 5; ++round) {
        const auto start = std::chrono::steady_clock::now();
        EXPECT_EQ(parse_yaml(text, "a.yaml", lints)["codes"].items().size(), 600U);
        best = std::min(best, std::chrono::steady_clock::now() - start);
    }
    RecordProperty("microseconds",
                   static_cast<int>(std::chrono::duration_cast<std::chrono::microseconds>(best).count()));
    std::cout << "3000 nodes: " << std::chrono::duration_cast<std::chrono::microseconds>(best).count() << " us\n";
    // Ten times the measured goal: this guards against quadratic behaviour, not against a busy machine.
    EXPECT_LT(best, std::chrono::milliseconds(100));
}

TEST(Lints, SortedByPlaceAndThrownTogether) {
    Lints lints;
    EXPECT_NO_THROW(lints.throw_if_any());
    lints.add({"b.yaml", 1, 1}, "second file");
    lints.add({"a.yaml", 10, 1}, "late line", "do this");
    lints.add({"a.yaml", 9, 5}, "early line");
    EXPECT_EQ(lints.lines(), (std::vector<std::string>{"a.yaml:9:5: early line", "a.yaml:10:1: late line; do this",
                                                       "b.yaml:1:1: second file"}));
    try {
        lints.throw_if_any();
        FAIL() << "nothing was thrown";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::configuration);
        EXPECT_NE(std::string(error.what()).find("3 mistakes"), std::string::npos);
        EXPECT_NE(std::string(error.what()).find("b.yaml:1:1"), std::string::npos);
    }
}

/// Line:column of each `@` and letter asked for, found by its offset in the value.
std::string inside(const Node& node, std::string_view part) {
    const std::size_t at = node.scalar().find(part);
    EXPECT_NE(at, std::string::npos) << node.scalar();
    const Place place = node.place_inside(at);
    return std::to_string(place.line) + ":" + std::to_string(place.column);
}

TEST(PlaceInside, IsExactInEveryStyleOfScalar) {
    const Node plain = good("a: één <= two\n   and three\n")["a"];
    EXPECT_EQ(inside(plain, "één"), "1:4");
    EXPECT_EQ(inside(plain, "two"), "1:11");
    EXPECT_EQ(inside(plain, "three"), "2:8");
    const Node single = good("b:\n  'x = ''å'' and\n   last'\n")["b"];
    EXPECT_EQ(inside(single, "'å'"), "2:8");
    EXPECT_EQ(inside(single, "and"), "2:14");
    EXPECT_EQ(inside(single, "last"), "3:4");
    const Node doubled = good("c: \"x \\u00e5 \\x41\\n \\\"q\\\" end\"\n")["c"];
    EXPECT_EQ(doubled.scalar(), "x å A\n \"q\" end");
    EXPECT_EQ(inside(doubled, "å"), "1:7");
    EXPECT_EQ(inside(doubled, "A"), "1:14");
    EXPECT_EQ(inside(doubled, "q"), "1:23");
    EXPECT_EQ(inside(doubled, "end"), "1:27");
    const Node literal = good("d: |\n    first\n\n      second\n")["d"];
    EXPECT_EQ(inside(literal, "first"), "2:5");
    EXPECT_EQ(inside(literal, "second"), "4:7");
    const Node folded = good("e: >-\n  one\n  two three\nf: x\n")["e"];
    EXPECT_EQ(inside(folded, "one"), "2:3");
    EXPECT_EQ(inside(folded, "three"), "3:7");
    const Place end = folded.place_inside(folded.scalar().size());
    EXPECT_EQ(end.text(), "a.yaml:3:12");
    EXPECT_EQ(good("{g: [x]}")["g"].place_inside(0).text(), "a.yaml:1:5") << "no scalar: its own place";
}

}  // namespace
}  // namespace tilsig::config

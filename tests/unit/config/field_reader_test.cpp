// Typed reading: what is accepted, and that each mistake is told with place and remedy.
#include <gtest/gtest.h>

#include "config/yaml.hpp"

namespace tilsig::config {
namespace {

class Reading : public ::testing::Test {
protected:
    FieldReader read(std::string_view text) { return {parse_yaml(text, "f.yaml", m_lints), "thing", m_lints}; }
    std::vector<std::string> lines() const { return m_lints.lines(); }
    Lints m_lints;
};

TEST_F(Reading, TypedFields) {
    auto r = read("t: x\ni: -42\nn: 0.25\nb: true\nd: 90d\ns: 64MiB\nc: two\nlist: [a, '1.10']\none: z\nm: {k: v}\n");
    EXPECT_EQ(r.text("t"), "x");
    EXPECT_EQ(r.integer("i"), -42);
    EXPECT_DOUBLE_EQ(r.number_or("n", 1), 0.25);
    EXPECT_TRUE(r.boolean_or("b", false));
    EXPECT_EQ(r.duration_or("d", {}), std::chrono::hours(90 * 24));
    EXPECT_EQ(r.size_or("s", 0), 64ULL << 20U);
    EXPECT_EQ(r.choice("c", {"one", "two"}), "two");
    EXPECT_EQ(r.texts("list"), (std::vector<std::string>{"a", "1.10"}));
    EXPECT_EQ(r.texts("one"), (std::vector<std::string>{"z"}));
    EXPECT_EQ(r.text_map("m"), (std::map<std::string, std::string>{{"k", "v"}}));
    r.finish();
    EXPECT_TRUE(lines().empty());
}

TEST_F(Reading, Fallbacks) {
    auto r = read("x: 1\n");
    EXPECT_EQ(r.text_or("t", "d"), "d");
    EXPECT_EQ(r.optional_text("o"), std::nullopt);
    EXPECT_EQ(r.integer_or("i", 7), 7);
    EXPECT_TRUE(r.boolean_or("b", true));
    EXPECT_EQ(r.duration_or("d", std::chrono::seconds(5)), std::chrono::seconds(5));
    EXPECT_EQ(r.size_or("s", 9), 9U);
    EXPECT_EQ(r.choice_or("c", {"one"}, "one"), "one");
    EXPECT_TRUE(r.texts("l").empty());
    EXPECT_TRUE(r.text_map("m").empty());
    EXPECT_FALSE(r.has("t"));
    EXPECT_TRUE(r.has("x"));
    EXPECT_TRUE(lines().empty());
}

TEST_F(Reading, AllMistakesAtOnceEachWithItsPlace) {
    auto r = read("i: 4x\nz: 007\nn: 1,5\nb: yes\nd: 30\ns: 5MB\nc: tow\nl: [[a]]\nm: [a]\nt: {a: 1}\n");
    EXPECT_EQ(r.integer("i"), 0);
    EXPECT_EQ(r.integer_or("z", 3), 3);
    EXPECT_DOUBLE_EQ(r.number_or("n", 2), 2);
    EXPECT_FALSE(r.boolean_or("b", false));
    EXPECT_EQ(r.duration_or("d", std::chrono::seconds(5)), std::chrono::seconds(5));
    EXPECT_EQ(r.size_or("s", 9), 9U);
    EXPECT_EQ(r.choice("c", {"one", "two"}), "one");
    EXPECT_TRUE(r.texts("l").empty());
    EXPECT_TRUE(r.text_map("m").empty());
    EXPECT_EQ(r.text("t"), "");
    r.finish();
    const std::vector<std::string> expected{
        "f.yaml:1:4: '4x' is not a whole number for 'i' of thing; write digits only, like 42",
        "f.yaml:2:4: '007' is not a whole number for 'z' of thing; leave out the leading zero",
        "f.yaml:3:4: '1,5' is not a number for 'n' of thing; write it like 0.25, with a point",
        "f.yaml:4:4: 'yes' is neither true nor false for 'b' of thing; write true or false",
        "f.yaml:5:4: '30' is not a duration for 'd' of thing; write it like 30s, 5m, 2h or 90d",
        "f.yaml:6:4: '5MB' is not a size for 's' of thing; write it like 1000, 512KiB, 64MiB or 2GiB",
        "f.yaml:7:4: 'tow' is not possible for 'c' of thing; did you mean 'two'? possible: one, two",
        "f.yaml:8:5: each entry of 'l' of thing must be a single value",
        "f.yaml:9:4: 'm' of thing must be a mapping of 'name: value'",
        "f.yaml:10:4: 't' of thing must be a single value, not a list or a mapping"};
    EXPECT_EQ(lines(), expected);
}

TEST_F(Reading, UnknownKeyIsAMistakeWithTheNearestName) {
    auto r = read("delimitr: ';'\nqqqqqqqqqqqq: 1\n");
    (void)r.text_or("delimiter", ";");
    (void)r.text_or("encoding", "utf8");
    r.finish();
    ASSERT_EQ(lines().size(), 2U);
    EXPECT_EQ(lines()[0], "f.yaml:1:1: unknown key 'delimitr' in thing; did you mean 'delimiter'?");
    EXPECT_EQ(lines()[1], "f.yaml:2:1: unknown key 'qqqqqqqqqqqq' in thing; known: delimiter, encoding");
}

TEST_F(Reading, RequiredFieldsAreToldOnceAtTheMapping) {
    auto r = read("sub:\n  x: 1\n");
    FieldReader sub(r.child("sub"), "sub", m_lints);
    (void)sub.text("name");
    (void)sub.integer("count");
    (void)sub.choice("kind", {"a"});
    EXPECT_EQ(lines(),
              (std::vector<std::string>{"f.yaml:2:3: sub lacks 'name'; add it", "f.yaml:2:3: sub lacks 'count'; add it",
                                        "f.yaml:2:3: sub lacks 'kind'; add it"}));
}

TEST_F(Reading, AMissingRequiredMappingIsOneMistake) {
    auto r = read("x: 1\n");
    FieldReader gone(r.required_child("gone"), "gone", m_lints);
    (void)gone.text("name");
    gone.finish();
    EXPECT_EQ(lines(), (std::vector<std::string>{"f.yaml:1:1: thing lacks 'gone'; add it"}));
}

TEST_F(Reading, AMissingOptionalMappingStillDemandsItsRequiredFields) {
    auto r = read("x: 1\n");
    FieldReader gone(r.child("gone"), "gone", m_lints);
    EXPECT_EQ(gone.text_or("a", "b"), "b");
    (void)gone.text("name");
    EXPECT_EQ(lines(), (std::vector<std::string>{"f.yaml:1:1: gone lacks 'name'; add it"}));
}

TEST_F(Reading, AKeyWithoutValueIsAMistakeUnlessNoneIsAnAnswer) {
    auto r = read("a:\nb:\n");
    EXPECT_EQ(r.optional_text("a"), std::nullopt);
    EXPECT_TRUE(lines().empty());
    EXPECT_EQ(r.text_or("b", "x"), "x");
    ASSERT_EQ(lines().size(), 1U);
    EXPECT_NE(lines()[0].find("has no value"), std::string::npos);
}

TEST_F(Reading, AScalarWhereAMappingBelongs) {
    auto r = read("[a, b]\n");
    (void)r.text("x");
    EXPECT_EQ(lines(), (std::vector<std::string>{"f.yaml:1:1: thing must be a mapping of 'name: value'"}));
}

TEST_F(Reading, AfterASyntaxMistakeReadersStaySilent) {
    auto r = read("a: [\n");
    (void)r.text("x");
    r.finish();
    EXPECT_EQ(lines().size(), 1U);
}

TEST_F(Reading, NumbersThatDoNotFitAreMistakes) {
    auto r = read("i: 99999999999999999999\nd: 99999999d\ns: 99999999TiB\nn: nan\n");
    (void)r.integer("i");
    (void)r.duration_or("d", {});
    (void)r.size_or("s", 0);
    (void)r.number_or("n", 0);
    EXPECT_EQ(lines().size(), 4U);
}

TEST_F(Reading, MessagesBlankLongNumbers) {
    auto r = read("c: 12345678901\n");
    (void)r.choice("c", {"one"});
    ASSERT_EQ(lines().size(), 1U);
    EXPECT_EQ(lines()[0].find("12345678901"), std::string::npos);
}

TEST_F(Reading, OwnMistakesPointAtTheValue) {
    auto r = read("a: 1\n");
    r.mistake("a", "is odd", "make it even");
    r.mistake("b", "is absent");
    EXPECT_EQ(lines(), (std::vector<std::string>{"f.yaml:1:1: is absent", "f.yaml:1:4: is odd; make it even"}));
}

}  // namespace
}  // namespace tilsig::config

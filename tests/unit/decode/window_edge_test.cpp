// The window reads 16 KiB at first: whatever stands at that edge must decode as it does anywhere else.
#include "decode_support.hpp"

namespace tilsig::decode::testing {
namespace {

constexpr std::size_t edge = 16 * 1024;

/// Decodes `tail` with its first byte `before` bytes in front of the edge and far in front of it, and compares.
void expect_same_at_edge(const catalog::Contract& contract, const catalog::Layout& layout, const std::string& head,
                         char filler, const std::string& tail) {
    for (std::size_t before = 0; before <= tail.size(); ++before) {
        const std::string near = head + std::string(edge - before - head.size(), filler) + tail;
        const std::string far = head + std::string(64, filler) + tail;
        const auto at_edge = decode_all(contract, layout, near);
        const auto anywhere = decode_all(contract, layout, far);
        ASSERT_EQ(at_edge.error, "") << before;
        expect_closed_account(at_edge, near.size());
        ASSERT_EQ(at_edge.rows, anywhere.rows) << before;
        ASSERT_EQ(at_edge.codes(), anywhere.codes()) << before;
        for (std::size_t i = 0; i < at_edge.places.size(); ++i) {
            ASSERT_EQ(at_edge.places[i].line, anywhere.places[i].line) << before;
            ASSERT_EQ(at_edge.places[i].offset - anywhere.places[i].offset, near.size() - far.size()) << before;
        }
    }
}

TEST(WindowEdge, CsvLineEndsQuotesAndLetters) {
    // The filler is blank space in a line of its own, which is counted and is no record.
    expect_same_at_edge(contract_of({"a", "b"}), csv_layout(), "a;b\r\n", ' ',
                        "\r\n1;2\r\nø;\"x\"\"y\"\r\"l\r\nm\";3\n\n\"\";\"\"\r\nq\"z;1\r\n1;2;3\r\n4;5\r\n");
    auto trailed = csv_layout();
    trailed.csv.trailer_prefix = "#";
    expect_same_at_edge(contract_of({"a", "b"}), trailed, "a;b\n", ' ', "\n#1;2\n3;4\n#;2\n \n");
}

TEST(WindowEdge, JsonTokens) {
    expect_same_at_edge(
        contract_of({"a"}), json_layout("/k"), "{\"k\":[", ' ',
        "{\"a\":\"x\\\"]\\\\\"} ,\r\n{\"a\":-12.5e3,\"b\":[{}]}, null,{\"a\":\"\\u00e6\"}]\r\n, \"z\":tru"
        "e}\r\n");
}

TEST(WindowEdge, TheSecondHalfOfTheFileIsFarBeyondTheWindow) {
    std::string bytes = "a;b\n";
    for (int i = 0; i < 60'000; ++i) bytes += std::to_string(i) + ";\"v\n" + std::to_string(i) + "\"\r\n";
    const auto decoded = decode_all(contract_of({"a", "b"}), csv_layout(), bytes, 1000);
    ASSERT_EQ(decoded.rows.size(), 60'000U);
    EXPECT_EQ(decoded.rows.back()[1], "v\n59999");
    EXPECT_EQ(decoded.places.back().line, 2U + 2U * 59'999U);
    expect_closed_account(decoded, bytes.size());
}

}  // namespace
}  // namespace tilsig::decode::testing

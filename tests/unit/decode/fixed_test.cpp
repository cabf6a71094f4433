// Records of one length: fields by position, and every way in which a sender's file can be off by one.
#include "decode_support.hpp"

namespace tilsig::decode::testing {
namespace {

using Row = std::vector<Cell>;

/// kode 1-4, aar 5-6, navn 7-12; 12 characters for 2025 on; `old` is the layout before: 10 characters.
struct Feed {
    Feed() : contract(contract_of({"kode", "aar", "navn"})) {
        for (const bool old : {true, false}) {
            catalog::Layout layout;
            layout.name = old ? "2022" : "2025";
            layout.format = catalog::FormatKind::fixed;
            layout.encoding = catalog::Encoding::iso_8859_1;
            layout.time = old ? catalog::LayoutTime::of_years(2022, 2024) : catalog::LayoutTime::of_years(2025, 0);
            layout.fixed.record_length = old ? 10 : 12;
            layout.fixed.year_column = "aar";
            layout.fixed.columns = {{"kode", 1, 4, {}}, {"aar", 5, 2, {}}, {"navn", 7, old ? 4 : 6, {}}};
            contract.layouts.push_back(layout);
        }
    }
    Decoded read(const std::string& bytes, std::size_t piece = 4096) {
        return decode_all(contract, contract.layouts[1], bytes, piece);
    }
    catalog::Contract contract;
};

TEST(Fixed, FieldsByPositionWithoutTheirBlanks) {
    Feed feed;
    const std::string bytes = "030125Oslo  \n110325 a b  \r\n\n420425      \n";
    for (const std::size_t piece : {1U, 5U, 4096U}) {
        const auto decoded = feed.read(bytes, piece);
        EXPECT_EQ(decoded.rows, (std::vector<Row>{{"0301", "25", "Oslo"}, {"1103", "25", "a b"}, {"4204", "25", {}}}))
            << decoded.error;
        EXPECT_TRUE(decoded.report.closed) << decoded.report.open_reason;
        EXPECT_EQ(decoded.places[2].line, 4U);
        EXPECT_EQ(decoded.places[2].offset, 28U);
        EXPECT_EQ(decoded.places[2].length, 12U);
        EXPECT_EQ(decoded.report.bytes.blank, 1U);
        expect_closed_account(decoded, bytes.size());
    }
}

TEST(Fixed, PositionsAreCharactersInEveryEncoding) {
    Feed feed;
    EXPECT_EQ(feed.read("180425Bod\xF8  \n").rows, (std::vector<Row>{{"1804", "25", "Bodø"}}));
    feed.contract.layouts[1].encoding = catalog::Encoding::utf8;
    EXPECT_EQ(feed.read("180425Bodø  \n").rows, (std::vector<Row>{{"1804", "25", "Bodø"}}));
    EXPECT_EQ(feed.read("1804\xC3\xB8"
                        "5Bodoe \n")
                  .unreadable.size(),
              1U)
        << "a letter in the year";
}

TEST(Fixed, ANilReturnIsOneBlank) {
    Feed feed;
    feed.contract.completeness.nothing_is_normal = true;
    for (const std::string bytes : {" ", "", " \n"}) {
        const auto decoded = feed.read(bytes);
        EXPECT_TRUE(decoded.report.closed) << decoded.error;
        expect_closed_account(decoded, bytes.size());
    }
}

TEST(Fixed, AFieldWithoutPositionIsAMistakeOfTheContract) {
    Feed feed;
    feed.contract.fields[2].column = "elsewhere";
    EXPECT_THROW((void)feed.read(""), Error);
    feed.contract.fields[2].optional_column = true;
    EXPECT_EQ(feed.read("030125Oslo  \n").rows, (std::vector<Row>{{"0301", "25", {}}}));
}

}  // namespace
}  // namespace tilsig::decode::testing

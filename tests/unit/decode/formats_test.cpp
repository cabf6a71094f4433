// Every format of the catalog has a decoder, and says what an erasure leaves of a record.
#include "decode/formats.hpp"

#include "decode/first_bytes.hpp"
#include "decode_support.hpp"

namespace tilsig::decode::testing {
namespace {

catalog::Layout layout_of(const catalog::Format& format) {
    catalog::Layout layout;
    layout.name = "one";
    layout.format = format.kind;
    layout.xml.records = {{"", "r", false}, {"", "v", false}};
    layout.fixed.record_length = 4;
    layout.fixed.columns = {{"a", 1, 4, {}}};
    layout.xlsx.tables.emplace_back().sheet_index = 1;
    return layout;
}

TEST(FormatDecodings, EachFormatHasADecoderThatReadsNothingOutOfNothing) {
    const auto contract = contract_of({"a"});
    for (const auto& format : catalog::formats()) {
        const auto layout = layout_of(format);
        ASSERT_EQ(decoding_of(layout).kind, format.kind);
        ASSERT_NE(decoding_of(layout).make, nullptr) << format.word;
        const auto decoded = decode_all(contract, layout, "");
        EXPECT_TRUE(decoded.rows.empty()) << format.word;
    }
}

TEST(FormatDecodings, AnotherKindOfFileIsToldByTheNameOfEach) {
    for (const auto& format : catalog::formats()) {
        const auto layout = layout_of(format);
        const auto told = [&](std::string_view head) {
            const auto finding = other_kind(head, layout);
            return finding ? finding->message : std::string();
        };
        EXPECT_NE(told("<html><body>").find("the contract says " + std::string(format.shown)), std::string::npos);
        EXPECT_EQ(told("%PDF-1.4").empty(), !format.is_text) << format.word;
        EXPECT_EQ(told("<?xml version=\"1.0\"?>").empty(), decoding_of(layout).begins == Beginning::xml) << format.word;
        EXPECT_EQ(told("{\"a\": 1}").empty(), decoding_of(layout).begins == Beginning::json) << format.word;
    }
}

TEST(FormatDecodings, AnErasedRecordKeepsItsLengthAndItsLines) {
    const std::string record = "<v a=\"1\">\n\n \"x\": 12345 }";
    for (const auto& decoding : format_decodings()) {
        if (decoding.blanked == nullptr) continue;
        const std::string left = decoding.blanked(record);
        EXPECT_EQ(left.size(), record.size());
        EXPECT_EQ(std::count(left.begin(), left.end(), '\n'), 2);
        EXPECT_EQ(left.find("12345"), std::string::npos) << left;
    }
}

}  // namespace
}  // namespace tilsig::decode::testing

// Deliveries in UTF-16: read as if they had come in UTF-8, with places in what they became.
#include "decode/container/utf16.hpp"

#include "decode/blanking.hpp"
#include "decode_support.hpp"
#include "gzip_builder.hpp"
#include "utf16_text.hpp"

namespace tilsig::decode::testing {
namespace {

using Row = std::vector<Cell>;
using catalog::Encoding;

TEST(Utf16, BothOrdersWithAndWithoutMark) {
    const std::string text = "kode;navn\r\n0301;Troms\u00F8 \U0001F600\r\n1103;\"a\r\nb\"\r\n";
    const std::vector<Row> rows{{"0301", "Troms\u00F8 \U0001F600"}, {"1103", "a\r\nb"}};
    const auto contract = contract_of({"kode", "navn"});
    for (const bool little : {true, false}) {
        const std::string plain = utf16_of(text, little);
        const std::string marked = (little ? "\xFF\xFE" : "\xFE\xFF") + plain;
        for (const std::size_t piece : {1U, 3U, 4096U}) {
            for (const auto encoding : {Encoding::utf16, little ? Encoding::utf16le : Encoding::utf16be}) {
                const auto decoded = decode_all(contract, csv_layout(';', encoding), marked, piece);
                ASSERT_TRUE(decoded.refused.empty()) << decoded.error;
                EXPECT_EQ(decoded.rows, rows);
                EXPECT_TRUE(decoded.report.closed) << decoded.report.open_reason;
                EXPECT_EQ(decoded.report.bytes.preface, 2U);
                EXPECT_EQ(decoded.places[1].line, 3U);
                EXPECT_EQ(decoded.places[1].offset, text.find("1103"));
                expect_closed_account(decoded, text.size() + 2);
            }
            const auto decoded =
                decode_all(contract, csv_layout(';', little ? Encoding::utf16le : Encoding::utf16be), plain, piece);
            EXPECT_EQ(decoded.rows, rows) << decoded.error;
            expect_closed_account(decoded, text.size());
        }
    }
}

TEST(Utf16, WhatStandsBeforeAFaultIsReadHoweverTheSourceCutsIt) {
    std::string text = "kode\n";
    for (int i = 0; i < 20'000; ++i) text += "0301\n";
    const std::string bytes = utf16_of(text, true) + "\x01\xDC" + utf16_of(text, true);
    const auto layout = csv_layout(';', Encoding::utf16le);
    const auto whole = decode_all(contract_of({"kode"}), layout, bytes);
    EXPECT_EQ(whole.error_code, code::encoding);
    for (const std::size_t piece : {1U, 1000U})
        EXPECT_EQ(decode_all(contract_of({"kode"}), layout, bytes, piece).rows.size(), whole.rows.size());
}

TEST(Utf16, AlsoPacked) {
    const std::string text = "kode;navn\n0301;Troms\u00F8\n";
    auto layout = csv_layout(';', Encoding::utf16);
    layout.compression = catalog::Compression::gzip;
    const auto decoded = decode_all(contract_of({"kode", "navn"}), layout, gzip("\xFF\xFE" + utf16_of(text, true)));
    ASSERT_TRUE(decoded.refused.empty()) << decoded.error;
    EXPECT_EQ(decoded.rows, (std::vector<Row>{{"0301", "Troms\u00F8"}}));
    EXPECT_EQ(decoded.report.bytes.residual(decoded.report.delivery_bytes), 0);
    EXPECT_EQ(container_text(layout), "gzip, UTF-16");
}

TEST(Utf16, WhatIsShownOfARecordIsUtf8) {
    const std::string text = "kode\n0301\n", bytes = utf16_of(text, false);
    const auto source = unpacked_bytes(csv_layout(';', Encoding::utf16be), source_of(bytes, 3), "delivery");
    std::string got(100, '\0');
    std::size_t have = 0;
    while (const std::size_t count = source(got.data() + have, 4)) have += count;
    EXPECT_EQ(got.substr(0, have), text);
}

TEST(Utf16, AnErasedRecordLeavesTheOthersWhereTheyWere) {
    const std::string text = "kode;navn\n0301;A\u00E6\U0001F600\n1103;B\u00F8\n4601;C\u00E5\n";
    const auto contract = contract_of({"kode", "navn"});
    for (const bool marked : {true, false}) {
        const auto layout = csv_layout(';', Encoding::utf16le);
        const std::string bytes = (marked ? "\xFF\xFE" : "") + utf16_of(text, true);
        const auto before = decode_all(contract, layout, bytes);
        ASSERT_EQ(before.rows.size(), 3U) << before.error;
        std::string left;
        const Blanks blanks{model::ErasedPlaces({before.places[1]}), [](std::string_view) { return false; }, false};
        write_blanked(layout, blanks, source_of(bytes, 7), [&](std::string_view piece) { left += piece; }, {});
        EXPECT_EQ(left.starts_with("\xFF\xFE"), marked);
        EXPECT_EQ(left.find(utf16_of("1103", true)), std::string::npos);
        const auto after = decode_all(contract, layout, source_of(left), true, model::ErasedPlaces({before.places[1]}));
        ASSERT_EQ(after.rows.size(), 2U) << after.error;
        EXPECT_EQ(after.rows[0], before.rows[0]);
        EXPECT_EQ(after.rows[1], before.rows[2]);
        EXPECT_EQ(after.places[1].offset, before.places[2].offset);
        EXPECT_EQ(after.report.erased, 1U);
    }
}

}  // namespace
}  // namespace tilsig::decode::testing

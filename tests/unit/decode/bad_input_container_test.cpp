// Bad input in gzip and zip around another format: tests/bad_input.md lists these tests by name.
#include "decode_support.hpp"
#include "gzip_builder.hpp"
#include "peak_memory.hpp"
#include "zip_builder.hpp"

namespace tilsig::decode::testing {
namespace {

const std::string csv = "a;b\n1;x\n2;y\n";

catalog::Layout packed(catalog::Compression compression, const std::string& member = "*.csv") {
    auto layout = csv_layout();
    layout.compression = compression;
    layout.member = member;
    return layout;
}

Decoded gunzip(const std::string& bytes) {
    return decode_all(contract_of({"a", "b"}), packed(catalog::Compression::gzip), bytes);
}
Decoded gunzip_in_pieces(const std::string& bytes, std::size_t piece) {
    return decode_all(contract_of({"a", "b"}), packed(catalog::Compression::gzip), bytes, piece);
}
Decoded unzip(const std::string& bytes, const std::string& member = "*.csv") {
    return decode_all(contract_of({"a", "b"}), packed(catalog::Compression::zip, member), bytes);
}

TEST(BadInput, GzipEmpty) { EXPECT_EQ(gunzip("").error_code, code::empty); }
TEST(BadInput, GzipThatIsNone) {
    EXPECT_EQ(gunzip(csv).error_code, code::archive);
    EXPECT_EQ(gunzip(std::string("\x1F\x8B\x07", 3) + std::string(50, 'x')).error_code, code::archive);
}
TEST(BadInput, GzipTruncated) {
    const std::string bytes = gzip(csv);
    for (std::size_t size = 1; size < bytes.size(); ++size)
        EXPECT_EQ(gunzip(bytes.substr(0, size)).error_code, code::cut) << "cut after " << size;
}
TEST(BadInput, GzipTrailingGarbage) {
    for (const std::string& garbage : {std::string("x"), std::string("more text"), std::string(3, '\0')}) {
        const auto decoded = gunzip(gzip(csv) + garbage);
        EXPECT_FALSE(decoded.refused.empty()) << garbage.size();
        EXPECT_TRUE(decoded.error_code == code::archive || decoded.error_code == code::cut) << decoded.error;
    }
}
TEST(BadInput, GzipChecksumOrSizeThatLies) {
    const std::string bytes = gzip(csv);
    for (std::size_t back = 1; back <= 8; ++back) {
        std::string lie = bytes;
        lie[lie.size() - back] = static_cast<char>(lie[lie.size() - back] ^ 1);
        EXPECT_EQ(gunzip(lie).error_code, code::archive) << back;
    }
}
TEST(BadInput, GzipDamaged) {
    const std::string bytes = gzip(csv);
    const auto whole = gunzip(bytes);
    for (std::size_t at = 10; at < bytes.size() - 8; ++at) {
        std::string damaged = bytes;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
        const auto decoded = gunzip(damaged);  // the last bits of the last byte mean nothing
        EXPECT_TRUE(!decoded.refused.empty() || decoded.rows == whole.rows) << at;
    }
}
TEST(BadInput, GzipBomb) {
    std::string bomb = gzip("a;b\n" + std::string(64U << 20U, '\n'));
    const PeakMemory memory;
    EXPECT_EQ(gunzip(bomb).error_code, code::limit);
    EXPECT_LT(memory.growth(), 16ULL << 20U);
}
TEST(BadInput, GzipSmallAndDenseIsNoBomb) {
    const auto decoded = gunzip(gzip("a;b\n1;" + std::string(900'000, 'x') + "\n"));
    EXPECT_EQ(decoded.rows.size(), 1U) << decoded.error;
}
TEST(BadInput, GzipNameWithoutEnd) {
    const auto decoded = gunzip(std::string("\x1F\x8B\x08\x08\0\0\0\0\0\x03", 10) + std::string(200'000, 'n'));
    EXPECT_EQ(decoded.error_code, code::limit) << decoded.error;
}
TEST(BadInput, GzipInGzip) {
    const std::string bytes = gzip(gzip(csv));
    EXPECT_EQ(gunzip(bytes).error_code, code::archive);
    for (std::size_t piece = 1; piece < 40; ++piece)
        EXPECT_EQ(gunzip_in_pieces(bytes, piece).error, gunzip(bytes).error) << "in pieces of " << piece;
}
TEST(BadInput, GzipDamagedInPieces) {
    const std::string inner = gzip(gzip(csv));
    for (std::size_t at = 10; at < inner.size(); ++at) {
        std::string damaged = inner;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
        for (std::size_t piece = 1; piece < 40; piece += 3)
            EXPECT_EQ(gunzip_in_pieces(damaged, piece).error, gunzip(damaged).error)
                << "byte " << at << " in pieces of " << piece;
    }
}
TEST(BadInput, GzipHoldsABrokenFile) {
    const auto decoded = gunzip(gzip("a;b\n1;x\n2"));
    EXPECT_FALSE(decoded.report.closed);
    EXPECT_EQ(decoded.report.bytes.residual(decoded.report.delivery_bytes), 0);
}
TEST(BadInput, ZipWithoutTheDataMember) {
    EXPECT_EQ(unzip(ZipBuilder().add("data.txt", csv).bytes()).error_code, code::member);
}
TEST(BadInput, ZipWithTwoDataMembers) {
    auto layout = packed(catalog::Compression::zip);
    layout.ignore_other_members = true;  // which allows others, not a second one of the declared name
    const auto decoded =
        decode_all(contract_of({"a", "b"}), layout, ZipBuilder().add("a.csv", csv).add("b.csv", csv).bytes());
    EXPECT_EQ(decoded.error_code, code::member) << decoded.error;
}
TEST(BadInput, ZipWithAnotherMember) {
    const std::string bytes = ZipBuilder().add("a.csv", csv).add("lesmeg.txt", "x").bytes();
    EXPECT_EQ(unzip(bytes).error_code, code::member);
    auto layout = packed(catalog::Compression::zip);
    layout.ignore_other_members = true;
    EXPECT_EQ(decode_all(contract_of({"a", "b"}), layout, bytes).rows.size(), 2U);
}
TEST(BadInput, ZipInZip) {
    EXPECT_EQ(unzip(ZipBuilder().add("a.csv", ZipBuilder().add("a.csv", csv).bytes()).bytes()).error_code,
              code::archive);
}
TEST(BadInput, ZipTrailingGarbage) {
    EXPECT_EQ(unzip(ZipBuilder().add("a.csv", csv).bytes() + "garbage").error_code, code::archive);
}
TEST(BadInput, ZipNamesThatFillMemory) {
    ZipBuilder many;
    for (int i = 0; i < 400; ++i) many.add(std::to_string(i) + std::string(60'000, 'n'), "", false);
    const std::string bytes = many.bytes();
    const PeakMemory memory;
    EXPECT_EQ(unzip(bytes).error_code, code::limit);
    EXPECT_LT(memory.growth(), 16ULL << 20U);
}

}  // namespace
}  // namespace tilsig::decode::testing

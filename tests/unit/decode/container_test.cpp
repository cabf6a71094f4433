// gzip and zip around every format: the same records, every landed byte accounted for.
#include "decode/container/container.hpp"

#include "decode_support.hpp"
#include "gzip_builder.hpp"
#include "zip_builder.hpp"

namespace tilsig::decode::testing {
namespace {

const std::string csv = "a;b\n1;x\n2;\n3;\xC3\xB8\n";

catalog::Layout packed(catalog::Layout layout, catalog::Compression compression, const std::string& member = "*") {
    layout.compression = compression;
    layout.member = member;
    return layout;
}

TEST(Container, GzipGivesTheRecordsOfTheUnpackedBytes) {
    const auto plain = decode_all(contract_of({"a", "b"}), csv_layout(), csv);
    const std::string bytes = gzip(csv, "navn.csv");
    for (const std::size_t piece : {std::size_t{1}, std::size_t{1000}}) {
        const auto decoded =
            decode_all(contract_of({"a", "b"}), packed(csv_layout(), catalog::Compression::gzip), bytes, piece);
        EXPECT_EQ(decoded.rows, plain.rows) << decoded.error;
        EXPECT_EQ(decoded.places[2].offset, plain.places[2].offset) << "places count unpacked bytes";
        EXPECT_TRUE(decoded.report.closed);
        const std::uint64_t header = 10 + std::string("navn.csv").size() + 1;
        EXPECT_EQ(decoded.report.bytes.preface, header);
        EXPECT_EQ(decoded.report.bytes.trailer, 8U);
        EXPECT_EQ(decoded.report.delivery_bytes, csv.size() + header + 8);
        EXPECT_EQ(decoded.report.bytes.residual(decoded.report.delivery_bytes), 0);
    }
}

TEST(Container, GzipMayBePutTogetherFromSeveralStreams) {
    const auto layout = packed(csv_layout(), catalog::Compression::gzip);
    const auto decoded = decode_all(contract_of({"a", "b"}), layout, gzip(csv.substr(0, 6)) + gzip(csv.substr(6)));
    EXPECT_EQ(decoded.rows.size(), 3U) << decoded.error;
    EXPECT_EQ(decoded.report.bytes.preface, 20U);
    EXPECT_EQ(decoded.report.bytes.residual(decoded.report.delivery_bytes), 0);
}

TEST(Container, GzipGoesAroundEveryFormat) {
    const auto xml = decode_all(contract_of({"a"}), packed(xml_layout(), catalog::Compression::gzip),
                                gzip("<r><v><a>1</a></v></r>"));
    EXPECT_EQ(xml.rows.size(), 1U) << xml.error;
    const auto json =
        decode_all(contract_of({"a"}), packed(json_layout(), catalog::Compression::gzip), gzip("[{\"a\":1}]"));
    EXPECT_EQ(json.rows.size(), 1U) << json.error;
    EXPECT_EQ(json.report.bytes.residual(json.report.delivery_bytes), 0);
}

TEST(Container, ZipGivesTheRecordsOfItsDataMember) {
    const std::string bytes =
        ZipBuilder().add("lesmeg.txt", "read me").add("data-2026.csv", csv).add("mappe/", "", false).bytes();
    auto layout = packed(csv_layout(), catalog::Compression::zip, "data-*.csv");
    layout.ignore_other_members = true;
    const auto decoded = decode_all(contract_of({"a", "b"}), layout, bytes);
    EXPECT_EQ(decoded.rows.size(), 3U) << decoded.error;
    EXPECT_TRUE(decoded.report.closed);
    const std::uint64_t own = bytes.size() - ZipBuilder::deflate(csv).size();
    EXPECT_EQ(decoded.report.bytes.preface, own) << "everything that is not the member's data is the container's";
    EXPECT_EQ(decoded.report.delivery_bytes, csv.size() + own);
    EXPECT_EQ(decoded.report.bytes.residual(decoded.report.delivery_bytes), 0);
}

TEST(Container, AMembersPatternDoesNotReachIntoFolders) {
    const auto layout = packed(csv_layout(), catalog::Compression::zip, "*.csv");
    const auto decoded = decode_all(contract_of({"a", "b"}), layout, ZipBuilder().add("x/data.csv", csv).bytes());
    EXPECT_EQ(decoded.error_code, code::member);
}

TEST(Container, UnpackedBytesAreWhatPlacesCount) {
    const std::string bytes = gzip(csv);
    const auto source = unpacked_bytes(packed(csv_layout(), catalog::Compression::gzip), source_of(bytes), "delivery");
    std::string all(100, '\0');
    std::size_t have = 0;
    while (const std::size_t got = source(all.data() + have, 3)) have += got;
    EXPECT_EQ(all.substr(0, have), csv);
}

}  // namespace
}  // namespace tilsig::decode::testing

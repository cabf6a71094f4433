// Archives that are damaged, lie or mean harm: refused with what is wrong, before or where it shows.
#include "decode/container/zip_archive.hpp"

#include "decode_support.hpp"
#include "peak_memory.hpp"
#include "zip_builder.hpp"

namespace tilsig::decode::testing {
namespace {

/// Reads every member; the error's code, or "" when all went well. `text` gets the message.
std::string read_archive(const std::string& bytes, std::string& text, ZipLimits limits = {}) {
    Spool spool;
    spool.write(bytes);
    try {
        ZipArchive archive(spool, "delivery", limits);
        std::string buffer(64 * 1024, '\0');
        for (const auto& member : archive.members()) {
            const auto source = archive.open(member);
            while (source(buffer.data(), buffer.size()) > 0) {
            }
        }
        return "";
    } catch (const DeliveryRefused& error) {
        text = error.what();
        return error.error_code();
    }
}

void expect_refused(const std::string& bytes, std::string_view code, const std::string& part, ZipLimits limits = {}) {
    std::string text;
    EXPECT_EQ(read_archive(bytes, text, limits), code) << text;
    EXPECT_NE(text.find(part), std::string::npos) << text;
    EXPECT_NE(text.find("delivery:"), std::string::npos) << text;
}

std::string good() { return ZipBuilder().add("a.csv", std::string(5000, 'a')).add("b.csv", "b", false).bytes(); }

TEST(ZipArchive, GivesItsMembersInOrder) {
    Spool spool;
    spool.write(ZipBuilder().add("x/", "", false).add("x/a", "aaa").add("b", std::string(70'000, 'b')).bytes());
    ZipArchive archive(spool, "delivery");
    ASSERT_EQ(archive.members().size(), 2U);
    ASSERT_NE(archive.find("b"), nullptr);
    EXPECT_EQ(archive.find("c"), nullptr);
    const auto source = archive.open(*archive.find("b"));
    std::string got(70'001, '\0');
    std::size_t have = 0;
    while (const std::size_t count = source(got.data() + have, got.size() - have)) have += count;
    EXPECT_EQ(have, 70'000U);
    EXPECT_EQ(got.substr(0, have), std::string(70'000, 'b'));
}

TEST(BadInput, ZipEmpty) { expect_refused("", code::empty, "0 bytes"); }
TEST(BadInput, ZipThatIsNone) { expect_refused("a;b\n1;2\n", code::archive, "not a zip archive"); }
TEST(BadInput, ZipTruncated) {
    const std::string bytes = good();
    for (std::size_t size = 4; size < bytes.size(); size += 7) {
        std::string text;
        const auto code = read_archive(bytes.substr(0, size), text);
        EXPECT_TRUE(code == code::cut || code == code::archive) << size << " " << text;
    }
    expect_refused(bytes.substr(0, bytes.size() / 2), code::cut, "is cut");
}
TEST(BadInput, ZipBomb) {
    const ZipBuilder builder = ZipBuilder().add("a", std::string(64U << 20U, '\0'));
    expect_refused(builder.bytes(), code::limit, "more than 250 to 1");
}
TEST(BadInput, ZipOfTooMuchAltogether) {
    ZipLimits limits;
    limits.inflated_bytes = 10'000;
    const std::string bytes = ZipBuilder().add("a", std::string(6000, 'a')).add("b", std::string(6000, 'b')).bytes();
    expect_refused(bytes, code::limit, "unpacked", limits);
}
TEST(BadInput, ZipMemberLargerThanStated) {
    const auto bytes = ZipBuilder().add("a", std::string(90'000, 'a'), true,
                                        [](auto& entry) { entry.inflated = entry.local_inflated = 1000; });
    expect_refused(bytes.bytes(), code::archive, "member 1");
}
TEST(BadInput, ZipMemberSmallerThanStated) {
    const auto bytes = ZipBuilder().add("a", std::string(1000, 'a'), true,
                                        [](auto& entry) { entry.inflated = entry.local_inflated = 90'000; });
    expect_refused(bytes.bytes(), code::archive, "member 1");
}
TEST(BadInput, ZipHeadersThatDiffer) {
    const auto bytes =
        ZipBuilder().add("a", std::string(1000, 'a'), true, [](auto& entry) { entry.local_inflated = 5; });
    expect_refused(bytes.bytes(), code::archive, "contradicts itself");
}
TEST(BadInput, ZipHeadersHalfFilled) {
    // A member written as a stream (bit 3): its header may leave out numbers, each by itself, and say no wrong one.
    const auto archive = [](const std::function<void(ZipBuilder::Entry&)>& lie) {
        return ZipBuilder()
            .add("a", std::string(1000, 'a'), true,
                 [&](auto& entry) {
                     entry.flags = 8;
                     entry.local_crc = entry.local_inflated = entry.local_packed = 0;
                     lie(entry);
                 })
            .add("b", "b", false)
            .bytes();
    };
    std::string text;
    EXPECT_EQ(read_archive(archive([](auto&) {}), text), "") << text;
    EXPECT_EQ(
        read_archive(archive([](auto& e) { e.local_packed = static_cast<std::uint32_t>(e.packed.size()); }), text), "")
        << text;
    EXPECT_EQ(read_archive(archive([](auto& e) { e.local_inflated = e.inflated; }), text), "") << text;
    EXPECT_EQ(read_archive(archive([](auto& e) { e.local_crc = e.crc; }), text), "") << text;
    for (const auto& lie : std::vector<std::function<void(ZipBuilder::Entry&)>>{
             [](auto& e) { e.local_packed = 7; }, [](auto& e) { e.local_inflated = 7; },
             [](auto& e) { e.local_crc = 7; },
             [](auto& e) {
                 e.local_packed = static_cast<std::uint32_t>(e.packed.size());
                 e.local_name = "c";
             },
             [](auto& e) {  // half filled, and no stream
                 e.flags = 0;
                 e.local_inflated = e.inflated;
             }})
        expect_refused(archive(lie), code::archive, "contradicts itself");
    // What the directory states is still compared with the bytes.
    expect_refused(archive([](auto& e) {
                       e.local_packed = static_cast<std::uint32_t>(e.packed.size());
                       e.inflated = 999;
                   }),
                   code::archive, "member 1");
    expect_refused(archive([](auto& e) {
                       e.local_packed = static_cast<std::uint32_t>(e.packed.size());
                       e.crc = 5;
                   }),
                   code::archive, "member 1");
    const auto twice =
        ZipBuilder().add("a", "x", false, [](auto& e) { e.flags = 8, e.local_crc = 0; }).add("a", "y", false).bytes();
    expect_refused(twice, code::member, "the same name");
}
TEST(BadInput, ZipMemberDamaged) {
    std::string bytes = ZipBuilder().add("a", std::string(1000, 'a'), false).bytes();
    bytes[100] = 'b';
    expect_refused(bytes, code::archive, "is damaged");
}
TEST(BadInput, ZipMemberEncrypted) {
    const auto bytes = ZipBuilder().add("a", "secret", false, [](auto& entry) { entry.flags = 1; });
    expect_refused(bytes.bytes(), code::encrypted, "password");
}
TEST(BadInput, ZipMemberNamesThatLeadOutside) {
    for (const char* name : {"../a", "/etc/passwd", "x/../../a", "C:\\a", "x\\a"}) {
        expect_refused(ZipBuilder().add(name, "x", false).bytes(), code::member, "leads out of the archive");
    }
}
TEST(BadInput, ZipMemberTwice) {
    expect_refused(ZipBuilder().add("a", "x", false).add("a", "y", false).bytes(), code::member, "the same name");
}
TEST(BadInput, ZipMemberPackedInAnotherWay) {
    const auto bytes = ZipBuilder().add("a", "x", false, [](auto& entry) { entry.method = 12; });
    expect_refused(bytes.bytes(), code::member, "method 12");
}
TEST(BadInput, ZipOfManyMembers) {
    ZipBuilder builder;
    for (int i = 0; i < 5000; ++i) builder.add("m" + std::to_string(i), "", false);
    const std::string bytes = builder.bytes();
    const PeakMemory memory;
    expect_refused(bytes, code::limit, "at most 4096");
    EXPECT_LT(memory.growth(), 16ULL << 20U);
}
TEST(BadInput, ZipThatStatesOtherMembers) {
    expect_refused(ZipBuilder().add("a", "x", false).bytes(3), code::archive, "contradicts itself");
}

}  // namespace
}  // namespace tilsig::decode::testing

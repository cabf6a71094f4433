#include "transport/body_decoder.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

namespace tilsig::transport {
namespace {

std::string gzip(const std::string& bytes) {
    z_stream z{};
    EXPECT_EQ(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    std::string out(deflateBound(&z, bytes.size()) + 64, '\0');
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    z.avail_in = static_cast<uInt>(bytes.size());
    z.next_out = reinterpret_cast<Bytef*>(out.data());
    z.avail_out = static_cast<uInt>(out.size());
    EXPECT_EQ(deflate(&z, Z_FINISH), Z_STREAM_END);
    out.resize(z.total_out);
    deflateEnd(&z);
    return out;
}

struct Decoded {
    BodyDecoder::Result result = BodyDecoder::Result::ok;
    std::string text;
    bool closed = false;
};

Decoded decode(const std::string& wire, std::size_t piece, std::uint64_t most = 1U << 30) {
    BodyDecoder decoder(BodyDecoder::Coding::gzip, most);
    Decoded decoded;
    for (std::size_t at = 0; at < wire.size() && decoded.result == BodyDecoder::Result::ok; at += piece) {
        decoded.result = decoder.feed(std::string_view(wire).substr(at, piece), [&](std::string_view bytes) {
            decoded.text += bytes;
            return true;
        });
    }
    decoded.closed = decoder.closed();
    return decoded;
}

const std::string sample = [] {
    std::string text;
    for (int i = 0; i < 20000; ++i) text += "0301;Oslo;" + std::to_string(i * 7919) + '\n';
    return text;
}();

TEST(BodyDecoderTest, UnpacksWhateverTheSizesOfThePieces) {
    const std::string packed = gzip(sample);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{17}, std::size_t{4096}, packed.size()}) {
        const Decoded decoded = decode(packed, piece);
        EXPECT_EQ(decoded.result, BodyDecoder::Result::ok);
        EXPECT_EQ(decoded.text, sample) << piece;
        EXPECT_TRUE(decoded.closed);
    }
}

TEST(BodyDecoderTest, SeveralMembersAreOneBody) {
    const Decoded decoded = decode(gzip("first\n") + gzip("second\n"), 5);
    EXPECT_EQ(decoded.text, "first\nsecond\n");
    EXPECT_TRUE(decoded.closed);
}

TEST(BodyDecoderTest, ACutStreamIsNotClosed) {
    const std::string packed = gzip(sample);
    for (const std::size_t kept : {std::size_t{1}, std::size_t{10}, packed.size() / 2, packed.size() - 1}) {
        EXPECT_FALSE(decode(packed.substr(0, kept), 1000).closed) << kept;
    }
}

TEST(BodyDecoderTest, DamageIsFound) {
    std::string packed = gzip(sample);
    packed[packed.size() / 2] = static_cast<char>(packed[packed.size() / 2] ^ 0x55);
    EXPECT_EQ(decode(packed, 1000).result, BodyDecoder::Result::damaged);
    EXPECT_EQ(decode("not gzip at all", 100).result, BodyDecoder::Result::damaged);
    EXPECT_EQ(decode(gzip("a") + "rubbish after the end", 1000).result, BodyDecoder::Result::damaged);
}

TEST(BodyDecoderTest, TheCapHoldsExactly) {
    const std::string packed = gzip(std::string(1000000, 'x'));
    EXPECT_EQ(decode(packed, 100, 1000000).result, BodyDecoder::Result::ok);
    const Decoded decoded = decode(packed, 100, 999999);
    EXPECT_EQ(decoded.result, BodyDecoder::Result::too_large);
    EXPECT_LE(decoded.text.size(), 999999U);
}

TEST(BodyDecoderTest, IdentityIsCountedToo) {
    BodyDecoder decoder(BodyDecoder::Coding::identity, 10);
    const auto keep = [](std::string_view) { return true; };
    EXPECT_EQ(decoder.feed("1234567890", keep), BodyDecoder::Result::ok);
    EXPECT_EQ(decoder.feed("1", keep), BodyDecoder::Result::too_large);
    EXPECT_EQ(decoder.decoded_bytes(), 10U);
    BodyDecoder stopped(BodyDecoder::Coding::identity, 10);
    EXPECT_EQ(stopped.feed("1", [](std::string_view) { return false; }), BodyDecoder::Result::stopped);
}

}  // namespace
}  // namespace tilsig::transport

// Frames: what is written is read back, in pieces of any size; what is no frame is found before it can do harm.
#include "process/frames.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <random>

#include "base/files.hpp"

namespace {

using tilsig::process::Frame;
using tilsig::process::FrameReader;
using tilsig::process::FrameRules;
using tilsig::process::FrameWriter;

enum class Kind : std::uint8_t { header = 1, bytes = 2, end = 5 };
constexpr std::uint32_t most_bytes = 128U << 10;
constexpr FrameRules rules{std::pair{Kind::header, 1000U}, {Kind::bytes, most_bytes}, {Kind::end, 1000U}};

/// What a writer wrote, as bytes.
template <typename Work>
std::string written(Work&& work) {
    const tilsig::UniqueFd fd(::memfd_create("frames", 0));
    FrameWriter writer(fd.get(), rules);
    work(writer);
    std::string all(static_cast<std::size_t>(::lseek(fd.get(), 0, SEEK_END)), '\0');
    EXPECT_EQ(::pread(fd.get(), all.data(), all.size(), 0), static_cast<ssize_t>(all.size()));
    return all;
}

struct Seen {
    Kind type;
    std::string payload;
};

/// Feeds `bytes` in pieces of at most `piece`.
std::vector<Seen> read(FrameReader& reader, std::string_view bytes, std::size_t piece) {
    std::vector<Seen> seen;
    while (!bytes.empty() && !reader.garbage()) {
        char* space = reader.space();
        const std::size_t count = std::min({piece, bytes.size(), reader.room()});
        EXPECT_GT(count, 0U) << "a reader that waits for a frame must have room for it";
        if (count == 0) break;
        std::memcpy(space, bytes.data(), count);
        reader.filled(count);
        bytes.remove_prefix(count);
        while (const auto frame = reader.next()) seen.push_back({frame->as<Kind>(), std::string(frame->payload)});
    }
    return seen;
}

TEST(Frames, AreReadBackInPiecesOfAnySize) {
    const std::string large(300000, 'b');
    const std::string bytes = written([&](FrameWriter& writer) {
        EXPECT_TRUE(writer.texts(Kind::header, {"name\n\xFF", "", "latin1"}));
        EXPECT_TRUE(writer.bytes(Kind::bytes, large));
        EXPECT_TRUE(writer.texts(Kind::end, {"closed"}));
        EXPECT_TRUE(writer.texts(Kind::end, {}));
    });
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{4096}, bytes.size()}) {
        FrameReader reader(rules);
        const auto seen = read(reader, bytes, piece);
        ASSERT_EQ(seen.size(), 6U) << "300000 bytes are three frames";
        const auto texts = Frame{1, seen[0].payload}.texts();
        ASSERT_TRUE(texts);
        EXPECT_EQ(*texts, (std::vector<std::string_view>{"name\n\xFF", "", "latin1"}));
        EXPECT_EQ(seen[1].payload + seen[2].payload + seen[3].payload, large);
        EXPECT_EQ(seen[5].payload, "");
        EXPECT_FALSE(reader.garbage());
        EXPECT_FALSE(reader.partial());
    }
}

TEST(Frames, SequenceGoesRound) {
    const std::string bytes = written([](FrameWriter& writer) {
        for (int i = 0; i < 1000; ++i) EXPECT_TRUE(writer.bytes(Kind::bytes, "x"));
    });
    FrameReader reader(rules);
    EXPECT_EQ(read(reader, bytes, bytes.size()).size(), 1000U);
}

TEST(Frames, MissingRepeatedAndForeignBytesAreGarbage) {
    const auto one = written([](FrameWriter& writer) { writer.bytes(Kind::bytes, "x"); });
    const auto two = written([](FrameWriter& writer) {
        writer.bytes(Kind::bytes, "x");
        writer.bytes(Kind::bytes, "y");
    });
    const auto garbage = [](const std::string& bytes) {
        FrameReader reader(rules);
        (void)read(reader, bytes, bytes.size());
        return reader.garbage();
    };
    EXPECT_FALSE(garbage(two));
    EXPECT_TRUE(garbage(one + one)) << "the same frame twice";
    EXPECT_TRUE(garbage(two.substr(one.size()))) << "a frame is missing";
    EXPECT_TRUE(garbage(one + "printf debugging\n"));
    EXPECT_TRUE(garbage(std::string(8, '\0')));
    for (const char type : {'\x03', '\x06', '\x40', '\xFF'}) {
        auto strange = one;
        strange[2] = type;
        EXPECT_TRUE(garbage(strange)) << "a type the rules do not know";
    }
}

TEST(Frames, ImpossibleLengthIsFoundInTheHeader) {
    auto bytes = written([](FrameWriter& writer) { writer.bytes(Kind::bytes, "x"); });
    bytes[7] = '\x7F';
    FrameReader reader(rules);
    (void)read(reader, bytes.substr(0, 8), 8);
    EXPECT_TRUE(reader.garbage()) << "waiting for two gigabytes would be a hang";
}

TEST(Frames, AreNoLargerThanTheirTypeAllows) {
    const std::string large(1001, 'x');
    EXPECT_EQ(written([&](FrameWriter& writer) { EXPECT_FALSE(writer.texts(Kind::header, {large})); }), "");
    auto bytes = written([](FrameWriter& writer) { writer.bytes(Kind::bytes, std::string(1001, 'x')); });
    bytes[2] = static_cast<char>(Kind::header);
    FrameReader reader(rules);
    (void)read(reader, bytes.substr(0, 8), 8);
    EXPECT_TRUE(reader.garbage());
}

TEST(Frames, AReaderThatIsGoneIsToldWithoutASignal) {
    int ends[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    const tilsig::UniqueFd ours(ends[0]);
    ::close(ends[1]);
    FrameWriter writer(ours.get(), rules);
    EXPECT_FALSE(writer.texts(Kind::header, {"anybody?"}));
    FrameReader reader(rules);
    EXPECT_EQ(reader.read(ours.get()), FrameReader::Got::end);
}

TEST(Frames, UnfinishedFrameIsPartial) {
    const auto bytes = written([](FrameWriter& writer) { writer.bytes(Kind::bytes, "hello"); });
    FrameReader reader(rules);
    EXPECT_TRUE(read(reader, bytes.substr(0, bytes.size() - 1), 100).empty());
    EXPECT_TRUE(reader.partial());
    EXPECT_FALSE(reader.garbage());
}

TEST(Frames, TextsMustFillTheirPayloadExactly) {
    using namespace std::string_view_literals;
    const auto texts = [](std::string_view payload) { return Frame{1, payload}.texts(); };
    EXPECT_TRUE(texts(""sv));
    EXPECT_TRUE(texts("\x01\x00\x00\x00x"sv));
    EXPECT_FALSE(texts("\x02\x00\x00\x00x"sv));
    EXPECT_FALSE(texts("\xFF\xFF\xFF\xFFx"sv));
    EXPECT_FALSE(texts("\x01\x00\x00"sv));
    EXPECT_FALSE(texts(std::string(4 * 65, '\0'))) << "more texts than any frame has";
}

TEST(Frames, RandomBytesNeverPassForManyFrames) {
    std::mt19937 random(20261122);
    for (int round = 0; round < 2000; ++round) {
        std::string bytes = written([](FrameWriter& writer) {
            writer.texts(Kind::header, {"a", "b", "c"});
            writer.bytes(Kind::bytes, "some bytes");
            writer.texts(Kind::end, {"0", "-1", ""});
        });
        const std::size_t at = random() % bytes.size();
        bytes[at] = static_cast<char>(random());
        bytes.resize(1 + random() % bytes.size());
        FrameReader reader(rules);
        for (const auto& frame : read(reader, bytes, 1 + random() % 40)) (void)Frame{1, frame.payload}.texts();
    }
}

}  // namespace

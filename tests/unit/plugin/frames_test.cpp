// Frames: what is written is read back, in pieces of any size; what is no frame is found before it can do harm.
#include "plugin/frames.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <random>

#include "base/files.hpp"

namespace {

using tilsig::plugin::Frame;
using tilsig::plugin::FrameReader;
using tilsig::plugin::FrameType;
using tilsig::plugin::FrameWriter;

/// What a writer wrote, as bytes.
template <typename Work>
std::string written(Work&& work) {
    const tilsig::UniqueFd fd(::memfd_create("frames", 0));
    FrameWriter writer(fd.get());
    work(writer);
    std::string all(static_cast<std::size_t>(::lseek(fd.get(), 0, SEEK_END)), '\0');
    EXPECT_EQ(::pread(fd.get(), all.data(), all.size(), 0), static_cast<ssize_t>(all.size()));
    return all;
}

struct Seen {
    FrameType type;
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
        while (const auto frame = reader.next()) seen.push_back({frame->type, std::string(frame->payload)});
    }
    return seen;
}

TEST(Frames, AreReadBackInPiecesOfAnySize) {
    const std::string large(300000, 'b');
    const std::string bytes = written([&](FrameWriter& writer) {
        EXPECT_TRUE(writer.texts(FrameType::begin, {"name\n\xFF", "", "latin1"}));
        EXPECT_TRUE(writer.bytes(large));
        EXPECT_TRUE(writer.texts(FrameType::end, {"closed"}));
        EXPECT_TRUE(writer.texts(FrameType::restart, {}));
    });
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{4096}, bytes.size()}) {
        FrameReader reader;
        const auto seen = read(reader, bytes, piece);
        ASSERT_EQ(seen.size(), 6U) << "300000 bytes are three frames";
        const auto texts = Frame{seen[0].type, seen[0].payload}.texts();
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
        for (int i = 0; i < 1000; ++i) EXPECT_TRUE(writer.bytes("x"));
    });
    FrameReader reader;
    EXPECT_EQ(read(reader, bytes, bytes.size()).size(), 1000U);
}

TEST(Frames, MissingRepeatedAndForeignBytesAreGarbage) {
    const auto one = written([](FrameWriter& writer) { writer.bytes("x"); });
    const auto two = written([](FrameWriter& writer) {
        writer.bytes("x");
        writer.bytes("y");
    });
    const auto garbage = [](const std::string& bytes) {
        FrameReader reader;
        (void)read(reader, bytes, bytes.size());
        return reader.garbage();
    };
    EXPECT_FALSE(garbage(two));
    EXPECT_TRUE(garbage(one + one)) << "the same frame twice";
    EXPECT_TRUE(garbage(two.substr(one.size()))) << "a frame is missing";
    EXPECT_TRUE(garbage(one + "printf debugging\n"));
    EXPECT_TRUE(garbage(std::string(8, '\0')));
}

TEST(Frames, ImpossibleLengthIsFoundInTheHeader) {
    auto bytes = written([](FrameWriter& writer) { writer.bytes("x"); });
    bytes[7] = '\x7F';
    FrameReader reader;
    (void)read(reader, bytes.substr(0, 8), 8);
    EXPECT_TRUE(reader.garbage()) << "waiting for two gigabytes would be a hang";
}

TEST(Frames, UnfinishedFrameIsPartial) {
    const auto bytes = written([](FrameWriter& writer) { writer.bytes("hello"); });
    FrameReader reader;
    EXPECT_TRUE(read(reader, bytes.substr(0, bytes.size() - 1), 100).empty());
    EXPECT_TRUE(reader.partial());
    EXPECT_FALSE(reader.garbage());
}

TEST(Frames, TextsMustFillTheirPayloadExactly) {
    using namespace std::string_view_literals;
    const auto texts = [](std::string_view payload) { return Frame{FrameType::log, payload}.texts(); };
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
            writer.texts(FrameType::begin, {"a", "b", "c"});
            writer.bytes("some bytes");
            writer.texts(FrameType::result, {"0", "-1", ""});
        });
        const std::size_t at = random() % bytes.size();
        bytes[at] = static_cast<char>(random());
        bytes.resize(1 + random() % bytes.size());
        FrameReader reader;
        for (const auto& frame : read(reader, bytes, 1 + random() % 40)) (void)Frame{frame.type, frame.payload}.texts();
    }
}

}  // namespace

// Blanking: same length, same name, same lines, and the original's bytes are gone for good.
#include <atomic>
#include <thread>

#include "base/hash.hpp"
#include "land/sealed_file.hpp"
#include "landing_fixture.hpp"

namespace tilsig::land {
namespace {

TEST_F(LandingTest, BlankedRangesKeepLengthLinesAndName) {
    LandingZone zone = open_zone();
    const std::string bytes = "id;note\r\n1;\"two\r\nlines\"\r\n2;keep\r\n";
    const Manifest manifest = land(zone, bytes);
    const Manifest derived = zone.blank(manifest.delivery, {{9, 14}});
    EXPECT_EQ(derived.delivery, manifest.delivery);
    EXPECT_EQ(derived.derived_from, manifest.delivery);
    EXPECT_EQ(derived.bytes, manifest.bytes);
    EXPECT_EQ(derived.received_at, manifest.received_at);
    EXPECT_EQ(read_all(zone.open(manifest.delivery)), "id;note\r\n      \r\n      \r\n2;keep\r\n");
}

TEST_F(LandingTest, RangesMayOverlapCrossChunksAndStandInAnyOrder) {
    LandingZone zone = open_zone();
    std::mt19937_64 random(21);
    std::string bytes = random_bytes(3 * default_chunk_bytes + 50, 21);
    const Manifest manifest = land(zone, bytes);
    for (int round = 0; round < 5; ++round) {
        std::vector<std::pair<std::uint64_t, std::uint32_t>> ranges;
        for (int i = 0; i < 40; ++i) {
            const std::uint64_t offset = random() % bytes.size();
            const std::uint64_t limit = i == 0 ? 2 * default_chunk_bytes : 3000;
            const std::uint64_t length = std::min<std::uint64_t>(random() % limit, bytes.size() - offset);
            ranges.emplace_back(offset, static_cast<std::uint32_t>(length));
        }
        for (const auto& [offset, length] : ranges) {
            for (std::size_t at = offset; at < offset + length; ++at) {
                if (bytes[at] != '\n' && bytes[at] != '\r') bytes[at] = ' ';
            }
        }
        EXPECT_EQ(zone.blank(manifest.delivery, ranges).derived_from, manifest.delivery);
        ASSERT_TRUE(read_all(zone.open(manifest.delivery)) == bytes) << round;
    }
    EXPECT_EQ(names_in_zone(), std::vector<std::string>{manifest.delivery});
}

TEST_F(LandingTest, WhatWasBlankedStaysBlankedWhenTheSameBytesComeAgain) {
    LandingZone zone = open_zone();
    const Manifest manifest = land(zone, "15860560043;x\n", "report 15860560043.csv");
    EXPECT_EQ(zone.blank(manifest.delivery, {{0, 11}}).outside_name, "report #.csv");
    EXPECT_EQ(land(zone, "15860560043;x\n").derived_from, manifest.delivery);
    EXPECT_EQ(read_all(zone.open(manifest.delivery)), "           ;x\n");
    // Not even a derivative that is damaged gives way to the original bytes.
    overwrite(content_of(manifest), "");
    EXPECT_EQ(land(zone, "15860560043;x\n").derived_from, manifest.delivery);
    EXPECT_THROW(static_cast<void>(zone.open(manifest.delivery)), Error);
}

TEST_F(LandingTest, ADerivativeIsSealedUnderANewKey) {
    LandingZone zone = open_zone();
    const std::string bytes = random_bytes(1000, 23);
    const Manifest manifest = land(zone, bytes);
    const std::string before = read_file(content_of(manifest));
    zone.blank(manifest.delivery, {});
    const std::string after = read_file(content_of(manifest));
    ASSERT_EQ(before.size(), after.size());
    EXPECT_NE(before.substr(0, 16), after.substr(0, 16))
        << "the same key stream twice would give the blanked bytes away";
    EXPECT_TRUE(read_all(zone.open(manifest.delivery)) == bytes);
}

TEST_F(LandingTest, ReadersNeverFailWhileTheirDeliveryIsBlanked) {
    LandingZone zone = open_zone();
    const std::string bytes(1000, 'x');
    const Manifest manifest = land(zone, bytes);
    std::atomic<bool> done = false;
    std::thread reader([&] {
        const LandingZone other = open_zone();
        while (!done) {
            const std::string read = read_all(other.open(manifest.delivery));
            EXPECT_EQ(read.size(), bytes.size());
            EXPECT_EQ(read.find_first_not_of("x "), std::string::npos);
        }
    });
    for (std::uint32_t at = 0; at < 200; ++at) zone.blank(manifest.delivery, {{at, 1}});
    done = true;
    reader.join();
    EXPECT_EQ(read_all(zone.open(manifest.delivery)), std::string(200, ' ') + std::string(800, 'x'));
}

TEST_F(LandingTest, ErasuresAtOnceDoNotUndoEachOther) {
    LandingZone zone = open_zone();
    const Manifest manifest = land(zone, std::string(400, 'x'));
    std::vector<std::thread> erasers;
    for (std::uint32_t from = 0; from < 4; ++from) {
        erasers.emplace_back([&, from] {
            LandingZone own = open_zone();
            for (std::uint32_t at = from * 100; at < from * 100 + 20; ++at) own.blank(manifest.delivery, {{at, 1}});
        });
    }
    for (std::thread& eraser : erasers) eraser.join();
    const std::string part = std::string(20, ' ') + std::string(80, 'x');
    EXPECT_EQ(read_all(zone.open(manifest.delivery)), part + part + part + part);
}

TEST_F(LandingTest, ARangeOutsideTheDeliveryIsRefusedAndChangesNothing) {
    LandingZone zone = open_zone();
    const Manifest manifest = land(zone, "0123456789");
    for (const std::pair<std::uint64_t, std::uint32_t>& range :
         {std::pair<std::uint64_t, std::uint32_t>{5, 6}, {11, 0}, {UINT64_MAX, 1}, {0, UINT32_MAX}}) {
        EXPECT_EQ(error_of([&] { zone.blank(manifest.delivery, {{0, 2}, range}); }).kind(), ErrorKind::state);
    }
    EXPECT_EQ(read_all(zone.open(manifest.delivery)), "0123456789");
    EXPECT_EQ(zone.find(manifest.delivery)->derived_from, "");
    EXPECT_EQ(error_of([&] { zone.blank(sha256_hex("other"), {}); }).kind(), ErrorKind::state);
}

}  // namespace
}  // namespace tilsig::land

// What an erasure leaves of a delivery stands under its name, and the original's bytes are gone for good.
#include <atomic>
#include <thread>

#include "base/hash.hpp"
#include "land/sealed_file.hpp"
#include "landing_fixture.hpp"

namespace tilsig::land {
namespace {

/// The bytes of the ranges (offset, length) become spaces.
Manifest blank(LandingZone& zone, const std::string& delivery,
               const std::vector<std::pair<std::size_t, std::size_t>>& ranges) {
    return zone.rewrite(delivery, {}, [&](const LandingZone::Source& source, const LandingZone::Sink& sink) {
        std::string bytes, piece(1000, '\0');
        while (const std::size_t count = source(piece.data(), piece.size())) bytes.append(piece, 0, count);
        for (const auto& [offset, length] : ranges) bytes.replace(offset, length, length, ' ');
        sink(bytes);
    });
}

TEST_F(LandingTest, WhatIsLeftHasItsNameAndSaysWhichRecordsAreGone) {
    LandingZone zone = open_zone();
    const Manifest manifest = land(zone, random_bytes(3 * default_chunk_bytes + 50, 21));
    model::RecordPlace place;
    place.number = 7;
    place.line = 8;
    place.offset = 90;
    place.length = 14;
    const auto shorter = [](const LandingZone::Source&, const LandingZone::Sink& sink) { sink("what is left"); };
    const Manifest derived = zone.rewrite(manifest.delivery, {place}, shorter);
    EXPECT_EQ(derived.delivery, manifest.delivery);
    EXPECT_EQ(derived.derived_from, manifest.delivery);
    EXPECT_EQ(derived.received_at, manifest.received_at);
    EXPECT_EQ(derived.bytes, 12U);
    EXPECT_NE(derived.erased_at, "");
    ASSERT_EQ(derived.erased.size(), 1U);
    EXPECT_EQ(derived.erased[0].number, 0U) << "the number follows from a layout";
    EXPECT_EQ(derived.erased[0].offset, 90U);
    EXPECT_EQ(zone.find(manifest.delivery), derived) << "also as read from the disk";
    EXPECT_EQ(read_all(zone.open(manifest.delivery)), "what is left");
    EXPECT_EQ(zone.rewrite(manifest.delivery, {place}, shorter).erased.size(), 2U) << "with those of before";
    EXPECT_EQ(names_in_zone(), std::vector<std::string>{manifest.delivery});
}

TEST_F(LandingTest, WhatWasBlankedStaysBlankedWhenTheSameBytesComeAgain) {
    LandingZone zone = open_zone();
    const Manifest manifest = land(zone, "15860560043;x\n", "report 15860560043.csv");
    EXPECT_EQ(blank(zone, manifest.delivery, {{0, 11}}).outside_name, "report #.csv");
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
    (void)blank(zone, manifest.delivery, {});
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
    for (std::uint32_t at = 0; at < 200; ++at) (void)blank(zone, manifest.delivery, {{at, 1U}});
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
            for (std::uint32_t at = from * 100; at < from * 100 + 20; ++at)
                (void)blank(own, manifest.delivery, {{at, 1U}});
        });
    }
    for (std::thread& eraser : erasers) eraser.join();
    const std::string part = std::string(20, ' ') + std::string(80, 'x');
    EXPECT_EQ(read_all(zone.open(manifest.delivery)), part + part + part + part);
}

TEST_F(LandingTest, WhenTheRewritingFailsTheDeliveryStaysAsItWas) {
    LandingZone zone = open_zone();
    const Manifest manifest = land(zone, "0123456789");
    EXPECT_EQ(error_of([&] {
                  (void)zone.rewrite(manifest.delivery, {}, [](const auto&, const LandingZone::Sink& sink) {
                      sink("012");
                      throw Error(ErrorKind::data, "no");
                  });
              }).kind(),
              ErrorKind::data);
    EXPECT_EQ(read_all(zone.open(manifest.delivery)), "0123456789");
    EXPECT_EQ(zone.find(manifest.delivery), manifest);
    EXPECT_EQ(names_in_zone(), std::vector<std::string>{manifest.delivery});
    EXPECT_EQ(error_of([&] { (void)blank(zone, sha256_hex("other"), {}); }).kind(), ErrorKind::state);
}

}  // namespace
}  // namespace tilsig::land

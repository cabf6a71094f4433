// Landing, finding, reading and retention.
#include <sys/stat.h>

#include <array>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "land/sealed_file.hpp"
#include "landing_fixture.hpp"

namespace tilsig::land {
namespace {

TEST_F(LandingTest, BytesComeBackAtEverySizeAroundAChunk) {
    LandingZone zone = open_zone();
    const std::size_t chunk = default_chunk_bytes;
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{1}, chunk - 1, chunk, chunk + 1, 2 * chunk, 3 * chunk + 7}) {
        const std::string bytes = random_bytes(size, static_cast<unsigned>(size));
        const Manifest manifest = land(zone, bytes);
        EXPECT_EQ(manifest.delivery, sha256_hex(bytes));
        EXPECT_EQ(manifest.bytes, size);
        EXPECT_EQ(std::filesystem::file_size(content_of(manifest)), sealed_size(size, default_chunk_bytes));
        EXPECT_TRUE(read_all(zone.open(manifest.delivery)) == bytes) << size;
    }
}

TEST_F(LandingTest, TheWayItIsWrittenDoesNotMatter) {
    LandingZone zone = open_zone();
    const std::string bytes = random_bytes(12 * default_chunk_bytes + 11, 5);
    std::mt19937_64 random(5);
    // Small pieces are hashed at once, large ones while they are sealed.
    constexpr std::array<std::size_t, 2> most{2, 8};
    for (int round = 0; round < 20; ++round) {
        LandingWriter writer = zone.begin({"f.a", "s", "all"}, "", "", "", "90d");
        for (std::size_t at = 0; at < bytes.size();) {
            const std::size_t count = std::min<std::size_t>(
                bytes.size() - at, random() % (most[static_cast<std::size_t>(round % 2)] * default_chunk_bytes + 1));
            writer.write(std::string_view(bytes).substr(at, count));
            at += count;
        }
        EXPECT_EQ(writer.bytes(), bytes.size());
        const Manifest manifest = writer.seal({});
        EXPECT_EQ(manifest.delivery, sha256_hex(bytes));
        EXPECT_TRUE(read_all(zone.open(manifest.delivery)) == bytes);
        zone.remove(manifest.delivery);
    }
}

TEST_F(LandingTest, AnyPlaceCanBeRead) {
    LandingZone zone = open_zone();
    const std::string bytes = random_bytes(4 * default_chunk_bytes + 99, 7);
    LandedReader reader = zone.open(land(zone, bytes).delivery);
    std::mt19937_64 random(7);
    std::string buffer(default_chunk_bytes + 500, '\0');
    for (int round = 0; round < 300; ++round) {
        const std::size_t offset = random() % (bytes.size() + 20);
        const std::size_t size = random() % buffer.size();
        reader.seek(offset);
        const std::size_t count = reader.read(buffer.data(), size);
        const std::string_view expected = offset < bytes.size() ? std::string_view(bytes).substr(offset, size) : "";
        ASSERT_TRUE(std::string_view(buffer).substr(0, count) == expected) << offset << " " << size;
    }
}

TEST_F(LandingTest, TheManifestIsFoundAgainByAnotherProgramRun) {
    Manifest landed;
    {
        LandingZone zone = open_zone();
        landed = land(zone, "a;b\n1;2\n", "NIR h\xf8st 2008.csv");
    }
    const LandingZone zone = open_zone();
    const auto found = zone.find(landed.delivery);
    ASSERT_TRUE(found);
    EXPECT_EQ(*found, landed);
    EXPECT_EQ(found->unit, "municipal.intro/k0101/2008");
    EXPECT_EQ(found->outside_name, "NIR h\xf8st 2008.csv");
    EXPECT_EQ(found->proof.kind, "settled: same size at two looks");
    EXPECT_EQ(found->received_at, "2026-11-22T03:00:00.000000Z");
    EXPECT_EQ(found->derived_from, "");
    EXPECT_EQ(zone.list(), std::vector<Manifest>{landed});
    EXPECT_FALSE(zone.find(sha256_hex("other")));
    EXPECT_EQ(error_of([&] { static_cast<void>(zone.open(sha256_hex("other"))); }).kind(), ErrorKind::state);
}

TEST_F(LandingTest, TheManifestKeepsEveryPartOfAProof) {
    LandingZone zone = open_zone();
    for (const model::Proof& proof : {model::Proof{"closed-json", "36 categories", "26 categories", "Region:0301 1103"},
                                      model::Proof{"settled-file"}, model::Proof{"last-page", "", "", "aar:2024"}}) {
        LandingWriter writer = zone.begin({"ssb.population", "ssb", "all"}, "a.json", "", "", "keep");
        writer.write(proof.kind);
        const std::string delivery = writer.seal(proof).delivery;
        EXPECT_EQ(open_zone().find(delivery)->proof, proof);
        EXPECT_EQ(read_all(open_zone().open(delivery)), proof.kind) << "the wrapping authenticates it";
    }
    // As it was written before proofs had parts.
    StoredManifest old;
    old.manifest.proof.kind = "last-page, lacks=aar:2024";
    const auto read = parse_manifest(old.text(), "m");
    EXPECT_EQ(read.manifest.proof, (model::Proof{"last-page", "", "", "aar:2024"}));
    EXPECT_EQ(read.bound(), old.bound());
}

TEST_F(LandingTest, TheSameBytesAgainAreTheSameDeliveryAndNothingIsRewritten) {
    LandingZone zone = open_zone();
    const Manifest first = land(zone, "same bytes", "first.csv");
    struct stat before {};
    ASSERT_EQ(::stat(content_of(first).c_str(), &before), 0);
    m_clock.sleep_for(std::chrono::hours{24});
    EXPECT_EQ(land(zone, "same bytes", "second.csv"), first);
    struct stat after {};
    ASSERT_EQ(::stat(content_of(first).c_str(), &after), 0);
    EXPECT_EQ(before.st_ino, after.st_ino);
    EXPECT_EQ(names_in_zone(), std::vector<std::string>{first.delivery});
}

TEST_F(LandingTest, OnlyWhatCanBeReadToItsEndIsFoundWhole) {
    LandingZone zone = open_zone();
    const std::string bytes = random_bytes(2 * default_chunk_bytes + 7, 3);
    const Manifest manifest = land(zone, bytes);
    EXPECT_EQ(zone.find_whole(manifest.delivery), manifest);
    EXPECT_EQ(zone.find_whole(sha256_hex("never landed")), std::nullopt);
    const std::string sealed = read_file(content_of(manifest));
    std::string flipped = sealed;
    flipped.back() = static_cast<char>(flipped.back() ^ 1);
    overwrite(content_of(manifest), flipped);
    EXPECT_EQ(zone.find_whole(manifest.delivery), std::nullopt) << "the last chunk is read too";
    overwrite(content_of(manifest), sealed);
    const Manifest blanked = zone.rewrite(manifest.delivery, {}, [](const auto&, const auto& sink) { sink("left"); });
    EXPECT_EQ(zone.find_whole(manifest.delivery), blanked) << "what was erased stays erased, whoever sends it again";
}

TEST_F(LandingTest, TwoWritersOfTheSameBytesAtOnceMakeOneDelivery) {
    LandingZone one = open_zone();
    LandingZone two = open_zone();
    LandingWriter a = one.begin({"f.a", "s", "all"}, "", "", "", "90d");
    LandingWriter b = two.begin({"f.a", "s", "all"}, "", "", "", "90d");
    a.write("race");
    b.write("race");
    const Manifest first = a.seal({});
    EXPECT_EQ(b.seal({}), first);
    { const LandingWriter gone = std::move(b); }
    EXPECT_EQ(names_in_zone(), std::vector<std::string>{first.delivery});
}

TEST_F(LandingTest, AnAbandonedWriterLeavesNothing) {
    LandingZone zone = open_zone();
    {
        LandingWriter writer = zone.begin({"f.a", "s", "all"}, "", "", "", "90d");
        writer.write(random_bytes(3 * default_chunk_bytes, 1));
        EXPECT_EQ(names_in_zone().size(), 1U);
    }
    EXPECT_TRUE(names_in_zone().empty());
}

TEST_F(LandingTest, AWriterIsUsedOnce) {
    LandingZone zone = open_zone();
    LandingWriter writer = zone.begin({"f.a", "s", "all"}, "", "", "", "90d");
    writer.write("x");
    writer.seal({});
    EXPECT_EQ(error_of([&] { writer.write("y"); }).kind(), ErrorKind::state);
    EXPECT_EQ(error_of([&] { writer.seal({}); }).kind(), ErrorKind::state);
}

TEST_F(LandingTest, OutsideNamesAreNeverPaths) {
    LandingZone zone = open_zone();
    const std::string nul("a\0b", 3);
    int number = 0;
    for (const std::string& name :
         {std::string("../../../etc/passwd"), std::string("/etc/passwd"), std::string("a\nb\r\n"), nul,
          std::string("\xff\xfe\x80"), std::string(5000, 'x'), std::string("manifest.json"), std::string()}) {
        const Manifest manifest = land(zone, "hostile " + std::to_string(number++), name);
        EXPECT_EQ(manifest.outside_name, name);
        EXPECT_EQ(zone.find(manifest.delivery)->outside_name, name);
    }
    for (const std::string& name : names_in_zone()) EXPECT_TRUE(is_sha256_hex(name)) << name;
    EXPECT_EQ(names_in_zone().size(), 8U);
    for (const char* id : {"../landing.key", "", ".", "ABC"}) {
        EXPECT_EQ(error_of([&] { static_cast<void>(zone.find(id)); }).kind(), ErrorKind::usage);
        EXPECT_EQ(error_of([&] { zone.remove(id); }).kind(), ErrorKind::state);
    }
}

TEST_F(LandingTest, NothingOfTheContentOrTheOutsideNameStandsInTheZoneUnsealed) {
    LandingZone zone = open_zone();
    const std::string canary = "15860560043";
    std::string bytes;
    while (bytes.size() < 2 * default_chunk_bytes) bytes += "k0101;" + canary + ";x\n";
    land(zone, bytes, canary + ".csv");
    for (const auto& entry : std::filesystem::recursive_directory_iterator(zone_path())) {
        if (entry.is_regular_file()) {
            const std::string content = read_file(entry.path());
            EXPECT_EQ(content.find(canary), std::string::npos) << entry.path();
            EXPECT_EQ(content.find("MTU4NjA1NjAw"), std::string::npos) << entry.path() << ": the name in base64";
        }
        struct stat info {};
        ASSERT_EQ(::stat(entry.path().c_str(), &info), 0);
        EXPECT_EQ(info.st_mode & 077U, 0U) << entry.path();
    }
}

TEST_F(LandingTest, RetentionIsCountedFromTheLanding) {
    LandingZone zone = open_zone();
    const auto land_for = [&](const char* retention) {
        LandingWriter writer = zone.begin({"f.a", "s", "all"}, "", "", "", retention);
        writer.write(retention);
        return writer.seal({}).delivery;
    };
    const std::string short_lived = land_for("90d");
    const std::string hours = land_for("12h");
    land_for("keep");
    const auto expired_ids = [&](std::chrono::hours later) {
        std::vector<std::string> ids;
        for (const Manifest& manifest : zone.expired(m_clock.now() + later)) ids.push_back(manifest.delivery);
        return ids;
    };
    EXPECT_TRUE(expired_ids(std::chrono::hours{11}).empty());
    EXPECT_EQ(expired_ids(std::chrono::hours{12}), std::vector<std::string>{hours});
    EXPECT_EQ(expired_ids(std::chrono::hours{24 * 90 - 1}).size(), 1U);
    EXPECT_EQ(expired_ids(std::chrono::hours{24 * 90}).size(), 2U);
    EXPECT_EQ(expired_ids(std::chrono::hours{24 * 9000}).size(), 2U);
    zone.remove(short_lived);
    EXPECT_FALSE(zone.find(short_lived));
    EXPECT_EQ(names_in_zone().size(), 2U);
    for (const char* wrong : {"", "d", "90", "-1d", "90w", "ninety", "99999999d", "1d ", "0d"}) {
        EXPECT_EQ(error_of([&] {
                      static_cast<void>(zone.begin({"f.a", "s", "all"}, "", "", "", wrong));
                  }).kind(),
                  ErrorKind::configuration)
            << wrong;
    }
}

TEST_F(LandingTest, AReaderOutlivesTheRemovalOfItsDelivery) {
    LandingZone zone = open_zone();
    const std::string bytes = random_bytes(2 * default_chunk_bytes, 3);
    const Manifest manifest = land(zone, bytes);
    LandedReader reader = zone.open(manifest.delivery);
    zone.remove(manifest.delivery);
    EXPECT_TRUE(read_all(std::move(reader)) == bytes);
}

TEST_F(LandingTest, LeftoversOfKilledWritersGoAndNothingElseDoes) {
    open_zone();
    const auto make = [&](const std::string& name) {
        std::filesystem::create_directories(zone_path() / name);
        write_file_durably(zone_path() / name / "content", "half");
    };
    make(".part-99999999-0123456789abcdef");
    make(".part-1-0123456789abcde");  // one digit short: not ours
    make(".part-x-0123456789abcdef");
    make("part-1-0123456789abcdef");
    make("somebody's folder");
    LandingZone first = open_zone();
    EXPECT_EQ(names_in_zone(), (std::vector<std::string>{".part-1-0123456789abcde", ".part-x-0123456789abcdef",
                                                         "part-1-0123456789abcdef", "somebody's folder"}));
    // A writer that lives keeps its folder when another program opens the zone.
    LandingWriter writer = first.begin({"f.a", "s", "all"}, "", "", "", "90d");
    writer.write("alive");
    open_zone();
    EXPECT_EQ(read_all(first.open(writer.seal({}).delivery)), "alive");
}

}  // namespace
}  // namespace tilsig::land

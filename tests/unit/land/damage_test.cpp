// Damage of every kind is found and told; nothing damaged is ever handed out.
#include <sys/stat.h>

#include "base/hash.hpp"
#include "land/sealed_file.hpp"
#include "landing_fixture.hpp"

namespace tilsig::land {
namespace {

constexpr std::size_t sealed_chunk = default_chunk_bytes + chunk_tag_bytes;

class DamageTest : public LandingTest {
protected:
    /// Reading everything must end in a located storage error.
    void expect_damage(const LandingZone& zone, const Manifest& manifest, const std::string& what) {
        try {
            read_all(zone.open(manifest.delivery));
            ADD_FAILURE() << what << ": not found";
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::storage) << what << ": " << error.what();
            EXPECT_NE(error.place().file.find(manifest.delivery), std::string::npos) << what;
            EXPECT_FALSE(error.remedy_text().empty()) << what;
        }
    }
};

TEST_F(DamageTest, EverySeededBitFlipOfTheContentIsFound) {
    LandingZone zone = open_zone();
    const Manifest manifest = land(zone, random_bytes(3 * default_chunk_bytes + 1234, 11));
    const std::string whole = read_file(content_of(manifest));
    std::mt19937_64 random(11);
    for (int round = 0; round < 150; ++round) {
        const std::size_t at = random() % whole.size();
        std::string flipped = whole;
        flipped[at] = static_cast<char>(flipped[at] ^ (1 << (random() % 8)));
        overwrite(content_of(manifest), flipped);
        expect_damage(zone, manifest, "bit flip at " + std::to_string(at));
    }
    overwrite(content_of(manifest), whole);
    EXPECT_NO_THROW(read_all(zone.open(manifest.delivery)));
}

TEST_F(DamageTest, ACutFileIsFoundAlsoAtAChunkBorder) {
    LandingZone zone = open_zone();
    const Manifest manifest = land(zone, random_bytes(3 * default_chunk_bytes, 12));
    const std::string whole = read_file(content_of(manifest));
    ASSERT_EQ(whole.size(), 3 * sealed_chunk);
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, sealed_chunk, 2 * sealed_chunk, whole.size() - 1}) {
        overwrite(content_of(manifest), whole.substr(0, size));
        expect_damage(zone, manifest, "cut to " + std::to_string(size));
    }
    overwrite(content_of(manifest), whole + whole.substr(0, sealed_chunk));
    expect_damage(zone, manifest, "lengthened");
}

// The size in the manifest would find a cut file too; this is the second line: a chunk knows whether it is the last.
TEST_F(DamageTest, AnInnerChunkIsNotTakenForTheLast) {
    const KeyBytes key = KeyBytes::random();
    const std::filesystem::path path = m_temp.path() / "chunks";
    const std::string bytes = random_bytes(2 * 4096, 13);
    {
        const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
        SealedWriter writer(fd.get(), path.string(), key, 4096);
        writer.write(bytes);
        writer.finish();
    }
    const auto open_as = [&](std::uint64_t size) {
        return SealedReader(UniqueFd(::open(path.c_str(), O_RDONLY | O_CLOEXEC)), path.string(), key, size, 4096);
    };
    std::string out(bytes.size(), '\0');
    {
        SealedReader reader = open_as(bytes.size());
        ASSERT_EQ(reader.read_at(4096, out.data(), out.size()), 4096U);
    }
    std::filesystem::resize_file(path, 4096 + chunk_tag_bytes);
    SealedReader cut = open_as(4096);
    EXPECT_EQ(error_of([&] { cut.read_at(0, out.data(), out.size()); }).kind(), ErrorKind::storage);
}

TEST_F(DamageTest, MovedAndForeignChunksAreFound) {
    LandingZone zone = open_zone();
    const Manifest manifest = land(zone, random_bytes(3 * default_chunk_bytes, 14));
    const Manifest other = land(zone, random_bytes(3 * default_chunk_bytes, 15));
    const std::string whole = read_file(content_of(manifest));
    const std::string foreign = read_file(content_of(other));
    overwrite(content_of(manifest), whole.substr(sealed_chunk, sealed_chunk) + whole.substr(0, sealed_chunk) +
                                        whole.substr(2 * sealed_chunk));
    expect_damage(zone, manifest, "two chunks exchanged");
    overwrite(content_of(manifest), foreign.substr(0, sealed_chunk) + whole.substr(sealed_chunk));
    expect_damage(zone, manifest, "a chunk of another delivery");
    overwrite(content_of(manifest), foreign);
    expect_damage(zone, manifest, "the content of another delivery");
    std::filesystem::remove(content_of(manifest));
    expect_damage(zone, manifest, "content missing");
}

TEST_F(DamageTest, EverySeededBitFlipOfTheManifestIsFound) {
    LandingZone zone = open_zone();
    const Manifest manifest = land(zone, "a;b\n1;2\n");
    const Manifest good = land(zone, "another");
    const std::filesystem::path path = zone_path() / manifest.delivery / "manifest.json";
    const std::string whole = read_file(path);
    std::mt19937_64 random(16);
    for (int round = 0; round < 300; ++round) {
        const std::size_t at = random() % whole.size();
        std::string flipped = whole;
        flipped[at] = static_cast<char>(flipped[at] ^ (1 << (random() % 8)));
        overwrite(path, flipped);
        try {  // a flip in the blanks between the values changes nothing; everything else must be found
            EXPECT_EQ(*zone.find(manifest.delivery), manifest) << "bit flip at " << at;
        } catch (const Error& error) {
            EXPECT_TRUE(error.kind() == ErrorKind::storage || error.kind() == ErrorKind::state) << error.what();
            EXPECT_NE(error.place().file.find(manifest.delivery), std::string::npos);
        }
    }
    overwrite(path, whole.substr(0, whole.size() / 2));
    expect_damage(zone, manifest, "cut manifest");
    EXPECT_THROW(static_cast<void>(zone.list()), Error);
    std::vector<Error> damaged;
    EXPECT_EQ(zone.list(&damaged), std::vector<Manifest>{good});
    EXPECT_EQ(damaged.size(), 1U);
    std::filesystem::remove(path);
    expect_damage(zone, manifest, "no manifest");
}

TEST_F(DamageTest, AnEditedManifestNoLongerOpensItsDelivery) {
    LandingZone zone = open_zone();
    const Manifest manifest = land(zone, "a;b\n1;2\n");
    const std::filesystem::path path = zone_path() / manifest.delivery / "manifest.json";
    // Even with the check sum made right: the sealed data key is bound to every field.
    StoredManifest stored = parse_manifest(read_file(path), path.string());
    stored.manifest.retention = "1d";
    overwrite(path, stored.text());
    expect_damage(zone, manifest, "edited retention");
    // A whole folder under another delivery's name.
    const Manifest other = land(zone, "other");
    std::filesystem::remove_all(zone_path() / other.delivery);
    std::filesystem::copy(zone_path() / land(zone, "third").delivery, zone_path() / other.delivery);
    expect_damage(zone, other, "folder of another delivery");
}

TEST_F(DamageTest, TheSameBytesAgainHealADamagedCopy) {
    LandingZone zone = open_zone();
    const Manifest first = land(zone, "valuable", "first.csv");
    overwrite(content_of(first), "short");
    m_clock.sleep_for(std::chrono::hours{1});
    const Manifest again = land(zone, "valuable", "first.csv");
    EXPECT_EQ(again.received_at, first.received_at);
    EXPECT_EQ(read_all(zone.open(first.delivery)), "valuable");
    EXPECT_EQ(names_in_zone(), std::vector<std::string>{first.delivery});
}

TEST_F(DamageTest, KeyFaultsAreConfigurationErrors) {
    const auto kind = [&] { return error_of([&] { open_zone(); }); };
    Manifest manifest;
    {
        LandingZone zone = open_zone();
        manifest = land(zone, "sealed", "name.csv");
    }
    struct stat info {};
    ASSERT_EQ(::stat(key_path().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U);
    const std::string good = read_file(key_path());
    EXPECT_EQ(good.size(), 65U);
    EXPECT_EQ(error_of([&] { LandingZone::make_key(key_path()); }).kind(), ErrorKind::state);
    EXPECT_EQ(read_file(key_path()), good);

    std::filesystem::permissions(key_path(), std::filesystem::perms(0644));
    EXPECT_EQ(kind().kind(), ErrorKind::configuration);
    std::filesystem::permissions(key_path(), std::filesystem::perms(0600));
    for (const std::string& content :
         {std::string("abc"), std::string(64, 'x'), std::string(), good.substr(0, 63) + "\n"}) {
        overwrite(key_path(), content);
        const Error error = kind();
        EXPECT_EQ(error.kind(), ErrorKind::configuration);
        EXPECT_EQ(std::string(error.what()).find(good.substr(0, 10)), std::string::npos);
    }
    std::filesystem::remove(key_path());
    EXPECT_NE(std::string(kind().what()).find("missing"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(key_path())) << "a new key must not hide the loss of the old one";

    write_file_durably(key_path(), std::string(64, 'a'));
    LandingZone zone = open_zone();
    EXPECT_EQ(zone.find(manifest.delivery)->unit, manifest.unit) << "manifests are readable without the key";
    EXPECT_EQ(zone.find(manifest.delivery)->outside_name, "");
    const Error wrong = error_of([&] { static_cast<void>(zone.open(manifest.delivery)); });
    EXPECT_EQ(wrong.kind(), ErrorKind::configuration);
    EXPECT_NE(std::string(wrong.what()).find(manifest.key_id), std::string::npos);
    EXPECT_EQ(land(zone, "sealed").received_at, manifest.received_at)
        << "landed again: sealed anew with the key at hand";
    EXPECT_EQ(read_all(zone.open(manifest.delivery)), "sealed");
}

}  // namespace
}  // namespace tilsig::land

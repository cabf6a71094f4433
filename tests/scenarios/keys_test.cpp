// Rotating the issue key: what findings are about is known again, and the key of before tells nothing any more.
#include <gtest/gtest.h>

#include "scenarios/person_world.hpp"

namespace tilsig::test {
namespace {

class Keys : public OnEveryEngine {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (IsSkipped()) return;
        m_world = std::make_unique<PersonWorld>(GetParam());
    }
    [[nodiscard]] const Installation& here() const { return m_world->here(); }
    [[nodiscard]] Answer rotate() const {
        return here().tilsig("keys", {"rotate", "--reason", "somebody left", "--json"});
    }
    /// What the findings of a delivery are about, each once.
    [[nodiscard]] std::string subjects(int delivery) const {
        return here().query("SELECT DISTINCT subject FROM ops_rejected WHERE delivery_id = " +
                            std::to_string(delivery) + " ORDER BY subject");
    }
    [[nodiscard]] std::string checksum() const { return here().tilsig("checksum").out; }
    /// Two rejected records of two persons; the visits tell deliveries apart.
    [[nodiscard]] int deliver(const std::string& visits) const {
        return m_world
            ->run({"sak-1;" + fnr + ";;mange;", "sak-2;" + other_fnr + ";;" + "ukjent;",
                   "sak-3;" + fnr + ";;" + visits + ";"})
            .exit_code;
    }

    std::unique_ptr<PersonWorld> m_world;
};

TEST_P(Keys, ARotationTakesAlongWhatFindingsAreAbout) {
    ASSERT_EQ(deliver("1"), 2);
    const auto before = subjects(1);
    const auto sum = checksum();
    ASSERT_EQ(std::count(before.begin(), before.end(), '\n'), 2) << before;
    const auto rotated = rotate();
    ASSERT_EQ(rotated.exit_code, 0) << rotated.out << rotated.err;
    EXPECT_EQ(rotated.json().at("rotation").at("subjects"), 2);
    const auto after = subjects(1);
    EXPECT_EQ(std::count(after.begin(), after.end(), '\n'), 2) << after;
    EXPECT_NE(after, before);
    EXPECT_EQ(checksum(), sum) << "who is in a checksum does not depend on it";

    ASSERT_EQ(deliver("2"), 2);
    EXPECT_EQ(subjects(2), after) << "the same persons are known again";
    ASSERT_EQ(rotate().exit_code, 0);
    EXPECT_EQ(subjects(1), subjects(2));
    EXPECT_NE(subjects(2), after);
    EXPECT_EQ(m_world->subject(fnr).at("findings").size(), 2U) << "found by its number under the newest key";
    EXPECT_EQ(here().tilsig("stores", {"--check"}).exit_code, 0);

    const auto list = here().tilsig("keys", {"list", "--json"});
    EXPECT_EQ(list.exit_code, 0) << list.out << list.err;
    EXPECT_EQ(list.json().at("rotations").size(), 2U);
    EXPECT_EQ(list.json().at("rotations")[1].at("reason"), "somebody left");
    const auto key = read_file(here().folder() / "state/issue-keys/2.key");
    EXPECT_EQ((list.out + rotated.out).find(key.substr(0, 64)), std::string::npos);

    ASSERT_EQ(m_world->erase(fnr).exit_code, 0);
    EXPECT_EQ(here().query("SELECT count(*) FROM ops_rejected WHERE subject = ''"), "2\n")
        << "an erasure finds them too";
}

class KeyFiles : public Keys {};

TEST_P(KeyFiles, ARotationThatWasCutOffIsTakenUpAndALostKeyIsNotReplaced) {
    ASSERT_EQ(deliver("1"), 2);
    const auto before = subjects(1);
    // As a kill leaves it between the key and the record of it.
    const auto keys = here().folder() / "state/issue-keys";
    std::filesystem::create_directory(keys);
    std::filesystem::permissions(keys, std::filesystem::perms::owner_all);
    const auto key = here().file("state/issue-keys/1.key", std::string(64, 'a') + "\n");
    std::filesystem::permissions(key, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    ASSERT_EQ(deliver("2"), 2);
    EXPECT_EQ(subjects(2), before) << "a key that nobody recorded is not in force";
    ASSERT_EQ(rotate().exit_code, 0);
    EXPECT_EQ(read_file(key), std::string(64, 'a') + "\n");
    EXPECT_FALSE(std::filesystem::exists(keys / "2.key"));

    std::filesystem::rename(key, here().folder() / "away");
    const auto refused = m_world->run({"sak-9;" + fnr + ";;mange;"});
    EXPECT_EQ(refused.exit_code, 5) << refused.out << refused.err;
    EXPECT_NE((refused.out + refused.err).find("1.key is missing"), std::string::npos) << refused.out << refused.err;
    EXPECT_EQ(rotate().exit_code, 5);
    EXPECT_EQ(here().tilsig("keys", {"list"}).exit_code, 5);
    std::filesystem::rename(here().folder() / "away", key);
    EXPECT_EQ(m_world->run({"sak-9;" + fnr + ";;mange;"}).exit_code, 2);
}

TILSIG_ON_EVERY_ENGINE(Keys);
TILSIG_ON_ENGINES(KeyFiles, TestEngine::sqlite);

}  // namespace
}  // namespace tilsig::test

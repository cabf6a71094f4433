// tilsig init installation and tilsig doctor, as somebody uses them who has a new machine, and a spoiled one.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "scenarios/desk.hpp"

namespace tilsig::test {
namespace {

namespace fs = std::filesystem;

/// "verdict check text" of each line, in lines.
std::string told(const nlohmann::json& document) {
    std::string text;
    for (const auto& check : document.at("checks"))
        for (const auto& remark : check.at("remarks"))
            text += remark.at("verdict").get<std::string>() + " " + check.at("check").get<std::string>() + " " +
                    remark.at("text").get<std::string>() + "\n";
    return text;
}
std::string told(const Answer& answer) { return told(answer.json()); }
bool tells(const Answer& answer, const std::string& text) { return told(answer).find(text) != std::string::npos; }

/// An installation in a folder, made by the program.
class NewInstallation : public ::testing::Test {
protected:
    static Answer tilsig(std::vector<std::string> words, const fs::path& config = {}) {
        words.insert(words.begin(), TILSIG_BINARY_DIR "/bin/tilsig");
        // The variable instead of the option, as its last words say.
        if (!config.empty()) words.insert(words.begin(), {"env", "TILSIG_CONFIG=" + config.string()});
        const TempFolder here;
        return run_program(words, here.path());
    }
    Answer init(const std::vector<std::string>& more = {}) const {
        std::vector<std::string> words{"init", "installation", place().string(), "--content",
                                       TILSIG_SOURCE_DIR "/tests/scenarios/content"};
        words.insert(words.end(), more.begin(), more.end());
        return tilsig(words);
    }
    [[nodiscard]] fs::path place() const { return m_folder.path() / "tilsig"; }
    [[nodiscard]] fs::path config() const { return place() / "tilsig.yaml"; }

    TempFolder m_folder;
};

TEST_F(NewInstallation, RunsItsFirstNight) {
    const auto made = init();
    ASSERT_EQ(made.exit_code, 0) << made.err;
    EXPECT_NE(made.out.find("made            " + config().string()), std::string::npos) << made.out;
    EXPECT_NE(made.out.find("copy it now"), std::string::npos) << made.out;
    EXPECT_NE(made.out.find("next:"), std::string::npos) << made.out;
    const auto key = place() / "state/landing.key";
    struct stat found {};
    ASSERT_EQ(::stat(key.c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777U, 0600U);
    ASSERT_EQ(::stat((place() / "state").c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777U, 0700U);

    std::ofstream(config(), std::ios::app) << "senders: {register: " TILSIG_SOURCE_DIR
                                              "/tests/scenarios/content/connectors/senders.yaml}\n"
                                              "sources: {desk: {folder: "
                                           << (place() / "in").string() << "}}\n";
    auto before = tilsig({"doctor", "--json"}, config());
    EXPECT_EQ(before.exit_code, 78) << told(before);
    EXPECT_TRUE(tells(before, "bad folders " + (place() / "in").string())) << told(before);
    EXPECT_TRUE(tells(before, "no night yet: the first one tries 2 units")) << told(before);
    EXPECT_FALSE(fs::exists(place() / "state/warehouse.db")) << "looking makes nothing";
    const auto fixed = tilsig({"doctor", "--fix", "--json"}, config());
    EXPECT_EQ(fixed.exit_code, 0) << told(fixed);
    EXPECT_TRUE(fs::is_directory(place() / "in/desk"));

    std::ofstream(place() / "in/desk/roster-1.csv") << "kommunenr;sak;belop\n0301;a;5\n";
    const auto night = tilsig({"night", "--quiet"}, config());
    EXPECT_EQ(night.exit_code, 0) << night.out << night.err;
    EXPECT_EQ(night.err.find("made the key"), std::string::npos) << "it was there";
    const auto after = tilsig({"doctor", "--json"}, config());
    EXPECT_EQ(after.exit_code, 0) << told(after);
    EXPECT_TRUE(tells(after, "good schedules no daemon; the last night closed")) << told(after);
    EXPECT_TRUE(tells(after, "opens what was landed last")) << told(after);
}

TEST_F(NewInstallation, IsNeverMadeTwice) {
    ASSERT_EQ(init().exit_code, 0);
    const auto key = read_file(place() / "state/landing.key");
    write_file_durably(config(), read_file(config()) + "# mine\n", 0644);
    const auto again = init({"--database", "postgresql"});
    EXPECT_EQ(again.exit_code, 0) << again.err;
    EXPECT_NE(again.out.find("there already   " + config().string()), std::string::npos) << again.out;
    EXPECT_EQ(again.out.find("made "), std::string::npos) << again.out;
    EXPECT_EQ(read_file(place() / "state/landing.key"), key);
    EXPECT_NE(read_file(config()).find("# mine"), std::string::npos);
}

TEST_F(NewInstallation, NamesAServerWithoutItsPassword) {
    const auto made = init({"--database", "postgresql", "--server", "127.0.0.1", "--json"});
    ASSERT_EQ(made.exit_code, 0) << made.err;
    const auto text = read_file(config());
    EXPECT_NE(text.find("Server=127.0.0.1;"), std::string::npos) << text;
    EXPECT_NE(text.find("password: file:secrets/warehouse"), std::string::npos) << text;
    EXPECT_EQ(made.json().at("doctor").at("exit_code"), 78) << "the password is missing: " << made.out;
    EXPECT_TRUE(fs::is_directory(place() / "secrets"));
    const auto unknown = tilsig({"init", "installation", (m_folder.path() / "b").string(), "--database", "oracle"});
    EXPECT_EQ(unknown.exit_code, 64);
    EXPECT_FALSE(fs::exists(m_folder.path() / "b"));
}

/// What spoils an installation, and that looking never does.
class Doctor : public Desk {
protected:
    Answer doctor() const { return m_here->tilsig("doctor", {"--json"}); }
    void deliver_and_run() const {
        m_here->deliver("desk", "roster-1.csv", content({"0301;a;5"}));
        const auto night = m_here->tilsig("night", {"--all", "--quiet"});
        ASSERT_EQ(night.exit_code, 0) << night.out << night.err;
    }
};

/// What is the same on every engine.
class DoctorOfAFile : public Doctor {};
class DoctorOfAServer : public Doctor {};

TEST_P(Doctor, FindsAGoodInstallationGood) {
    const auto before = doctor();
    EXPECT_EQ(before.exit_code, 0) << told(before);
    const auto night = m_here->tilsig("night", {"--quiet"});
    EXPECT_NE(night.err.find("made the key " + (m_here->folder() / "state/landing.key").string()), std::string::npos)
        << night.err;
    EXPECT_NE(night.err.find("copy it now"), std::string::npos);
    deliver_and_run();
    const auto after = doctor();
    EXPECT_EQ(after.exit_code, 0) << told(after);
    EXPECT_TRUE(tells(after, "good schedules no daemon")) << told(after);
    EXPECT_EQ(told(after).find("bad "), std::string::npos) << told(after);
    const auto text = m_here->tilsig("doctor");
    EXPECT_NE(text.out.find("0 bad"), std::string::npos) << text.out;
}

TEST_P(DoctorOfAFile, TellsASilentInstallation) {
    deliver_and_run();
    (void)m_here->query("UPDATE ops_night SET closed_at = '2026-01-01T03:00:00.000000Z'");
    (void)m_here->query(
        "UPDATE ops_slot SET instant = '2026-01-01T03:00:00.000000Z', last_instant = '2026-01-01T03:00:00.000000Z'");
    const auto silent = doctor();
    EXPECT_EQ(silent.exit_code, 1) << told(silent);
    EXPECT_TRUE(tells(silent, "bad schedules neither a daemon nor a night")) << told(silent);
}

TEST_P(DoctorOfAFile, TellsALooseFolderALostKeyAndAForeignDatabase) {
    deliver_and_run();
    const auto state = m_here->folder() / "state";
    fs::permissions(state / "landing", fs::perms(0777));
    auto spoiled = doctor();
    EXPECT_EQ(spoiled.exit_code, 78) << told(spoiled);
    EXPECT_TRUE(tells(spoiled, "everybody may write it (mode 0777)")) << told(spoiled);
    fs::permissions(state / "landing", fs::perms(0700));

    fs::rename(state / "landing.key", state / "kept");
    spoiled = doctor();
    EXPECT_EQ(spoiled.exit_code, 1) << told(spoiled);
    EXPECT_TRUE(tells(spoiled, "bad key")) << told(spoiled);
    EXPECT_FALSE(fs::exists(state / "landing.key"));
    EXPECT_EQ(m_here->tilsig("status").exit_code, 0) << "looking needs no key";
    EXPECT_EQ(m_here->tilsig("ledger").exit_code, 0);
    fs::rename(state / "kept", state / "landing.key");

    write_file_durably(state / "landing/installation", std::string(16, 'a') + "\n");
    spoiled = doctor();
    EXPECT_TRUE(tells(spoiled, "bad database the database belongs to installation")) << told(spoiled);
}

TEST_P(DoctorOfAServer, GoesOnWithoutADatabase) {
    auto settings = read_file(m_here->folder() / "tilsig.yaml");
    const auto port = settings.find("Port=") + 5;
    settings.replace(port, settings.find(';', port) - port, "1");
    (void)m_here->file("tilsig.yaml", settings);
    const auto down = doctor();
    EXPECT_EQ(down.exit_code, 1) << told(down);
    EXPECT_TRUE(tells(down, "bad database")) << told(down);
    EXPECT_TRUE(tells(down, "warning schedules pauses, daemon and nights were not looked at")) << told(down);
    EXPECT_TRUE(tells(down, "good contacts") || tells(down, "warning contacts")) << told(down);
}

TEST_P(DoctorOfAFile, TellsMistakesAndLooksAtTheRest) {
    std::ofstream(m_here->folder() / "content/schedules/desk.yaml", std::ios::app) << "  desk.unknown: {every: day}\n";
    const auto wrong = doctor();
    EXPECT_EQ(wrong.exit_code, 78) << told(wrong);
    EXPECT_TRUE(tells(wrong, "desk.unknown")) << told(wrong);
    EXPECT_TRUE(tells(wrong, "disk")) << told(wrong);
}

TEST(DoctorsNetwork, IsReachedOnlyWhenAsked) {
    auto standin = std::make_unique<StandIn>();
    const Installation here(TestEngine::sqlite, standin.get());
    const auto near = here.tilsig("doctor", {"--json"});
    EXPECT_EQ(near.exit_code, 0) << told(near);
    EXPECT_EQ(told(near).find(" network "), std::string::npos);
    EXPECT_TRUE(tells(near, "ca_file: the certificate")) << told(near);
    const auto far = here.tilsig("doctor", {"--network", "--json"});
    EXPECT_EQ(far.exit_code, 0) << told(far);
    EXPECT_TRUE(tells(far, "good network 127.0.0.1:")) << told(far);
    standin.reset();
    const auto gone = here.tilsig("doctor", {"--network", "--json"});
    EXPECT_NE(gone.exit_code, 0) << told(gone);
    EXPECT_TRUE(tells(gone, "bad network 127.0.0.1:")) << told(gone);
}

// What an account may do on MariaDB is asked in tests/integration/doctor.
TILSIG_ON_ENGINES(Doctor, TestEngine::sqlite, TestEngine::postgresql);
TILSIG_ON_ENGINES(DoctorOfAFile, TestEngine::sqlite);
TILSIG_ON_ENGINES(DoctorOfAServer, TestEngine::postgresql);

}  // namespace
}  // namespace tilsig::test

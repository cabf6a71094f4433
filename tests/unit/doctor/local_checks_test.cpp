// Checks that look at this machine: files, folders, clock, key, database file.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "doctor/disk_space.hpp"
#include "ledger/ledger.hpp"
#include "place.hpp"
#include "session/installation_file.hpp"

namespace tilsig::doctor {
namespace {

namespace fs = std::filesystem;

void set_mode(const fs::path& path, unsigned mode) { fs::permissions(path, static_cast<fs::perms>(mode)); }

TEST(ConfigurationCheck, TellsMistakesModesAndSecrets) {
    Place place;
    EXPECT_TRUE(tells(look_at_configuration(place.installation()), Verdict::good, "no mistakes"));

    place.settings.warehouse.password = "file:" + (place.folder.path() / "secret").string();
    auto remarks = look_at_configuration(place.installation());
    EXPECT_TRUE(tells(remarks, Verdict::bad, "warehouse.password")) << told(remarks);
    write_file_durably(place.folder.path() / "secret", "x\n", 0600);
    EXPECT_TRUE(tells(look_at_configuration(place.installation()), Verdict::good, "1 secret"));
    set_mode(place.folder.path() / "secret", 0644);
    EXPECT_TRUE(tells(look_at_configuration(place.installation()), Verdict::bad, "read by other accounts"));

    set_mode(place.config_file(), 0666);
    EXPECT_TRUE(
        tells(look_at_configuration(place.installation()), Verdict::bad, "everybody may write the configuration"));

    place.mistakes.assign(13, "tilsig.yaml:1:1: wrong; mend it");
    remarks = look_at_configuration(place.installation());
    EXPECT_TRUE(tells(remarks, Verdict::bad, "3 mistakes more")) << told(remarks);
}

TEST(ConfigurationCheck, SaysHowAShellComesToACredential) {
    Place place;
    ::unsetenv("CREDENTIALS_DIRECTORY");
    place.settings.warehouse.password = "cred:warehouse";
    const auto remarks = look_at_configuration(place.installation());
    ASSERT_TRUE(tells(remarks, Verdict::bad, "CREDENTIALS_DIRECTORY")) << told(remarks);
    EXPECT_NE(told(remarks).find("systemd-run"), std::string::npos);
    EXPECT_NE(told(remarks).find("LoadCredential=warehouse:"), std::string::npos);
}

TEST(DiskCheck, TellsSpaceRightsAndLinks) {
    Place place;
    auto remarks = look_at_disk(place.installation());
    EXPECT_NE(verdict_of(remarks), Verdict::bad) << told(remarks);
    EXPECT_NE(told(remarks).find(" free"), std::string::npos);

    fs::create_directory(place.settings.state.landing);
    set_mode(place.settings.state.landing, 0777);
    remarks = look_at_disk(place.installation());
    EXPECT_TRUE(tells(remarks, Verdict::bad, "everybody may write it (mode 0777)")) << told(remarks);
    set_mode(place.settings.state.landing, 0700);

    fs::create_directory(place.folder.path() / "elsewhere");
    fs::create_directory_symlink(place.folder.path() / "elsewhere", place.settings.state.cache);
    EXPECT_TRUE(tells(look_at_disk(place.installation()), Verdict::warning, "is a link"));

    write_file_durably(place.folder.path() / "file", "");
    place.settings.receipts.folder = place.folder.path() / "file";
    EXPECT_TRUE(tells(look_at_disk(place.installation()), Verdict::bad, "is no folder"));
}

TEST(DiskCheck, TellsBytesAndInodesThatRunOut) {
    Space space{{"landing zone", "cache"}, "/srv/tilsig", 41'300'000'000, 1'500'000, true};
    const auto plenty = space_remark(space);
    EXPECT_EQ(plenty.verdict, Verdict::good);
    EXPECT_EQ(plenty.text, "/srv/tilsig (landing zone, cache): 41.3 GB and 1 500 000 inodes free");
    space.inodes = 1'999;
    EXPECT_TRUE(tells({space_remark(space)}, Verdict::bad, "41.3 GB and 1 999 inodes free"));
    space.inodes = 49'999;
    EXPECT_TRUE(tells({space_remark(space)}, Verdict::warning, "49 999 inodes free"));
    space.counts_inodes = false;
    EXPECT_EQ(space_remark(space).verdict, Verdict::good) << "it makes them as needed";
    space.bytes = 1'900'000'000;
    EXPECT_TRUE(tells({space_remark(space)}, Verdict::warning, "1.9 GB free"));
    space.bytes = 199'000'000;
    EXPECT_TRUE(tells({space_remark(space)}, Verdict::bad, "199 MB free"));
    EXPECT_EQ(space_remark(space).kind, ErrorKind::storage);
}

TEST(DiskCheck, TellsAForeignOwner) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can give a folder away";
    Place place;
    fs::create_directory(place.settings.state.landing);
    ASSERT_EQ(::chown(place.settings.state.landing.c_str(), 4711, 4711), 0);
    const auto remarks = look_at_disk(place.installation());
    EXPECT_TRUE(tells(remarks, Verdict::warning, "belongs to uid 4711")) << told(remarks);
}

TEST(ClockCheck, TellsAYearThatCannotBe) {
    Place place;
    EXPECT_NE(verdict_of(look_at_clock(place.installation())), Verdict::bad);
    ManualClock then(Instant(std::chrono::sys_days(std::chrono::year(1970) / 1 / 2)));
    const auto here = place.installation();
    const Installation early{here.config_file, here.settings, here.catalog, here.senders, {},
                             here.places,      here.dsn,      "",           then};
    EXPECT_TRUE(tells(look_at_clock(early), Verdict::bad, "1970-01-02"));
}

TEST(KeyCheck, OpensWhatWasLandedLast) {
    Place place;
    EXPECT_TRUE(tells(look_at_key(place.installation()), Verdict::good, "the first night makes it"));
    EXPECT_FALSE(fs::exists(place.settings.state.key_file)) << "looking makes no key";

    place.land("some bytes");
    auto remarks = look_at_key(place.installation());
    EXPECT_TRUE(tells(remarks, Verdict::warning, "opens what was landed last")) << told(remarks);
    EXPECT_NE(told(remarks).find("copy it now"), std::string::npos) << "while it is new";
    const auto file_time = fs::last_write_time(place.settings.state.key_file);
    fs::last_write_time(place.settings.state.key_file, file_time - std::chrono::hours(24 * 30));
    remarks = look_at_key(place.installation());
    EXPECT_TRUE(tells(remarks, Verdict::good, "30 days old")) << told(remarks);

    fs::rename(place.settings.state.key_file, place.state() / "kept");
    EXPECT_THROW((void)look_at_key(place.installation()), Error) << "it was lost";
    land::LandingZone::make_key(place.settings.state.key_file);
    try {
        (void)look_at_key(place.installation());
        FAIL() << "another key opens nothing";
    } catch (const Error& error) {
        EXPECT_FALSE(error.remedy_text().empty()) << error.what();
    }
    fs::remove(place.settings.state.key_file);
    fs::rename(place.state() / "kept", place.settings.state.key_file);
    set_mode(place.settings.state.key_file, 0644);
    EXPECT_THROW((void)look_at_key(place.installation()), Error) << "everybody may read it";
}

TEST(KeyCheck, OpensTheNewestDeliveryAndNotAnyOther) {
    Place place;
    const auto older = place.settings.state.landing / place.land("some bytes");
    const auto newer = place.settings.state.landing / place.land("other bytes");
    const auto hour = std::chrono::hours(1);
    fs::last_write_time(older / "manifest.json", fs::last_write_time(newer / "manifest.json") - hour);
    const auto sealed_file = [](const fs::path& delivery) {
        for (const auto& entry : fs::directory_iterator(delivery))
            if (entry.path().filename() != "manifest.json") return entry.path();
        throw std::runtime_error("nothing is sealed in " + delivery.string());
    };
    write_file_durably(sealed_file(older), "damaged");
    EXPECT_TRUE(tells(look_at_key(place.installation()), Verdict::warning, "opens what was landed last"));
    fs::last_write_time(older / "manifest.json", fs::last_write_time(newer / "manifest.json") + hour);
    try {
        (void)look_at_key(place.installation());
        FAIL() << "the newest is damaged";
    } catch (const Error& error) {
        EXPECT_FALSE(error.remedy_text().empty()) << error.what();
    }
}

TEST(KeyCheck, DoubtsAKeyThatIsYoungerThanWhatItSealed) {
    Place place;
    const auto delivery = place.land("some bytes");
    const auto manifest = place.settings.state.landing / delivery / "manifest.json";
    fs::last_write_time(manifest, fs::last_write_time(manifest) - std::chrono::hours(48));
    EXPECT_TRUE(tells(look_at_key(place.installation()), Verdict::warning, "younger than the oldest"));
}

TEST(DatabaseCheck, MakesNoFileByLooking) {
    Place place;
    EXPECT_TRUE(tells(look_at_database(place.installation()), Verdict::good, "the first night makes it"));
    EXPECT_FALSE(fs::exists(place.state() / "warehouse.db"));
}

TEST(DatabaseCheck, TellsThatTheFileOfAnInstallationThatHasLoadedIsGone) {
    Place place;
    fs::create_directory(place.settings.state.landing);
    (void)session::InstallationFile(place.settings.state.landing).id();  // what the first night leaves
    const auto remarks = look_at_database(place.installation());
    EXPECT_TRUE(tells(remarks, Verdict::bad, "is not there, and this installation has loaded into one"))
        << told(remarks);
    EXPECT_FALSE(fs::exists(place.state() / "warehouse.db"));
}

TEST(DatabaseCheck, RefusesALedgerThatIsNewerThanTheProgram) {
    Place place;
    {
        auto connection = odbc::Connection::open(place.installation().dsn());
        ledger::Ledger(connection, place.clock).migrate();
        EXPECT_EQ(verdict_of(look_at_database(place.installation())), Verdict::good);
        connection.execute(
            "INSERT INTO ops_migration (area, number, name, checksum, ddl, applied_at) SELECT area, number + 1, "
            "'later', "
            "checksum, ddl, applied_at FROM ops_migration WHERE area = 'ledger' ORDER BY number DESC LIMIT 1");
    }
    const auto remarks = look_at_database(place.installation());
    EXPECT_TRUE(tells(remarks, Verdict::bad, "this program knows version")) << told(remarks);
}

TEST(DatabaseCheck, TellsWhatTheNextNightWillChange) {
    Place place;
    {
        auto connection = odbc::Connection::open(place.installation().dsn());
        ledger::Ledger(connection, place.clock).migrate();
        connection.execute(
            "DELETE FROM ops_migration WHERE area = 'ledger' AND number = (SELECT max(number) FROM "
            "ops_migration WHERE area = 'ledger')");
    }
    const auto remarks = look_at_database(place.installation());
    EXPECT_TRUE(tells(remarks, Verdict::warning, "of the ledger's structure wait")) << told(remarks);
    EXPECT_NE(told(remarks).find("-> take a backup before it"), std::string::npos) << told(remarks);
}

TEST(DatabaseCheck, TellsOfAFileWhatItIs) {
    Place place;
    const auto file = place.state() / "warehouse.db";
    { const auto made = odbc::Connection::open(place.installation().dsn()); }
    auto remarks = look_at_database(place.installation());
    EXPECT_TRUE(tells(remarks, Verdict::good, "no tables yet")) << told(remarks);
    EXPECT_TRUE(tells(remarks, Verdict::good, "SQLite"));
    set_mode(file, 0644);
    EXPECT_TRUE(tells(look_at_database(place.installation()), Verdict::warning, "mode 0644"));
    {
        auto connection = odbc::Connection::open(place.installation().dsn());
        connection.execute("CREATE TABLE fact_old (x integer)");
    }
    remarks = look_at_database(place.installation());
    EXPECT_TRUE(tells(remarks, Verdict::bad, "but no ledger")) << told(remarks);
    write_file_durably(file, std::string(8192, 'x'));
    EXPECT_THROW((void)look_at_database(place.installation()), Error) << "no database";
}

TEST(MailCheck, SaysThatNobodyIsWrittenTo) {
    Place place;
    EXPECT_TRUE(tells(look_at_mail(place.installation()), Verdict::good, "nobody is written to"));
    config::Mail mail;
    mail.host = "127.0.0.1";
    mail.port = 1;  // nobody listens there
    mail.tls = config::Mail::Tls::none;
    mail.bounces = place.folder.path() / "bounces";
    place.settings.mail = mail;
    auto remarks = look_at_mail(place.installation());
    EXPECT_TRUE(tells(remarks, Verdict::warning, "no letter leaves")) << told(remarks);
    EXPECT_TRUE(tells(remarks, Verdict::bad, "no Maildir")) << told(remarks);
    EXPECT_TRUE(tells(remarks, Verdict::bad, "127.0.0.1:1: the connection is refused")) << told(remarks);
    for (const char* part : {"new", "cur"}) fs::create_directories(mail.bounces / part);
    place.settings.mail->test_address = "test@example.org";
    remarks = look_at_mail(place.installation());
    EXPECT_TRUE(tells(remarks, Verdict::good, "every letter goes to test@example.org")) << told(remarks);
    EXPECT_TRUE(tells(remarks, Verdict::good, "answers of other servers can be read")) << told(remarks);
}

}  // namespace
}  // namespace tilsig::doctor

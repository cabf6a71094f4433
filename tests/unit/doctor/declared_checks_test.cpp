// Checks that look at what is declared: folders of senders, contacts, doors, schedules.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "place.hpp"

namespace tilsig::doctor {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view register_text = R"(version: 1
regions: [ost]
senders:
  - id: k0101
    kind: municipality
    name: Halden
    region: ost
    language: nb
    feeds: [desk.roster]
    contacts: [{function: responsible, address: halden@example.org, to: CONTACT_ENDS}]
    periods: [{from: 2008-01-01, municipality: "0101"}]
  - id: k0111
    kind: municipality
    name: Hvaler
    region: ost
    language: nn
    feeds: [desk.roster]
    contacts: [{function: responsible, address: hvaler@example.org, confirmed: 2026-01-05}]
    periods: [{from: 2008-01-01, municipality: "0111"}]
)";

senders::Register register_with(const std::string& contact_ends) {
    std::string text(register_text);
    text.replace(text.find("CONTACT_ENDS"), 12, contact_ends);
    config::Lints lints;
    auto senders = senders::read_register(text, "senders.yaml", lints);
    EXPECT_TRUE(lints.empty());
    return senders;
}

/// Two municipalities owe desk.roster as files in a folder of each.
class DeclaredPlace : public Place {
public:
    DeclaredPlace() {
        catalog::Contract contract;
        contract.feed = "desk.roster";
        contract.source = "desk";
        contract.state = catalog::FeedState::active;
        catalog.contracts["desk.roster"] = contract;
        catalog::Source source;
        source.name = "desk";
        source.protocol = "inbox";
        source.options = {{"folder", in().string()}, {"pattern", "roster-{period}.csv"}};
        catalog.sources["desk"] = source;
        catalog::Schedule schedule;
        schedule.feed = "desk.roster";
        schedule.of_register = true;
        catalog.schedules["desk.roster"] = schedule;
        senders = register_with("2099-01-01");
        settings.senders.register_file = "senders.yaml";
    }
    [[nodiscard]] fs::path in() const { return folder.path() / "in"; }
};

TEST(FoldersCheck, TellsWhatIsMissingAndMakesItWhenAsked) {
    DeclaredPlace place;
    auto remarks = look_at_folders(place.installation(), false);
    EXPECT_TRUE(tells(remarks, Verdict::bad, "is not there; senders that deliver into it: 2")) << told(remarks);
    EXPECT_FALSE(fs::exists(place.in())) << "looking makes nothing";
    fs::create_directories(place.in() / "k0111");
    remarks = look_at_folders(place.installation(), false);
    EXPECT_TRUE(tells(remarks, Verdict::bad, "1 in-folder of 2 missing")) << told(remarks);
    EXPECT_NE(told(remarks).find("k0101"), std::string::npos);

    remarks = look_at_folders(place.installation(), true);
    EXPECT_TRUE(tells(remarks, Verdict::good, "made 1 in-folder")) << told(remarks);
    EXPECT_EQ(verdict_of(remarks), Verdict::good) << told(remarks);
    EXPECT_EQ(fs::status(place.in() / "k0101").permissions(), fs::perms(0700));
    EXPECT_EQ(told(look_at_folders(place.installation(), true)).find("made 1"), std::string::npos)
        << "only what is missing";
}

TEST(FoldersCheck, GivesWhatRootMakesToTheAccountThatOwnsTheState) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can make folders for another account";
    DeclaredPlace place;
    fs::create_directory(place.settings.state.landing);
    ASSERT_EQ(::chown(place.settings.state.landing.c_str(), 4711, 4712), 0);
    (void)look_at_folders(place.installation(), true);
    for (const auto& folder : {place.in(), place.in() / "k0101", place.in() / "k0111"}) {
        struct stat found {};
        ASSERT_EQ(::stat(folder.c_str(), &found), 0) << folder;
        EXPECT_EQ(found.st_uid, 4711U) << folder;
        EXPECT_EQ(found.st_gid, 4712U) << folder;
    }
}

TEST(FoldersCheck, TellsModesLinksAndFilesThatNobodyTakes) {
    DeclaredPlace place;
    (void)look_at_folders(place.installation(), true);
    const auto own = place.in() / "k0101";
    write_file_durably(own / "roster-2026-11.csv", "a");
    write_file_durably(own / "ROSTER-2026.CSV", "a");
    write_file_durably(own / ".roster.filepart", "a");
    EXPECT_EQ(verdict_of(look_at_folders(place.installation(), false)), Verdict::good);
    write_file_durably(own / "12345678901.xlsx", "a");
    auto remarks = look_at_folders(place.installation(), false);
    EXPECT_TRUE(tells(remarks, Verdict::warning, "1 file that no feed takes, from k0101")) << told(remarks);
    EXPECT_EQ(told(remarks).find("12345678901"), std::string::npos) << "people write numbers into names";

    fs::permissions(own, fs::perms(0777));
    EXPECT_TRUE(tells(look_at_folders(place.installation(), false), Verdict::bad, "everybody may write"));
    fs::permissions(own, fs::perms(0700));
    fs::rename(own, place.in() / "elsewhere");
    fs::create_directory_symlink("elsewhere", own);
    EXPECT_TRUE(tells(look_at_folders(place.installation(), false), Verdict::bad, "links instead of folders"));
    place.settings.receipts.group = "no-such-group-{sender}";
    EXPECT_THROW((void)look_at_folders(place.installation(), false), Error);
}

TEST(ContactsCheck, NamesWhoCannotBeWrittenTo) {
    DeclaredPlace place;
    auto remarks = look_at_contacts(place.installation());
    EXPECT_TRUE(tells(remarks, Verdict::good, "2 senders that owe something: each has a contact")) << told(remarks);
    EXPECT_EQ(verdict_of(remarks), Verdict::good);
    place.settings.mail = config::Mail{};
    remarks = look_at_contacts(place.installation());
    EXPECT_TRUE(tells(remarks, Verdict::warning, "of 2 addresses were not confirmed within 12 months"))
        << told(remarks);

    place.senders = register_with("2020-01-01");
    remarks = look_at_contacts(place.installation());
    EXPECT_TRUE(tells(remarks, Verdict::warning, "1 sender owes something without a contact today: k0101"))
        << told(remarks);
    place.senders = {};
    remarks = look_at_contacts(place.installation());
    EXPECT_TRUE(tells(remarks, Verdict::good, "no sender of the register owes anything")) << told(remarks);
}

TEST(SchedulesCheck, TellsWhatIsNextWithoutADatabase) {
    DeclaredPlace place;
    auto remarks = look_at_schedules(place.installation(), false);
    EXPECT_TRUE(tells(remarks, Verdict::good, "1 feed with a schedule; next: ")) << told(remarks);
    EXPECT_TRUE(tells(remarks, Verdict::warning, "were not looked at")) << told(remarks);
    EXPECT_TRUE(tells(look_at_schedules(place.installation(), true), Verdict::good,
                      "no night yet: the first one tries 2 units"));
    EXPECT_FALSE(fs::exists(place.state() / "warehouse.db"));
    place.catalog.schedules.clear();
    remarks = look_at_schedules(place.installation(), false);
    EXPECT_TRUE(tells(remarks, Verdict::good, "1 feed without a schedule, only run by hand: desk.roster"))
        << told(remarks);
    EXPECT_TRUE(tells(remarks, Verdict::warning, "nothing is scheduled"));
}

TEST(DoorsCheck, TellsAConnectorAndACertificateThatAreMissing) {
    DeclaredPlace place;
    place.settings.programs = {"/nonexistent/tilsig-fetch", "/nonexistent/connectors"};
    place.catalog.sources.at("desk").options["ca_file"] = "/nonexistent/ca.pem";
    const auto remarks = look_at_doors(place.installation());
    EXPECT_TRUE(tells(remarks, Verdict::bad, "ca_file")) << told(remarks);
    EXPECT_TRUE(tells(remarks, Verdict::bad, "tilsig-fetch cannot be started")) << told(remarks);
    const auto programs = look_at_programs(place.installation());
    EXPECT_TRUE(tells(programs, Verdict::bad, "the program that fetches is not there")) << told(programs);
}

}  // namespace
}  // namespace tilsig::doctor

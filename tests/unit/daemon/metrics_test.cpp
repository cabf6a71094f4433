// The numbers of /metrics: their form, their names by Prometheus' conventions, and that no text of a sender gets in.
#include "daemon/metrics.hpp"

#include <gtest/gtest.h>

#include <set>

#include "unit/daemon/exposition.hpp"

namespace tilsig::daemon {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

const Instant noon = parse_instant("2026-11-22T12:00:00Z");

class MetricsText : public ::testing::Test {
protected:
    std::map<std::string, ExposedFamily> families(Instant now = noon) const { return exposed(m_metrics.text(now)); }
    /// The value of `family{labels}`; fails when there is none.
    double value(const std::string& family, const std::string& labels = {}, Instant now = noon) const {
        const auto all = families(now);
        const auto found = all.find(family);
        const auto sample = found == all.end() ? std::map<std::string, double>::const_iterator{}
                                               : found->second.samples.find(family + labels);
        if (found == all.end() || sample == found->second.samples.end()) {
            ADD_FAILURE() << family << labels << " is not there:\n" << m_metrics.text(now);
            return -1;
        }
        return sample->second;
    }
    Metrics m_metrics{"1.2.3", {"ssb.population", "municipal.settled"}, {"good", "held"}};
};

TEST_F(MetricsText, FollowsTheConventions) {
    m_metrics.landing_key(noon);
    m_metrics.certificates({{"nav", "ca_file", noon, {}}});
    const std::set<std::string> labels{"feed",    "outcome", "fate",   "verdict", "state",
                                       "version", "key",     "source", "name"};
    static const std::regex label(R"re((\w+)=")re");
    for (const auto& [name, family] : families()) {
        EXPECT_TRUE(name.starts_with("tilsig_") || name.starts_with("process_")) << name;
        EXPECT_EQ(name.ends_with("_total"), family.type == "counter") << name;
        EXPECT_TRUE(family.help.ends_with('.') && family.help.size() > 20) << name << ": " << family.help;
        EXPECT_FALSE(family.samples.empty()) << name;
        for (const auto& [sample, number] : family.samples)
            for (std::sregex_iterator at(sample.begin(), sample.end(), label), end; at != end; ++at)
                EXPECT_TRUE(labels.contains((*at)[1])) << sample;
    }
}

TEST_F(MetricsText, CountsUnitsAndRecords) {
    m_metrics.unit_ended("ssb.population", model::Outcome::loaded, {.accepted = 90, .duplicate = 2, .rejected = 8});
    m_metrics.unit_ended("ssb.population", model::Outcome::loaded, {.accepted = 10, .filtered = 1, .held = 3});
    m_metrics.unit_ended("ssb.population", model::Outcome::nothing_new, {});
    EXPECT_EQ(value("tilsig_units_total", R"({feed="ssb.population",outcome="loaded"})"), 2);
    EXPECT_EQ(value("tilsig_units_total", R"({feed="ssb.population",outcome="nothing_new"})"), 1);
    EXPECT_EQ(value("tilsig_units_total", R"({feed="municipal.settled",outcome="failed"})"), 0)
        << "there from the start";
    EXPECT_EQ(value("tilsig_records_total", R"({fate="accepted",feed="ssb.population"})"), 100);
    EXPECT_EQ(value("tilsig_records_total", R"({fate="duplicate",feed="ssb.population"})"), 2);
    EXPECT_EQ(value("tilsig_records_total", R"({fate="rejected",feed="ssb.population"})"), 8);
    EXPECT_EQ(value("tilsig_records_total", R"({fate="filtered",feed="ssb.population"})"), 1);
    EXPECT_EQ(value("tilsig_records_total", R"({fate="held",feed="ssb.population"})"), 3);
}

TEST_F(MetricsText, TakesNoLabelThatWasNotDeclared) {
    m_metrics.unit_ended("Kari 41890512345", model::Outcome::failed, {.rejected = 1});
    m_metrics.night_ended("said \"good\"\n", noon);
    m_metrics.backlog({.holds = {{"41890512345", 2}, {"x", 3}}, .overdue_since = {{"41890512345", noon}}});
    const std::string text = m_metrics.text(noon);
    EXPECT_EQ(text.find("41890512345"), std::string::npos);
    EXPECT_EQ(text.find("said"), std::string::npos);
    EXPECT_EQ(value("tilsig_units_total", R"({feed="other",outcome="failed"})"), 1);
    EXPECT_EQ(value("tilsig_nights_total", R"({verdict="other"})"), 1);
    EXPECT_EQ(value("tilsig_holds_open", R"({feed="other"})"), 5);
    EXPECT_EQ(value("tilsig_lateness_seconds", R"({feed="other"})", noon + hours(1)), 3600);
}

TEST_F(MetricsText, LatenessGrowsBetweenTurnsAndEndsWithTheNextBacklog) {
    m_metrics.backlog({.due = 5,
                       .running = 2,
                       .retrying = 1,
                       .next = noon + hours(14),
                       .holds = {{"municipal.settled", 4}},
                       .overdue_since = {{"municipal.settled", noon - minutes(10)}}});
    const std::string late = R"({feed="municipal.settled"})";
    EXPECT_EQ(value("tilsig_lateness_seconds", late), 600);
    EXPECT_EQ(value("tilsig_lateness_seconds", late, noon + minutes(5)), 900) << "also of a loop that hangs";
    EXPECT_EQ(value("tilsig_lateness_seconds", R"({feed="ssb.population"})"), 0);
    EXPECT_EQ(value("tilsig_queue_units", R"({state="due"})"), 5);
    EXPECT_EQ(value("tilsig_queue_units", R"({state="running"})"), 2);
    EXPECT_EQ(value("tilsig_queue_units", R"({state="retrying"})"), 1);
    EXPECT_EQ(value("tilsig_holds_open", late), 4);
    const auto next = std::chrono::duration<double>((noon + hours(14)).time_since_epoch()).count();
    EXPECT_EQ(value("tilsig_next_due_timestamp_seconds"), next);
    m_metrics.backlog({});
    EXPECT_EQ(value("tilsig_lateness_seconds", late), 0);
    EXPECT_EQ(value("tilsig_holds_open", late), 0);
    EXPECT_EQ(value("tilsig_next_due_timestamp_seconds"), 0);
}

TEST_F(MetricsText, TellsNightsLeaseKeyAndCertificates) {
    const double noon_unix = std::chrono::duration<double>(noon.time_since_epoch()).count();
    m_metrics.last_night(noon - hours(24));
    EXPECT_EQ(value("tilsig_last_night_closed_timestamp_seconds"), noon_unix - 86400);
    m_metrics.night_ended("held", noon);
    EXPECT_EQ(value("tilsig_nights_total", R"({verdict="held"})"), 1);
    EXPECT_EQ(value("tilsig_nights_total", R"({verdict="good"})"), 0);
    EXPECT_EQ(value("tilsig_last_night_closed_timestamp_seconds"), noon_unix);
    m_metrics.lease(true, 12);
    EXPECT_EQ(value("tilsig_lease_held"), 1);
    EXPECT_EQ(value("tilsig_lease_fence"), 12);
    m_metrics.landing_key(noon);
    EXPECT_EQ(value("tilsig_key_written_timestamp_seconds", R"({key="landing"})"), noon_unix);
    m_metrics.certificates({{"nav", "ca_file", noon, {}}, {"udi", "ca_file", std::nullopt, "no file"}});
    EXPECT_EQ(value("tilsig_certificate_expiry_timestamp_seconds", R"({name="ca_file",source="nav"})"), noon_unix);
    EXPECT_EQ(value("tilsig_certificate_unreadable", R"({name="ca_file",source="nav"})"), 0);
    EXPECT_EQ(value("tilsig_certificate_unreadable", R"({name="ca_file",source="udi"})"), 1);
    m_metrics.certificates({});
    m_metrics.landing_key(std::nullopt);
    EXPECT_EQ(m_metrics.text(noon).find("ca_file"), std::string::npos) << "what is gone is told no more";
    EXPECT_EQ(m_metrics.text(noon).find("\"landing\""), std::string::npos);
}

TEST_F(MetricsText, TellsHowLettersStand) {
    EXPECT_EQ(value("tilsig_letters", "{state=\"waiting\"}"), 0) << "there from the start";
    m_metrics.letters({3, {{"waiting", 2}, {"accepted", 430}, {"dear k5001", 9}}, 1, 4});
    EXPECT_EQ(value("tilsig_letters", "{state=\"waiting\"}"), 2);
    EXPECT_EQ(value("tilsig_letters", "{state=\"accepted\"}"), 430);
    EXPECT_EQ(value("tilsig_notices_owed"), 3);
    EXPECT_EQ(value("tilsig_owner_unreachable"), 1);
    EXPECT_EQ(value("tilsig_contacts_suspended"), 4);
    m_metrics.letters({});
    EXPECT_EQ(value("tilsig_letters", "{state=\"waiting\"}"), 0);
    EXPECT_EQ(m_metrics.text(noon).find("k5001"), std::string::npos);
}

TEST_F(MetricsText, AReloadBringsNewFeedsAndForgetsNoCount) {
    m_metrics.unit_ended("ssb.population", model::Outcome::loaded, {});
    m_metrics.backlog({.holds = {{"ssb.population", 1}}});
    m_metrics.declare_feeds({"ssb.population", "nav.jobseeker"});
    m_metrics.unit_ended("nav.jobseeker", model::Outcome::held, {});
    EXPECT_EQ(value("tilsig_units_total", R"({feed="ssb.population",outcome="loaded"})"), 1);
    EXPECT_EQ(value("tilsig_units_total", R"({feed="nav.jobseeker",outcome="held"})"), 1);
    EXPECT_EQ(value("tilsig_holds_open", R"({feed="ssb.population"})"), 1);
    EXPECT_EQ(value("tilsig_holds_open", R"({feed="nav.jobseeker"})"), 0);
}

TEST_F(MetricsText, TellsWhatTheProcessCosts) {
    EXPECT_GT(value("process_resident_memory_bytes"), 1 << 20);
    EXPECT_GT(value("process_cpu_seconds_total"), 0);
    const double now = std::chrono::duration<double>(SystemClock().now().time_since_epoch()).count();
    EXPECT_NEAR(value("process_start_time_seconds"), now, 60);
    EXPECT_EQ(value("tilsig_build_info", R"({version="1.2.3"})"), 1);
}

}  // namespace
}  // namespace tilsig::daemon

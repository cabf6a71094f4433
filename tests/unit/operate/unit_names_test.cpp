// What a person may call a unit, and what is refused before anything is written.
#include "operate/unit_names.hpp"

#include <gtest/gtest.h>

namespace tilsig::operate {
namespace {

Day day(int year, unsigned month, unsigned of_month) {
    return std::chrono::sys_days{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{of_month}};
}

class UnitNames : public testing::Test {
protected:
    UnitNames() {
        add("ssb.country", catalog::PeriodKind::all);
        add("ssb.yearly", catalog::PeriodKind::year);
        add("nav.unemployment", catalog::PeriodKind::previous_month);
        add("nav.daily", catalog::PeriodKind::day);
        add("municipal.settled", catalog::PeriodKind::month, true);
        add("imdi.budget", std::nullopt);
        m_senders.senders.resize(2);
        m_senders.senders[0].id = "k0301";
        m_senders.senders[1].id = "nav";
    }
    model::UnitName unit(const NamedUnit& named) const { return require_unit(m_catalog, m_senders, m_today, named); }
    /// What the refusal says; empty when there is none.
    std::string refusal(const NamedUnit& named) const {
        try {
            (void)unit(named);
            return "";
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::usage) << error.what();
            return error.what();
        }
    }

    catalog::Contract& contract(const std::string& feed) { return m_catalog.contracts.at(feed); }

private:
    void add(const std::string& feed, std::optional<catalog::PeriodKind> period, bool of_register = false) {
        auto& contract = m_catalog.contracts[feed];
        contract.feed = feed;
        contract.source = feed.substr(0, feed.find('.'));
        contract.state = catalog::FeedState::active;
        if (!period) return;
        m_catalog.schedules[feed].period = *period;
        m_catalog.schedules[feed].of_register = of_register;
    }
    catalog::Catalog m_catalog;
    senders::Register m_senders;
    Day m_today = day(2026, 11, 22);
};

TEST_F(UnitNames, WhatIsNotGivenFollowsFromSourceAndSchedule) {
    EXPECT_EQ(unit({"ssb.country", "", "", true}).text(), "ssb.country/ssb/all");
    EXPECT_EQ(unit({"nav.unemployment", "", "", false}).text(), "nav.unemployment/nav/2026-10");
    EXPECT_EQ(unit({"imdi.budget", "", "", true}).text(), "imdi.budget/imdi/all");
    EXPECT_EQ(unit({"municipal.settled", "k0301", "2026-10", true}).text(), "municipal.settled/k0301/2026-10");
}

TEST_F(UnitNames, AFileOfAFeedWithPeriodsIsOfNoPeriodByItself) {
    const std::string asked = refusal({"nav.unemployment", "", "", true});
    EXPECT_NE(asked.find("a month like 2026-10"), std::string::npos) << asked;
    EXPECT_NE(asked.find("--period 2026-10"), std::string::npos) << asked;
    EXPECT_NE(refusal({"ssb.yearly", "", "", true}).find("--period 2026"), std::string::npos);
}

TEST_F(UnitNames, ARecordThatNamesItsPeriodMakesItAskedForWithoutASchedule) {
    contract("imdi.budget").period_of = "year";
    EXPECT_NE(refusal({"imdi.budget", "", "", true}).find("--period"), std::string::npos);
    EXPECT_EQ(refusal({"imdi.budget", "", "2008", true}), "");
}

TEST_F(UnitNames, APeriodHasTheFormOfItsFeed) {
    EXPECT_EQ(refusal({"ssb.yearly", "", "2008", true}), "");
    EXPECT_EQ(refusal({"nav.daily", "", "2024-02-29", true}), "");
    EXPECT_EQ(refusal({"ssb.country", "", "all", true}), "");
    for (const char* period : {"2008", "2008-03-31", "all", "2008-13", "2008-3", "0008-03", "2300-03", "banana",
                               "../../x", "2026-99-99", "\x1b[31m", "2008-03\n"}) {
        const std::string told = refusal({"nav.unemployment", "", period, true});
        EXPECT_NE(told.find("write a month like 2026-10"), std::string::npos) << period;
        EXPECT_EQ(told.find('\x1b'), std::string::npos) << "no control byte reaches the terminal";
    }
    EXPECT_NE(refusal({"nav.daily", "", "2023-02-29", true}), "") << "no day of the calendar";
    EXPECT_NE(refusal({"ssb.country", "", "2008", true}), "") << "each delivery brings everything";
    for (const char* period : {"2008", "2008-03", "2008-03-31", "all"})
        EXPECT_EQ(refusal({"imdi.budget", "", period, true}), "") << "no schedule says which";
    EXPECT_NE(refusal({"imdi.budget", "", "banana", true}), "");
}

TEST_F(UnitNames, ASenderIsTheSourceOrStandsInTheRegister) {
    EXPECT_EQ(refusal({"ssb.country", "ssb", "", true}), "");
    EXPECT_EQ(refusal({"ssb.country", "nav", "", true}), "");
    EXPECT_NE(refusal({"municipal.settled", "k031", "2026-10", true}).find("did you mean 'k0301'?"), std::string::npos);
    EXPECT_NE(refusal({"municipal.settled", "municipal", "2026-10", true}), "") << "the source itself delivers nothing";
    EXPECT_NE(refusal({"municipal.settled", "", "2026-10", true}).find("--sender"), std::string::npos);
}

TEST_F(UnitNames, APersonalIdentifierIsRefusedAndNotRepeated) {
    constexpr const char* synthetic = "15860560043";
    for (const std::string& told :
         {refusal({"ssb.country", synthetic, "", true}), refusal({"nav.unemployment", "", synthetic, true})}) {
        EXPECT_NE(told.find("personal identifier"), std::string::npos) << told;
        EXPECT_EQ(told.find("158605"), std::string::npos) << told;
    }
}

}  // namespace
}  // namespace tilsig::operate

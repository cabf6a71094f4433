// The proposed register of all senders: no code without exactly one owner at any date, and who goes on goes on.
#include "propose/senders.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>

#include "base/text.hpp"
#include "model/value.hpp"
#include "senders/register.hpp"

namespace tilsig::propose {
namespace {

std::int64_t day(const char* text) { return model::parse_iso_date(text).value(); }

struct Proposed {
    catalog::Catalog catalog;
    std::vector<ProposedSender> senders;
    senders::Register all;
};
const Proposed& proposed() {
    static const Proposed once = [] {
        Proposed made;
        config::Lints lints;
        made.catalog = catalog::load_catalog(TILSIG_SOURCE_DIR, lints);
        made.senders = propose_senders(made.catalog);
        made.all = senders::read_register(register_text(made.senders, made.catalog, {"municipal.settled"}),
                                          "senders.yaml", lints);
        for (const auto& line : lints.lines()) ADD_FAILURE() << line;
        return made;
    }();
    return once;
}
const ProposedSender& sender(const std::string& id) {
    const auto& all = proposed().senders;
    return *std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.id == id; });
}
std::size_t count(const char* kind, const char* at) {
    std::set<std::string> ids;
    for (const auto& one : proposed().all.senders)
        if (one.kind == kind && one.validity.contains(day(at))) ids.insert(one.id);
    return ids.size();
}

TEST(ProposedSenders, AreAsManyAsThereWere) {
    EXPECT_EQ(count("municipality", "2006-01-01"), 431U);
    EXPECT_EQ(count("municipality", "2008-01-01"), 430U);
    EXPECT_EQ(count("municipality", "2024-01-01"), 357U);
    EXPECT_EQ(count("district", "2008-01-01"), 15U);
    EXPECT_EQ(proposed().all.owner_of_code("9999", day("2008-01-01")), nullptr);
}

TEST(ProposedSenders, OwnEachCodeAtEachDateExactlyOnce) {
    const auto& codes = proposed().catalog.code_lists.at("municipality").codes;
    std::set<std::int64_t> days{day("2006-01-01")};
    for (const auto& code : codes) {
        if (code.valid_from > day("2006-01-01")) days.insert({code.valid_from - 1, code.valid_from});
    }
    for (const std::int64_t at : days) {
        for (const auto& code : codes) {
            if (code.valid_from > at || at >= code.valid_to || code.code == "9999" || code.code == "0301") continue;
            const auto owners = std::count_if(
                proposed().all.senders.begin(), proposed().all.senders.end(),
                [&](const auto& one) { return one.municipality == code.code && one.validity.contains(at); });
            EXPECT_EQ(owners, 1) << code.code << " at " << at;
        }
    }
}

TEST(ProposedSenders, GoOnUnderAnotherCodeAndComeBackUnderTheirName) {
    ASSERT_EQ(sender("k0101").periods.size(), 3U) << "Halden was renumbered twice";
    EXPECT_EQ(sender("k0101").periods[2].code, "3101");
    const auto& haram = sender("k1534").periods;
    ASSERT_EQ(haram.size(), 2U) << "left in 2020, came back in 2024";
    EXPECT_EQ(haram[0].to, day("2020-01-01"));
    EXPECT_EQ(haram[1].code, "1580");
    EXPECT_EQ(sender("k1504").periods.back().code, "1508") << "Ålesund goes on through merger and split";
    EXPECT_EQ(sender("k0704").periods.back().code, "3905") << "Tønsberg took in others and kept its name";
}

TEST(ProposedSenders, NameWhoAnswersAfterwardsOrSayThatSomebodyMustDecide) {
    EXPECT_EQ(sender("k1529").successors, (std::vector<std::string>{"k1504"})) << "Skodje went into Ålesund";
    EXPECT_EQ(sender("k0720").successors.size(), 2U) << "Stokke was divided";
    const auto text = register_text(proposed().senders, proposed().catalog, {"municipal.settled"});
    EXPECT_NE(text.find("# decide: successor, who answers for it afterwards: k0704 or k0706"), std::string::npos);
    EXPECT_EQ(text.find("decide: forms"), std::string::npos) << "it comes in one form";
    const auto forms = register_text(proposed().senders, proposed().catalog, {"municipal.programme"});
    EXPECT_NE(
        forms.find("# decide: forms: {municipal.programme: ...} of whoever does not write csv but fixed or xlsx.\n"),
        std::string::npos)
        << forms.substr(0, 900);
    for (const auto& one : proposed().senders) EXPECT_FALSE(one.has_left() && one.successors.empty()) << one.id;
}

TEST(ProposedSenders, OwnEachCodeOfStatisticsNorwaysOwnFiles) {
    const std::string file = TILSIG_SOURCE_DIR "/../shared/reference/klass/klass131_snapshots_2006_2025.csv";
    std::ifstream in(file);
    if (!in) GTEST_SKIP() << "the reference files are not there";
    std::string line;
    std::getline(in, line);
    std::size_t read = 0;
    while (std::getline(in, line)) {
        const auto cells = split(line, ';');
        const std::string at(cells[0]), code(cells[1]);
        if (code == "9999" || code == "0301") continue;
        ++read;
        EXPECT_NE(proposed().all.owner_of_code(code, day((at.size() == 4 ? at + "-01-01" : at).c_str())), nullptr)
            << code << " at " << at;
    }
    EXPECT_GT(read, 7000U);
}

}  // namespace
}  // namespace tilsig::propose

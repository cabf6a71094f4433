// What stays text says what people see in it; what is no value of its type says what it stands for.
#include "propose_support.hpp"

namespace tilsig::propose::testing {
namespace {

using model::Type;

class Texts : public Proposing {
protected:
    /// Ten records whose second column has these values in turn.
    Proposal column(const std::string& header, const std::vector<std::string>& values) const {
        std::string text = "sted;" + header + "\n";
        for (int i = 0; i < 10; ++i) {
            text += 's' + std::to_string(i) + ';';
            text += values[static_cast<std::size_t>(i) % values.size()] + '\n';
        }
        return proposed(text);
    }
};

TEST_F(Texts, MarkersOfOtherStatisticsOfficesAreReasonsAndAsked) {
    const std::map<std::string, std::string> reasons{
        {"…", "missing"},        {"...", "missing"},   {"–", "zero"},        {"n.a.", "missing"},
        {"•", "not_applicable"}, {"**", "suppressed"}, {":c", "suppressed"}, {"x", "unknown"}};
    for (const auto& [marker, reason] : reasons) {
        const auto proposal = column("antall", {"12", "7", marker, "31", "4"});
        const auto& count = field(proposal, "antall");
        EXPECT_EQ(count.field.type, Type::integer) << marker;
        EXPECT_EQ(count.field.missing.at(marker), reason);
        EXPECT_FALSE(count.to_decide.empty()) << marker << " is never silent";
    }
    EXPECT_TRUE(says(field(column("antall", {"1", "x", "2"}), "antall").to_decide, "what does 'x' stand for?"));
    EXPECT_EQ(field(column("klassekode", {"1", "x", "2"}), "klassekode").field.type, Type::text)
        << "codes have letters";
    EXPECT_EQ(field(column("antall", {"x"}), "antall").field.type, Type::text) << "nothing but crosses is no figure";
}

TEST_F(Texts, FiguresAndDaysThatNoFormReadsAreAsked) {
    for (const char* figures : {"(12)", "12-", "kr 1200", "12*", "1 b"}) {
        const auto proposal = column("antall", {figures, "7"});
        EXPECT_EQ(field(proposal, "antall").field.type, Type::text) << figures;
        EXPECT_TRUE(says(field(proposal, "antall").to_decide, "as text they cannot be summed")) << figures;
    }
    const auto some = column("antall", {"12", "7", "31", "tolv", "4"});
    EXPECT_TRUE(says(field(some, "antall").evidence, "8 of 10 values are whole numbers, 2 are not: text"));
    EXPECT_TRUE(says(field(some, "antall").to_decide, "what are the others?"));
    EXPECT_TRUE(says(field(column("tid", {"12:30", "7:05"}), "tid").evidence, "times of day"));
    EXPECT_TRUE(
        says(field(column("dato", {"45292", "45293"}), "dato").to_decide, "days as a spreadsheet counts them?"));
    EXPECT_TRUE(says(field(column("aktiv", {"0", "1"}), "aktiv").to_decide, "type: boolean"));
}

TEST_F(Texts, MonthsAndSchoolYearsAreToldApartOrAsked) {
    const auto months = column("periode", {"200910", "200911", "200912"});
    EXPECT_EQ(field(months, "periode").field.format.date, "yyyyMM");
    EXPECT_TRUE(says(field(months, "periode").to_decide, "dates like ddMMyy too"));
    const auto schools = column("skoleår", {"200910", "201011"});
    EXPECT_EQ(field(schools, "skoleaar").field.type, Type::text);
    EXPECT_TRUE(says(field(schools, "skoleaar").to_decide, "October 2009, or the school year 2009/10?"));
    for (const char* period : {"2024M01", "2024K1", "2024-W05", "2009/10", "2009-2010", "2024-01"}) {
        const auto proposal = proposed("sted;tid;antall\na;" + std::string(period) + ";1\nb;" + period + ";2\n");
        EXPECT_EQ(field(proposal, "tid").field.type, Type::text) << period;
        EXPECT_EQ(proposal.table.key, (std::vector<std::string>{"sted", "tid"})) << period;
    }
}

TEST_F(Texts, AMomentWithoutAZoneIsNorwegianUntilSomebodySaysOtherwise) {
    const auto proposal = column("tidspunkt", {"2024-01-05 12:30:00", "2024-01-06 12:30:00"});
    EXPECT_EQ(field(proposal, "tidspunkt").field.type, Type::timestamp);
    EXPECT_TRUE(has(all_text(proposal), "zone: Europe/Oslo"));
    EXPECT_TRUE(says(field(proposal, "tidspunkt").to_decide, "the values say no zone"));
}

TEST_F(Texts, WhatCannotBeSeenIsNoPartOfACode) {
    const auto proposal = proposed("kommunenr;antall\n0301\u00A0;1\n\u200B1103;2\n4601;3\n");
    EXPECT_EQ(list_of(proposal, "kommunenr"), "municipality");
    EXPECT_TRUE(says(field(proposal, "kommunenr").evidence, "2 values have spaces or what cannot be seen at an end"));
}

TEST_F(Texts, CodesAreNamedWhereTheyMayBe) {
    const auto flags = proposed("saksnr;splittes\na1;0\na2;1\na3;0\n");
    EXPECT_EQ(field(flags, "splittes").list, nullptr) << "0 and 1 are in many lists";
    const auto counties = proposed("verdi;tekst\n03;a\n11;b\n15;c\n18;d\n");
    EXPECT_TRUE(says(field(counties, "verdi").to_decide, "4 of 4 different values are in code list county"));
    const auto cells =
        proposed("kommuner;antall\n0301\u00A0-\u00A0Oslo;1\n1103\u00A0-\u00A0Stavanger;2\n4601\u00A0-\u00A0Bergen;3\n");
    EXPECT_TRUE(says(field(cells, "kommuner").to_decide, "`split` divides at a plain space only"));
}

TEST_F(Texts, PerCentStaysInAName) {
    EXPECT_EQ(field(proposed("sted;% av alle\na;1\nb;2\n"), "prosent_av_alle").field.column, "% av alle");
}

}  // namespace
}  // namespace tilsig::propose::testing

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
    for (const char* figures : {"(12)", "12-", "<1200", "12*", "1 b"}) {
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
    const auto either = column("periode", {"200910", "201011"});
    EXPECT_EQ(field(either, "periode").field.type, Type::text);
    EXPECT_TRUE(says(field(either, "periode").to_decide, "October 2009, or the school year 2009/10?"));
    const auto schools = column("skoleår", {"200910", "201011"});
    EXPECT_EQ(field(schools, "skoleaar").field.format.date, "yyyyyy");
    EXPECT_TRUE(says(field(schools, "skoleaar").to_decide, "dates like yyyyMM"));
    EXPECT_EQ(field(column("skoleår", {"199899", "199900"}), "skoleaar").field.format.date, "yyyyyy") << "no month";
    const std::map<std::string, std::string> periods{
        {"2024M01", "yyyy'M'MM"},   {"2024K1", "yyyy'K'q"}, {"2024-Q1", "yyyy-'Q'q"}, {"2009/10", "yyyy/yy"},
        {"2009-2010", "yyyy-yyyy"}, {"2024-01", "yyyy-MM"}, {"2024-W05", ""}};
    for (const auto& [period, form] : periods) {
        const auto proposal = proposed("sted;tid;antall\na;" + period + ";1\nb;" + period + ";2\n");
        const auto& time = field(proposal, "tid");
        EXPECT_EQ(time.field.type, form.empty() ? Type::text : Type::date) << period;
        EXPECT_EQ(time.field.type == Type::date ? time.field.format.date : "", form) << period;
        EXPECT_EQ(proposal.table.key, (std::vector<std::string>{"sted", "tid"})) << period;
    }
    EXPECT_TRUE(says(field(column("periode", {"2009-10", "2010-11"}), "periode").to_decide, "dates like yyyy-yy too"));
    EXPECT_EQ(field(column("skoleår", {"2009-10", "2010-11"}), "skoleaar").field.format.date, "yyyy-yy");
}

TEST_F(Texts, DaysAndFiguresAsNorwegianSpreadsheetsWriteThem) {
    const std::map<std::string, std::string> days{
        {"1.1.2025", "d.M.yyyy"}, {"31/12/2025", "dd/MM/yyyy"}, {"31.12.98", "dd.MM.yy"}, {"31-12-2025", "dd-MM-yyyy"}};
    for (const auto& [day, form] : days) EXPECT_EQ(field(column("dato", {day}), "dato").field.format.date, form) << day;
    EXPECT_TRUE(says(field(column("dato", {"31.12.98"}), "dato").to_decide, "two digits of the year"));
    EXPECT_TRUE(says(field(column("dato", {"03/04/2025"}), "dato").to_decide, "month and day as in America?"));
    EXPECT_TRUE(field(column("dato", {"03/04/2025", "31/04/2025", "30/04/2025"}), "dato").field.type != Type::date);
    EXPECT_TRUE(says(field(column("dato", {"12/31/2025", "11/30/2025"}), "dato").to_decide, "no one `date`"));

    const auto per_cent = column("andel", {"32,6 %", "4 %", "100%"});
    EXPECT_EQ(field(per_cent, "andel").field.type, Type::decimal);
    EXPECT_EQ(field(per_cent, "andel").field.format.strip, "%");
    EXPECT_EQ(field(per_cent, "andel").field.format.scale, 1);
    EXPECT_TRUE(has(all_text(per_cent), "strip: \"%\""));
    const auto money = column("beløp", {"kr 1\u00A0250", "kr 7"});
    EXPECT_EQ(field(money, "beloep").field.type, Type::integer);
    for (const char* figure : {"1\u00A0240", "1\u202F310", "\u22123", "1e+05"})
        EXPECT_EQ(field(column("antall", {figure, "7"}), "antall").field.type, Type::integer) << figure;
    const auto json = proposed(R"([{"kode": "a", "andel": 1.25e1}, {"kode": "b", "andel": 0.1e-2}])");
    EXPECT_EQ(field(json, "andel").field.format.scale, 3);
    EXPECT_EQ(field(column("aktiv", {"SANN", "USANN"}), "aktiv").field.type, Type::boolean);
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
    const std::string cells = "0301\u00A0-\u00A0Oslo;1\n1103\u00A0-\u00A0Stavanger;2\n4601\u00A0-\u00A0Bergen;3\n";
    EXPECT_TRUE(has(refusal("kommuner;antall\n" + cells), "holds no-break spaces (U+00A0)")) << "no key may";
    const auto beside =
        proposed("id;kommuner\n1;0301\u00A0-\u00A0Oslo\n2;1103\u00A0-\u00A0Stavanger\n3;4601\u00A0-\u00A0Bergen\n");
    EXPECT_EQ(beside.table.key, std::vector<std::string>{"id"});
    EXPECT_TRUE(says(field(beside, "kommuner").to_decide, "`split` divides at a plain space only"));
}

TEST_F(Texts, PerCentStaysInAName) {
    EXPECT_EQ(field(proposed("sted;% av alle\na;1\nb;2\n"), "prosent_av_alle").field.column, "% av alle");
}

}  // namespace
}  // namespace tilsig::propose::testing

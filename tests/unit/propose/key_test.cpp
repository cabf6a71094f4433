// The smallest set of fields that is unique over the sample, and what is said when there is none.
#include "base/text.hpp"
#include "propose_support.hpp"
#include "xlsx_builder.hpp"

namespace tilsig::propose::testing {
namespace {

class Key : public Proposing {};

TEST_F(Key, IsTheSmallestUniqueSet) {
    std::string text = "kommunenr;aar;alder;antall\n";
    for (const char* place : {"0301", "1103", "4601"})
        for (const char* year : {"2023", "2024"})
            for (const char* age : {"ung", "gammel"}) text += std::string(place) + ";" + year + ";" + age + ";5\n";
    const auto proposal = proposed(text);
    EXPECT_EQ(proposal.table.key, (std::vector<std::string>{"kommunenr", "aar", "alder"}));
    EXPECT_TRUE(says(proposal.key.evidence,
                     "kommunenr, aar, alder unique in 12 records; kommunenr alone 3 of 12; aar alone 2 of 12"));
}

TEST_F(Key, LeavesMeasuresPersonsAndHolesOut) {
    const auto proposal = proposed("fnr;antall;kode;navn\n03851598730;1;a;x\n30908299902;2;b;\n");
    EXPECT_EQ(proposal.table.key, std::vector<std::string>{"kode"});
}

TEST_F(Key, IsAWholeNumberWhenNothingElseIsUnique) {
    const auto proposal = proposed("id;gruppe\n1;a\n2;a\n3;a\n");
    EXPECT_EQ(proposal.table.key, std::vector<std::string>{"id"});
}

TEST_F(Key, IsNeverAMeasure) {
    EXPECT_TRUE(has(refusal("antall;andel\n1;0,5\n2;0,7\n"), "personal or a measure"));
    // Figures, whether a form reads them or not: no-break space between thousands, U+2212, three digits, units.
    for (const char* figures : {"1\u00A0234;12\u00A0345;3", "\u22125;7;\u22121", "1.234;12.345;7", "12%;13 %;1e5"}) {
        std::string text = "kode;antall\n";
        for (const auto& figure : split(figures, ';')) text += "a;" + std::string(figure) + "\n";
        const auto proposal = proposed(text);
        EXPECT_EQ(proposal.table.key, std::vector<std::string>{"kode"}) << figures;
        EXPECT_FALSE(proposal.key.unique) << figures;
    }
}

std::string cube(const std::string& ids, const std::string& sizes, const std::string& dimensions,
                 const std::string& values, const std::string& role = R"({"time": ["Tid"]})") {
    return R"({"version": "2.0", "class": "dataset", "id": [)" + ids + R"(], "size": [)" + sizes + R"(], "role": )" +
           role + R"(, "dimension": {)" + dimensions + R"(}, "value": [)" + values + "]}";
}
std::string dimension(const std::string& id, const std::string& codes) {
    return "\"" + id + R"(": {"category": {"index": [)" + codes + "]}}";
}

TEST_F(Key, OfACubeIsItsDimensionsAndTheTimeIsNeverLeftOut) {
    const std::string regions = dimension("region", R"("0301", "1103")");
    const auto one_year =
        proposed(cube(R"("region", "Tid", "sex")", "2, 1, 1",
                      regions + ", " + dimension("Tid", R"("2024")") + ", " + dimension("sex", R"("K")"), "5, 5"));
    EXPECT_EQ(one_year.table.key, (std::vector<std::string>{"region", "tid"}));
    EXPECT_TRUE(field(one_year, "tid").year);
    EXPECT_TRUE(has(all_text(one_year), "all records are of one tid: a snapshot of the next one closes these rows"));
    EXPECT_TRUE(says(one_year.shape.unread, "dimension 'sex' has one category only"));
    EXPECT_TRUE(says(one_year.key.evidence, "region, tid: the dimensions of the cube, unique in 2 records"));
    const auto by_role = proposed(
        cube(R"("region", "q")", "2, 1", regions + ", " + dimension("q", R"("2024K1")"), "5, 6", R"({"time": ["q"]})"));
    EXPECT_EQ(by_role.table.key, (std::vector<std::string>{"region", "q"}));
    const auto without_role =
        proposed(cube(R"("region", "year")", "2, 1", regions + ", " + dimension("year", R"("2024")"), "5, 6", "{}"));
    EXPECT_EQ(without_role.table.key, (std::vector<std::string>{"region", "year"}));
    const auto one_cell = proposed(cube(R"("region")", "1", dimension("region", R"("0301")"), "5"));
    EXPECT_EQ(one_cell.table.key, std::vector<std::string>{"region"});
}

TEST_F(Key, OfACubeHoldsPlacesOfBirthMarkersAndDecimalsToo) {
    const auto proposal =
        proposed(cube(R"("birth", "step", "Tid")", "2, 2, 2",
                      dimension("birth", R"("SO", ":")") + ", " + dimension("step", R"("1.5", "2.5")") + ", " +
                          dimension("Tid", R"("2023", "2024")"),
                      "1, 2, 3, 4, 5, 6, 7, 8"));
    EXPECT_EQ(proposal.table.key, (std::vector<std::string>{"birth", "step", "tid"}));
    EXPECT_TRUE(proposal.key.unique);
    for (const char* name : {"birth", "step"}) {
        EXPECT_FALSE(field(proposal, name).is_personal());
        EXPECT_EQ(field(proposal, name).field.type, model::Type::text) << name;
        EXPECT_TRUE(field(proposal, name).field.required) << name;
    }
}

TEST_F(Key, HoldsWhenTheFiguresAreOfWhateverTheSampleSays) {
    const auto proposal = proposed("kommunenr;aar;antall\n0301;2024;120\n1103;2024;30\n4601;2025;41\n");
    EXPECT_EQ(proposal.table.key, (std::vector<std::string>{"kommunenr", "aar"}));
    const auto one_month = proposed("fylke;Statistikkår;Måned;Antall\nx;2025;mai;3\ny;2025;mai;4\n");
    EXPECT_EQ(one_month.table.key, (std::vector<std::string>{"fylke", "statistikkaar", "maaned"}));
    const auto days = proposed("kommunenr;dato;år;antall\n0301;2025-01-31;2025;1\n1103;2025-01-31;2025;2\n");
    EXPECT_EQ(days.table.key, (std::vector<std::string>{"kommunenr", "dato"})) << "a day holds its year";
    EXPECT_TRUE(says(days.key.to_decide, "if it is only the day of the extract, take it out"));
    // Another year than that of the figures is asked for.
    const auto other = proposed("kommunenr;etablert_aar;antall\n0301;1838;120\n1103;2024;30\n4601;2025;41\n");
    EXPECT_EQ(other.table.key, std::vector<std::string>{"kommunenr"});
    EXPECT_TRUE(says(other.key.to_decide, "etablert_aar says when and is not in the key: can kommunenr come again"));
}

TEST_F(Key, LeavesADayThatEachRecordHasToAPerson) {
    const auto proposal = proposed("kommunenr;dato;antall\n0301;1.1.2025;1\n1103;15.1.2025;2\n4601;9.10.2025;3\n");
    EXPECT_EQ(proposal.table.key, std::vector<std::string>{"kommunenr"});
    EXPECT_TRUE(says(proposal.key.to_decide, "dato says when and is not in the key: can kommunenr come again"));
}

TEST_F(Key, IsACodeBeforeItsName) {
    const auto proposal = proposed(R"({"codes": [{"name": "Ugift", "code": "1"}, {"name": "Gift", "code": "2"}]})");
    EXPECT_EQ(proposal.table.key, std::vector<std::string>{"code"});
    EXPECT_EQ(field(proposal, "code").field.type, model::Type::text) << "a code is no number";
    std::string text = "dato;saksref\n";
    for (int day = 10; day < 30; ++day) text += "2025-01-" + std::to_string(day) + ";s" + std::to_string(day) + "\n";
    EXPECT_EQ(proposed(text).table.key, std::vector<std::string>{"saksref"}) << "a day is unique by chance";
}

TEST_F(Key, HoldsNumbersThatAreCountedBy) {
    std::string text = "kommunenr;kjønn;alder;antall\n";
    for (const char* place : {"0301", "1103", "4601"})
        for (const char* sex : {"1", "2"})
            for (const char* age : {"20", "21", "22"})
                text += std::string(place) + ";" + sex + ";" + age + ";" + std::to_string(text.size()) + "\n";
    EXPECT_EQ(proposed(text).table.key, (std::vector<std::string>{"kommunenr", "kjoenn", "alder"}));
}

TEST_F(Key, OfAWideTableIsItsLabelsAndNoName) {
    std::string text = "Region;Navn;A: 1;A: 1;A: 2;A: 2\n;;B: p;B: p;B: p;B: p\n;;C: x;C: x;C: x;C: x\n";
    text += ";;År: 2023;År: 2024;År: 2023;År: 2024\nK0301;Oslo;1;2;3;4\nK1103;Stavanger;5;6;7;8\n";
    const auto proposal = proposed(text);
    EXPECT_EQ(proposal.table.key, (std::vector<std::string>{"region", "a", "b", "c", "year"}));
    EXPECT_TRUE(proposal.key.unique);
}

TEST_F(Key, NeedsFiveFieldsBeforeAName) {
    std::string text = "navn;a;b;c;d;e;antall\n";
    for (int i = 0; i < 32; ++i) {
        text += "n" + std::to_string(i);
        for (int bit = 0; bit < 5; ++bit) text += (i >> bit & 1) != 0 ? ";x" : ";y";
        text += ";" + std::to_string(i) + "\n";
    }
    EXPECT_EQ(proposed(text).table.key, (std::vector<std::string>{"a", "b", "c", "d", "e"}));
}

TEST_F(Key, HoldsAColumnWhoseMergedCellsLeaveRowsEmpty) {
    const auto text = [](const std::string& cell, const std::string& value) {
        return "<c r=\"" + cell + "\" t=\"inlineStr\"><is><t>" + value + "</t></is></c>";
    };
    const auto row = [](int number, const std::string& cells) {
        return "<row r=\"" + std::to_string(number) + "\">" + cells + "</row>";
    };
    const auto figure = [](const std::string& cell, int value) {
        return "<c r=\"" + cell + "\"><v>" + std::to_string(value) + "</v></c>";
    };
    const std::string rows =
        row(1, text("A1", "kommunenr") + text("B1", "kjonn") + text("C1", "antall")) +
        row(2, text("A2", "0301") + text("B2", "K") + figure("C2", 600)) + row(3, text("B3", "M") + figure("C3", 640)) +
        row(4, text("A4", "1103") + text("B4", "K") + figure("C4", 150)) + row(5, text("B5", "M") + figure("C5", 160));
    decode::testing::XlsxBuilder book;
    book.sheet("Tall", rows, "visible", R"(<mergeCells><mergeCell ref="A2:A3"/><mergeCell ref="A4:A5"/></mergeCells>)");
    const auto proposal = proposed(book.bytes());
    EXPECT_EQ(proposal.table.key, (std::vector<std::string>{"kommunenr", "kjonn"}));
    EXPECT_TRUE(field(proposal, "kommunenr").field.required);
    EXPECT_TRUE(says(field(proposal, "kommunenr").to_decide, "2 cells are merged over several rows"));
    EXPECT_TRUE(says(field(proposal, "kommunenr").to_decide, "2 records without it are rejected"));
    EXPECT_TRUE(has(all_text(proposal), "# decide: 2 cells are merged"));
}

TEST_F(Key, WithoutOneTheProposalSaysSoAndWhatToDo) {
    const auto proposal = proposed("kode;gruppe\na;x\na;x\nb;y\n");
    EXPECT_FALSE(proposal.key.unique);
    EXPECT_TRUE(says(proposal.key.evidence, "no set of up to 5 fields is unique in 3 records"));
    EXPECT_TRUE(says(proposal.key.evidence, "2 of 3 are different"));
    EXPECT_TRUE(says(proposal.key.to_decide, "ask the sender what identifies a record"));
}

TEST_F(Key, NothingThatCanBeInAKeyIsRefused) {
    EXPECT_TRUE(
        has(refusal("andel;navn\n0,5;\n0,7;a\n"), "no key: every column is empty somewhere, personal or a measure"));
}

}  // namespace
}  // namespace tilsig::propose::testing

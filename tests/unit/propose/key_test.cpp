// The smallest set of fields that is unique over the sample, and what is said when there is none.
#include "propose_support.hpp"

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

TEST_F(Key, WithoutOneTheProposalSaysSoAndWhatToDo) {
    const auto proposal = proposed("kode;gruppe\na;x\na;x\nb;y\n");
    EXPECT_FALSE(proposal.key.unique);
    EXPECT_TRUE(says(proposal.key.evidence, "no set of up to 4 fields is unique in 3 records"));
    EXPECT_TRUE(says(proposal.key.evidence, "2 of 3 are different"));
    EXPECT_TRUE(says(proposal.key.to_decide, "ask the sender what identifies a record"));
}

TEST_F(Key, NothingThatCanBeInAKeyIsRefused) {
    EXPECT_TRUE(
        has(refusal("andel;navn\n0,5;\n0,7;a\n"), "no key: every column is empty somewhere, personal or a measure"));
}

}  // namespace
}  // namespace tilsig::propose::testing

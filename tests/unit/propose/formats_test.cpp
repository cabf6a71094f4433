// Every format of the catalog is recognised, or says that nothing is proposed of it.
#include "propose/formats.hpp"

#include "propose/writers.hpp"
#include "propose_support.hpp"

namespace tilsig::propose {
namespace {

TEST(FormatProposals, WhatIsFoundIsRecognisedNamedAndWritten) {
    for (const auto& format : catalog::formats()) {
        Proposal proposal;
        proposal.shape.layout.format = format.kind;
        const auto& proposed = proposal_of(proposal.shape.layout);
        ASSERT_EQ(proposed.kind, format.kind);
        EXPECT_EQ(proposed.find != nullptr, proposed.sign != nullptr) << format.word;
        if (proposed.find == nullptr) continue;
        EXPECT_FALSE(proposed.known_as.empty()) << format.word;
        const std::string text = layout_text(proposal);
        EXPECT_NE(text.find("  format: " + std::string(format.word) + "\n"), std::string::npos) << text;
        EXPECT_NE(text.find("\n  " + std::string(format.word) + ":"), std::string::npos) << text;
    }
}

using FormatsInMessages = testing::Proposing;

TEST_F(FormatsInMessages, AllThatAreKnownAreNamedWhereNoneFits) {
    try {
        (void)proposed(std::string("\x01\x02\x03\n", 4));
        ADD_FAILURE() << "the sample is no text";
    } catch (const Error& error) {
        const std::string told = error.what();
        for (const auto& format : format_proposals()) EXPECT_TRUE(has(told, std::string(format.known_as))) << told;
        EXPECT_TRUE(has(told, "known formats are CSV, JSON, JSON-stat 2, XML")) << told;
    }
}

}  // namespace
}  // namespace tilsig::propose

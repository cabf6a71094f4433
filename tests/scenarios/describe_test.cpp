// What a sender gets: the contract in words, whose example is a file that loads.
#include <gtest/gtest.h>

#include "scenarios/programme.hpp"

namespace tilsig::test {
namespace {

class Describe : public Programmes {
protected:
    [[nodiscard]] std::string described(const std::string& language) const {
        const auto answer = m_here->tilsig("describe", {"municipal.programme", "--lang", language});
        EXPECT_EQ(answer.exit_code, 0) << answer.err;
        return answer.out;
    }
    /// The n-th block between fences.
    static std::string block(const std::string& text, int n) {
        std::size_t at = 0;
        for (int fence = 0; fence < 2 * n + 1; ++fence) at = text.find("```\n", at) + 4;
        return text.substr(at, text.find("```\n", at) - at);
    }
};

TEST_P(Describe, TellsTheContractInThreeLanguagesAndItsExampleLoads) {
    const auto norwegian = described("nb"), nynorsk = described("nn"), english = described("en");
    EXPECT_NE(norwegian.find("# Deltakere i introduksjonsprogrammet"), std::string::npos) << norwegian;
    EXPECT_NE(nynorsk.find("# Deltakarar i introduksjonsprogrammet"), std::string::npos);
    EXPECT_NE(english.find("| `slutt_arsak` | End reason |"), std::string::npos) << english;
    EXPECT_NE(english.find("Holds up to 2007."), std::string::npos);
    EXPECT_NE(norwegian.find("**INT-U001** Personen har flere åpne programmer i kommunen."), std::string::npos);
    EXPECT_NE(nynorsk.find("send heile fila på nytt."), std::string::npos);
    EXPECT_NE(english.find("Write the date as dd.mm.yyyy"), std::string::npos);
    EXPECT_NE(norwegian.find("Filen heter `deltakere-{period}*`."), std::string::npos) << norwegian;
    EXPECT_NE(nynorsk.find("Ei tom fil som heiter `deltakere-{period}*.nil`"), std::string::npos) << nynorsk;
    EXPECT_NE(english.find("the period, such as `2026-11`, stands where it says `{period}`"), std::string::npos);
    EXPECT_NE(english.find("| `dufnr` | DUF number |  | Write all 12 digits, without spaces. |"), std::string::npos);
    EXPECT_NE(english.find("You have the last word about this: End reason."), std::string::npos);
    EXPECT_NE(nynorsk.find("blir også oppgitt av `udi.person`, og er dei ulike, gjeld det som står der."),
              std::string::npos)
        << nynorsk;

    const auto example = block(english, 0);
    ASSERT_NE(example.find("#SLUTT;1"), std::string::npos) << english;
    const auto loaded = run("k1901", "2008-10", replaced(example, "1601", "1901"));
    EXPECT_EQ(loaded.exit_code, 0) << example << loaded.out;
    EXPECT_EQ(loaded.json().at("records").at("accepted"), 1);
    const auto fixed = run("k1601", "2008-05", replaced(block(english, 2), "0301", "1601"));
    EXPECT_EQ(fixed.json().at("records").at("read"), 1) << block(english, 2) << fixed.out;
}

TEST_P(Describe, KnowsNoOtherLanguageAndNoOtherFeed) {
    const auto language = m_here->tilsig("describe", {"municipal.programme", "--lang", "sv"});
    EXPECT_EQ(language.exit_code, 64);
    EXPECT_NE(language.err.find("--lang nn"), std::string::npos) << language.err;
    EXPECT_EQ(m_here->tilsig("describe", {"municipal.program"}).exit_code, 64);
    const auto all = m_here->tilsig("describe", {});
    EXPECT_EQ(all.exit_code, 0) << all.err;
    EXPECT_NE(all.out.find("municipal.programme"), std::string::npos) << all.out;
    const auto topics = m_here->tilsig("help", {});
    EXPECT_EQ(topics.exit_code, 0) << topics.err;
    EXPECT_NE(topics.out.find("tilsig help contract BLOCK"), std::string::npos) << topics.out;
}

TILSIG_ON_ENGINES(Describe, TestEngine::sqlite);

}  // namespace
}  // namespace tilsig::test

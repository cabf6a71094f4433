// IMDi's real exports: every filled cell a fact or a typed reason, the same on every database, and what is wrong in
// them is flagged.
#include <gtest/gtest.h>

#include "scenarios/imdi_files.hpp"

namespace tilsig::test {
namespace {

const std::filesystem::path folder = TILSIG_SOURCE_DIR "/../shared/reference/imdi";

struct RealExport {
    Crosstab table;
    std::string file;
    int cells, facts;
    std::map<std::string, int> flags;
};

class ImdiReference : public OnEveryEngine {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (!IsSkipped() && !std::filesystem::exists(folder))
            GTEST_SKIP() << "../shared/reference is absent: the real files cannot be read";
    }
    static void expect_loaded(const RealExport& real) {
        const Installation here(GetParam(), nullptr);
        const auto answer = here.tilsig("run", {"imdi." + real.table.feed, "--from",
                                                (folder / (real.file + ".crosstab.latin1.csv")).string(), "--json"});
        ASSERT_EQ(answer.exit_code, 0) << answer.out << answer.err;
        EXPECT_EQ(answer.json().at("records").at("read"), real.cells);
        EXPECT_EQ(answer.json().at("records").at("accepted"), real.facts);
        EXPECT_EQ(flags_of(answer), real.flags);
        EXPECT_EQ(crosstab_sums(here, real.table), unmarked(expected_rows("imdi_" + real.table.feed + "_reference")));
    }
};

TEST_P(ImdiReference, ImmigrantsByReason) {
    // Trondheim's code of before 2018 stands in the columns of 2018 and 2019.
    expect_loaded(
        {immigrant_reason, "imdi_befolkning_innvandringsgrunn_2006_2021", 475 * 576, 240840, {{"INN-K001", 72}}});
}

TEST_P(ImdiReference, LengthOfStay) {
    expect_loaded({residence, "imdi_befolkning_botid_2014_2022", 23 * 135, 2238, {{"BOT-F004", 102}}});
}

TEST_P(ImdiReference, SettlementOfMinors) {
    expect_loaded({settlement_minor, "imdi_bosatte_enslige_mindrearige_2014_2022", 23 * 72, 1166, {{"BEM-R003", 4}}});
}

TEST_P(ImdiReference, UpperSecondary) {
    expect_loaded({upper_secondary, "imdi_videregaende_fullfort_2009_2019", 20 * 330, 6210, {}});
}

TILSIG_ON_EVERY_ENGINE(ImdiReference);

}  // namespace
}  // namespace tilsig::test

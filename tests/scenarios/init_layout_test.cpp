// The yearly change: a workbook whose headers were renamed in the middle of a year goes on as the same feed.
#include <gtest/gtest.h>

#include "scenarios/init_installation.hpp"

namespace tilsig::test {
namespace {

class InitLayout : public InitStory {
protected:
    /// NAV's monthly workbook of a month (202506): from June 2025 on under other headers.
    std::string workbook(int month) const {
        const auto made = m_here->folder() / (std::to_string(month) + ".xlsx");
        std::string command = "python3 '" TILSIG_SOURCE_DIR "/tests/support/another_month.py' '" TILSIG_SOURCE_DIR
                              "/tests/standin/data/index/nav/unemployment-2025-03.xlsx' '" +
                              made.string() + "' 202503=" + std::to_string(month) +
                              " 2025=" + std::to_string(month / 100);
        if (month >= 202506)
            command +=
                " 'Nåværende Fylke Nr Navn=Fylke' 'Nåværende Kommune Nr Navn=Kommune' 'Beh personer i mnd=Personer i "
                "måneden'";
        EXPECT_EQ(std::system(command.c_str()), 0);
        return made.string();
    }
    static std::string period(int month) {
        const auto text = std::to_string(month);
        return text.substr(0, 4) + "-" + text.substr(4);
    }
    Answer load(int month) const {
        return m_here->tilsig("run",
                              {"nav.unemployment", "--period", period(month), "--from", workbook(month), "--json"});
    }
    const std::vector<int> months{202501, 202502, 202503, 202504, 202505, 202506, 202507,
                                  202508, 202509, 202510, 202511, 202512, 202601};
};

TEST_P(InitLayout, ThirteenMonthsOfTwoLayoutsAreOneFeed) {
    for (const int month : months) {
        if (month >= 202506) break;
        const auto answer = load(month);
        ASSERT_EQ(answer.exit_code, 0) << answer.out << answer.err;
    }
    const auto refused = load(202506);
    EXPECT_EQ(refused.exit_code, 2) << "columns are missing: " << refused.out;

    const auto shown = m_here->tilsig(
        "init", {"layout", "nav.unemployment", "--from", workbook(202506), "--since", "2025-06", "--print"});
    EXPECT_EQ(shown.exit_code, 0) << shown.err;
    EXPECT_NE(shown.out.find("from: 2025-06"), std::string::npos) << shown.out;
    const auto contract = declared("mappings/nav/unemployment.contract.yaml");
    const auto before = read_file(contract);
    const auto written =
        m_here->tilsig("init", {"layout", "nav.unemployment", "--from", workbook(202506), "--since", "2025-06"});
    ASSERT_EQ(written.exit_code, 0) << written.out << written.err;
    EXPECT_NE(written.out.find("'Kommune' is read as 'sted'"), std::string::npos) << written.out;
    EXPECT_NE(written.out.find("layout workbook ends before it"), std::string::npos) << written.out;
    EXPECT_NE(written.out.find(" 0 rejected"), std::string::npos) << written.out;
    EXPECT_NE(read_file(contract), before);
    expect_declarations_pass();
    const auto again =
        m_here->tilsig("init", {"layout", "nav.unemployment", "--from", workbook(202506), "--since", "2025-06"});
    EXPECT_EQ(again.exit_code, 0);
    EXPECT_NE(again.out.find("reads the sample as it is"), std::string::npos) << again.out;

    for (const int month : months) {
        const auto answer = load(month);
        EXPECT_EQ(answer.exit_code, 0) << month << answer.out << answer.err;
    }
    EXPECT_EQ(m_here->query("SELECT count(DISTINCT month_start) FROM fact_unemployment"), "13\n");
    EXPECT_EQ(
        m_here->query("SELECT count(*) FROM (SELECT month_start FROM fact_unemployment GROUP BY month_start HAVING "
                      "count(*) <> (SELECT count(*) FROM fact_unemployment WHERE month_start = '2025-03-01')) x"),
        "0\n")
        << "every month has as many rows as the first ones";
}

TEST_P(InitLayout, SaysWhatItCannotDo) {
    const auto of = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "layout");
        return m_here->tilsig("init", arguments);
    };
    const auto file = workbook(202506);
    const auto no_time = of({"nav.unemployment", "--from", file});
    EXPECT_EQ(no_time.exit_code, 64);
    EXPECT_NE(no_time.err.find("--since 2025-06"), std::string::npos) << no_time.err;
    EXPECT_EQ(of({"nav.unknown", "--from", file, "--since", "2025-06"}).exit_code, 64);
    const auto no_sample = of({"nav.unemployment", "--since", "2025-06"});
    EXPECT_EQ(no_sample.exit_code, 64);
    EXPECT_EQ(m_here->tilsig("init", {"feed", "office.x", "--from", file, "--since", "2025"}).exit_code, 64);
}

TILSIG_ON_ENGINES(InitLayout, TestEngine::sqlite);

}  // namespace
}  // namespace tilsig::test

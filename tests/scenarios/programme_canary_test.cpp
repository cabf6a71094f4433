// Promise 7 over the feed municipal.programme: numbers, a name and keys, in every field and every bad form of a
// delivery, are found nowhere in the clear after two rounds of deliveries, a night, a rotation of the issue key and an
// erasure.
#include <gtest/gtest.h>

#include "scenarios/planted.hpp"
#include "scenarios/programme.hpp"
#include "unit/decode/xlsx_builder.hpp"

namespace tilsig::test {
namespace {

namespace book = decode::testing;

// Synthetic: month + 80. Of the last ones a check digit is wrong, two digits changed places, a zero is lost; and the
// published example of the rule of 2032, nobody's.
const std::string fnr = "14837936625", other_fnr = "02918536941", dnr = "42918540703", duf = "200690012310";
const std::vector<std::string> wrong_numbers{"14837936624", "200690012130", "9898837057", "30108299939"};
const std::string name = "Kanarifugl";

class ProgrammeCanary : public Programmes {
protected:
    static bool is_theirs(const std::string& path) {
        return path.starts_with("in/") || path.starts_with("content/") || path.starts_with("given/");
    }
    [[nodiscard]] std::string given(const std::string& file, const std::string& content) const {
        std::filesystem::create_directories(m_here->folder() / "given");
        return m_here->file("given/" + file, content);
    }
    /// The command under a trace of the arguments and the environment of all its children; what it says is searched.
    Answer traced(const std::string& command, const std::vector<std::string>& arguments) {
        const auto trace = (m_here->folder() / "given/strace.txt").string();
        auto answer = m_here->tilsig_under(
            {"strace", "-f", "-qq", "-v", "-s", "65536", "--seccomp-bpf", "-e", "trace=execve", "-A", "-o", trace},
            command, arguments);
        planted.expect_absent(answer.out + answer.err, "tilsig " + command);
        m_traced += read_file(trace);
        return answer;
    }
    Answer deliver(const std::string& sender, const std::string& period, const std::string& content) {
        return traced("run", {"municipal.programme", "--sender", sender, "--period", period, "--from",
                              given("delivery-" + std::to_string(++m_deliveries), content)});
    }
    /// Every field holds a number once, every wrong number stands where numbers stand, and lines that are none.
    static std::string faults() {
        std::vector<Cells> all{programme({{"journalnr", "A1"}, {"dufnr", duf}}), programme({{"journalnr", "A2"},
                                                                                            {"fodselsnr",
                                                                                             "1483 7936\xE2\x80\x8B"
                                                                                             "625"}})};
        for (const auto& wrong : wrong_numbers)
            all.push_back(programme({{"journalnr", "W" + wrong.substr(7)}, {"fodselsnr", wrong}, {"dufnr", wrong}}));
        for (const auto& column : columns()) {
            all.push_back(programme({{"journalnr", "F"}, {column, other_fnr}}));
            all.push_back(programme({{"journalnr", "N"}, {column, name + " " + dnr}}));
        }
        auto text = csv(all);
        const auto end = text.find("#SLUTT");
        return text.insert(end, fnr + ";" + name + "\n\"" + name + ";" + other_fnr + "\n\xFF\xFE" + dnr + ";;\n");
    }
    /// The period of a night of today.
    static std::string last_month() {
        const std::chrono::year_month_day today{
            std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now())};
        const auto before = today.year() / today.month() - std::chrono::months{1};
        char text[8];
        std::snprintf(text, sizeof text, "%04d-%02u", static_cast<int>(before.year()),
                      static_cast<unsigned>(before.month()));
        return text;
    }
    static std::string workbook() {
        std::string header, cells;
        for (std::size_t i = 0; i < columns().size(); ++i) {
            const std::string at(1, static_cast<char>('A' + i));
            header += book::text_cell(at + "1", columns()[i]);
            cells += book::text_cell(at + "2", value(programme({{"kommunenr", "1504"}}), columns()[i]));
        }
        book::XlsxBuilder made;
        made.sheet("Deltakere " + other_fnr, book::row(1, header) + book::row(2, cells));
        made.sheet("Ark2", book::row(1, book::text_cell("A1", name + " " + dnr)), "hidden");
        return made.bytes();
    }

    Planted planted{[] {
        std::vector<std::string> texts{fnr, other_fnr, dnr, duf, name};
        texts.insert(texts.end(), wrong_numbers.begin(), wrong_numbers.end());
        return texts;
    }()};
    std::string m_traced;
    int m_deliveries = 0;
};

TEST_P(ProgrammeCanary, WhatWasPlantedIsFoundNowhereInTheClear) {
    ASSERT_GE(sodium_init(), 0);
    if (run_program({"strace", "-qq", "-o", "/dev/null", "true"}, m_here->folder()).exit_code != 0)
        GTEST_SKIP() << "strace cannot trace here: apt-get install strace, and allow ptrace";
    // First round: what is good, what is bad in each way, in each form.
    EXPECT_EQ(deliver("k1901", "2008-10",
                      csv({programme({{"dufnr", duf}}),
                           programme({{"journalnr", "B"}, {"fodselsnr", other_fnr}, {"fodselsdato", ""}})}))
                  .exit_code,
              0);
    (void)deliver("k1901", "2008-10", faults());
    (void)deliver("k1601", "2008-10",
                  "160108  14031979" + fnr + fnr + duf + "RP0204200716042007\n" + name + fnr + "\n" +
                      "160107    TR070412" + fnr + duf + "3102RP020407160407070507060509      1  18040701     \n");
    (void)deliver("k1504", "2008-10", workbook());
    (void)deliver("k1902", "2008-10", csv({programme({{"kommunenr", "1601"}, {"fodselsnr", dnr}})}));
    (void)deliver("k1902", "2008-11",
                  replaced(csv({programme({{"kommunenr", "1902"}, {"dufnr", duf}})}), "regelverk", "regelverk;" + fnr));
    // Names of files, a nil return beside one: a night fetches them from the in-folder.
    const std::string month = "deltakere-" + last_month() + "-";
    m_here->deliver("k1601", month + other_fnr + ".csv", csv({programme({{"kommunenr", "5001"}, {"fodselsnr", fnr}})}));
    m_here->deliver("k1601", month + dnr + ".nil", "");
    m_here->deliver("b030112", month + dnr + ".csv", csv({programme({{"kommunenr", "0301"}, {"bydelsnr", dnr}})}));
    (void)traced("night", {});
    ASSERT_NE(m_traced.find("tilsig-fetch"), std::string::npos) << "the trace saw the fetch children";
    EXPECT_NE(m_here->query("SELECT count(*) FROM ops_rejected"), "0\n");

    // Second round, with the issue key rotated between.
    EXPECT_EQ(traced("keys", {"rotate", "--reason", "somebody left"}).exit_code, 0);
    EXPECT_EQ(deliver("k1901", "2008-11",
                      csv({programme({{"dufnr", duf}, {"status", "2"}}),
                           programme({{"journalnr", "B"}, {"fodselsnr", other_fnr}, {"fodselsdato", ""}})}))
                  .exit_code,
              0);
    (void)deliver("k1901", "2008-11", faults());
    const auto number = given("number.txt", fnr + "\n");
    EXPECT_EQ(traced("erase", {"--from", number, "--reason", "request of 3 March", "--yes"}).exit_code, 0);
    EXPECT_EQ(traced("subject", {"--from", number}).exit_code, 0);

    // What an operator asks next.
    std::vector<std::vector<std::string>> questions{
        {"status"},       {"ledger"},          {"hold", "list"}, {"verify"},    {"checksum"}, {"stores", "--check"},
        {"keys", "list"}, {"erase", "--list"}, {"arrivals"},     {"retention"}, {"senders"},  {"test"}};
    const auto runs = m_here->query("SELECT id FROM ops_run");
    for (std::size_t at = 0; at < runs.size(); at = runs.find('\n', at) + 1) {
        const auto id = runs.substr(at, runs.find('\n', at) - at);
        questions.push_back({"ledger", id});
        questions.push_back({"ledger", id, "--findings"});
    }
    for (auto words : questions) {
        const auto command = words.front();
        words.erase(words.begin());
        for (int round = 0; round < 2; ++round) {
            const auto answer = m_here->tilsig(command, words);
            // The examples of the rules are synthetic numbers too, and `test` tells none of them.
            planted.expect_absent(answer.out + answer.err, "tilsig " + command);
            words.emplace_back("--json");
        }
    }
    EXPECT_EQ(m_here->tilsig("stores", {"--check"}).exit_code, 0) << "what is searched is what is declared";
    EXPECT_EQ(m_here->tilsig("verify").exit_code, 0);
    planted.expect_absent(m_traced, "arguments and environment of children");
    EXPECT_GT(planted.expect_absent_below(m_here->folder(), is_theirs), 20U);
    if (!on_sqlite()) planted.expect_absent(m_here->query("SELECT database_to_xml(true, true, '')"), "the database");

    // The keys stand in their own files alone.
    Planted keys({});
    for (const std::string file : {"landing.key", "link.key", "issue-keys/1.key"}) {
        const auto key = read_file(m_here->folder() / "state" / file).substr(0, 64);
        ASSERT_EQ(key.size(), 64U) << file;
        keys.add(key);
    }
    EXPECT_GT(
        keys.expect_absent_below(m_here->folder(), [](const std::string& path) { return path.ends_with(".key"); }),
        20U);
    keys.expect_absent(m_traced, "arguments and environment of children");
}

TILSIG_ON_ENGINES(ProgrammeCanary, TestEngine::sqlite, TestEngine::postgresql);

}  // namespace
}  // namespace tilsig::test

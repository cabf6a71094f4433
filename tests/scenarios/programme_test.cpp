// Months of introduction programmes: the newest month's statement stands, what was reported before stays readable, and
// faults are told without a value.
#include <gtest/gtest.h>

#include "scenarios/programme.hpp"

namespace tilsig::test {
namespace {

class Programme : public Programmes {
protected:
    static Cells ended(const std::string& case_ref, const std::string& day, const std::string& reason) {
        return programme({{"journalnr", case_ref},
                          {"slutt_dato", day},
                          {"status", "3"},
                          {"slutt_arsak", reason},
                          {"registrert_dato", day}});
    }
    static Cells open(const std::string& case_ref, Cells given = {}) {
        given["journalnr"] = case_ref;
        return programme(std::move(given));
    }
    /// As known at a load: current rows and history, nothing else is asked.
    std::string known_at(int load) const {
        const std::string seq = std::to_string(load);
        const std::string columns =
            "SELECT case_ref || ' ' || status || ' ' || coalesce(end_reason, '-') AS line FROM ";
        return m_here->query(columns + "fact_programme WHERE load_seq <= " + seq + " UNION ALL " + columns +
                             "fact_programme_history WHERE load_seq <= " + seq + " AND replaced_seq > " + seq +
                             " ORDER BY line");
    }
};

TEST_P(Programme, OfAMonthIsCorrectedByItselfAndByNewerMonthsOnly) {
    EXPECT_EQ(run("2008-10", {open("a"), open("b"), open("c")}).exit_code, 0);
    EXPECT_EQ(run("2008-11", {ended("a", "15.11.2008", "11"), open("b"), open("d")}).exit_code, 0);
    EXPECT_EQ(rows(), "a 2008-11-16 3 11\nb - 1 -\nd - 1 -\n") << "c left the complete snapshot: it is withdrawn";
    // A late correction of the same month, and c is back.
    EXPECT_EQ(run("2008-11", {ended("a", "15.11.2008", "21"), open("b"), open("c"), open("d")}).exit_code, 0);
    EXPECT_EQ(rows(), "a 2008-11-16 3 21\nb - 1 -\nc - 1 -\nd - 1 -\n");
    EXPECT_EQ(known_at(1), "a 1 -\nb 1 -\nc 1 -\n");
    EXPECT_EQ(known_at(2), "a 3 11\nb 1 -\nd 1 -\n");
    EXPECT_EQ(known_at(3), "a 3 21\nb 1 -\nc 1 -\nd 1 -\n");

    // October again, corrected after November was here: November has the word about all that it speaks of.
    const auto older = run("2008-10", {ended("a", "01.10.2008", "72"), open("e")});
    EXPECT_EQ(older.exit_code, 0) << older.out << older.err;
    EXPECT_EQ(older.json().at("outcome"), "nothing_new") << older.out;
    EXPECT_EQ(older.json().at("records").at("filtered_by_reason").at("newer_period"), 2) << older.out;
    EXPECT_NE(older.out.find("SYS-A010"), std::string::npos) << older.out;
    EXPECT_EQ(rows(), "a 2008-11-16 3 21\nb - 1 -\nc - 1 -\nd - 1 -\n");
    EXPECT_NE(receipt("k1901", "2008-10").find("eldre periode"), std::string::npos) << older.out;

    // An archived month: what had ended before the windows of the others began is known from it alone.
    const auto archived = run("2007-03", {ended("f", "31.08.2006", "11"), open("g"), ended("a", "30.06.2006", "98")});
    EXPECT_EQ(archived.exit_code, 0) << archived.out << archived.err;
    EXPECT_EQ(archived.json().at("rows").at("fact_programme").at("new"), 1) << archived.out;
    EXPECT_EQ(rows(), "a 2008-11-16 3 21\nb - 1 -\nc - 1 -\nd - 1 -\nf 2006-09-01 3 11\n");
    EXPECT_EQ(known_at(3), "a 3 21\nb 1 -\nc 1 -\nd 1 -\n");

    // The next month leaves out what ended before 2007 and is not asked for it; what it withdraws is what it speaks of.
    EXPECT_EQ(run("2008-12", {ended("a", "15.11.2008", "21"), open("b"), open("c")}).exit_code, 0);
    EXPECT_EQ(rows(), "a 2008-11-16 3 21\nb - 1 -\nc - 1 -\nf 2006-09-01 3 11\n");
    // Taken back, the month before it stands again.
    const auto newest = m_here->query("SELECT max(id) FROM ops_delivery");
    EXPECT_EQ(m_here->tilsig("retract", {newest.substr(0, newest.find('\n')), "--reason", "wrong month"}).exit_code, 0);
    EXPECT_EQ(rows(), "a 2008-11-16 3 21\nb - 1 -\nc - 1 -\nd - 1 -\nf 2006-09-01 3 11\n");
}

TEST_P(Programme, ThatEndedTwoYearsAgoIsNotMissedInJanuary) {
    const std::string ended_before = "a 2007-07-01 3 11\nb 2007-08-01 3 11\nc 2007-09-01 3 11\n";
    EXPECT_EQ(run("2008-12", {ended("a", "30.06.2007", "11"), ended("b", "31.07.2007", "11"),
                              ended("c", "31.08.2007", "11"), open("d")})
                  .exit_code,
              0);
    // Three of four leave the file, and it is not held for that.
    const auto january = run("2009-01", {open("d")});
    EXPECT_EQ(january.exit_code, 0) << january.out << january.err;
    EXPECT_EQ(rows(), ended_before + "d - 1 -\n");
    EXPECT_EQ(run("2009-02", {open("d"), open("e"), open("f"), open("g")}).exit_code, 0);
    // Three that go on are missed.
    const auto shrunken = run("2009-03", {open("d")});
    EXPECT_EQ(shrunken.exit_code, 3) << shrunken.out << shrunken.err;
    EXPECT_NE(shrunken.out.find("SYS-A003"), std::string::npos) << shrunken.out;
    EXPECT_EQ(rows(), ended_before + "d - 1 -\ne - 1 -\nf - 1 -\ng - 1 -\n");
}

TEST_P(Programme, ThatMovesToAnotherMunicipalityHasOneRowThere) {
    const auto in = [](const std::string& municipality, const std::string& case_ref) {
        return open(case_ref, {{"kommunenr", municipality}});
    };
    // One office delivers for two; the municipality of a case was wrong.
    EXPECT_EQ(run("2008-10", {in("1901", "a"), in("1902", "b"), in("1902", "c")}).exit_code, 0);
    EXPECT_EQ(run("2008-11", {in("1901", "a"), in("1901", "b"), in("1902", "c")}).exit_code, 0);
    EXPECT_EQ(m_here->query("SELECT municipality_code || ' ' || case_ref || ' ' || person_id FROM fact_programme ORDER "
                            "BY 1"),
              "1901 a 1\n1901 b 1\n1902 c 1\n");
    EXPECT_EQ(m_here->query("SELECT municipality_code || ' ' || case_ref FROM fact_programme_history"), "1902 b\n");
    // For Trondheim it has no right to deliver: that slice waits, the rest goes on and closes nothing of it.
    const auto foreign = run("2008-12", {in("1901", "a"), in("1901", "b"), in("1902", "c"), in("1601", "x")});
    EXPECT_EQ(foreign.exit_code, 3) << foreign.out << foreign.err;
    EXPECT_NE(foreign.out.find("SYS-A006"), std::string::npos) << foreign.out;
    EXPECT_EQ(m_here->query("SELECT count(*) FROM fact_programme"), "3\n");
}

TEST_P(Programme, OfNobodyIsSaidByNilReturns) {
    EXPECT_EQ(run("2008-10", {open("a")}).exit_code, 0);
    m_here->deliver("k1901", "deltakere-2008-11.nil", "");
    const auto fetch = [&](const std::string& sender, const std::string& period) {
        return m_here->tilsig("run", {"municipal.programme", "--sender", sender, "--period", period, "--json"});
    };
    // Nil while the last month had somebody: held, whoever was there stays.
    const auto doubtful = fetch("k1901", "2008-11");
    EXPECT_EQ(doubtful.exit_code, 3) << doubtful.out << doubtful.err;
    EXPECT_NE(doubtful.out.find("SYS-A005"), std::string::npos) << doubtful.out;
    EXPECT_EQ(rows(), "a - 1 -\n");
    // The real file comes after all, beside the nil return.
    m_here->deliver("k1901", "deltakere-2008-11.csv", csv({ended("a", "30.11.2008", "11")}));
    EXPECT_EQ(fetch("k1901", "2008-11").exit_code, 0);
    EXPECT_EQ(rows(), "a 2008-12-01 3 11\n");
    // In fixed width one blank is the same statement, of a sender that never had anybody.
    m_here->deliver("k1601", "deltakere-2008-11.txt", " ");
    const auto nobody = fetch("k1601", "2008-11");
    EXPECT_EQ(nobody.exit_code, 0) << nobody.out << nobody.err;
    EXPECT_EQ(nobody.json().at("records"), 0);
}

TEST_P(Programme, NumbersThatAreNoneAreToldAndNeverShown) {
    const std::string fnr = "14837936625", other = "02918536941", duf = "200690012310", from_2032 = "14837910006";
    const std::vector<std::string> numbers{fnr,          other,          duf,           from_2032, "14837936624",
                                           "9898837057", "200690021310", "148379 36625"};
    std::vector<Cells> programmes{open("good", {{"dufnr", duf}}),
                                  open("wrong-check", {{"fodselsnr", "14837936624"}, {"dufnr", duf}}),
                                  open("lost-zero", {{"fodselsnr", "9898837057"}}),
                                  open("swapped", {{"dufnr", "200690021310"}}),
                                  open("from-2032", {{"fodselsnr", from_2032}, {"dufnr", duf}}),
                                  open("around", {{"fodselsnr", " " + fnr + "\xC2\xA0"}}),
                                  open("inside", {{"fodselsnr",
                                                   "148379\xE2\x80\x8B"
                                                   "36625"},
                                                  {"dufnr", duf}}),
                                  open(other),
                                  open("nobody", {{"fodselsnr", ""}})};
    std::string text = csv(programmes);
    // A remark in a column that the contract does not know, and a line that cannot be read, with numbers in both.
    text = replaced(text, "registrert_dato\n", "registrert_dato;merknad\n");
    for (std::size_t at = text.find("18.04.2007\n"); at != std::string::npos; at = text.find("18.04.2007\n", at + 1))
        text.replace(at, 11, "18.04.2007;ring " + other + "\n");
    text = replaced(text, "#SLUTT;9", "1901;;unreadable;" + fnr + ";" + duf + "\n#SLUTT;10");
    const auto answer = run("k1901", "2008-10", text);
    EXPECT_EQ(answer.exit_code, 2) << answer.out << answer.err;
    EXPECT_EQ(m_here->query("SELECT case_ref || ' ' || person_id FROM fact_programme ORDER BY case_ref"),
              "around 1\nfrom-2032 1\ngood 1\nswapped 1\nwrong-check 1\n");
    const auto& found = answer.json().at("records");
    EXPECT_EQ(found.at("rejected"), 5) << answer.out;
    std::map<std::string, std::string> places;
    for (const auto& finding : answer.json().at("findings"))
        places[finding.at("code")] += finding.at("place").at("text").get<std::string>() + "; ";
    EXPECT_NE(places["INT-F002"].find("line 3, column \"fodselsnr\""), std::string::npos) << answer.out;
    EXPECT_NE(places["INT-F002"].find("line 4"), std::string::npos) << answer.out;
    EXPECT_NE(places["INT-F002"].find("line 6"), std::string::npos) << answer.out;
    EXPECT_NE(places["INT-F004"].find("line 5"), std::string::npos) << answer.out;
    EXPECT_NE(places["SYS-F004"].find("line 8"), std::string::npos) << answer.out;
    EXPECT_NE(places["INT-F001"].find("line 9"), std::string::npos) << answer.out;
    EXPECT_NE(places["INT-R001"].find("line 10"), std::string::npos) << answer.out;
    EXPECT_NE(places["SYS-S014"].find("line 11"), std::string::npos) << answer.out;
    for (const auto& [command, argument] : {std::pair{"stores", "--check"}, std::pair{"verify", "--json"}}) {
        const auto proven = m_here->tilsig(command, {argument});
        EXPECT_EQ(proven.exit_code, 0) << command << proven.out << proven.err;
    }
    std::size_t files = 0;
    const auto expect_none = [&](const std::string& shown, const std::string& where) {
        for (const auto& number : numbers) EXPECT_EQ(shown.find(number), std::string::npos) << where;
    };
    expect_none(answer.out + answer.err, "what the run says");
    for (const auto& entry : std::filesystem::recursive_directory_iterator(m_here->folder())) {
        const auto path = entry.path().lexically_relative(m_here->folder()).string();
        if (!entry.is_regular_file() || path == "delivery" || path.starts_with("in/") || path.starts_with("content/"))
            continue;
        ++files;
        expect_none(read_file(entry.path()), path);
    }
    EXPECT_GT(files, 5U);
}

TILSIG_ON_ENGINES(Programme, TestEngine::sqlite, TestEngine::postgresql);

}  // namespace
}  // namespace tilsig::test

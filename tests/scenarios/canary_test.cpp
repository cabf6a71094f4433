// Promise 7: a national identifier that a sender puts where none belongs - name, header and cells of a file - is found
// in the clear nowhere but in the sender's own folder: no log, no table, no letter, and not when a letter comes back.
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <numeric>

#include "calendar/working_days.hpp"
#include "scenarios/installation.hpp"
#include "scenarios/planted.hpp"
#include "support/mail_servers.hpp"
#include "support/shared_clock.hpp"

namespace tilsig::test {
namespace {

/// A synthetic fødselsnummer: born 1 January 1990, month + 80, with right check digits.
std::string synthetic_number() {
    constexpr std::array<int, 9> first{3, 7, 6, 1, 8, 9, 4, 5, 2};
    constexpr std::array<int, 10> second{5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
    for (int individual = 100; individual < 500; ++individual) {
        std::string digits = "018190" + std::to_string(individual);
        const auto check = [&](const auto& weights) {
            const int sum = std::transform_reduce(weights.begin(), weights.end(), digits.begin(), 0, std::plus<>{},
                                                  [](int weight, char digit) { return weight * (digit - '0'); });
            return (11 - sum % 11) % 11;
        };
        const int k1 = check(first);
        if (k1 == 10) continue;
        digits += static_cast<char>('0' + k1);
        const int k2 = check(second);
        if (k2 != 10) return digits + static_cast<char>('0' + k2);
    }
    throw std::logic_error("no such number");
}

/// What a mail reader shows: soft line ends gone, `=C3` a byte. Base64 is searched for as it is.
std::string without_quoted_printable(const std::string& bytes) {
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        unsigned value = 0;
        if (bytes.compare(i, 3, "=\r\n") == 0) {
            i += 2;
        } else if (bytes[i] == '=' && std::sscanf(bytes.c_str() + i + 1, "%2X", &value) == 1) {
            text += static_cast<char>(value);
            i += 2;
        } else {
            text += bytes[i];
        }
    }
    return text;
}

class Canary : public OnEveryEngine {
protected:
    static FaultyMailServer& mail_server() { return FaultyMailServer::shared(); }
    /// Senders are written to in office hours: the letters leave at ten on the next working day, one of them comes
    /// back, and a person writes to the same mailbox.
    void send_letters(Installation& here, const std::filesystem::path& maildir) {
        const SharedClock clock(here.folder() / "clock");
        const auto today = std::chrono::floor<std::chrono::days>(clock.now());
        const calendar::WorkingDays working;
        auto day = today + std::chrono::days{1};
        while (!working.is_working(calendar::LocalDay{day.time_since_epoch()})) day += std::chrono::days{1};
        SharedClock(here.folder() / "clock").pass_until(day + std::chrono::hours{9});
        ::setenv(SharedClock::variable, (here.folder() / "clock").c_str(), 1);
        here.use_program("tilsig-clocked");
        send(here);
        const auto received = mail_server().received();
        ASSERT_FALSE(received.empty());
        std::string all;
        for (const auto& letter : received) {
            all += without_quoted_printable(letter.bytes);
            expect_absent(letter.bytes, "a letter");
        }
        expect_absent(all, "the words of a letter");
        EXPECT_NE(all.find("Trondheim"), std::string::npos) << "the words were searched: " << all;

        std::filesystem::create_directories(maildir / "new");
        std::ofstream(maildir / "new/1")
            << "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n"
               "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; "
            << number << "@example.org\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 " << number
            << " is gone\n\n--b\nContent-Type: text/rfc822-headers\n\nSubject: " << number
            << "\nMessage-ID: " << received.front().message_id << "\n\n--b--\n";
        std::ofstream(maildir / "new" / number) << "Subject: " << number << "\n\nIt is about " << number << ".\n";
        send(here);
        EXPECT_EQ(here.query("SELECT last_code FROM ops_letter WHERE state = 'refused'"), "5.1.1\n");
        ::unsetenv(SharedClock::variable);
        here.use_program("tilsig");
    }
    void send(const Installation& here) const {
        const auto sent = here.tilsig("alert", {"send"});
        EXPECT_EQ(sent.exit_code, 0) << sent.out << sent.err;
        expect_absent(sent.out + sent.err, "what alert send says");
    }
    void expect_absent(const std::string& text, const std::string& where) const { planted.expect_absent(text, where); }
    const std::string number = synthetic_number();
    const std::vector<std::string> names{"bosatte-" + number + ".csv", "bosatte-2-" + number + ".csv",
                                         "bosatte-3-" + number + ".csv"};
    const Planted planted = [this] {
        auto texts = names;
        texts.push_back(number);
        return Planted(texts);
    }();
};

TEST_P(Canary, ANumberInNameHeaderAndCellsIsFoundNowhereInTheClear) {
    ASSERT_GE(sodium_init(), 0);
    if (const auto why = FaultyMailServer::missing(); !why.empty()) GTEST_SKIP() << why;
    mail_server().clear();
    const StandIn standin;
    Installation here(GetParam(), &standin);
    const TempFolder maildir;  // what others write there is theirs
    std::ofstream(here.folder() / "tilsig.yaml", std::ios::app)
        << "mail:\n  server: 127.0.0.1:" << mail_server().port("starttls")
        << "\n  ca_file: " << mail_server().ca_file().string() << "\n  bounces: " << maildir.path().string()
        << "\n  from: datainn@example.org\n  production: true\n  reminders: {before: 0, after: [250]}\n";
    here.deliver("k1601", names[0],
                 "kommunenr;bydelsnr;maaned;bosatte\n5001;;2026-10-01;14\n5001;" + number + ";2026-09-01;3\n" + number +
                     ";;2026-08-01;7\n5001;;" + number + ";7\n5001;;2026-07-01;" + number + "\n");
    here.deliver("k1601", names[1],
                 "kommunenr;bydelsnr;maaned;bosatte;" + number + "\n5001;;2026-10-01;15;" + number + "\n");
    here.deliver("k1601", names[2], number + ";bydelsnr;maaned;bosatte\n5001;;2026-10-01;16\n");
    const auto trace = here.folder() / "strace.txt";
    const auto probe = run_program({"strace", "-qq", "-o", "/dev/null", "true"}, here.folder());
    if (probe.exit_code != 0) GTEST_SKIP() << "strace cannot trace here: apt-get install strace, and allow ptrace";
    const auto night = here.tilsig_under(
        {"strace", "-f", "-qq", "-v", "-s", "65536", "-e", "trace=execve", "-o", trace.string()}, "night", {});
    EXPECT_EQ(here.query("SELECT count(*) FROM ops_delivery d JOIN ops_unit u ON u.id = d.unit_id WHERE u.feed = "
                         "'municipal.settled'"),
              "3\n")
        << night.out << night.err;
    expect_absent(night.out + night.err, "what the night says");

    // What an operator asks next.
    const auto runs = here.query(
        "SELECT r.id FROM ops_run r JOIN ops_unit u ON u.id = r.unit_id WHERE u.feed = 'municipal.settled' AND "
        "r.delivery_id IS NOT NULL");
    std::string masked;
    for (std::size_t at = 0; at < runs.size(); at = runs.find('\n', at) + 1) {
        const auto ledger = here.tilsig("ledger", {runs.substr(at, runs.find('\n', at) - at), "--json"});
        masked += ledger.json().at("outside_name").get<std::string>() + "\n";
        expect_absent(ledger.out + ledger.err, "tilsig ledger RUN");
    }
    EXPECT_NE(masked.find("bosatte-#.csv"), std::string::npos) << "the name is shown, its number is not: " << masked;
    for (const auto& command : std::vector<std::vector<std::string>>{{"status"},
                                                                     {"ledger"},
                                                                     {"hold", "list"},
                                                                     {"alert", "preview", "--json"},
                                                                     {"alert", "preview", "--operator"},
                                                                     {"alert", "preview", "--directorate"}}) {
        const auto answer = here.tilsig(command[0], std::vector<std::string>(command.begin() + 1, command.end()));
        expect_absent(answer.out + answer.err, "tilsig " + command[0]);
        EXPECT_EQ(answer.exit_code, 0) << command[0] << answer.err;
        if (command.size() == 3 && command[2] == "--json") {
            EXPECT_NE(answer.out.find("k1601"), std::string::npos) << "its letter was searched: " << answer.out;
        }
    }
    send_letters(here, maildir.path());
    for (const auto& words : std::vector<std::vector<std::string>>{{"list"}, {"list", "--json"}}) {
        const auto answer = here.tilsig("alert", words);
        expect_absent(answer.out + answer.err, "tilsig alert list");
        EXPECT_NE(answer.out.find("refused"), std::string::npos) << answer.out;
    }
    for (const char* table : {"ops_notice", "ops_letter", "ops_contact"})
        EXPECT_NE(here.query(std::string("SELECT count(*) FROM ") + table), "0\n") << table << " was searched";

    const auto stores = here.tilsig("stores", {"--check"});
    EXPECT_EQ(stores.exit_code, 0) << "what is searched is what is declared: " << stores.out << stores.err;

    // What is stored: every file of the installation but the sender's own, and the whole database as text.
    const auto files =
        planted.expect_absent_below(here.folder(), [](const std::string& path) { return path.starts_with("in/"); });
    EXPECT_GT(files, 10U);
    if (GetParam() == TestEngine::postgresql)
        expect_absent(here.query("SELECT database_to_xml(true, true, '')"), "the database");
    expect_absent(standin.requests(), "the addresses and headers of requests");
    EXPECT_NE(read_file(trace).find("tilsig-fetch"), std::string::npos) << "the trace saw the fetch children";
}

TILSIG_ON_ENGINES(Canary, TestEngine::sqlite, TestEngine::postgresql);

}  // namespace
}  // namespace tilsig::test

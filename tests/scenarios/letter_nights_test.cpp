// Fourteen nights of letters: the real program on a clock that the test moves, exim4 as the mail server, kills while
// letters are on their way, a server that is away, weekend and holidays. The server has what a model of the test
// expects, byte for byte, and nothing else.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "calendar/working_days.hpp"
#include "scenarios/installation.hpp"
#include "scenarios/kill_point.hpp"
#include "support/mail_servers.hpp"
#include "support/shared_clock.hpp"

namespace tilsig::test {
namespace {

using namespace std::chrono_literals;

const std::vector<std::string> senders = {"k9901", "k9902", "k9903"};

std::string contact_of(const std::string& sender) { return sender + "@kommune.example"; }
constexpr const char* operator_address = "drift@direktorat.example";

std::string register_text() {
    std::string text = "version: 1\nregions: [ost]\nsenders:\n";
    const char* languages[] = {"nb", "nn", "en"};
    for (std::size_t i = 0; i < senders.size(); ++i)
        text += "- id: " + senders[i] + "\n  kind: municipality\n  name: Sted " + std::to_string(i) +
                "\n  region: ost\n  language: " + languages[i] + "\n  feeds: [desk.intro]\n  contacts: [" +
                contact_of(senders[i]) + "]\n  periods:\n  - {from: 2006-01-01, municipality: \"" +
                senders[i].substr(1) + "\"}\n";
    return text + "delegations: []\n";
}

class LetterNights : public ::testing::Test {
protected:
    void SetUp() override {
        if (auto why = TestExim::missing(); !why.empty()) GTEST_SKIP() << why;
        if (auto why = tracing_missing(); !why.empty()) GTEST_SKIP() << why;
        m_here = std::make_unique<Installation>(
            TestEngine::sqlite, std::filesystem::path(TILSIG_SOURCE_DIR "/tests/scenarios/content/intro"));
        m_clock = std::make_unique<SharedClock>(m_here->folder() / "clock");
        ::setenv(SharedClock::variable, (m_here->folder() / "clock").c_str(), 1);
        m_here->use_program("tilsig-clocked");
        (void)m_here->file("content/connectors/senders.yaml", register_text());
        for (const auto& sender : senders) std::filesystem::create_directories(m_here->folder() / "in" / sender);
        (void)m_here->file(
            "tilsig.yaml",
            read_file(m_here->folder() / "tilsig.yaml") + "daemon: {lease: 1s}\nmail:\n  server: 127.0.0.1:" +
                std::to_string(exim().port()) + "\n  ca_file: " + exim().ca_file().string() +
                "\n  from: datainn@example.org\n  production: true\n  operator: {address: " + operator_address + "}\n");
    }
    ~LetterNights() override { ::unsetenv(SharedClock::variable); }
    static TestExim& exim() { return TestExim::shared(); }
    Installation& here() { return *m_here; }

    /// It is so late on that day in Norway, where it is summer.
    void at(Day day, std::chrono::minutes of_day) {
        const Instant moment = Instant{day} + of_day - 2h;
        if (m_clock->now() < moment - 24h * 20) m_clock->set_wall(moment - m_clock->now());
        m_clock->pass_until(moment);
        m_day = day;
        m_of_day = of_day;
    }
    /// A full list, with that many faults; every one is another.
    void deliver(const std::string& sender, int faults) {
        const std::string month = to_text(m_day).substr(0, 7);
        std::string text = "kommunenr;saksnr;startdato;sluttdato;timer;aarsak\n";
        for (int i = 0; i < 12; ++i)
            text += sender.substr(1) + ";S-" + std::to_string(i) + ";2026-09-01;;" +
                    std::to_string(i < faults ? 300 : 10 + m_delivered % 40) + ";\n";
        ++m_delivered;
        text += sender.substr(1) + ";S-99;2026-09-" + std::to_string(10 + m_delivered % 20) + ";;30;\n";
        m_here->deliver(sender, "intro-" + month + ".csv", text);
        m_standing[sender][month] = faults > 0 ? std::optional(m_delivered) : std::nullopt;
    }
    /// What is due, or at another hour everything.
    void night(const std::string& extra = "--quiet") {
        const auto answer = here().tilsig("night", {extra});
        ASSERT_LE(answer.exit_code, 2) << answer.out << answer.err;
    }
    /// `tilsig alert send`, killed at the n-th such call when there is one, and then once more.
    void send(const std::string& killed_at = "", int n = 0) {
        if (!killed_at.empty() && run_killed(here(), killed_at, n, "alert", {"send", "--quiet"}).happened) {
            ++m_kills;
            std::this_thread::sleep_for(1100ms);  // its lease runs out by the clock of the database
        }
        const auto answer = here().tilsig("alert", {"send", "--quiet"});
        EXPECT_LE(answer.exit_code, 1) << answer.out << answer.err;
        note_received();
    }
    /// What has arrived since the last look came at this hour.
    void note_received() {
        for (const auto& letter : exim().received()) {
            auto& copies = m_received[letter.message_id];
            if (std::count(copies.begin(), copies.end(), letter.bytes) != 0 && m_seen.contains(letter.file)) continue;
            if (!m_seen.insert(letter.file).second) continue;
            copies.push_back(letter.bytes);
            m_days[letter.to].insert(to_text(m_day));
            if (letter.to == operator_address) continue;
            EXPECT_TRUE(m_working.is_working(calendar::LocalDay{m_day.time_since_epoch()})) << to_text(m_day);
            EXPECT_GE(m_of_day, 8h);
            EXPECT_LT(m_of_day, 15h + 30min);
        }
    }
    /// By what was delivered, and nothing that the program recorded: something new is to mend, or nothing is left of
    /// what was told last.
    [[nodiscard]] bool has_news(const std::string& sender) {
        const auto to_mend = faulty(sender);
        const auto& told = m_told[sender];
        return (to_mend.empty() && !m_told_last[sender].empty()) ||
               std::any_of(to_mend.begin(), to_mend.end(), [&](int one) { return !told.contains(one); });
    }
    /// Each sender with news is told today, with what is true when the letter leaves.
    void expect_letters() {
        for (const auto& sender : senders) {
            if (!has_news(sender)) continue;
            m_expected[contact_of(sender)].insert(to_text(m_day));
            m_told_last[sender] = faulty(sender);
            m_told[sender].insert(m_told_last[sender].begin(), m_told_last[sender].end());
        }
    }

    calendar::WorkingDays m_working;
    std::map<std::string, std::vector<std::string>> m_received;       ///< by Message-ID, each copy
    std::map<std::string, std::set<std::string>> m_days, m_expected;  ///< by address
    int m_kills = 0;

private:
    std::set<int> faulty(const std::string& sender) {
        std::set<int> found;
        for (const auto& [month, delivery] : m_standing[sender])
            if (delivery) found.insert(*delivery);
        return found;
    }

    std::unique_ptr<Installation> m_here;
    std::unique_ptr<SharedClock> m_clock;
    Day m_day{};
    std::chrono::minutes m_of_day{};
    int m_delivered = 0;
    std::set<std::string> m_seen;
    std::map<std::string, std::map<std::string, std::optional<int>>> m_standing;  ///< sender, month: what is faulty
    std::map<std::string, std::set<int>> m_told, m_told_last;
};

TEST_F(LetterNights, EachLetterArrivesOnceWhenItMayAndOnlyWhileItIsTrue) {
    std::mt19937 random(20270420);
    const Day first{std::chrono::year{2027} / 4 / 20};  // a Tuesday; 1 May is a Saturday
    for (int number = 0; number < 14; ++number) {
        const Day day = first + std::chrono::days{number};
        SCOPED_TRACE(to_text(day));
        at(day, 1h);
        for (const auto& sender : senders)
            if (random() % 2 == 0) deliver(sender, static_cast<int>(random() % 3));
        at(day, 3h);
        night();
        if (number % 3 == 0) send();  // at 03:00 nobody is written to
        at(day, 6h + 40min);
        m_expected[operator_address].insert(to_text(day));
        send();
        const bool working = m_working.is_working(calendar::LocalDay{day.time_since_epoch()});
        at(day, 8h + 5min);
        if (number == 2 || number == 8) {
            // The server is away when letters are composed; meanwhile one sender mends everything.
            exim().stop();
            (void)here().tilsig("alert", {"send", "--quiet"});
            at(day, 9h);
            deliver(senders[0], 0);
            night("--all");
            exim().start();
            at(day, 10h);
        }
        if (working) expect_letters();
        if (number % 2 == 1)
            send(number % 4 == 1 ? "sendto" : "fdatasync", 1 + static_cast<int>(random() % 14));
        else
            send();
        at(day, 17h);
        send();
    }
    EXPECT_GE(m_kills, 3);
    EXPECT_EQ(m_days, m_expected) << here().query(
        "SELECT owner, kind, revision, composed_at, state, tries, reason FROM ops_letter WHERE owner <> 'operator' "
        "ORDER "
        "BY owner, id");

    std::map<std::string, std::string> accepted;  // Message-ID -> bytes, hexadecimal
    std::istringstream rows(here().query("SELECT message_id, hex(body) FROM ops_letter WHERE state = 'accepted'"));
    for (std::string row; std::getline(rows, row);) {
        const auto cut = row.find('|');
        accepted[row.substr(0, cut)] = row.substr(cut + 1);
    }
    std::size_t copies = 0;
    for (const auto& [id, bodies] : m_received) {
        ASSERT_TRUE(accepted.contains(id)) << id;
        for (const auto& body : bodies) {
            std::string digits;
            for (const unsigned char byte : body) {
                constexpr const char* hex = "0123456789ABCDEF";
                digits += {hex[byte / 16], hex[byte % 16]};
            }
            EXPECT_EQ(digits, accepted[id]) << id;
        }
        copies += bodies.size() - 1;
    }
    EXPECT_EQ(m_received.size(), accepted.size());
    EXPECT_LE(copies, static_cast<std::size_t>(m_kills)) << "only a kill brings a letter twice";
    EXPECT_EQ(
        here().query("SELECT count(*) FROM ops_letter WHERE state IN ('waiting', 'sending', 'refused', 'expired')"),
        "0\n");
}

}  // namespace
}  // namespace tilsig::test

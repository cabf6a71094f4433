// The database goes away while letters are on their way: each owner is told, the same words once, or twice only where
// the server's acceptance could not be noted.
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <set>
#include <thread>

#include "calendar/working_days.hpp"
#include "scenarios/installation.hpp"
#include "scenarios/twins.hpp"
#include "support/fault_proxy.hpp"
#include "support/mail_servers.hpp"
#include "support/shared_clock.hpp"

namespace tilsig::test {
namespace {

using namespace std::chrono_literals;
using Fault = FaultProxy::Fault;

constexpr int senders = 3;

std::string sender(int number) { return "k990" + std::to_string(number); }

std::string register_text() {
    std::string text = "version: 1\nregions: [ost]\nsenders:\n";
    for (int i = 1; i <= senders; ++i)
        text += "- {id: " + sender(i) + ", kind: municipality, name: Sted " + std::to_string(i) +
                ", region: ost, language: nb, feeds: [desk.intro], contacts: [" + sender(i) +
                "@kommune.example], periods: [{from: 2006-01-01, municipality: \"" + sender(i).substr(1) + "\"}]}\n";
    return text + "delegations: []\n";
}

/// Twelve cases, four of them with too many hours.
std::string list_of(int number) {
    std::string text = "kommunenr;saksnr;startdato;sluttdato;timer;aarsak\n";
    for (int i = 0; i < 12; ++i)
        text += sender(number).substr(1) + ";S-" + std::to_string(i) + ";2026-09-01;;" + (i < 4 ? "300" : "30") + ";\n";
    return text;
}

class LettersWithoutDatabase : public ::testing::Test {
protected:
    void SetUp() override {
        if (const auto why = missing(TestEngine::postgresql); !why.empty()) GTEST_SKIP() << why;
        if (const auto why = FaultyMailServer::missing(); !why.empty()) GTEST_SKIP() << why;
        server().clear();
        m_here = std::make_unique<Installation>(
            TestEngine::postgresql, std::filesystem::path(TILSIG_SOURCE_DIR "/tests/scenarios/content/intro"));
        (void)m_here->file("content/connectors/senders.yaml", register_text());
        for (int i = 1; i <= senders; ++i) m_here->deliver(sender(i), "intro-2026-11.csv", list_of(i));
        m_proxy = std::make_unique<FaultProxy>(TestPostgres::shared().port());
        const std::string mail =
            "daemon: {lease: 1s}\nmail:\n  server: 127.0.0.1:" + std::to_string(server().port("starttls")) +
            "\n  ca_file: " + server().ca_file().string() +
            "\n  from: datainn@example.org\n  production: true\n  reminders: {before: 0, after: [250]}\n";
        (void)m_here->file("tilsig.yaml", read_file(m_here->folder() / "tilsig.yaml") + mail);
        const auto night = m_here->tilsig("night", {"--all"});
        ASSERT_LE(night.exit_code, 2) << night.out << night.err;
        ASSERT_EQ(m_here->query("SELECT count(*) FROM ops_notice WHERE kind = 'mend'"), std::to_string(senders) + "\n")
            << night.out << night.err;
        std::string text = read_file(m_here->folder() / "tilsig.yaml");
        const auto at = text.find(m_here->connection_string());
        ASSERT_NE(at, std::string::npos);
        text.replace(at, m_here->connection_string().size(), with_port(m_here->connection_string(), m_proxy->port()));
        (void)m_here->file("tilsig.yaml", text);
        const SharedClock clock(m_here->folder() / "clock");
        const calendar::WorkingDays working;
        auto day = std::chrono::floor<std::chrono::days>(clock.now()) + 24h;
        while (!working.is_working(calendar::LocalDay{std::chrono::floor<std::chrono::days>(day).time_since_epoch()}))
            day += 24h;
        SharedClock(m_here->folder() / "clock").pass_until(day + 9h);
        ::setenv(SharedClock::variable, (m_here->folder() / "clock").c_str(), 1);
        m_here->use_program("tilsig-clocked");
    }
    ~LettersWithoutDatabase() override { ::unsetenv(SharedClock::variable); }
    static FaultyMailServer& server() { return FaultyMailServer::shared(); }
    Answer send() const { return m_here->tilsig("alert", {"send"}); }

    std::unique_ptr<Installation> m_here;
    std::unique_ptr<FaultProxy> m_proxy;
};

TEST_F(LettersWithoutDatabase, ReachEverybodyAllTheSame) {
    struct Broken {
        const char* at;
        Fault fault;
    };
    std::size_t broken = 0;
    for (const auto& [at, fault] :
         {Broken{"INSERT INTO ops_letter (", Fault::drop_request},
          Broken{"INSERT INTO ops_letter (", Fault::drop_answer}, Broken{"SET tries = tries + 1", Fault::drop_request},
          Broken{"SET tries = tries + 1", Fault::drop_answer}, Broken{"SET state = 'accepted'", Fault::drop_request},
          Broken{"SET state = 'accepted'", Fault::drop_answer}}) {
        m_proxy->on_message(at, fault);
        const auto answer = send();
        EXPECT_TRUE(m_proxy->wait_for_fault()) << at;
        EXPECT_EQ(answer.exit_code, 1) << at << answer.out << answer.err;
        EXPECT_NE((answer.out + answer.err).find("connection to the database was lost"), std::string::npos)
            << answer.out << answer.err;
        ++broken;
        std::this_thread::sleep_for(1100ms);  // the lease of whoever lost its connection runs out
    }
    EXPECT_EQ(broken, 6U);
    const auto rest = send();
    EXPECT_EQ(rest.exit_code, 0) << rest.out << rest.err;
    EXPECT_EQ(m_here->query("SELECT state, count(*) FROM ops_letter GROUP BY state"),
              "accepted|" + std::to_string(senders) + "\n");
    std::map<std::string, std::set<std::string>> letters;  // Message-ID -> what came under it
    std::size_t copies = 0;
    for (const auto& letter : server().received()) {
        letters[letter.message_id].insert(letter.bytes);
        ++copies;
    }
    EXPECT_EQ(letters.size(), static_cast<std::size_t>(senders));
    for (const auto& [id, words] : letters) EXPECT_EQ(words.size(), 1U) << "another text under the same id " << id;
    EXPECT_LE(copies, static_cast<std::size_t>(senders) + 2) << "a second copy only where acceptance was not noted";
}

}  // namespace
}  // namespace tilsig::test

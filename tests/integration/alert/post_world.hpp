// A warehouse with an outbox, mail servers, and a composer that writes one line: what letters say is tested elsewhere.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "alert/post.hpp"
#include "alert/sending_hours.hpp"
#include "base/hash.hpp"
#include "ledger/contact_states.hpp"
#include "support/mail_servers.hpp"

namespace tilsig::alert {

/// One letter a day to the first contact of an owner's chain that is not suspended.
class LineComposer final : public Composer {
public:
    std::map<std::string, std::vector<std::string>> chains;  ///< owner -> addresses
    std::set<std::string> mended;                            ///< owners of which nothing is true any more
    std::string words = "7 registreringer mangler sluttdato";
    std::function<void()> before_writing;  ///< between looking at what is owed and composing it

    ComposeReport compose_due(session::Session& session, const config::Mail& mail) override {
        ComposeReport report;
        const SendingHours hours(mail);
        auto& clock = session.context().clock;
        if (!hours.open(clock.now()) || mail.destination("x").empty()) return report;
        ledger::Outbox outbox(session.connection(), clock);
        std::map<std::string, std::vector<ledger::Notice>> owed;
        for (auto& notice : outbox.owed()) owed[notice.key.owner].push_back(notice);
        const auto last = outbox.last_letters();
        if (before_writing) before_writing();
        for (const auto& [owner, notices] : owed) {
            const auto before = last.find(owner);
            if (before != last.end() && hours.day(parse_instant(before->second)) == hours.day(clock.now())) continue;
            const auto address = next_address(session, owner, "");
            if (address.empty()) {
                session.write([&] { outbox.drop_notice(notices.front().id, ledger::unreachable); });
                ++report.unreachable_owners;
                continue;
            }
            std::vector<std::int64_t> ids;
            for (const auto& notice : notices) ids.push_back(notice.id);
            session.write([&] { outbox.compose(letter(mail, notices.front().key, address), ids, {}); });
            ++report.letters;
        }
        return report;
    }

    bool still_true(session::Session& session, const config::Mail&, ledger::Letter& letter) override {
        ledger::Outbox outbox(session.connection(), session.context().clock);
        if (mended.contains(letter.key.owner)) {
            session.write([&] { outbox.drop_letter(letter.id, "mended", ledger::NoticeState::dropped); });
            return false;
        }
        if (letter.facts == words) return true;
        letter.facts = words;
        letter.body = body(letter);
        std::vector<std::int64_t> ids;
        for (const auto& notice : outbox.notices_of(letter.id)) ids.push_back(notice.id);
        session.write([&] { outbox.recompose(letter, ids, {}); });
        return true;
    }

    bool compose_for_next_contact(session::Session& session, const config::Mail& mail,
                                  const ledger::Letter& refused) override {
        const auto address = next_address(session, refused.key.owner, refused.address);
        if (address.empty()) return false;
        ledger::Outbox outbox(session.connection(), session.context().clock);
        std::vector<std::int64_t> ids;
        for (const auto& notice : outbox.notices_of(refused.id)) ids.push_back(notice.id);
        session.write([&] { outbox.compose(letter(mail, refused.key, address), ids, {}); });
        return true;
    }

    [[nodiscard]] static std::string id_of(const ledger::NoticeKey& key, const std::string& address) {
        return "<" +
               sha256_hex(key.owner + to_string(key.kind) + key.subject + std::to_string(key.revision) + address) +
               "@example.org>";
    }

private:
    std::string next_address(session::Session& session, const std::string& owner, const std::string& after) {
        const auto suspended = ledger::ContactStates(session.connection(), session.context().clock).suspended();
        const auto& chain = chains[owner];
        auto from = std::find(chain.begin(), chain.end(), after);
        from = from == chain.end() ? chain.begin() : from + 1;
        const auto found = std::find_if(from, chain.end(), [&](const auto& one) { return !suspended.contains(one); });
        return found == chain.end() ? std::string() : *found;
    }
    ledger::Letter letter(const config::Mail& mail, const ledger::NoticeKey& key, const std::string& address) {
        ledger::Letter made;
        made.key = key;
        made.address = mail.destination(address);
        made.message_id = id_of(key, made.address);
        made.recipient = "responsible";
        made.language = "nb";
        made.facts = words;
        made.body = body(made);
        return made;
    }
    static std::string body(const ledger::Letter& letter) {
        return "From: datainn@example.org\r\nTo: " + letter.address + "\r\nMessage-ID: " + letter.message_id +
               "\r\nSubject: Krever handling\r\n\r\n" + letter.facts + "\r\n";
    }
};

class PostWorld : public ::testing::Test {
protected:
    void SetUp() override {
        if (const auto why = test::FaultyMailServer::missing(); !why.empty()) GTEST_SKIP() << why;
        server().clear();
        odbc::Dsn dsn;
        dsn.connection_string = "Driver=SQLite3;Database=" + (m_folder.path() / "warehouse.db").string() + ";";
        session::Places places;
        places.landing = m_folder.path() / "landing";
        places.key_file = m_folder.path() / "landing.key";
        places.cache = m_folder.path() / "cache";
        places.receipts.root = m_folder.path();
        m_context = std::make_unique<session::Context>(
            session::Context{m_catalog, m_senders, dsn, places, clock, Logger::silent(), "test"});
        m_session = std::make_unique<session::Session>(*m_context);
        m_outbox = std::make_unique<ledger::Outbox>(session().connection(), clock);
        mail.host = "127.0.0.1";
        mail.from = "datainn@example.org";
        mail.production = true;
        options.server.host = mail.host;
        options.server.port = static_cast<std::uint16_t>(server().port("starttls"));
        options.server.ca_file = server().ca_file();
        options.server.answer = std::chrono::seconds{2};
    }
    static test::FaultyMailServer& server() { return test::FaultyMailServer::shared(); }
    session::Session& session() { return *m_session; }
    ledger::Outbox& outbox() { return *m_outbox; }

    void owe(const std::string& owner, std::int64_t revision = 0) {
        session().write([&] {
            outbox().note({owner, ledger::NoticeKind::mend, "c0ffee", revision}, std::nullopt, std::nullopt,
                          std::nullopt);
        });
    }
    PostReport post() { return empty_outbox(session(), mail, composer, options); }
    void at(const char* moment) {
        clock.sleep_for(floor<std::chrono::milliseconds>(parse_instant(moment) - clock.now()));
    }
    /// The newest letter to the address.
    ledger::Letter letter_to(const std::string& address) {
        for (const auto& letter : outbox().letters("", 100))
            if (letter.address == address) return outbox().letter(letter.id).value();
        ADD_FAILURE() << "no letter to " << address;
        return {};
    }
    std::string state_of(const std::string& address) { return to_string(letter_to(address).state); }
    std::set<std::string> suspended() { return ledger::ContactStates(session().connection(), clock).suspended(); }
    /// The Message-IDs that the server has, in the order in which they came.
    static std::vector<std::string> ids() {
        std::vector<std::string> found;
        for (const auto& letter : server().received()) found.push_back(letter.message_id);
        return found;
    }
    static std::string id(const std::string& owner, const std::string& address, std::int64_t revision = 0) {
        return LineComposer::id_of({owner, ledger::NoticeKind::mend, "c0ffee", revision}, address);
    }

    ManualClock clock{parse_instant("2027-04-28T08:00:00Z")};  // a Wednesday, 10:00 in Norway
    config::Mail mail;
    PostOptions options;
    LineComposer composer;

private:
    TempFolder m_folder;
    catalog::Catalog m_catalog;
    senders::Register m_senders;
    std::unique_ptr<session::Context> m_context;
    std::unique_ptr<session::Session> m_session;
    std::unique_ptr<ledger::Outbox> m_outbox;
};

}  // namespace tilsig::alert

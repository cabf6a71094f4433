// Municipalities that deliver, an office that delivers for one of them, a register with contacts, and a ledger in which
// deliveries come to what a test says: what is noted, composed and told about them.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "alert/compose.hpp"
#include "alert/mime.hpp"
#include "alert/notices.hpp"
#include "ledger/slots.hpp"
#include "session/letter_key.hpp"
#include "session/session.hpp"
#include "support/databases.hpp"

namespace tilsig::alert {

inline std::int64_t day_number(const std::string& date) {
    return std::chrono::floor<std::chrono::days>(parse_instant(date + "T00:00:00Z")).time_since_epoch().count();
}

/// How a delivery came out: rule -> records, by owner.
struct Delivered {
    std::string feed = "municipal.intro", sender = "k0101", period = "2026";
    std::string content{};  ///< equal content is the same delivery
    model::Outcome outcome = model::Outcome::loaded;
    std::string reason{};
    std::uint64_t read = 40;
    std::map<std::string, std::map<std::string, std::uint64_t>> rejected{};  ///< owner -> code -> records
    std::map<std::string, std::string> held_slices{};                        ///< code of the slice -> reason
    model::RunCause cause = model::RunCause::night;
};

class LetterWorld : public ::testing::Test {
protected:
    void SetUp() override {
        declare();
        odbc::Dsn dsn;
        dsn.connection_string = warehouse();
        session::Places places;
        places.landing = m_folder.path() / "landing";
        places.key_file = m_folder.path() / "landing.key";
        places.cache = m_folder.path() / "cache";
        places.receipts.root = m_folder.path();
        m_context = std::make_unique<session::Context>(
            session::Context{catalog, senders, dsn, places, clock, Logger::silent(), "test"});
        m_session = std::make_unique<session::Session>(*m_context);
        m_outbox = std::make_unique<ledger::Outbox>(session().connection(), clock);
        mail.from = "datainn@example.org";
        mail.production = true;
    }

    [[nodiscard]] virtual std::string warehouse() {
        return "Driver=SQLite3;Database=" + (m_folder.path() / "warehouse.db").string() + ";";
    }
    void declare() {
        auto& contract = catalog.contracts["municipal.intro"];
        contract.feed = "municipal.intro";
        contract.source = "municipal";
        contract.state = catalog::FeedState::active;
        contract.title_nb = "Introduksjonsprogram";
        contract.title_en = "Introduction programme";
        auto& source = catalog.sources["municipal"];
        source.name = "municipal";
        source.contact = "datainn@example.org";
        source.due = {{"nb", "den 10. i hver måned"}, {"nn", "den 10. i kvar månad"}, {"en", "the 10th of each month"}};
        rule("INT-F003", "Avslutningsårsak mangler.", "Avslutningsårsak manglar.", "The end reason is missing.",
             "Registrer årsaken i saken.", "Registrer årsaka i saka.", "Enter the reason in the case.");
        rule("INT-R010", "Startdato er før vedtaksdato.", "Startdato er før vedtaksdato.",
             "The start lies before the decision.", "Rett datoen.", "Rett datoen.", "Correct the date.");
        for (const auto& [code, name, language] : std::vector<std::array<std::string, 3>>{{"0101", "Halden", "nb"},
                                                                                          {"1601", "Trondheim", "nb"},
                                                                                          {"1848", "Steigen", "nn"},
                                                                                          {"5001", "Nesodden", "en"}}) {
            senders::Sender sender;
            sender.id = "k" + code;
            sender.kind = "municipality";
            sender.name = name;
            sender.language = language;
            sender.municipality = code;
            sender.region = "ost";
            sender.case_system = "Visma Flyktning";
            sender.feeds = {"municipal.intro"};
            for (const char* function : {"responsible", "deputy", "official"}) {
                senders::Contact contact;
                contact.function = function == std::string("deputy")     ? senders::ContactFunction::deputy
                                   : function == std::string("official") ? senders::ContactFunction::official
                                                                         : senders::ContactFunction::responsible;
                contact.address = std::string(function) + "@" + sender.id + ".example.org";
                sender.contacts.push_back(contact);
            }
            senders.senders.push_back(std::move(sender));
        }
    }
    void rule(const char* code, const char* nb, const char* nn, const char* en, const char* fix_nb, const char* fix_nn,
              const char* fix_en) {
        rules::Entry entry;
        entry.code = *model::RuleCode::parse(code);
        entry.severity = model::Severity::error;
        entry.action = model::Action::reject_record;
        entry.text = {{"nb", nb}, {"nn", nn}, {"en", en}};
        entry.fix = {{"nb", fix_nb}, {"nn", fix_nn}, {"en", fix_en}};
        catalog.rule_book.put(entry);
    }
    senders::Sender& sender(const std::string& id) {
        return *std::find_if(senders.senders.begin(), senders.senders.end(),
                             [&](const auto& sender) { return sender.id == id; });
    }
    /// `delivers` sends municipal.intro for `owner`.
    void delegate(const std::string& delivers, const std::string& owner, bool letters) {
        senders::Delegation delegation;
        delegation.delivers = delivers;
        delegation.owner = owner;
        delegation.feeds = {"municipal.intro"};
        delegation.letters = letters;
        senders.delegations.push_back(delegation);
        catalog.contracts["municipal.intro"].owner = "municipality";
    }

    session::Session& session() { return *m_session; }
    ledger::Outbox& outbox() { return *m_outbox; }
    ledger::Ledger& ledger() { return session().ledger(); }

    /// A run over the delivery, as the run room would write and publish it. Returns the delivery's id.
    std::int64_t deliver(const Delivered& told) {
        const model::UnitName unit{told.feed, told.sender, told.period};
        std::int64_t id = 0;
        session().write([&] {
            const std::string now = to_text(clock.now());
            auto delivery = ledger().record_delivery(ledger().unit_id(unit), sha256_hex(told.content), 100, now,
                                                     model::DeliveryKind::snapshot, "90d");
            id = delivery.id;
            ledger::Run run;
            run.unit_id = delivery.unit_id;
            run.delivery_id = id;
            run.cause = told.cause;
            run.started_at = run.ended_at = now;
            run.id = ledger().begin_run(run);
            run.outcome = told.outcome;
            run.reason = told.reason;
            std::vector<model::Finding> findings;
            std::uint64_t record = 0;
            for (const auto& [owner, codes] : told.rejected)
                for (const auto& [code, count] : codes) {
                    run.records.rejected_by_rule[code] += count;
                    run.records.rejected += count;
                    for (std::uint64_t i = 0; i < count; ++i) {
                        model::Finding finding;
                        finding.code = *model::RuleCode::parse(code);
                        finding.action = model::Action::reject_record;
                        finding.place.number = ++record;
                        finding.owner = owner;
                        findings.push_back(std::move(finding));
                    }
                }
            const bool loaded = told.outcome == model::Outcome::loaded || told.outcome == model::Outcome::nothing_new;
            run.records.read = told.read;
            run.records.held = loaded ? told.held_slices.size() : told.read - run.records.rejected;
            run.records.accepted = loaded ? told.read - run.records.rejected - run.records.held : 0;
            if (told.outcome == model::Outcome::held) ledger().hold(id, "", told.reason);
            if (loaded) ledger().supersede_holds(delivery.unit_id, delivery.seq, "");
            for (const auto& [slice, reason] : told.held_slices) ledger().hold(id, slice, reason);
            ledger().write_rejects(run.id, id, findings);
            ledger().set_delivery_state(id,
                                        loaded                                 ? model::DeliveryState::loaded
                                        : told.outcome == model::Outcome::held ? model::DeliveryState::held
                                                                               : model::DeliveryState::rejected,
                                        told.read);
            ledger().finish_run(run, {});
            ledger::RunReport report;
            report.unit = unit;
            report.run = run;
            report.delivery = delivery;
            report.told = findings;
            m_notices.owe(session(), report);
        });
        clock.sleep_for(std::chrono::seconds(1));
        return id;
    }
    /// As a person decides about a hold.
    void decide(std::int64_t delivery_id, model::HoldState state) {
        session().write([&] {
            for (const auto& hold : ledger().holds_of(delivery_id))
                if (hold.state == model::HoldState::held) ledger().decide_hold(hold.id, state, "anna", "because");
            const auto delivery = ledger().delivery(delivery_id).value();
            ledger().set_delivery_state(delivery_id, model::DeliveryState::rejected, delivery.records);
            m_notices.owe_decision(session(), delivery, ledger().unit_name(delivery.unit_id).value());
        });
    }

    ComposeReport compose() { return composer.compose_due(session(), mail); }
    void at(const std::string& moment) {
        clock.sleep_for(std::chrono::floor<std::chrono::milliseconds>(parse_instant(moment) - clock.now()));
    }
    /// Composed letters, the oldest first, with their bodies.
    std::vector<ledger::Letter> letters() {
        std::vector<ledger::Letter> found;
        for (const auto& letter : outbox().letters("", 10'000)) found.push_back(outbox().letter(letter.id).value());
        std::reverse(found.begin(), found.end());
        return found;
    }
    std::vector<std::string> addresses() {
        std::vector<std::string> found;
        for (const auto& letter : letters()) found.push_back(letter.address);
        return found;
    }
    /// As the mail server takes it.
    void accept_all() {
        session().write([&] {
            while (const auto letter = outbox().claim(true)) {
                outbox().attempt(letter->id);
                outbox().accepted(letter->id, "250", "ok");
            }
        });
    }
    /// What the newest letter says, without the dress of its transfer.
    std::string newest() {
        const std::string body = letters().back().body;
        std::string text;
        for (std::size_t i = 0; i < body.size(); ++i) {
            const bool hex = body[i] == '=' && std::isxdigit(static_cast<unsigned char>(body[i + 1])) != 0 &&
                             std::isxdigit(static_cast<unsigned char>(body[i + 2])) != 0;
            if (body[i] != '=' || (!hex && body.substr(i + 1, 2) != "\r\n")) {
                text += body[i];
            } else if (body.substr(i + 1, 2) != "\r\n") {
                text += static_cast<char>(std::stoi(body.substr(i + 1, 2), nullptr, 16));
                i += 2;
            } else {
                i += 2;
            }
        }
        return text;
    }
    bool says(const std::string& part) {
        const bool found = newest().find(part) != std::string::npos;
        EXPECT_TRUE(found) << part << "\n" << newest();
        return found;
    }
    /// The plain text that the owner would be told now.
    std::string preview(const std::string& owner, const std::string& language = {}) {
        const auto previews = preview_letters(session(), mail, owner, language);
        if (!previews.front().document) return previews.front().why;
        return previews.front().document->subject + "\n" + document_text(*previews.front().document, 76);
    }
    std::string id_of(const ledger::NoticeKey& key, const std::string& address) {
        return message_id(session::letter_key(m_context->places), key, address, "example.org");
    }
    std::string dropped_reasons() {
        std::string reasons;
        auto rows =
            session().connection().once("SELECT owner, reason FROM ops_notice WHERE state = 'dropped' ORDER BY id");
        rows.execute();
        while (rows.fetch()) reasons += rows.text(1).value() + ": " + rows.text(2).value() + "\n";
        return reasons;
    }

    ManualClock clock{parse_instant("2026-11-25T08:00:00Z")};  // a Wednesday, 09:00 in Norway
    config::Mail mail;
    LetterComposer composer;
    catalog::Catalog catalog;
    senders::Register senders;

private:
    TempFolder m_folder;
    Notices m_notices;
    std::unique_ptr<session::Context> m_context;
    std::unique_ptr<session::Session> m_session;
    std::unique_ptr<ledger::Outbox> m_outbox;
};

}  // namespace tilsig::alert

// tilsig senders, retention and checksum: looking after an installation.
#include <nlohmann/json.hpp>

#include "answers/checksum_answer.hpp"
#include "answers/retention_answer.hpp"
#include "answers/senders_answer.hpp"
#include "calendar/local_day.hpp"
#include "cli/commands.hpp"
#include "cli/environment.hpp"
#include "cli/lock.hpp"
#include "ledger/outbox.hpp"
#include "propose/senders.hpp"
#include "session/session.hpp"

namespace tilsig::cli {

namespace {

class Senders final : public Command {
public:
    std::string name() const override { return "senders"; }
    std::string summary() const override {
        return "The sender register on a date: who delivers what, from which region; or a register to begin with";
    }
    std::string examples() const override {
        return "  tilsig senders\n  tilsig senders --date 2019-12-31\n  tilsig senders propose > senders.yaml";
    }
    void declare(Arguments& arguments) override {
        arguments.positional_choice("action", m_action, {"list", "propose"},
                                    "list (default), or propose: senders.yaml of all municipalities since 2006 and the "
                                    "districts of Oslo, from the code lists",
                                    false);
        arguments.option("--date", m_date, "For list: yyyy-mm-dd (default: today in Oslo)");
    }
    int execute(const Globals& globals, Output& output) override {
        Environment environment(globals);
        if (m_action == "propose") return propose(environment, output);
        std::int64_t day = calendar::local_day(environment.clock().now()).time_since_epoch().count();
        if (!m_date.empty()) {
            const auto parsed = model::parse_iso_date(m_date);
            if (!parsed) throw Error(ErrorKind::usage, "--date is not a date").remedy("write it as 2026-11-22");
            day = *parsed;
        }
        const auto answer = answers::senders_answer(environment.senders(), day);
        output.show(to_page(answer));
        output.document(to_json(answer));
        return 0;
    }

private:
    /// What the own register says of feeds is what the proposal says: whoever owes the municipal ones owes them all.
    static int propose(const Environment& environment, Output& output) {
        std::vector<std::string> feeds;
        for (const auto& [feed, contract] : environment.catalog().contracts)
            if (contract.source == "municipal" && contract.state != catalog::FeedState::draft) feeds.push_back(feed);
        const auto senders = propose::propose_senders(environment.catalog());
        const std::string text = propose::register_text(senders, environment.catalog(), feeds);
        output.block(text);
        nlohmann::json document = {{"version", 1}, {"senders", nlohmann::json::array()}};
        for (const auto& sender : senders)
            document["senders"].push_back({{"sender", sender.id},
                                           {"name", sender.periods.back().name},
                                           {"left", sender.has_left()},
                                           {"successors", sender.successors}});
        output.document(document);
        return 0;
    }

    std::string m_action = "list";
    std::string m_date;
};

class Retention final : public Command {
public:
    std::string name() const override { return "retention"; }
    std::string summary() const override {
        return "Landed deliveries and letters whose keeping time is over; --apply removes their bytes";
    }
    std::string examples() const override { return "  tilsig retention\n  tilsig retention --apply"; }
    void declare(Arguments& arguments) override {
        arguments.flag("--apply", m_apply, "Remove them (the ledger keeps their account)");
    }
    int execute(const Globals& globals, Output& output) override {
        Environment environment(globals);
        const auto& context = environment.context();
        const auto lock = take_lock(globals, context, output);
        session::Session session(context);
        answers::RetentionAnswer answer;
        answer.removed = m_apply;
        std::vector<land::LandingZone*> zones{&session.active_landing()};
        if (std::filesystem::exists(context.places.shadow_landing())) zones.push_back(&session.shadow_landing());
        for (auto* zone : zones) {
            for (const auto& manifest : zone->expired(environment.clock().now())) {
                answer.expired.push_back(manifest);
                if (m_apply) zone->remove(manifest.delivery);
            }
        }
        look_at_letters(environment, session, answer);
        output.show(to_page(answer));
        output.document(to_json(answer));
        return 0;
    }

private:
    void look_at_letters(Environment& environment, session::Session& session, answers::RetentionAnswer& answer) const {
        const auto& mail = environment.settings().mail;
        const auto kept = mail ? mail->retention : config::Mail().retention;
        const std::string before = to_text(environment.clock().now() - kept);
        ledger::Outbox outbox(session.connection(), environment.clock());
        answer.letters = static_cast<std::uint64_t>(outbox.ended_before(before));
        if (m_apply && answer.letters > 0) session.write([&] { outbox.forget_words(before); });
    }

    bool m_apply = false;
};

class Checksum final : public Command {
public:
    std::string name() const override { return "checksum"; }
    std::string summary() const override {
        return "Content checksum of the tables: equal content gives equal text on every database";
    }
    std::string examples() const override { return "  tilsig checksum\n  tilsig checksum fact_settlement"; }
    void declare(Arguments& arguments) override {
        arguments.positional_list("tables", m_tables, "Tables (default: all)");
    }
    int execute(const Globals& globals, Output& output) override {
        Environment environment(globals);
        session::Session session(environment.context(), session::SessionRole::reader);
        const auto answer = answers::checksum_answer(session, m_tables);
        output.show(to_page(answer));
        output.document(to_json(answer));
        return 0;
    }

private:
    std::vector<std::string> m_tables;
};

}  // namespace

std::unique_ptr<Command> make_senders() { return std::make_unique<Senders>(); }
std::unique_ptr<Command> make_retention() { return std::make_unique<Retention>(); }
std::unique_ptr<Command> make_checksum() { return std::make_unique<Checksum>(); }

}  // namespace tilsig::cli

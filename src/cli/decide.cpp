// tilsig hold, replay and retract: what an operator decides about deliveries.
#include <nlohmann/json.hpp>

#include "answers/holds_answer.hpp"
#include "answers/runs_answer.hpp"
#include "cli/commands.hpp"
#include "cli/decider.hpp"
#include "cli/environment.hpp"
#include "cli/first_night.hpp"
#include "cli/lock.hpp"
#include "cli/run_view.hpp"
#include "operate/decisions.hpp"
#include "operate/hold_answer.hpp"

namespace tilsig::cli {

namespace {

std::int64_t number_of(const std::string& text, const std::string& what) {
    if (text.empty())
        throw Error(ErrorKind::usage, "the number of the " + what + " is missing")
            .remedy(what == "hold" ? "`tilsig hold list` has it" : "`tilsig ledger` has it");
    if (text.find_first_not_of("0123456789") != std::string::npos || text.size() > 18) {
        throw Error(ErrorKind::usage, "'" + text + "' is not the number of a " + what);
    }
    return std::stoll(text);
}

int show_runs(session::Session& session, const Output& output, std::vector<ledger::RunReport> reports) {
    const auto answer = answers::runs_answer(session, std::move(reports));
    const auto& catalog = session.context().catalog;
    output.show(to_page(answer, catalog));
    output.document(to_json(answer, catalog));
    return static_cast<int>(answer.code());
}

class Hold final : public Command {
public:
    std::string name() const override { return "hold"; }
    std::string summary() const override {
        return "Deliveries and slices that wait for a decision: list, show N, release N, reject N";
    }
    std::string examples() const override {
        return "  tilsig hold list\n"
               "  tilsig hold show 3\n"
               "  tilsig hold release 3 --reason \"the seven municipalities are known to be missing\"\n"
               "  tilsig hold reject 3 --reason \"the sender delivers again\"";
    }
    void declare(Arguments& arguments) override {
        arguments.positional_choice("action", m_action, {"list", "show", "release", "reject"}, "What to do");
        arguments.positional("hold", m_hold, "Number of the hold", false);
        arguments.option("--reason", m_reason,
                         "Why; recorded with the decision, and told to the sender when you reject");
    }
    int execute(const Globals& globals, Output& output) override {
        Environment environment(globals);
        if (m_action == "list") return list(environment.context(), output);
        const std::int64_t hold = number_of(m_hold, "hold");
        if (m_action == "show") {
            session::Session session(environment.context(), session::SessionRole::reader);
            watch_reading(session, output);
            const auto answer = operate::hold_answer(session, hold);
            output.show(to_page(answer, environment.catalog()));
            output.document(to_json(answer, environment.catalog()));
            return 0;
        }
        require_reason(m_reason);
        const auto lock = take_lock(globals, environment.context(), output);
        session::Session session(environment.context());
        watch_reading(session, output);
        auto reports = m_action == "release" ? operate::release_hold(session, hold, decider(), m_reason)
                                             : operate::reject_hold(session, hold, decider(), m_reason);
        output.line("hold " + std::to_string(hold) + " " + m_action + (m_action == "reject" ? "ed" : "d"));
        return show_runs(session, output, std::move(reports));
    }

private:
    static int list(const session::Context& context, const Output& output) {
        const auto session = look_if_there(context);
        const auto items = session ? answers::held_items(session->ledger()) : std::vector<answers::HeldItem>{};
        output.show(answers::to_page(items));
        output.document({{"holds", answers::to_json(items)}});
        return 0;
    }
    std::string m_action, m_hold, m_reason;
};

class Replay final : public Command {
public:
    std::string name() const override { return "replay"; }
    std::string summary() const override {
        return "Run landed deliveries again, after a contract or mapping was corrected";
    }
    std::string examples() const override {
        return "  tilsig replay 12               # delivery 12\n  tilsig replay imdi.settlement  # the newest delivery "
               "of each unit, or all changes in order\n"
               "  tilsig replay --landed         # after an older copy of the database was restored";
    }
    void declare(Arguments& arguments) override {
        arguments.positional("what", m_what, "Number of a delivery, or a feed", false);
        arguments.flag("--landed", m_landed,
                       "Every delivery of the landing zone that the database does not know, in the order they came");
    }
    int execute(const Globals& globals, Output& output) override {
        if (m_landed != m_what.empty())
            throw Error(ErrorKind::usage, "say what to replay")
                .remedy("give a delivery's number, a feed, or `--landed`");
        Environment environment(globals);
        if (m_landed) {
            const auto lock = take_lock(globals, environment.context(), output);
            session::Session session(environment.context(), session::SessionRole::repair);
            auto reports = operate::replay_landed(session);
            if (reports.empty()) output.line("the database knows all that the landing zone holds");
            return show_runs(session, output, std::move(reports));
        }
        const bool by_feed = m_what.find('.') != std::string::npos;
        const std::int64_t delivery = by_feed ? 0 : number_of(m_what, "delivery");
        const auto lock = take_lock(globals, environment.context(), output);
        session::Session session(environment.context());
        watch_reading(session, output);
        auto reports = by_feed ? operate::replay_feed(session, m_what) : operate::replay_delivery(session, delivery);
        if (reports.empty()) output.line("no delivery of " + m_what + " was loaded or rejected yet");
        return show_runs(session, output, std::move(reports));
    }

private:
    std::string m_what;
    bool m_landed = false;
};

class Retract final : public Command {
public:
    std::string name() const override { return "retract"; }
    std::string summary() const override {
        return "Take back what a delivery did; the version before it is live again";
    }
    std::string examples() const override { return "  tilsig retract 12 --reason \"delivered for the wrong year\""; }
    void declare(Arguments& arguments) override {
        arguments.positional("delivery", m_delivery, "Number of the delivery");
        arguments.option("--reason", m_reason, "Why; recorded with the decision");
    }
    int execute(const Globals& globals, Output& output) override {
        const std::int64_t delivery = number_of(m_delivery, "delivery");
        require_reason(m_reason);
        Environment environment(globals);
        const auto lock = take_lock(globals, environment.context(), output);
        session::Session session(environment.context());
        const auto reports = operate::retract(session, delivery, decider(), m_reason);
        return reports.empty() ? show_retracted_before(session, output, delivery) : show_runs(session, output, reports);
    }

private:
    static int show_retracted_before(session::Session& session, const Output& output, std::int64_t delivery) {
        const answers::RetractedAnswer answer{delivery, operate::retraction_of(session, delivery),
                                              answers::bi_answer(session, false)};
        output.show(to_page(answer));
        output.document(to_json(answer));
        return 0;
    }

    std::string m_delivery, m_reason;
};

}  // namespace

std::unique_ptr<Command> make_hold() { return std::make_unique<Hold>(); }
std::unique_ptr<Command> make_replay() { return std::make_unique<Replay>(); }
std::unique_ptr<Command> make_retract() { return std::make_unique<Retract>(); }

}  // namespace tilsig::cli

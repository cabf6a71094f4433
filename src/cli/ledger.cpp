// tilsig ledger: the closed account of one run, or the list of runs.
#include <nlohmann/json.hpp>

#include "answers/ledger_answer.hpp"
#include "cli/commands.hpp"
#include "cli/environment.hpp"
#include "cli/first_night.hpp"

namespace tilsig::cli {

namespace {

class LedgerCommand final : public Command {
public:
    std::string name() const override { return "ledger"; }
    std::string summary() const override {
        return "The account of a run: bytes, records, rows, rejects, steps; without a number: the latest runs";
    }
    std::string examples() const override {
        return "  tilsig ledger\n"
               "  tilsig ledger 12\n"
               "  tilsig ledger 12 --findings\n"
               "  tilsig ledger 12 --findings --code SYS-F002 --limit 100000 --json";
    }
    void declare(Arguments& arguments) override {
        arguments.positional_number("run", m_run, "Number of the run", false);
        arguments.flag(
            "--findings", m_findings,
            "Everything that was found in the run's delivery, rarest code first, and what each rule came to");
        arguments.option("--code", m_code, "With --findings: of this code only");
        arguments.option_number("--limit", m_limit,
                                "How many runs to list (default 30), or findings of each code (default 1000)");
    }

    int execute(const Globals& globals, Output& output) override {
        if (m_findings && m_run <= 0)
            throw Error(ErrorKind::usage, "--findings needs a run").remedy("write `tilsig ledger RUN --findings`");
        if (!m_findings && !m_code.empty())
            throw Error(ErrorKind::usage, "--code needs --findings")
                .remedy("write `tilsig ledger RUN --findings --code CODE`");
        Environment environment(globals);
        if (m_run > 0) {
            session::Session session(environment.context(), session::SessionRole::reader);
            if (m_findings)
                show_findings(session, output);
            else
                show(output, answers::account_answer(session, m_run));
            return 0;
        }
        const auto session = look_if_there(environment.context());
        const auto most = static_cast<int>(m_limit > 0 ? m_limit : listed_runs);
        show(output, session ? answers::ledger_answer(session->ledger(), most) : answers::LedgerAnswer{});
        return 0;
    }

private:
    static constexpr std::int64_t listed_runs = 30, listed_findings = 1000;

    template <typename Answer>
    static void show(const Output& output, const Answer& answer) {
        output.show(to_page(answer));
        output.document(to_json(answer));
    }

    void show_findings(session::Session& session, const Output& output) const {
        const auto& catalog = session.context().catalog;
        const auto answer =
            answers::run_findings_answer(session, m_run, m_code, m_limit > 0 ? m_limit : listed_findings);
        output.show(to_page(answer, catalog));
        output.document(to_json(answer, catalog));
    }

    std::int64_t m_run = 0;
    std::int64_t m_limit = 0;
    std::string m_code;
    bool m_findings = false;
};

}  // namespace

std::unique_ptr<Command> make_ledger() { return std::make_unique<LedgerCommand>(); }

}  // namespace tilsig::cli

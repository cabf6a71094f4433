// tilsig ledger: the closed account of one run, or the list of runs.
#include <nlohmann/json.hpp>

#include "answers/local_text.hpp"
#include "cli/commands.hpp"
#include "cli/environment.hpp"
#include "cli/finding_view.hpp"
#include "cli/run_view.hpp"
#include "run/deliver.hpp"

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
        arguments.flag("--findings", m_findings, "Everything that was found in the run's delivery, rarest code first");
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
        session::Session session(environment.context(), session::SessionRole::reader);
        if (m_findings) return show_findings_of(session, output);
        return m_run > 0 ? show_one(session, output) : show_list(session, output);
    }

private:
    [[nodiscard]] ledger::Run required_run(ledger::Ledger& ledger) const {
        if (auto run = ledger.run(m_run)) return *run;
        throw Error(ErrorKind::usage, "there is no run " + std::to_string(m_run))
            .remedy("`tilsig ledger` lists the latest");
    }

    int show_findings_of(session::Session& session, const Output& output) const {
        auto& ledger = session.ledger();
        const auto run = required_run(ledger);
        const auto unit = ledger.unit_name(run.unit_id).value_or(model::UnitName());
        constexpr std::int64_t shown = 1000;
        const auto stored = stored_findings(ledger, run.id, m_code, m_limit > 0 ? m_limit : shown);
        const auto declared = answers::declarations_of(session.context().catalog, unit.feed);
        output.line(output.bold("run " + std::to_string(run.id)) + "  " + unit.text() +
                    (run.delivery_id ? ", delivery " + std::to_string(*run.delivery_id) : "") + ": " +
                    counted_findings(stored.counts));
        if (stored.counts.empty()) {
            if (const auto later = later_reading(ledger, run))
                output.line(
                    "what it found was replaced by what a later run over the same delivery found: `tilsig "
                    "ledger " +
                    std::to_string(*later) + " --findings`");
        }
        show_findings(output, stored.findings, stored.counts, declared);
        nlohmann::json document = {{"run", run.id},
                                   {"delivery", run.delivery_id ? nlohmann::json(*run.delivery_id) : nlohmann::json()},
                                   {"finding_counts", stored.counts},
                                   {"findings", answers::findings_json(stored.findings, declared)}};
        answers::name_unit(document, unit);
        output.document(document);
        return 0;
    }

    /// The newest run whose findings the ledger keeps for the delivery of this one.
    static std::optional<std::int64_t> later_reading(ledger::Ledger& ledger, const ledger::Run& run) {
        constexpr int looked_at = 50;
        for (const auto& other : ledger.runs(run.unit_id, std::nullopt, looked_at))
            if (other.id > run.id && other.delivery_id == run.delivery_id && !ledger.finding_counts(other.id).empty())
                return other.id;
        return std::nullopt;
    }

    int show_one(session::Session& session, const Output& output) const {
        auto& ledger = session.ledger();
        const auto run = std::make_optional(required_run(ledger));
        auto document = answers::ledger_run_json(*run);
        const auto unit = ledger.unit_name(run->unit_id).value_or(model::UnitName());
        answers::name_unit(document, unit);
        output.line(output.bold("run " + std::to_string(run->id)) + "  " + unit.text() + "  " +
                    answers::outcome_word(*run) + (run->reason.empty() ? "" : ": " + run->reason));
        output.line(std::string("cause ") + to_string(run->cause) + ", " + answers::local_text(run->started_at) +
                    " to " + answers::local_text(run->ended_at) +
                    (run->load_seq ? ", load sequence " + std::to_string(*run->load_seq) : ", nothing loaded"));
        show_account(output, *run);
        if (run->delivery_id) {
            if (const auto delivery = ledger.delivery(*run->delivery_id)) {
                output.line("delivery " + std::to_string(delivery->id) + ", " + delivery->hash + ", received " +
                            answers::local_text(delivery->received_at));
                document["delivery_hash"] = delivery->hash;
                const std::string name = run::shown_outside_name(session, unit, *delivery);
                if (!name.empty()) output.line("sent as  " + name);
                document["outside_name"] = name;
                const auto holds = ledger.holds_of(delivery->id);
                show_holds(output, holds);
                document["holds"] = answers::holds_json(holds);
            }
        }
        const auto counts = ledger.finding_counts(m_run);
        document["finding_counts"] = counts;
        if (!counts.empty())
            output.line("findings " + counted_findings(counts) + "; `tilsig ledger " + std::to_string(m_run) +
                        " --findings` lists them");
        for (const auto& step : ledger.steps(m_run)) {
            output.line("step     " + step.name + "  " + grouped(static_cast<std::uint64_t>(step.wall.count()) / 1000) +
                        " ms, " + grouped(step.count));
            document["steps"].push_back(
                {{"name", step.name}, {"microseconds", step.wall.count()}, {"count", step.count}});
        }
        output.document(document);
        return 0;
    }

    int show_list(session::Session& session, const Output& output) const {
        auto& ledger = session.ledger();
        std::vector<std::vector<std::string>> rows{
            {"run", "unit", "cause", "outcome", "delivery", "read", "accepted", "rejected", "load", "started"}};
        nlohmann::json list = nlohmann::json::array();
        constexpr std::int64_t listed = 30;
        for (const auto& run :
             ledger.runs(std::nullopt, std::nullopt, static_cast<int>(m_limit > 0 ? m_limit : listed))) {
            const auto unit = ledger.unit_name(run.unit_id).value_or(model::UnitName());
            rows.push_back({std::to_string(run.id), unit.text(), to_string(run.cause), answers::outcome_word(run),
                            run.delivery_id ? std::to_string(*run.delivery_id) : "", grouped(run.records.read),
                            grouped(run.records.accepted), grouped(run.records.rejected),
                            run.load_seq ? std::to_string(*run.load_seq) : "", answers::local_text(run.started_at)});
            auto value = answers::ledger_run_json(run);
            answers::name_unit(value, unit);
            list.push_back(value);
        }
        output.table(rows);
        output.document({{"runs", list}});
        return 0;
    }

    std::int64_t m_run = 0;
    std::int64_t m_limit = 0;
    std::string m_code;
    bool m_findings = false;
};

}  // namespace

std::unique_ptr<Command> make_ledger() { return std::make_unique<LedgerCommand>(); }

}  // namespace tilsig::cli

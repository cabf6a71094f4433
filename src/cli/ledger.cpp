// tilsig ledger: the closed account of one run, or the list of runs.
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/environment.hpp"
#include "cli/run_view.hpp"
#include "pipeline/deliver.hpp"

namespace tilsig::cli {

namespace {

class LedgerCommand final : public Command {
public:
    std::string name() const override { return "ledger"; }
    std::string summary() const override {
        return "The account of a run: bytes, records, rows, rejects, steps; without a number: the latest runs";
    }
    std::string examples() const override { return "  tilsig ledger\n  tilsig ledger 12\n  tilsig ledger 12 --json"; }
    void declare(Arguments& arguments) override {
        arguments.positional_number("run", m_run, "Number of the run", false);
        arguments.option_number("--limit", m_limit, "How many runs to list (default 30)");
    }

    int execute(const Globals& globals, Output& output) override {
        Environment environment(globals);
        pipeline::Session session(environment.context(), pipeline::SessionRole::reader);
        return m_run > 0 ? show_one(session, output) : show_list(session, output);
    }

private:
    int show_one(pipeline::Session& session, const Output& output) const {
        auto& ledger = session.ledger();
        const auto run = ledger.run(m_run);
        if (!run)
            throw Error(ErrorKind::usage, "there is no run " + std::to_string(m_run))
                .remedy("`tilsig ledger` lists the latest");
        auto document = ledger_run_json(*run);
        const auto unit = ledger.unit_name(run->unit_id).value_or(model::UnitName());
        name_unit(document, unit);
        output.line(output.bold("run " + std::to_string(run->id)) + "  " + unit.text() + "  " +
                    (run->outcome ? model::to_string(*run->outcome) : "open") +
                    (run->reason.empty() ? "" : ": " + run->reason));
        output.line("cause " + run->cause + ", " + run->started_at + " to " + run->ended_at +
                    (run->load_seq ? ", load sequence " + std::to_string(*run->load_seq) : ", nothing loaded"));
        show_account(output, *run);
        if (run->delivery_id) {
            if (const auto delivery = ledger.delivery(*run->delivery_id)) {
                output.line("delivery " + std::to_string(delivery->id) + ", " + delivery->hash + ", received " +
                            delivery->received_at);
                document["delivery_hash"] = delivery->hash;
                const std::string name = pipeline::shown_outside_name(session, unit, *delivery);
                if (!name.empty()) output.line("sent as  " + name);
                document["outside_name"] = name;
                const auto holds = ledger.holds_of(delivery->id);
                show_holds(output, holds);
                document["holds"] = holds_json(holds);
            }
        }
        for (const auto& step : ledger.steps(m_run)) {
            output.line("step     " + step.name + "  " + grouped(static_cast<std::uint64_t>(step.wall.count()) / 1000) +
                        " ms, " + grouped(step.count));
            document["steps"].push_back(
                {{"name", step.name}, {"microseconds", step.wall.count()}, {"count", step.count}});
        }
        output.document(document);
        return 0;
    }

    int show_list(pipeline::Session& session, const Output& output) const {
        auto& ledger = session.ledger();
        std::vector<std::vector<std::string>> rows{
            {"run", "unit", "cause", "outcome", "delivery", "read", "accepted", "rejected", "load", "started"}};
        nlohmann::json list = nlohmann::json::array();
        for (const auto& run : ledger.runs(std::nullopt, std::nullopt, static_cast<int>(m_limit))) {
            const auto unit = ledger.unit_name(run.unit_id).value_or(model::UnitName());
            rows.push_back({std::to_string(run.id), unit.text(), run.cause,
                            run.outcome ? model::to_string(*run.outcome) : "open",
                            run.delivery_id ? std::to_string(*run.delivery_id) : "", grouped(run.records.read),
                            grouped(run.records.accepted), grouped(run.records.rejected),
                            run.load_seq ? std::to_string(*run.load_seq) : "", run.started_at.substr(0, 19)});
            auto value = ledger_run_json(run);
            name_unit(value, unit);
            list.push_back(value);
        }
        output.table(rows);
        output.document({{"runs", list}});
        return 0;
    }

    std::int64_t m_run = 0;
    std::int64_t m_limit = 30;
};

}  // namespace

std::unique_ptr<Command> make_ledger() { return std::make_unique<LedgerCommand>(); }

}  // namespace tilsig::cli

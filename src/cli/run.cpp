// tilsig run: one unit now, from its source or from a local file.
#include <nlohmann/json.hpp>

#include "cli/bi_view.hpp"
#include "cli/commands.hpp"
#include "cli/finding_view.hpp"
#include "cli/lock.hpp"
#include "cli/run_view.hpp"
#include "cli/unit_arguments.hpp"
#include "night/unit_night.hpp"
#include "run/deliver.hpp"
#include "session/shadow.hpp"

namespace tilsig::cli {

namespace {

class Run final : public Command {
public:
    std::string name() const override { return "run"; }
    std::string summary() const override { return "Run one feed now, from its source or from a local file"; }
    std::string examples() const override {
        return "  tilsig run imdi.settlement --from export.csv\n"
               "  tilsig run imdi.region_edition --period 2017 --from regions.csv\n"
               "  tilsig run ssb.municipality\n"
               "  tilsig run municipal.settled --sender k1601 --from report.csv --received-at 2026-11-03T08:00:00Z";
    }
    void declare(Arguments& arguments) override {
        m_unit.declare(arguments, true);
        arguments.flag("--again", m_again, "Run although the same bytes were loaded before with the same declarations");
    }

    int execute(const Globals& globals, Output& output) override {
        Environment environment(globals);
        const auto unit = m_unit.unit(environment);
        session::require_loads(environment.catalog(), unit);
        const auto received_at = m_unit.received_at(environment);
        const auto& context = environment.context();
        const auto lock = take_lock(globals, context, output);
        session::Session session(context);
        watch_reading(session, output);
        return m_unit.file().empty() ? from_source(session, unit, output)
                                     : from_file(session, unit, received_at, output);
    }

private:
    int from_file(session::Session& session, const model::UnitName& unit, const std::optional<std::string>& received_at,
                  Output& output) const {
        session.require_loadable(unit);
        run::RunRequest request;
        request.unit = unit;
        request.delivery = run::deliver_file(session, unit, m_unit.file(), received_at);
        request.again = m_again;
        const auto report = run::run_unit(session, request);
        const auto& catalog = session.context().catalog;
        show_run(output, report, catalog);
        show_when_bi_sees(output, session, changes_bi(report));
        auto document = run_json(answer_of(report), catalog);
        document["bi"] = when_bi_sees(session, changes_bi(report));
        output.document(document);
        return static_cast<int>(report.exit_code());
    }

    int from_source(session::Session& session, const model::UnitName& unit, Output& output) {
        const auto result = night::process_unit(session, unit, std::nullopt);
        output.line(output.bold(unit.text()) + "  " +
                    output.tinted(model::to_string(result.outcome), static_cast<int>(result.code)) +
                    (result.message.empty() ? "" : ": " + result.message));
        output.line(grouped(result.records) + " records, " + grouped(result.rejected) + " rejected, " +
                    grouped(result.held) + " held; " + grouped(result.fresh) + " new, " + grouped(result.updated) +
                    " updated, " + grouped(result.closed) + " closed rows; run " + std::to_string(result.run_id));
        if (!result.kept.empty()) output.line(result.kept);
        if (!result.note.empty() && result.note != result.message) output.line("note: " + result.note);
        // Of each code as many as fit into a look.
        constexpr std::int64_t per_code = 5;
        StoredFindings stored;
        if (result.run_id != 0 && !session.lost())
            stored = stored_findings(session.ledger(), result.run_id, "", per_code);
        const auto declared = answers::declarations_of(session.context().catalog, unit.feed);
        show_findings(output, stored.findings, stored.counts, declared);
        std::uint64_t all = 0;
        for (const auto& [code, count] : stored.counts) all += count;
        if (all > stored.findings.size())
            output.line("all of them: `tilsig ledger " + std::to_string(result.run_id) + " --findings`");
        const bool changed = !unit.shadow && result.fresh + result.updated + result.closed > 0;
        show_when_bi_sees(output, session, changed);
        output.document({{"unit", unit.text()},
                         {"findings", answers::findings_json(stored.findings, declared)},
                         {"finding_counts", stored.counts},
                         {"shadow", unit.shadow},
                         {"outcome", model::to_string(result.outcome)},
                         {"message", result.message},
                         {"run", result.run_id},
                         {"records", result.records},
                         {"rejected", result.rejected},
                         {"held", result.held},
                         {"new", result.fresh},
                         {"updated", result.updated},
                         {"closed", result.closed},
                         {"kept", result.kept},
                         {"note", result.note},
                         {"bi", when_bi_sees(session, changed)},
                         {"exit_code", static_cast<int>(result.code)}});
        return static_cast<int>(result.code);
    }

    UnitArguments m_unit;
    bool m_again = false;
};

}  // namespace

std::unique_ptr<Command> make_run() { return std::make_unique<Run>(); }

}  // namespace tilsig::cli

// tilsig run: one unit now, from its source or from a local file.
#include <nlohmann/json.hpp>

#include "answers/runs_answer.hpp"
#include "answers/source_run_answer.hpp"
#include "cli/commands.hpp"
#include "cli/lock.hpp"
#include "cli/run_view.hpp"
#include "cli/unit_arguments.hpp"
#include "night/unit_night.hpp"
#include "run/deliver.hpp"
#include "run/unit_run.hpp"
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
                  const Output& output) const {
        session.require_loadable(unit);
        run::RunRequest request;
        request.unit = unit;
        request.delivery = run::deliver_file(session, unit, m_unit.file(), received_at);
        request.again = m_again;
        const auto answer = answers::runs_answer(session, {run::run_unit(session, request)});
        const auto& catalog = session.context().catalog;
        output.show(to_page(answer, catalog));
        output.document(single_run_json(answer, catalog));
        return static_cast<int>(answer.code());
    }

    static int from_source(session::Session& session, const model::UnitName& unit, const Output& output) {
        const auto answer = answers::source_run_answer(session, night::process_unit(session, unit, std::nullopt));
        const auto& catalog = session.context().catalog;
        output.show(to_page(answer, catalog));
        output.document(to_json(answer, catalog));
        return static_cast<int>(answer.unit.code);
    }

    UnitArguments m_unit;
    bool m_again = false;
};

}  // namespace

std::unique_ptr<Command> make_run() { return std::make_unique<Run>(); }

}  // namespace tilsig::cli

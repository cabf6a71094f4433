// tilsig plan: what the next run would change, and nothing else.
#include "operate/plan.hpp"

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/run_view.hpp"
#include "cli/unit_arguments.hpp"
#include "session/shadow.hpp"

namespace tilsig::cli {

namespace {

class PlanCommand final : public Command {
public:
    std::string name() const override { return "plan"; }
    std::string summary() const override {
        return "Show what a run would change in structure and rows; nothing is written";
    }
    std::string examples() const override {
        return "  tilsig plan\n"
               "  tilsig plan imdi.settlement --from export.csv\n"
               "  tilsig plan ssb.municipality --json\n"
               "  tilsig plan --delivery 12               # a landed one again; one that is held: what a release would "
               "do";
    }
    void declare(Arguments& arguments) override {
        m_unit.declare(arguments, false);
        arguments.option_number("--delivery", m_delivery,
                                "A delivery that was landed before; it names its unit. One that is held: as released");
        arguments.flag("--again", m_again,
                       "As for a run: although the same bytes were loaded before with the same declarations");
    }

    int execute(const Globals& globals, Output& output) override {
        Environment environment(globals);
        if (m_delivery > 0 && (m_unit.has_feed() || !m_unit.file().empty()))
            throw Error(ErrorKind::usage, "a delivery names its unit itself")
                .remedy("write `tilsig plan --delivery N`");
        if (!m_unit.has_feed() && !m_unit.file().empty())
            throw Error(ErrorKind::usage, "--from needs a feed").remedy("write `tilsig plan FEED --from FILE`");
        const auto structure = operate::plan_structure(environment.context());
        show_structure(output, structure);
        nlohmann::json document = {{"ddl", structure.statements}, {"refused", refused_json(structure)}};
        if (!m_unit.has_feed() && m_delivery == 0) {
            output.document(document);
            return static_cast<int>(structure.refused.empty() ? model::ExitCode::good : model::ExitCode::refused);
        }
        std::optional<session::Session> session;
        const auto request =
            m_delivery > 0 ? of_delivery(session.emplace(environment.context(), reader)) : of_unit(environment);
        const auto plan = operate::plan_unit(
            environment.context(), request,
            [&output](const auto& unit, auto done, auto total) { output.byte_progress(done, total, unit.text()); });
        show(output, plan, environment.catalog(), request.unit.text());
        describe(document, plan, request.unit, environment.catalog());
        output.document(document);
        return plan.exit_code;
    }

private:
    static constexpr auto reader = session::SessionRole::reader;

    [[nodiscard]] operate::PlanRequest of_unit(Environment& environment) const {
        operate::PlanRequest request;
        request.unit = m_unit.unit(environment);
        request.file = m_unit.file();
        request.received_at = m_unit.received_at(environment);
        request.again = m_again;
        return request;
    }

    /// `session` keeps what lies sealed readable.
    [[nodiscard]] operate::PlanRequest of_delivery(session::Session& session) const {
        const auto numbered = operate::numbered_delivery(session, m_delivery);
        session::require_loads(session.context().catalog, numbered.unit);
        operate::PlanRequest request;
        request.unit = numbered.unit;
        request.landed = operate::landed_bytes(session.landing(numbered.unit), numbered);
        request.received_at = numbered.delivery.received_at;
        request.releases = operate::open_holds(session, m_delivery);
        request.again = m_again;
        return request;
    }

    static void show_structure(const Output& output, const operate::StructurePlan& structure) {
        const auto& ddl = structure.statements;
        if (!ddl.empty()) {
            output.line("structure: " + grouped(ddl.size()) + (ddl.size() == 1 ? " statement" : " statements") +
                        " before the run");
        } else if (structure.refused.empty()) {
            output.line("structure: as declared");
        }
        for (const auto& statement : ddl) output.line("  " + statement);
        for (const auto& table : structure.refused) {
            output.line(output.tinted("refused", static_cast<int>(model::ExitCode::refused)) + ": " + table.message);
            output.line(table.feeds.empty() ? "  no feed loads into it; all feeds load"
                                            : "  does not load: " + join(table.feeds, ", ") + "; all other feeds do");
            output.line("  remedy: " + table.remedy);
        }
    }

    static nlohmann::json refused_json(const operate::StructurePlan& structure) {
        nlohmann::json list = nlohmann::json::array();
        for (const auto& table : structure.refused) {
            list.push_back(
                {{"table", table.table}, {"feeds", table.feeds}, {"message", table.message}, {"remedy", table.remedy}});
        }
        return list;
    }

    static void show_keys(const Output& output, const char* what, const load::DeltaExamples::Keys& keys) {
        for (const auto& key : keys) output.line("  " + std::string(what) + "  " + join(key, ", "));
    }

    static void show(const Output& output, const operate::Plan& plan, const catalog::Catalog& catalog,
                     const std::string& unit) {
        if (!plan.run) {
            output.line(output.bold(unit) + "  " + output.tinted(plan.message, plan.exit_code));
        } else {
            const auto& delivery = plan.run->delivery;
            show_planned(output, *plan.run, catalog,
                         "planned for the delivery " + delivery.hash.substr(0, 12) + " (" + grouped(delivery.bytes) +
                             " bytes); nothing was written");
        }
        show_keys(output, "new      ", plan.examples.fresh);
        show_keys(output, "updated  ", plan.examples.updated);
        show_keys(output, "closed   ", plan.examples.closed);
        show_keys(output, "unchanged", plan.examples.unchanged);
        for (const auto& what : plan.not_predicted) output.line("not predicted: " + what);
    }

    static void describe(nlohmann::json& document, const operate::Plan& plan, const model::UnitName& unit,
                         const catalog::Catalog& catalog) {
        answers::name_unit(document, unit);
        document["message"] = plan.message;
        document["not_predicted"] = plan.not_predicted;
        document["exit_code"] = plan.exit_code;
        document["run"] = nlohmann::json();
        if (!plan.run) return;
        auto run = run_json(answer_of(*plan.run), catalog);
        // What only a run that happens gets.
        for (const char* given : {"run", "night", "load_seq", "started_at", "ended_at"}) run.erase(given);
        run["delivery"].erase("id");
        document["run"] = std::move(run);
        document["examples"][plan.table] = {{"new", plan.examples.fresh},
                                            {"updated", plan.examples.updated},
                                            {"unchanged", plan.examples.unchanged},
                                            {"closed", plan.examples.closed}};
    }

    UnitArguments m_unit;
    std::int64_t m_delivery = 0;
    bool m_again = false;
};

}  // namespace

std::unique_ptr<Command> make_plan() { return std::make_unique<PlanCommand>(); }

}  // namespace tilsig::cli

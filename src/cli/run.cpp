// tilsig run: one unit now, from its source or from a local file.
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/environment.hpp"
#include "cli/run_view.hpp"
#include "pipeline/deliver.hpp"
#include "pipeline/due.hpp"
#include "pipeline/process_lock.hpp"
#include "pipeline/unit_night.hpp"

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
        arguments.positional("feed", m_feed, "The feed: source.name");
        arguments.option("--from", m_file, "Take this local file as the delivery instead of fetching");
        arguments.option("--sender", m_sender, "The sender (default: the source itself)");
        arguments.option("--period", m_period, "The unit's period: 2026, 2026-11, 2026-11-22 or all (default: by the schedule, else all)");
        arguments.option("--received-at", m_received_at, "With --from: when the file was received, if earlier than now (audited)");
        arguments.flag("--again", m_again, "Run although the same bytes were loaded before with the same declarations");
    }

    int execute(const Globals& globals, Output& output) override {
        Environment environment(globals);
        const auto& contract = environment.catalog().contract(m_feed);
        const model::UnitName unit{m_feed, m_sender.empty() ? contract.source : m_sender, period(environment)};
        if (!m_received_at.empty()) m_received_at = to_text(checked_received_at(environment));
        const auto& context = environment.context();
        const pipeline::ProcessLock lock(context.places.cache);
        pipeline::Session session(context);
        watch_reading(session, output);
        return m_file.empty() ? from_source(session, unit, output) : from_file(session, unit, contract, output);
    }

private:
    std::string period(Environment& environment) {
        if (!m_period.empty()) return m_period;
        const auto schedule = environment.catalog().schedules.find(m_feed);
        if (schedule == environment.catalog().schedules.end()) return "all";
        return pipeline::period_name(schedule->second.period, pipeline::local_day(environment.clock().now()));
    }

    Instant checked_received_at(Environment& environment) {
        if (m_file.empty()) throw Error(ErrorKind::usage, "--received-at needs --from").remedy("a fetched delivery is received now");
        Instant instant;
        try {
            instant = parse_instant(m_received_at);
        } catch (const Error&) {
            throw Error(ErrorKind::usage, "--received-at is not a time").remedy("write it as 2026-11-03T08:00:00Z");
        }
        if (instant > environment.clock().now()) throw Error(ErrorKind::usage, "--received-at lies in the future");
        return instant;
    }

    int from_file(pipeline::Session& session, const model::UnitName& unit, const catalog::Contract& contract, Output& output) {
        pipeline::RunRequest request;
        request.unit = unit;
        const auto declared = m_received_at.empty() ? std::nullopt : std::optional<std::string>(m_received_at);
        request.delivery = pipeline::deliver_file(session, unit, m_file, declared);
        request.again = m_again;
        const auto report = pipeline::run_unit(session, request);
        show_run(output, report, contract);
        output.document(run_json(report));
        return static_cast<int>(report.exit_code());
    }

    int from_source(pipeline::Session& session, const model::UnitName& unit, Output& output) {
        const auto result = pipeline::process_unit(session, unit, std::nullopt);
        output.line(output.bold(unit.text()) + "  " + output.tinted(model::to_string(result.outcome), result.exit_code) +
                    (result.message.empty() ? "" : ": " + result.message));
        output.line(grouped(result.records) + " records, " + grouped(result.rejected) + " rejected, " + grouped(result.held) + " held; " +
                    grouped(result.fresh) + " new, " + grouped(result.updated) + " updated, " + grouped(result.closed) + " closed rows; run " +
                    std::to_string(result.run_id));
        output.document({{"unit", unit.text()},
                         {"outcome", model::to_string(result.outcome)},
                         {"message", result.message},
                         {"run", result.run_id},
                         {"records", result.records},
                         {"rejected", result.rejected},
                         {"held", result.held},
                         {"new", result.fresh},
                         {"updated", result.updated},
                         {"closed", result.closed},
                         {"exit_code", result.exit_code}});
        return result.exit_code;
    }

    std::string m_feed, m_file, m_sender, m_period, m_received_at;
    bool m_again = false;
};

}  // namespace

std::unique_ptr<Command> make_run() { return std::make_unique<Run>(); }

}  // namespace tilsig::cli

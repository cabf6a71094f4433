// tilsig night and its hidden helper, tilsig worker.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/environment.hpp"
#include "pipeline/night.hpp"
#include "pipeline/process_lock.hpp"
#include "pipeline/worker.hpp"

namespace tilsig::cli {

namespace {

constexpr int worker_channel = 3;  // the file descriptor a night gives its workers

nlohmann::json unit_json(const pipeline::UnitResult& unit) {
    return {{"unit", unit.unit.text()}, {"outcome", model::to_string(unit.outcome)}, {"message", unit.message},
            {"cause", unit.cause},      {"run", unit.run_id},                         {"records", unit.records},
            {"rejected", unit.rejected}, {"held", unit.held},                        {"new", unit.fresh},
            {"updated", unit.updated},  {"closed", unit.closed},                      {"exit_code", unit.exit_code}};
}

/// Failures, holds and late units grouped by cause: one cause, many units, one thing to do.
void show_trouble(const Output& output, const pipeline::NightReport& report) {
    std::map<std::string, std::vector<const pipeline::UnitResult*>> by_cause;
    for (const auto& unit : report.units) {
        if (unit.exit_code != 0) by_cause[std::string(model::to_string(unit.outcome)) + ": " + unit.cause].push_back(&unit);
    }
    for (const auto& [cause, units] : by_cause) {
        output.line(output.tinted(cause, units.front()->exit_code) + " - " + std::to_string(units.size()) + (units.size() == 1 ? " unit" : " units"));
        constexpr std::size_t shown = 5;
        for (std::size_t i = 0; i < std::min(shown, units.size()); ++i) {
            output.line("  " + units[i]->unit.text() + (units[i]->message.empty() ? "" : ": " + units[i]->message) +
                        (units[i]->rejected > 0 ? " (" + grouped(units[i]->rejected) + " records rejected)" : ""));
        }
        if (units.size() > shown) output.line("  and " + std::to_string(units.size() - shown) + " more: tilsig status --json");
    }
}

class NightCommand final : public Command {
public:
    std::string name() const override { return "night"; }
    std::string summary() const override { return "Run all due units once and close the night; BI reads as of the last closed night"; }
    std::string examples() const override {
        return "  tilsig night                              # from cron or a systemd timer\n"
               "  tilsig night --deadline 7200\n"
               "  tilsig night --feed ssb.municipality --feed ssb.county";
    }
    void declare(Arguments& arguments) override {
        arguments.option_number("--deadline", m_deadline, "Seconds after which the night closes without the late units");
        arguments.option_list("--feed", m_feeds, "Only this feed; may be given several times");
    }

    int execute(const Globals& globals, Output& output) override {
        Environment environment(globals);
        const auto& context = environment.context();
        const pipeline::ProcessLock lock(context.places.cache);
        pipeline::Session session(context);
        pipeline::NightOptions options;
        options.deadline = m_deadline > 0 ? std::chrono::seconds{m_deadline} : environment.settings().night.deadline;
        options.workers = environment.settings().night.workers;
        options.only = m_feeds;
        options.worker_command = {own_program(globals).string(), "worker", "--config", environment.config_file().string()};
        const auto report = pipeline::run_night(session, options, [&](const pipeline::UnitResult& unit, std::size_t done, std::size_t due) {
            output.progress(done, due, unit.unit.text() + " " + model::to_string(unit.outcome));
        });
        output.end_progress();
        show(output, report);
        return static_cast<int>(report.exit_code);
    }

private:
    static void show(const Output& output, const pipeline::NightReport& report) {
        const int code = static_cast<int>(report.exit_code);
        std::uint64_t records = 0, rejected = 0, fresh = 0, updated = 0, closed = 0;
        nlohmann::json units = nlohmann::json::array();
        for (const auto& unit : report.units) {
            records += unit.records;
            rejected += unit.rejected;
            fresh += unit.fresh;
            updated += unit.updated;
            closed += unit.closed;
            units.push_back(unit_json(unit));
        }
        output.line(output.bold("night " + std::to_string(report.night.id)) + "  " + output.tinted(report.night.verdict, code) + "  " +
                    std::to_string(report.units.size()) + " units" +
                    (report.finished_before > 0 ? " (and " + std::to_string(report.finished_before) + " before it was interrupted)" : ""));
        output.line(grouped(records) + " records read, " + grouped(rejected) + " rejected; rows: " + grouped(fresh) + " new, " + grouped(updated) +
                    " updated, " + grouped(closed) + " closed");
        output.line("BI reads as of load sequence " + std::to_string(report.night.load_seq) + ", closed " + report.night.closed_at);
        show_trouble(output, report);
        output.document({{"night", report.night.id},
                         {"verdict", report.night.verdict},
                         {"started_at", report.night.started_at},
                         {"closed_at", report.night.closed_at},
                         {"load_seq", report.night.load_seq},
                         {"finished_before", report.finished_before},
                         {"units", units},
                         {"exit_code", code}});
    }

    std::int64_t m_deadline = 0;
    std::vector<std::string> m_feeds;
};

class Worker final : public Command {
public:
    std::string name() const override { return "worker"; }
    std::string summary() const override { return "Run units for a night (started by it)"; }
    std::string examples() const override { return "  started by tilsig night"; }
    bool hidden() const override { return true; }
    void declare(Arguments&) override {}
    int execute(const Globals& globals, Output&) override {
        Environment environment(globals);
        return pipeline::serve_units(environment.context(), worker_channel);
    }
};

}  // namespace

std::unique_ptr<Command> make_night() { return std::make_unique<NightCommand>(); }
std::unique_ptr<Command> make_worker() { return std::make_unique<Worker>(); }

}  // namespace tilsig::cli

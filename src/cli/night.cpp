// tilsig night and its hidden helper, tilsig worker.
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/environment.hpp"
#include "cli/night_view.hpp"
#include "night/night.hpp"
#include "night/worker.hpp"
#include "session/process_lock.hpp"

namespace tilsig::cli {

namespace {

constexpr int worker_channel = 3;  // the file descriptor a night gives its workers

class NightCommand final : public Command {
public:
    std::string name() const override { return "night"; }
    std::string summary() const override {
        return "Run all due units once and close the night; BI reads as of the last closed night";
    }
    std::string examples() const override {
        return "  tilsig night                              # from cron or a systemd timer\n"
               "  tilsig night --deadline 7200\n"
               "  tilsig night --feed ssb.municipality --feed ssb.county";
    }
    void declare(Arguments& arguments) override {
        arguments.option_number("--deadline", m_deadline,
                                "Seconds after which the night closes without the late units");
        arguments.option_list("--feed", m_feeds, "Only this feed; may be given several times");
    }

    int execute(const Globals& globals, Output& output) override {
        Environment environment(globals);
        const auto& context = environment.context();
        const session::ProcessLock lock(context.places.cache);
        session::Session session(context);
        night::NightOptions options;
        options.deadline = m_deadline > 0 ? std::chrono::seconds{m_deadline} : environment.settings().night.deadline;
        options.workers = environment.settings().night.workers;
        options.only = m_feeds;
        options.worker_command = {own_program(globals).string(), "worker", "--config",
                                  environment.config_file().string()};
        const auto report =
            night::run_night(session, options, [&](const night::UnitResult& unit, std::size_t done, std::size_t due) {
                output.progress(done, due, unit.unit.text() + " " + model::to_string(unit.outcome));
            });
        output.end_progress();
        show_night(output, report);
        output.document(night_json(report));
        return static_cast<int>(report.exit_code);
    }

private:
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
        return night::serve_units(environment.context(), worker_channel);
    }
};

}  // namespace

std::unique_ptr<Command> make_night() { return std::make_unique<NightCommand>(); }
std::unique_ptr<Command> make_worker() { return std::make_unique<Worker>(); }

}  // namespace tilsig::cli

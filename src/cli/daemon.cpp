// tilsig daemon, and tilsig installation: which data folder a database belongs to.
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/decider.hpp"
#include "cli/environment.hpp"
#include "cli/first_night.hpp"
#include "cli/lock.hpp"
#include "daemon/application.hpp"
#include "ledger/installation.hpp"
#include "session/installation_file.hpp"
#include "session/session.hpp"

namespace tilsig::cli {

namespace {

class Declared final : public daemon::Configuration {
public:
    explicit Declared(const Globals& globals) : m_environment(globals), m_context(m_environment.context()) {}
    [[nodiscard]] const config::Settings& settings() const override { return m_environment.settings(); }
    [[nodiscard]] const session::Context& context() const override { return m_context; }

private:
    Environment m_environment;
    const session::Context& m_context;
};

class DaemonCommand final : public Command {
public:
    std::string name() const override { return "daemon"; }
    std::string summary() const override {
        return "Run what is due by the schedules, night after night, until stopped";
    }
    std::string examples() const override {
        return "  tilsig daemon                             # in the foreground; tilsig.service runs it\n"
               "  curl http://127.0.0.1:9464/readyz         # whether it would start what is due\n"
               "  systemctl reload tilsig                   # or SIGHUP: reads the configuration anew";
    }
    void declare(Arguments&) override {}
    int execute(const Globals& globals, Output&) override {
        daemon::DaemonOptions options;
        options.read = [&] { return std::make_unique<Declared>(globals); };
        // Found before the signals are ours: a mistake in the configuration is told as by any command.
        const Environment environment(globals);
        refuse_root_in_folders_of(places_of(environment.settings()));
        const auto& config = environment.config_file();
        options.night = {
            own_program(globals).string(), "night", "--config", config.string(), "--quiet", "--wait", "60"};
        options.post = {own_program(globals).string(), "alert", "send", "--config", config.string(), "--quiet"};
        daemon::Daemon daemon(*globals.clock, std::move(options));
        daemon::run_application(daemon);
        return 0;
    }
};

class InstallationCommand final : public Command {
public:
    std::string name() const override { return "installation"; }
    std::string summary() const override { return "Show which data folder the database belongs to, or bind it anew"; }
    std::string examples() const override {
        return "  tilsig installation\n"
               "  tilsig installation adopt --reason \"moved to a new server\"";
    }
    void declare(Arguments& arguments) override {
        arguments.positional_choice("action", m_action, {"adopt"},
                                    "Bind the database to this data folder; without it: show", false);
        arguments.option("--reason", m_reason, "Why; recorded with the decision");
    }
    int execute(const Globals& globals, Output& output) override {
        if (m_action == "adopt" && m_reason.empty())
            throw Error(ErrorKind::usage, "adopt needs a reason").remedy("add `--reason WHY`");
        Environment environment(globals);
        return m_action.empty() ? show(environment, output) : adopt(globals, environment, output);
    }

private:
    static int show(Environment& environment, const Output& output) {
        const auto session = look_if_there(environment.context());
        const session::InstallationFile file(environment.context().places.landing);
        const std::string bound =
            session ? ledger::Installation(session->connection(), environment.clock()).bound_id().value_or("") : "";
        const auto own = file.known_id();
        output.table({{"what", "installation"},
                      {"database", bound.empty() ? "not bound yet" : ledger::shown_id(bound)},
                      {"data folder", own.empty() ? "none yet" : ledger::shown_id(own)}});
        output.line(file.path().string() + " holds the id of the data folder");
        output.document({{"database", bound}, {"data_folder", own}, {"file", file.path().string()}});
        return bound.empty() || bound == own ? 0 : static_cast<int>(model::ExitCode::refused);
    }

    int adopt(const Globals& globals, Environment& environment, const Output& output) const {
        const auto& context = environment.context();
        const auto lock = take_lock(globals, context, output);
        session::Session session(context, session::SessionRole::beside);
        const auto id = session::InstallationFile(context.places.landing).id();
        const bool changed = session.write(
            [&] { return ledger::Installation(session.connection(), context.clock).adopt(id, decider(), m_reason); });
        output.line("the database " + std::string(changed ? "belongs to installation " + ledger::shown_id(id) + " now"
                                                          : "belonged to installation " + ledger::shown_id(id) +
                                                                " before: nothing was changed, and nothing recorded"));
        output.document({{"database", id}, {"data_folder", id}, {"changed", changed}});
        return 0;
    }

    std::string m_action, m_reason;
};

}  // namespace

std::unique_ptr<Command> make_daemon() { return std::make_unique<DaemonCommand>(); }
std::unique_ptr<Command> make_installation() { return std::make_unique<InstallationCommand>(); }

}  // namespace tilsig::cli

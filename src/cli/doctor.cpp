// tilsig doctor: is everything there that a night needs?
#include "doctor/doctor.hpp"

#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/environment.hpp"

namespace tilsig::cli {

namespace {

/// What the configuration file names, also where it has mistakes.
std::vector<doctor::Answer> examine(const Globals& globals, const doctor::Options& options) {
    config::Lints lints;
    const auto declared = read_declarations(globals, lints);
    const doctor::Installation here{declared.config_file,
                                    declared.settings,
                                    declared.catalog,
                                    declared.senders,
                                    lints.lines(),
                                    places_of(declared.settings),
                                    [&] { return dsn_of(declared.settings); },
                                    TILSIG_VERSION,
                                    *globals.clock};
    return doctor::examine(here, options);
}

class DoctorCommand final : public Command {
public:
    std::string name() const override { return "doctor"; }
    std::string summary() const override {
        return "Look whether everything is there that a night needs; changes nothing";
    }
    std::string examples() const override {
        return "  tilsig doctor                # as the account that runs tilsig\n"
               "  tilsig doctor --network      # also whether the hosts of the sources can be reached\n"
               "  tilsig doctor --fix          # makes the in-folders that are missing\n"
               "  tilsig doctor --json";
    }
    void declare(Arguments& arguments) override {
        arguments.flag("--network", m_options.network, "Also connect to the hosts of the sources, a few seconds each");
        arguments.flag("--fix", m_options.fix, "Make the in-folders of senders that are missing, and nothing else");
    }
    int execute(const Globals& globals, Output& output) override {
        const auto answers = examine(globals, m_options);
        output.show(doctor::to_page(answers));
        output.document(doctor::to_json(answers));
        return static_cast<int>(doctor::exit_code_of(answers));
    }

private:
    doctor::Options m_options;
};

}  // namespace

std::unique_ptr<Command> make_doctor() { return std::make_unique<DoctorCommand>(); }

}  // namespace tilsig::cli

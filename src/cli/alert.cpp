// tilsig alert: the letters that leave the house.
#include "cli/alert_preview.hpp"
#include "cli/commands.hpp"

namespace tilsig::cli {

namespace {

class Alert final : public Command {
public:
    std::string name() const override { return "alert"; }
    std::string summary() const override { return "Letters to senders, operator and directorate: preview"; }
    std::string examples() const override {
        return "  tilsig alert preview                                # all letters that would be composed now\n"
               "  tilsig alert preview --owner k0101 --lang nn --html letter.html\n"
               "  tilsig alert preview --operator";
    }
    void declare(Arguments& arguments) override {
        arguments.positional("action", m_action, "preview");
        arguments.option("--owner", m_preview.owner, "Only what this sender of the register would be told");
        arguments.option("--lang", m_preview.language, "nb, nn or en; default the reader's");
        arguments.option("--html", m_preview.html, "Write the first letter's page to this file");
        arguments.flag("--operator", m_preview.of_operator, "The operator's letter of the night");
        arguments.flag("--directorate", m_preview.of_directorate, "The directorate's page of the week");
    }
    int execute(const Globals& globals, Output& output) override {
        if (m_action != "preview") throw Error(ErrorKind::usage, "alert '" + m_action + "'").remedy("use preview");
        Environment environment(globals);
        return show_alert_preview(environment, output, m_preview);
    }

private:
    std::string m_action;
    AlertPreview m_preview;
};

}  // namespace

std::unique_ptr<Command> make_alert() { return std::make_unique<Alert>(); }

}  // namespace tilsig::cli

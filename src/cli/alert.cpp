// tilsig alert: the letters that leave the house.
#include "cli/alert_outbox.hpp"
#include "cli/alert_preview.hpp"
#include "cli/commands.hpp"

namespace tilsig::cli {

namespace {

class Alert final : public Command {
public:
    std::string name() const override { return "alert"; }
    std::string summary() const override {
        return "Letters to senders, operator and directorate: preview, send, list, pause, resume, confirm, test";
    }
    std::string examples() const override {
        return "  tilsig alert preview                                # all letters that would be composed now\n"
               "  tilsig alert preview --owner k0101 --lang nn --html letter.html\n"
               "  tilsig alert preview --operator\n"
               "  tilsig alert send                                   # from cron, where no daemon runs\n"
               "  tilsig alert list --owner k0101 --limit 50\n"
               "  tilsig alert pause k0101 --reason \"moves to another case system\"\n"
               "  tilsig alert resume k0101\n"
               "  tilsig alert confirm postmottak@example.org         # the address is right: letters go there again\n"
               "  tilsig alert test drift@example.org\n"
               "  tilsig alert test --operator";
    }
    void declare(Arguments& arguments) override {
        arguments.positional_choice("action", m_action,
                                    {"preview", "send", "list", "pause", "resume", "confirm", "test"}, "What to do");
        arguments.positional("what", m_what, "pause, resume: the owner; confirm, test: the address", false);
        arguments.option("--owner", m_preview.owner, "Only letters to this sender of the register");
        arguments.option("--lang", m_preview.language, "nb, nn or en; default the reader's");
        arguments.option("--html", m_preview.html, "Write the first letter's page to this file");
        arguments.flag("--operator", m_preview.of_operator,
                       "The operator's letter of the night; test: to the operator");
        arguments.option("--reason", m_reason, "pause: why; recorded with who did it");
        arguments.option_number("--limit", m_limit, "list: how many letters, newest first (default 20)");
        arguments.flag("--directorate", m_preview.of_directorate, "The directorate's page of the week");
    }
    int execute(const Globals& globals, Output& output) override {
        Environment environment(globals);
        if (m_action == "preview") return refuse_what(), show_alert_preview(environment, output, m_preview);
        if (m_action == "send") return refuse_what(), send_letters(environment, output);
        if (m_action == "list") return refuse_what(), list_letters(environment, output, m_preview.owner, m_limit);
        if (m_action == "pause") return pause_letters(environment, output, m_what, m_reason);
        if (m_action == "resume") return resume_letters(environment, output, m_what);
        if (m_action == "confirm") return confirm_contact(environment, output, m_what);
        return send_test(environment, output);
    }

private:
    void refuse_what() const {
        if (m_what.empty()) return;
        throw Error(ErrorKind::usage, "alert " + m_action + " takes no '" + m_what + "'")
            .remedy("leave it out, or name an owner with `--owner`");
    }
    int send_test(Environment& environment, const Output& output) const {
        if (m_what.empty() == !m_preview.of_operator)
            throw Error(ErrorKind::usage, "a test letter needs one address")
                .remedy("write `tilsig alert test ADDRESS` or `tilsig alert test --operator`");
        return send_test_letter(environment, output, m_what);
    }

    std::string m_action, m_what, m_reason;
    std::int64_t m_limit = 20;
    AlertPreview m_preview;
};

}  // namespace

std::unique_ptr<Command> make_alert() { return std::make_unique<Alert>(); }

}  // namespace tilsig::cli

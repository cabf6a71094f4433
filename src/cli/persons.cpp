// tilsig subject and erase: what is held about one person, and taking it away.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "answers/erasure_answer.hpp"
#include "answers/subject_answer.hpp"
#include "base/text.hpp"
#include "calendar/local_day.hpp"
#include "cli/commands.hpp"
#include "cli/decider.hpp"
#include "cli/environment.hpp"
#include "cli/first_night.hpp"
#include "cli/lock.hpp"
#include "cli/number_input.hpp"
#include "identifiers/identifiers.hpp"
#include "operate/erase.hpp"
#include "operate/subject.hpp"

namespace tilsig::cli {

namespace {

void require_persons(const catalog::Catalog& catalog) {
    const auto& contracts = catalog.contracts;
    if (std::any_of(contracts.begin(), contracts.end(),
                    [](const auto& each) { return each.second.person.has_value(); }))
        return;
    throw Error(ErrorKind::usage, "no feed of this installation is about persons")
        .remedy("contracts of feeds about persons have a `person` block");
}

operate::GivenNumber given_number(Environment& environment, const std::string& from) {
    const auto day = calendar::local_day(environment.clock().now()).time_since_epoch().count();
    return operate::read_given_number(read_hidden_number(from), environment.catalog(), day);
}

class Subject final : public Command {
public:
    std::string name() const override { return "subject"; }
    std::string summary() const override {
        return "All that is held about one person, with sources and times; the number is asked for, never an argument";
    }
    std::string examples() const override {
        return "  tilsig subject\n"
               "  tilsig subject --from number.txt\n"
               "  tilsig subject --from number.txt --numbers --json";
    }
    void declare(Arguments& arguments) override {
        arguments.option("--from", m_from, "File with the number: 11 digits, 12 of a DUF number, or source:number");
        arguments.flag("--numbers", m_numbers, "Show the digits of the numbers that are known");
        arguments.internal_words("words", m_words);
    }
    int execute(const Globals& globals, Output& output) override {
        refuse_number_in_arguments(m_words, m_from);
        Environment environment(globals);
        const auto given = given_number(environment, m_from);
        const auto session = look_if_there(environment.context());
        const auto answer =
            session ? operate::subject_answer(*session, given, decider(), m_numbers) : answers::SubjectAnswer{};
        output.show(to_page(answer));
        output.document(to_json(answer));
        return 0;
    }

private:
    std::string m_from;
    bool m_numbers = false;
    std::vector<std::string> m_words;
};

class Erase final : public Command {
public:
    std::string name() const override { return "erase"; }
    std::string summary() const override {
        return "Erase one person from every store; --again completes what was cut off; --list shows the erasures so "
               "far";
    }
    std::string examples() const override {
        return "  tilsig erase --reason \"request of 3 March, granted\"\n"
               "  tilsig erase --from number.txt --reason \"request of 3 March, granted\" --yes\n"
               "  tilsig erase --again --reason \"the landing zone was put back from a backup\" --yes\n"
               "  tilsig erase --list";
    }
    void declare(Arguments& arguments) override {
        arguments.option("--from", m_from, "File with the number: 11 digits, 12 of a DUF number, or source:number");
        arguments.option("--reason", m_reason, "Why; kept with the erasure");
        arguments.flag("--yes", m_yes, "Do not ask before it is done");
        arguments.flag("--again", m_again,
                       "Look through all stores once more for everybody who was erased: after a kill, after a backup");
        arguments.flag("--list", m_list, "The erasures so far: when, by whom, why, how much");
        arguments.internal_words("words", m_words);
    }
    int execute(const Globals& globals, Output& output) override {
        refuse_number_in_arguments(m_words, m_from);
        Environment environment(globals);
        if (m_list) return list(environment, output);
        require_persons(environment.catalog());
        require_reason(m_reason);
        if (without_long_numbers(m_reason) != m_reason || identifiers::holds_identifier(m_reason))
            throw Error(ErrorKind::usage, "the reason holds a long number; it is kept, and must tell nobody who it was")
                .remedy("name the request by its date or its journal number in words");
        if (!m_yes && (output.json() || !has_terminal()))
            throw Error(ErrorKind::usage, "nobody can be asked whether to go on").remedy("add `--yes`");
        std::optional<operate::GivenNumber> given;
        if (!m_again) given = given_number(environment, m_from);
        const auto lock = take_lock(globals, environment.context(), output);
        session::Session session(environment.context());
        operate::Erasure erasure(session, given, decider());
        if (!m_yes) {
            output.show(to_page(erasure.answer(false)));
            if (!is_confirmed("this cannot be taken back; type erase to go on: ", "erase"))
                throw Error(ErrorKind::usage, "nothing was erased");
        }
        erasure.carry_out(decider(), m_reason);
        const auto answer = erasure.answer(true);
        output.show(to_page(answer));
        output.document(to_json(answer));
        return 0;
    }

private:
    static int list(Environment& environment, const Output& output) {
        const auto session = look_if_there(environment.context());
        answers::ErasuresAnswer answer;
        if (session) answer.erasures = ledger::Erasures(session->connection(), environment.clock()).list();
        output.show(to_page(answer));
        output.document(to_json(answer));
        return 0;
    }

    std::string m_from, m_reason;
    bool m_yes = false, m_again = false, m_list = false;
    std::vector<std::string> m_words;
};

}  // namespace

std::unique_ptr<Command> make_subject() { return std::make_unique<Subject>(); }
std::unique_ptr<Command> make_erase() { return std::make_unique<Erase>(); }

}  // namespace tilsig::cli

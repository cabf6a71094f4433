// tilsig verify: whether what is stored is what it must be.
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/decider.hpp"
#include "cli/environment.hpp"
#include "cli/lock.hpp"
#include "operate/verify.hpp"

namespace tilsig::cli {

namespace {

class Verify final : public Command {
public:
    std::string name() const override { return "verify"; }
    std::string summary() const override {
        return "Whether rows, their versions, spells, persons and the ledger agree; reads all of the warehouse";
    }
    std::string examples() const override { return "  tilsig verify\n  tilsig verify --sweep"; }
    void declare(Arguments& arguments) override {
        arguments.flag(
            "--sweep", m_sweep,
            "Remove persons from the link store that have no row anywhere (of runs that were killed, held or "
            "rejected); whoever is delivered again is known again");
    }
    int execute(const Globals& globals, Output& output) override {
        Environment environment(globals);
        const auto answer = m_sweep ? swept(globals, environment, output) : looked(environment);
        output.table(rows(answer));
        if (answer.links_without_rows > 0 || m_sweep)
            output.line(grouped(answer.links_without_rows) + " persons in the link store without a row" +
                        (m_sweep ? ", " + grouped(answer.swept) + " removed"
                                 : "; no fault, `tilsig verify --sweep` removes them"));
        for (const auto& check : answer.checks)
            if (check.wrong > 0) output.line(check.of + ": " + check.what + " does not hold; remedy: " + check.remedy);
        output.document(document(answer));
        return answer.holds() ? 0 : 5;
    }

private:
    static operate::Verification looked(Environment& environment) {
        session::Session session(environment.context(), session::SessionRole::reader);
        return operate::verify(session);
    }
    static operate::Verification swept(const Globals& globals, Environment& environment, Output& output) {
        const auto lock = take_lock(globals, environment.context(), output);
        session::Session session(environment.context());
        return operate::verify_and_sweep(session, decider());
    }
    static answers::Page::Table rows(const operate::Verification& answer) {
        answers::Page::Table table{{"of", "what must hold", "looked at", "wrong"}};
        for (const auto& check : answer.checks)
            table.push_back({check.of, check.what, grouped(check.looked_at), grouped(check.wrong)});
        return table;
    }
    static nlohmann::json document(const operate::Verification& answer) {
        nlohmann::json checks = nlohmann::json::array();
        for (const auto& check : answer.checks)
            checks.push_back(
                {{"of", check.of}, {"what", check.what}, {"looked_at", check.looked_at}, {"wrong", check.wrong}});
        return {{"holds", answer.holds()},
                {"checks", std::move(checks)},
                {"links_without_rows", answer.links_without_rows},
                {"swept", answer.swept}};
    }

    bool m_sweep = false;
};

}  // namespace

std::unique_ptr<Command> make_verify() { return std::make_unique<Verify>(); }

}  // namespace tilsig::cli

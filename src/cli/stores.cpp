// tilsig stores: where the program keeps what, and whether there is anything that nobody declared.
#include <nlohmann/json.hpp>

#include "answers/stores_answer.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/environment.hpp"
#include "operate/stores_walk.hpp"
#include "session/session.hpp"

namespace tilsig::cli {

namespace {

class Stores final : public Command {
public:
    std::string name() const override { return "stores"; }
    std::string summary() const override {
        return "Where data lie: every table, file and folder that the program writes, how private it is, how long it "
               "is kept and how the erasure of a person reaches it";
    }
    std::string examples() const override {
        return "  tilsig stores\n  tilsig stores --columns\n  tilsig stores --check";
    }
    void declare(Arguments& arguments) override {
        arguments.flag("--columns", m_columns, "Columns with their classes instead of the purpose");
        arguments.flag("--check", m_check,
                       "Look for tables, columns, files and folders of this installation that are not declared; reads "
                       "no row and no file");
    }
    int execute(const Globals& globals, Output& output) override {
        Environment environment(globals);
        if (m_check) return check(environment, output);
        const auto answer = answers::stores_answer(stores::Registry::program(), environment.catalog());
        output.show(to_page(answer, m_columns));
        output.document(to_json(answer));
        return 0;
    }

private:
    static int check(Environment& environment, Output& output) {
        session::Session session(environment.context(), session::SessionRole::reader);
        const auto walk = operate::walk_stores(session, {environment.settings().log.file});
        output.line(grouped(walk.tables) + " tables, " + grouped(walk.columns) + " columns, " + grouped(walk.files) +
                    " files and folders: " +
                    (walk.undeclared.empty() ? "all declared" : grouped(walk.undeclared.size()) + " not declared"));
        for (const auto& name : walk.undeclared) output.line("  " + name);
        if (!walk.undeclared.empty())
            output.line(
                "  remedy: take them away, or keep them elsewhere; what tilsig does not know it neither "
                "protects nor erases");
        output.document({{"tables", walk.tables},
                         {"columns", walk.columns},
                         {"files", walk.files},
                         {"undeclared", walk.undeclared}});
        return walk.undeclared.empty() ? 0 : 5;
    }

    bool m_columns = false, m_check = false;
};

}  // namespace

std::unique_ptr<Command> make_stores() { return std::make_unique<Stores>(); }

}  // namespace tilsig::cli

// tilsig explain: one row of the warehouse, back to the bytes it came from.
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/environment.hpp"
#include "operate/trace.hpp"

namespace tilsig::cli {

namespace {

class Explain final : public Command {
public:
    std::string name() const override { return "explain"; }
    std::string summary() const override { return "Trace a row to the delivery, line and bytes it came from"; }
    std::string examples() const override {
        return "  tilsig explain fact_settlement municipality_code=0301 measure=actual unit=persons "
               "year_start=2008-01-01";
    }
    void declare(Arguments& arguments) override {
        arguments.positional("table", m_table, "A table of the warehouse");
        arguments.positional_list("key", m_key, "All key columns as column=value");
    }
    int execute(const Globals& globals, Output& output) override {
        std::vector<std::pair<std::string, std::string>> key;
        for (const auto& pair : m_key) {
            const auto at = pair.find('=');
            if (at == std::string::npos) throw Error(ErrorKind::usage, "'" + pair + "' is not column=value");
            key.emplace_back(pair.substr(0, at), pair.substr(at + 1));
        }
        Environment environment(globals);
        session::Session session(environment.context(), session::SessionRole::reader);
        const auto answer = operate::trace_row(session, m_table, key);
        output.show(to_page(answer));
        output.document(to_json(answer));
        return 0;
    }

private:
    std::string m_table;
    std::vector<std::string> m_key;
};

}  // namespace

std::unique_ptr<Command> make_explain() { return std::make_unique<Explain>(); }

}  // namespace tilsig::cli

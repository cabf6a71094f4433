// tilsig explain: one row of the warehouse, back to the bytes it came from.
#include <nlohmann/json.hpp>

#include "answers/local_text.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/environment.hpp"
#include "cli/run_view.hpp"
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
        const auto trace = operate::trace_row(session, m_table, key);
        show(output, trace, session.ledger().holds_of(trace.delivery.id));
        return 0;
    }

private:
    static std::string place_words(const model::RecordPlace& place) {
        const std::string column = place.column != 0 ? ", column " + std::to_string(place.column) : "";
        if (place.sheet != 0)
            return "sheet " + std::to_string(place.sheet) + ", row " + std::to_string(place.line) + column + ", " +
                   std::to_string(place.length) + " cells";
        return "line " + std::to_string(place.line) + column + ", bytes " + std::to_string(place.offset) + " to " +
               std::to_string(place.offset + place.length);
    }

    static void show(const Output& output, const operate::Trace& trace, const std::vector<ledger::Hold>& holds) {
        std::string values;
        nlohmann::json row;
        for (const auto& [column, value] : trace.values) {
            values += (values.empty() ? "" : ", ") + column + " " + (value.empty() ? "-" : value);
            row[column] = value;
        }
        output.line(output.bold(trace.table) + "  " + values);
        output.line("loaded   " + answers::local_text(trace.loaded_at) + ", load sequence " +
                    std::to_string(trace.load_seq) +
                    (trace.run ? ", run " + std::to_string(trace.run->id) + " (" + to_string(trace.run->cause) +
                                     ", mapping " + trace.run->mapping_hash.substr(0, 12) + ")"
                               : ""));
        output.line("delivery " + std::to_string(trace.delivery.id) + " of " + trace.unit.text() + ", received " +
                    answers::local_text(trace.delivery.received_at));
        show_holds(output, holds);
        output.line("content  " + trace.delivery.hash);
        output.line("place    record " + std::to_string(trace.record) + ", " + place_words(trace.place) +
                    (trace.container.empty() ? "" : " of the unpacked " + trace.container));
        if (trace.place.sheet == 0)
            output.line(trace.withheld ? "bytes    not shown: the feed has fields of personal or restricted class"
                                       : "bytes    " + display_name(trace.bytes, 400));
        output.document(
            {{"table", trace.table},
             {"row", row},
             {"load_seq", trace.load_seq},
             {"loaded_at", trace.loaded_at},
             {"unit", trace.unit.text()},
             {"shadow", trace.unit.shadow},
             {"delivery", trace.delivery.id},
             {"delivery_hash", trace.delivery.hash},
             {"received_at", trace.delivery.received_at},
             {"holds", answers::holds_json(holds)},
             {"record", trace.record},
             {"line", trace.place.line},
             {"column", trace.place.column},
             {"sheet", trace.place.sheet == 0 ? nlohmann::json() : nlohmann::json(trace.place.sheet)},
             {"offset", trace.place.offset},
             {"length", trace.place.length},
             {"container", trace.container.empty() ? nlohmann::json() : nlohmann::json(trace.container)},
             {"bytes", trace.withheld || trace.place.sheet != 0 ? nlohmann::json()
                                                                : nlohmann::json(display_name(trace.bytes, 4000))}});
    }

    std::string m_table;
    std::vector<std::string> m_key;
};

}  // namespace

std::unique_ptr<Command> make_explain() { return std::make_unique<Explain>(); }

}  // namespace tilsig::cli

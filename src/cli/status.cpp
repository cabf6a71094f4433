// tilsig status: one look in the morning.
#include <map>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/environment.hpp"
#include "cli/run_view.hpp"
#include "pipeline/decisions.hpp"

namespace tilsig::cli {

namespace {

constexpr int looked_back = 5000;  // runs: more than two nights of a full register

class Status final : public Command {
public:
    std::string name() const override { return "status"; }
    std::string summary() const override { return "The last night, the state of every unit, what waits for a decision"; }
    std::string examples() const override { return "  tilsig status\n  tilsig status --json"; }
    void declare(Arguments&) override {}

    int execute(const Globals& globals, Output& output) override {
        Environment environment(globals);
        pipeline::Session session(environment.context(), pipeline::SessionRole::reader);
        auto& ledger = session.ledger();
        nlohmann::json document;
        const auto night = ledger.last_night(false);
        if (night) {
            const bool open = night->closed_at.empty();
            output.line(output.bold("night " + std::to_string(night->id)) + "  " + (open ? "in progress since " + night->started_at : night->verdict + ", closed " + night->closed_at));
            document["night"] = {{"id", night->id}, {"started_at", night->started_at}, {"closed_at", night->closed_at},
                                 {"verdict", night->verdict}, {"load_seq", night->load_seq}};
        } else {
            output.line("no night yet");
            document["night"] = nullptr;
        }
        document["units"] = units(ledger, output);
        document["holds"] = holds(session, output);
        output.document(document);
        return 0;
    }

private:
    static nlohmann::json units(ledger::Ledger& ledger, const Output& output) {
        std::map<std::int64_t, ledger::Run> newest;
        for (const auto& run : ledger.runs(std::nullopt, std::nullopt, looked_back)) newest.emplace(run.unit_id, run);
        std::vector<std::vector<std::string>> rows{{"unit", "outcome", "run", "read", "rejected", "ended", "reason"}};
        nlohmann::json list = nlohmann::json::array();
        for (const auto& [unit_id, run] : newest) {
            const auto unit = ledger.unit_name(unit_id);
            const std::string name = unit ? unit->text() : "unit " + std::to_string(unit_id);
            const char* outcome = run.outcome ? model::to_string(*run.outcome) : "running";
            rows.push_back({name, outcome, std::to_string(run.id), grouped(run.records.read), grouped(run.records.rejected),
                            run.ended_at.substr(0, 19), run.reason.substr(0, 80)});
            auto value = ledger_run_json(run);
            value["unit"] = name;
            list.push_back(value);
        }
        if (rows.size() > 1) output.table(rows);
        return list;
    }

    static nlohmann::json holds(pipeline::Session& session, const Output& output) {
        nlohmann::json list = nlohmann::json::array();
        for (const auto& item : pipeline::list_holds(session, "held")) {
            output.line("held " + std::to_string(item.hold.id) + ": " + item.unit.text() + " delivery " + std::to_string(item.delivery.id) +
                        (item.hold.slice.empty() ? "" : " slice " + item.hold.slice) + ": " + item.hold.reason);
            list.push_back({{"hold", item.hold.id}, {"unit", item.unit.text()}, {"delivery", item.delivery.id},
                            {"slice", item.hold.slice}, {"reason", item.hold.reason}});
        }
        if (!list.empty()) output.line("decide with: tilsig hold release N --reason WHY, or tilsig hold reject N --reason WHY");
        return list;
    }
};

}  // namespace

std::unique_ptr<Command> make_status() { return std::make_unique<Status>(); }

}  // namespace tilsig::cli

// tilsig status: one look in the morning.
#include <map>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/environment.hpp"
#include "cli/run_view.hpp"
#include "pipeline/decisions.hpp"

namespace tilsig::cli {

namespace {

/// Nothing to look at: what a good night leaves behind.
bool at_rest(const ledger::Run& run) {
    return run.outcome && (*run.outcome == model::Outcome::loaded || *run.outcome == model::Outcome::nothing_new) && run.records.rejected == 0 &&
           run.records.held == 0;
}

class Status final : public Command {
public:
    std::string name() const override { return "status"; }
    std::string summary() const override { return "The last night, the units that need a look, what waits for a decision"; }
    std::string examples() const override { return "  tilsig status\n  tilsig status --all\n  tilsig status --json"; }
    void declare(Arguments& arguments) override { arguments.flag("--all", m_all, "Also the units at which there is nothing to look"); }

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
    /// Every unit in the document; for people those with trouble, and how many there are of each outcome.
    nlohmann::json units(ledger::Ledger& ledger, const Output& output) const {
        const auto names = ledger.unit_names();
        std::map<std::string, std::size_t> outcomes;
        std::vector<std::vector<std::string>> rows{{"unit", "outcome", "run", "read", "rejected", "ended", "reason"}};
        nlohmann::json list = nlohmann::json::array();
        for (const auto& run : ledger.newest_runs()) {
            const std::string name = names.at(run.unit_id).text();
            const char* outcome = run.outcome ? model::to_string(*run.outcome) : "running";
            ++outcomes[outcome];
            if (m_all || !at_rest(run)) {
                rows.push_back({name, outcome, std::to_string(run.id), grouped(run.records.read), grouped(run.records.rejected),
                                run.ended_at.substr(0, 19), run.reason.substr(0, 80)});
            }
            auto value = ledger_run_json(run);
            value["unit"] = name;
            list.push_back(value);
        }
        if (!list.empty()) output.line(grouped(list.size()) + (list.size() == 1 ? " unit: " : " units: ") + counted_outcomes(outcomes));
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

    bool m_all = false;
};

}  // namespace

std::unique_ptr<Command> make_status() { return std::make_unique<Status>(); }

}  // namespace tilsig::cli

// tilsig status: one look in the morning.
#include <map>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/environment.hpp"
#include "cli/run_view.hpp"
#include "cli/shadow_view.hpp"
#include "operate/decisions.hpp"

namespace tilsig::cli {

namespace {

/// Otherwise there is nothing to look at: what a good night leaves behind.
bool needs_a_look(const ledger::Run& run) {
    const bool good =
        run.outcome && (*run.outcome == model::Outcome::loaded || *run.outcome == model::Outcome::nothing_new);
    // A source that had nothing new and still something to say: files that nobody takes.
    const bool remark = good && !run.delivery_id && !run.reason.empty();
    return !good || remark || run.records.rejected > 0 || run.records.held > 0;
}

class Status final : public Command {
public:
    std::string name() const override { return "status"; }
    std::string summary() const override {
        return "The last night, the units that need a look, what waits for a decision";
    }
    std::string examples() const override { return "  tilsig status\n  tilsig status --all\n  tilsig status --json"; }
    void declare(Arguments& arguments) override {
        arguments.flag("--all", m_all, "Also the units at which there is nothing to look");
    }

    int execute(const Globals& globals, Output& output) override {
        Environment environment(globals);
        session::Session session(environment.context(), session::SessionRole::reader);
        auto& ledger = session.ledger();
        nlohmann::json document;
        const auto night = ledger.last_night(false);
        if (night) {
            const bool open = night->closed_at.empty();
            output.line(
                output.bold("night " + std::to_string(night->id)) + "  " +
                (open ? "in progress since " + night->started_at : night->verdict + ", closed " + night->closed_at));
            document["night"] = {{"id", night->id},
                                 {"started_at", night->started_at},
                                 {"closed_at", night->closed_at},
                                 {"verdict", night->verdict},
                                 {"load_seq", night->load_seq}};
        } else {
            output.line("no night yet");
            document["night"] = nullptr;
        }
        document["units"] = units(environment.catalog(), ledger, output);
        document["holds"] = holds(session, output);
        output.document(document);
        return 0;
    }

private:
    /// Every unit in the document; for people those with trouble, and how many there are of each outcome.
    nlohmann::json units(const catalog::Catalog& catalog, ledger::Ledger& ledger, const Output& output) const {
        const auto names = ledger.unit_names();
        std::map<std::string, std::size_t> outcomes;
        std::vector<std::vector<std::string>> rows{{"unit", "outcome", "run", "read", "rejected", "ended", "reason"}};
        nlohmann::json list = nlohmann::json::array();
        std::vector<std::pair<model::UnitName, ledger::Run>> shadows;
        for (const auto& run : ledger.newest_runs()) {
            const auto& unit = names.at(run.unit_id);
            // What a shadow came to is of interest while there is one.
            if (unit.shadow && !(catalog.contracts.contains(unit.feed) && catalog.in_shadow(unit.feed))) continue;
            auto value = ledger_run_json(run);
            name_unit(value, unit);
            list.push_back(value);
            if (unit.shadow) {
                shadows.emplace_back(unit, run);
                continue;
            }
            const std::string name = unit.text();
            const char* outcome = run.outcome ? model::to_string(*run.outcome) : "running";
            ++outcomes[outcome];
            if (m_all || needs_a_look(run)) {
                rows.push_back({name, outcome, std::to_string(run.id), grouped(run.records.read),
                                grouped(run.records.rejected), run.ended_at.substr(0, 19), run.reason});
            }
        }
        const std::size_t active = list.size() - shadows.size();
        if (active > 0)
            output.line(grouped(active) + (active == 1 ? " unit: " : " units: ") + counted_outcomes(outcomes));
        if (rows.size() > 1) output.table(rows);
        show_shadows(output, shadows, needs_a_look);
        return list;
    }

    static nlohmann::json holds(session::Session& session, const Output& output) {
        nlohmann::json list = nlohmann::json::array();
        for (const auto& item : operate::list_holds(session, "held")) {
            output.line("held " + std::to_string(item.hold.id) + ": " + item.unit.text() + " delivery " +
                        std::to_string(item.delivery.id) +
                        (item.hold.slice.empty() ? "" : " slice " + item.hold.slice) + ": " + item.hold.reason);
            list.push_back({{"hold", item.hold.id},
                            {"unit", item.unit.text()},
                            {"shadow", item.unit.shadow},
                            {"delivery", item.delivery.id},
                            {"slice", item.hold.slice},
                            {"reason", item.hold.reason}});
        }
        if (!list.empty())
            output.line("decide with `tilsig hold release N --reason WHY` or `tilsig hold reject N --reason WHY`");
        return list;
    }

    bool m_all = false;
};

}  // namespace

std::unique_ptr<Command> make_status() { return std::make_unique<Status>(); }

}  // namespace tilsig::cli

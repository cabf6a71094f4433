// tilsig status: one look in the morning, and the same for a monitor.
#include <map>
#include <nlohmann/json.hpp>

#include "answers/decision.hpp"
#include "answers/local_text.hpp"
#include "cli/commands.hpp"
#include "cli/environment.hpp"
#include "cli/night_view.hpp"
#include "cli/run_view.hpp"
#include "night/agenda.hpp"
#include "night/unbegun.hpp"
#include "operate/decisions.hpp"

namespace tilsig::cli {

namespace {

constexpr std::size_t shown_nights = 3;

/// Otherwise there is nothing to look at: what a good night leaves behind, and what was held and is decided.
bool needs_a_look(const ledger::Run& run, bool decided) {
    if (decided) return run.records.rejected > 0;
    const bool good =
        run.outcome && (*run.outcome == model::Outcome::loaded || *run.outcome == model::Outcome::nothing_new);
    // A source that had nothing new and still something to say: files that nobody takes.
    const bool remark = good && !run.delivery_id && !run.reason.empty();
    return !good || remark || run.records.rejected > 0 || run.records.held > 0;
}

/// What should have been run by now and was not.
struct Waiting {
    std::size_t due = 0, overdue = 0;  ///< units; overdue: their own deadline has passed
    std::optional<Instant> oldest, next;
};

Waiting waiting_units(session::Session& session) {
    const auto& context = session.context();
    const Instant now = context.clock.now();
    const auto plan = night::plan_slots(context.catalog, context.senders, night::recorded_slots(session, now), now);
    Waiting waiting;
    waiting.due = plan.due.size();
    waiting.next = plan.next;
    for (const auto& slot : plan.due) {
        if (!waiting.oldest || slot.instant < *waiting.oldest) waiting.oldest = slot.instant;
        if (context.catalog.schedules.at(slot.unit.feed).deadline_of(slot.instant) <= now) ++waiting.overdue;
    }
    return waiting;
}

/// Everything that is shown, read in one go.
struct Look {
    std::optional<answers::NightAnswer> night;  ///< the newest that began
    std::optional<ledger::Night> bi;            ///< the newest that closed: what BI shows
    std::vector<night::UnbegunNight> unbegun;   ///< since the newest that began
    Waiting waiting;
    std::vector<operate::HeldItem> holds;
    Instant now;
};

Look look_at(session::Session& session) {
    const auto& context = session.context();
    Look look;
    look.now = context.clock.now();
    look.unbegun = night::UnbegunNights(context.places.landing).read();
    const auto nights = ledger::Nights(session.connection(), context.clock).newest(static_cast<int>(shown_nights) + 20);
    for (const auto& night : nights) {
        if (night.verdict != to_string(model::Verdict::not_begun)) {
            look.night = answers::night_answer(session, night);
            break;
        }
        look.unbegun.insert(look.unbegun.begin(), {parse_instant(night.started_at), night.cause, night.reason});
    }
    look.bi = ledger::Nights(session.connection(), context.clock).last_closed();
    look.waiting = waiting_units(session);
    look.holds = operate::list_holds(session, model::HoldState::held);
    return look;
}

/// As it stands now: a hold that was decided since is no trouble any more.
model::Verdict verdict_now(const answers::NightAnswer& answer) {
    if (answer.verdict() != model::Verdict::held) return answer.verdict();
    auto worst = model::ExitCode::good;
    for (const auto& unit : answer.units)
        if (!unit.unit.shadow) worst = model::worse_of(worst, unit.code);
    return model::verdict_of(worst);
}

/// For a monitor: the worst of how the last night went, whether one could not begin, and whether one is missing.
model::ExitCode exit_code_of(const Look& look) {
    auto code = model::ExitCode::good;
    if (look.night && !look.night->night.closed_at.empty()) code = model::exit_code_of(verdict_now(*look.night));
    if (!look.unbegun.empty()) code = model::worse_of(code, model::ExitCode::technical_failure);
    const bool running = look.night && look.night->night.closed_at.empty();
    if (look.waiting.overdue > 0 && !running) code = model::worse_of(code, model::ExitCode::overdue);
    return code;
}

class Status final : public Command {
public:
    std::string name() const override { return "status"; }
    std::string summary() const override {
        return "How the last night went, what should have run since, what waits for a decision";
    }
    std::string examples() const override {
        return "  tilsig status\n  tilsig status --all\n  tilsig status --check    # one line and an exit code, for a "
               "monitor\n"
               "  tilsig status --json";
    }
    void declare(Arguments& arguments) override {
        arguments.flag("--all", m_all, "Also the units at which there is nothing to look");
        arguments.flag("--check", m_check, "One line, and the exit code of the worst that is known");
    }

    int execute(const Globals& globals, Output& output) override {
        Environment environment(globals);
        const auto& context = environment.context();
        try {
            session::Session session(context, session::SessionRole::reader);
            return show(session, environment.catalog(), output);
        } catch (const Error& error) {
            // The warehouse is out of reach; of nights that failed for that nobody else tells.
            const auto unbegun = night::UnbegunNights(context.places.landing).read();
            if (m_check)
                output.line("failed: " + std::string(error.what()) + unbegun_text(unbegun));
            else
                show_unbegun(output, unbegun);
            throw;
        }
    }

private:
    int show(session::Session& session, const catalog::Catalog& catalog, const Output& output) const {
        const auto look = look_at(session);
        const auto code = exit_code_of(look);
        nlohmann::json document;
        document["check"] = {{"exit_code", static_cast<int>(code)}, {"line", line_of(look)}};
        document["night"] = look.night ? answers::to_json(*look.night) : nlohmann::json();
        document["bi"] = look.bi ? nlohmann::json{{"night", look.bi->id},
                                                  {"closed_at", look.bi->closed_at},
                                                  {"load_seq", look.bi->load_seq}}
                                 : nlohmann::json();
        document["not_begun"] = unbegun_json(look.unbegun);
        document["due"] = {{"units", look.waiting.due},
                           {"overdue", look.waiting.overdue},
                           {"oldest", moment(look.waiting.oldest)},
                           {"next", moment(look.waiting.next)}};
        if (m_check) {
            output.line(line_of(look));
        } else {
            show_unbegun(output, look.unbegun);
            if (look.night)
                show_night(output, *look.night);
            else
                output.line("no night yet");
            show_age(output, look);
        }
        document["units"] = units(catalog, session.ledger(), look, output);
        document["holds"] = holds(look, output);
        output.document(document);
        return m_check ? static_cast<int>(code) : 0;
    }

    static nlohmann::json moment(const std::optional<Instant>& instant) {
        return instant ? nlohmann::json(to_text(*instant)) : nlohmann::json();
    }

    static std::chrono::seconds age_of(const std::string& recorded, Instant now) {
        return std::chrono::duration_cast<std::chrono::seconds>(now - parse_instant(recorded));
    }

    static std::string unbegun_text(const std::vector<night::UnbegunNight>& nights) {
        return nights.empty() ? "" : "; " + counted(nights.size(), "night") + " could not begin since";
    }

    /// "held: night 12 closed 3 hours ago; 2 holds wait; nothing is due"
    static std::string line_of(const Look& look) {
        std::string line = "no night yet";
        if (look.night) {
            const auto& night = look.night->night;
            const auto verdict = verdict_now(*look.night);
            line = night.closed_at.empty()
                       ? "night " + std::to_string(night.id) + " in progress for " +
                             answers::age_text(age_of(night.started_at, look.now))
                       : std::string(to_string(verdict)) + ": night " + std::to_string(night.id) + " closed " +
                             answers::age_text(age_of(night.closed_at, look.now)) + " ago" +
                             (verdict == look.night->verdict() ? "" : ", what it held is decided");
        }
        line += unbegun_text(look.unbegun);
        if (!look.holds.empty()) line += "; " + counted(look.holds.size(), "hold") + " to decide";
        if (look.waiting.due > 0)
            line += "; " + counted(look.waiting.due, "unit") + " due" +
                    (look.waiting.overdue > 0 ? ", " + grouped(look.waiting.overdue) + " of them overdue" : "");
        return line;
    }

    static void show_age(const Output& output, const Look& look) {
        const bool running = look.night && look.night->night.closed_at.empty();
        if (look.bi)
            output.line("BI shows night " + std::to_string(look.bi->id) + ", closed " +
                        answers::local_text(look.bi->closed_at) + ", " +
                        answers::age_text(age_of(look.bi->closed_at, look.now)) + " ago");
        const auto& waiting = look.waiting;
        if (waiting.due > 0 && !running)
            output.line(output.tinted(counted(waiting.due, "unit") + " due since " +
                                          answers::local_text(*waiting.oldest) + " and not run",
                                      static_cast<int>(model::ExitCode::overdue)) +
                        ": start `tilsig night`, or see why neither cron nor the daemon did");
        if (waiting.next) output.line("next: " + answers::local_text(*waiting.next));
    }

    static void show_unbegun(const Output& output, const std::vector<night::UnbegunNight>& nights) {
        const std::size_t first = nights.size() > shown_nights ? nights.size() - shown_nights : 0;
        for (std::size_t i = first; i < nights.size(); ++i)
            output.line(output.tinted("a night could not begin", static_cast<int>(model::ExitCode::technical_failure)) +
                        "  " + answers::local_text(nights[i].at) + ": " + nights[i].reason);
        if (first > 0) output.line("and " + counted(first, "night") + " before");
    }

    static nlohmann::json unbegun_json(const std::vector<night::UnbegunNight>& nights) {
        nlohmann::json list = nlohmann::json::array();
        for (const auto& night : nights)
            list.push_back({{"at", to_text(night.at)}, {"begun_by", to_string(night.cause)}, {"reason", night.reason}});
        return list;
    }

    /// Every unit in the document; for people those with trouble that the night's report does not tell: run by hand, or
    /// not in this night.
    nlohmann::json units(const catalog::Catalog& catalog, ledger::Ledger& ledger, const Look& look,
                         const Output& output) const {
        const auto names = ledger.unit_names();
        std::vector<std::vector<std::string>> rows{{"unit", "outcome", "run", "read", "rejected", "ended", "reason"}};
        std::map<std::string, std::size_t> outcomes;
        nlohmann::json list = nlohmann::json::array();
        std::size_t active = 0;
        for (const auto& run : ledger.newest_runs()) {
            const auto& unit = names.at(run.unit_id);
            // What a shadow came to is of interest while there is one.
            if (unit.shadow && !(catalog.contracts.contains(unit.feed) && catalog.in_shadow(unit.feed))) continue;
            const auto decided = answers::decision_of(ledger, run);
            auto value = ledger_run_json(run);
            name_unit(value, unit);
            value["decided"] = decided ? to_string(decided->state) : "";
            list.push_back(value);
            if (unit.shadow) continue;
            ++active;
            std::string outcome = run.outcome ? outcome_word(run) : "running";
            if (decided && run.outcome == model::Outcome::held)
                outcome += std::string(" and ") + to_string(decided->state);
            ++outcomes[outcome];
            const bool told = look.night && run.night_id == look.night->night.id;
            if (m_all || (!told && needs_a_look(run, decided.has_value())))
                rows.push_back({unit.text(), outcome, std::to_string(run.id), grouped(run.records.read),
                                grouped(run.records.rejected), answers::local_text(run.ended_at),
                                decided ? answers::decision_text(*decided) : run.reason});
        }
        if (m_check) return list;
        if (active > 0)
            output.line("as they stand now, " + counted(active, "unit") + ": " + counted_outcomes(outcomes));
        if (rows.size() > 1) output.table(rows);
        return list;
    }

    nlohmann::json holds(const Look& look, const Output& output) const {
        nlohmann::json list = nlohmann::json::array();
        for (const auto& item : look.holds) {
            if (!m_check)
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
        if (!list.empty() && !m_check)
            output.line(
                "look with `tilsig hold show N`; decide with `tilsig hold release N --reason WHY` or `tilsig "
                "hold reject N --reason WHY`");
        return list;
    }

    bool m_all = false, m_check = false;
};

}  // namespace

std::unique_ptr<Command> make_status() { return std::make_unique<Status>(); }

}  // namespace tilsig::cli

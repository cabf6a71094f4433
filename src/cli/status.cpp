// tilsig status: one look in the morning, and the same for a monitor.
#include <map>
#include <nlohmann/json.hpp>

#include "answers/decision.hpp"
#include "answers/local_text.hpp"
#include "answers/run_answer.hpp"
#include "answers/status_answer.hpp"
#include "cli/commands.hpp"
#include "cli/environment.hpp"
#include "cli/night_view.hpp"
#include "cli/run_view.hpp"
#include "ledger/migrations.hpp"
#include "night/agenda.hpp"
#include "night/unbegun.hpp"
#include "session/process_lock.hpp"

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

/// What it is in the list for.
std::string reason_of(const ledger::Run& run) {
    if (!run.reason.empty() || run.records.held == 0) return run.reason;
    return counted(run.records.held, "record") + " held";
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
            // Before the first look at the nights and again behind it: one that closes or begins meanwhile is no
            // trouble.
            const bool gone = session::is_holder_gone(context.places.cache);
            session::Session session(context, session::SessionRole::reader);
            auto answer =
                answers::status_answer(session, unbegun_nights(context, output), night::waiting_units(session));
            if (answer.night) answer.night->abandoned = answer.night->abandoned && gone;
            return show(answer, output);
        } catch (const Error& error) {
            if (error.error_code() == ledger::no_ledger_yet) {
                answers::StatusAnswer nothing;
                nothing.now = context.clock.now();
                nothing.unbegun = unbegun_nights(context, output);
                nothing.waiting = night::waiting_from_the_start(context);
                return show(nothing, output);
            }
            // The warehouse is out of reach; of nights that failed for that nobody else tells.
            const auto unbegun = unbegun_nights(context, output);
            if (m_check)
                output.line("failed: " + std::string(error.what()) + answers::unbegun_text(unbegun));
            else
                show_unbegun(output, unbegun);
            throw;
        }
    }

private:
    /// A note that cannot be read hides nothing else.
    static std::vector<ledger::UnbegunNight> unbegun_nights(const session::Context& context, const Output& output) {
        try {
            return night::UnbegunNights(context.places.landing).read();
        } catch (const Error& error) {
            output.message("the note of nights that could not begin cannot be read: " + std::string(error.what()));
            return {};
        }
    }

    int show(const answers::StatusAnswer& answer, const Output& output) const {
        // Of ten thousand units it takes more memory than all else together.
        if (output.json()) output.document(answers::to_json(answer));
        if (m_check) {
            output.line(answers::line_of(answer));
            return static_cast<int>(answers::exit_code_of(answer));
        }
        show_unbegun(output, answer.unbegun);
        if (answer.night)
            show_night(output, *answer.night);
        else
            output.line("no night yet");
        show_age(output, answer);
        show_units(output, answer);
        for (const auto& pause : answer.paused)
            output.line("paused: " + pause.feed + " since " + answers::local_text(pause.since) + " by " + pause.who +
                        ": " + pause.why + "; `tilsig schedule resume " + pause.feed + "` ends it");
        show_holds(output, answer.holds);
        if (const auto letters = answers::letters_text(answer.letters); !letters.empty())
            output.line("letters: " + letters + "; see `tilsig alert list`");
        return 0;
    }

    static void show_age(const Output& output, const answers::StatusAnswer& answer) {
        if (answer.bi)
            output.line("BI shows night " + std::to_string(answer.bi->id) + ", closed " +
                        answers::local_text(answer.bi->closed_at) + ", " +
                        answers::ago_text(parse_instant(answer.bi->closed_at), answer.now));
        const auto& waiting = answer.waiting;
        if (waiting.due > 0 && !answer.running())
            output.line(output.tinted(counted(waiting.due, "unit") + " due since " +
                                          answers::local_text(*waiting.oldest) + " and not run",
                                      static_cast<int>(model::ExitCode::overdue)) +
                        ": start `tilsig night`, or see why neither cron nor the daemon did");
        if (waiting.next) output.line("next: " + answers::local_text(*waiting.next));
    }

    static void show_unbegun(const Output& output, const std::vector<ledger::UnbegunNight>& nights) {
        const std::size_t first = nights.size() > shown_nights ? nights.size() - shown_nights : 0;
        for (std::size_t i = first; i < nights.size(); ++i)
            output.line(output.tinted("a night could not begin", static_cast<int>(model::ExitCode::technical_failure)) +
                        "  " + answers::local_text(nights[i].at) + ": " + nights[i].reason);
        if (first > 0) output.line("and " + counted(first, "night") + " before");
    }

    /// Those with trouble that the night's report does not tell: run by hand, or not in this night.
    void show_units(const Output& output, const answers::StatusAnswer& answer) const {
        std::vector<std::vector<std::string>> rows{{"unit", "outcome", "run", "read", "rejected", "ended", "reason"}};
        std::map<std::string, std::size_t> outcomes;
        std::size_t active = 0;
        for (const auto& [unit, run, decided, came, never_delivered] : answer.units) {
            if (unit.shadow) continue;
            ++active;
            std::string outcome = run.outcome ? answers::outcome_word(run) : "running";
            if (run.outcome == model::Outcome::nothing_new && !came)
                outcome = never_delivered ? "never delivered" : "nothing received yet";
            if (decided && run.outcome == model::Outcome::held)
                outcome += std::string(" and ") + to_string(decided->state);
            ++outcomes[outcome];
            const bool told = answer.night && run.night_id == answer.night->night.id;
            if (m_all || (!told && needs_a_look(run, decided.has_value())))
                rows.push_back({unit.text(), outcome, std::to_string(run.id), grouped(run.records.read),
                                grouped(run.records.rejected), answers::local_text(run.ended_at),
                                decided ? answers::decision_text(*decided) : reason_of(run)});
        }
        if (active > 0)
            output.line("as they stand now, " + counted(active, "unit") + ": " + counted_outcomes(outcomes));
        if (rows.size() > 1) output.table(rows);
    }

    static void show_holds(const Output& output, const std::vector<answers::HeldItem>& holds) {
        for (const auto& item : holds)
            output.line("held " + std::to_string(item.hold.id) + ": " + item.unit.text() + " delivery " +
                        std::to_string(item.delivery.id) +
                        (item.hold.slice.empty() ? "" : " slice " + item.hold.slice) + ": " + item.hold.reason);
        if (!holds.empty())
            output.line(
                "look with `tilsig hold show N`; decide with `tilsig hold release N --reason WHY` or `tilsig "
                "hold reject N --reason WHY`");
    }

    bool m_all = false, m_check = false;
};

}  // namespace

std::unique_ptr<Command> make_status() { return std::make_unique<Status>(); }

}  // namespace tilsig::cli

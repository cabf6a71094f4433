// tilsig schedule: when feeds are due, and which of them somebody has paused.
#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "answers/local_text.hpp"
#include "calendar/zone.hpp"
#include "cli/commands.hpp"
#include "cli/decider.hpp"
#include "cli/environment.hpp"
#include "cli/first_night.hpp"
#include "cli/schedule_view.hpp"
#include "cli/skipped_view.hpp"
#include "ledger/pauses.hpp"
#include "ledger/slots.hpp"
#include "model/value.hpp"
#include "night/due.hpp"
#include "session/session.hpp"

namespace tilsig::cli {

namespace {

constexpr std::int64_t most_days = 800;  // a leap day and two pairs of clock changes
constexpr std::int64_t most_lines = 100'000;

class Schedule final : public Command {
public:
    std::string name() const override { return "schedule"; }
    std::string summary() const override {
        return "When feeds are due: list, next N, preview --days N, skipped; pause FEED, resume FEED, paused";
    }
    std::string examples() const override {
        return "  tilsig schedule list\n"
               "  tilsig schedule list --feed municipal.settled     # all that its schedule says\n"
               "  tilsig schedule next 20\n"
               "  tilsig schedule preview --days 400 --feed ssb.population   # over both changes of the clock\n"
               "  tilsig schedule skipped --from 2026-11-01     # what was scheduled and not run, and why\n"
               "  tilsig schedule pause nav.unemployment --reason \"the source moves\"\n"
               "  tilsig schedule resume nav.unemployment\n"
               "  tilsig schedule paused";
    }
    void declare(Arguments& arguments) override {
        arguments.positional_choice("action", m_action,
                                    {"list", "next", "preview", "skipped", "pause", "resume", "paused"}, "What to do");
        arguments.positional("what", m_what, "next: how many (default 10); pause and resume: the feed", false);
        arguments.option_list("--feed", m_feeds,
                              "list, next, preview, skipped, paused: only this feed; may be given several times");
        arguments.option("--reason", m_reason, "pause: why; recorded with who did it");
        arguments.option_number("--days", m_days, "preview: how many days (default 7, at most 800)");
        arguments.option("--from", m_from, "skipped: since this date, as 2026-11-01 (default: of the last 31 days)");
    }

    int execute(const Globals& globals, Output& output) override {
        Environment environment(globals);
        const auto& catalog = environment.catalog();
        for (const auto& feed : m_feeds) (void)night::require_schedule(catalog, feed);
        refuse_what_does_nothing();
        const Instant now = environment.clock().now();
        if (m_action == "list") return list(environment, now, output);
        if (m_action == "next") {
            const auto ahead = now + std::chrono::days{366 * 10};
            return show(environment, output, calendar_lines(catalog, m_feeds, now, ahead, count()));
        }
        if (m_action == "preview") {
            const auto days = m_days == not_given ? 7 : m_days;
            if (days < 1 || days > most_days)
                throw Error(ErrorKind::usage, "--days " + std::to_string(days) + " is not between 1 and 800");
            const auto until = now + std::chrono::days{days};
            return show(environment, output,
                        calendar_lines(catalog, m_feeds, now, until, static_cast<std::size_t>(most_lines)));
        }
        if (m_action == "skipped") return list_skipped(environment, now, output);
        if (m_action == "pause") return pause(environment, output);
        if (m_action == "resume") return resume(environment, output);
        return list_paused(environment, output);
    }

private:
    static constexpr std::int64_t not_given = -1;

    /// An option that an action does not know is a mistake in what was asked: it is not left aside.
    void refuse_what_does_nothing() const {
        struct Action {
            const char* name;
            std::vector<std::string_view> takes;
        };
        static const std::vector<Action> actions{{"list", {"--feed"}},
                                                 {"next", {"what", "--feed"}},
                                                 {"preview", {"--feed", "--days"}},
                                                 {"skipped", {"--feed", "--from"}},
                                                 {"pause", {"what", "--reason"}},
                                                 {"resume", {"what"}},
                                                 {"paused", {"--feed"}}};
        const auto action =
            std::find_if(actions.begin(), actions.end(), [&](const auto& one) { return m_action == one.name; });
        const auto refuse = [&](std::string_view name, bool given, const std::string& told) {
            if (!given || std::find(action->takes.begin(), action->takes.end(), name) != action->takes.end()) return;
            const bool asks_for_days = m_action == "preview" && name == "what";
            const bool names_a_feed = name == "--feed" && action->takes.front() == "what";
            throw Error(ErrorKind::usage, "schedule " + m_action + " takes no " + told)
                .remedy(asks_for_days    ? "write `tilsig schedule preview --days N`"
                        : names_a_feed   ? "write `tilsig schedule " + m_action + " FEED`"
                        : name == "what" ? "leave it out, or name a feed with `--feed`"
                                         : "leave it out; `tilsig schedule --help` says which action takes it");
        };
        refuse("what", !m_what.empty(), "'" + m_what + "'");
        refuse("--feed", !m_feeds.empty(), "--feed");
        refuse("--reason", !m_reason.empty(), "--reason");
        refuse("--days", m_days != not_given, "--days");
        refuse("--from", !m_from.empty(), "--from");
    }

    [[nodiscard]] bool wanted(const std::string& feed) const {
        return m_feeds.empty() || std::find(m_feeds.begin(), m_feeds.end(), feed) != m_feeds.end();
    }

    /// The calendar is told whether the warehouse answers or not.
    static PausedFeeds paused_feeds(Environment& environment, const Output& output) {
        try {
            std::map<std::string, ledger::Pause> paused;
            for (auto& pause : all_pauses(environment)) {
                const auto feed = pause.feed;
                paused.emplace(feed, std::move(pause));
            }
            return paused;
        } catch (const Error& error) {
            output.message("which feeds are paused is not known: " + std::string(error.what()));
            return std::nullopt;
        }
    }

    int list(Environment& environment, Instant now, const Output& output) {
        const auto paused = paused_feeds(environment, output);
        show_schedules(output, environment.catalog(), environment.senders(), m_feeds, now, paused);
        output.document(schedules_json(environment.catalog(), environment.senders(), m_feeds, now, paused));
        return 0;
    }

    static int show(Environment& environment, const Output& output, const std::vector<CalendarLine>& lines) {
        const auto paused = paused_feeds(environment, output);
        show_calendar(output, lines, paused);
        output.document(calendar_json(lines, paused));
        return 0;
    }

    int list_skipped(Environment& environment, Instant now, const Output& output) const {
        const Instant from = since(now);
        std::vector<ledger::RecordedSlot> spans;
        if (const auto session = look_if_there(environment.context()))
            spans = ledger::Slots(session->connection(), environment.clock()).left_out(from);
        std::erase_if(spans, [&](const auto& span) { return !wanted(span.slot.unit.feed); });
        show_skipped(output, environment.catalog(), spans, from);
        output.document(skipped_json(environment.catalog(), spans, from));
        return 0;
    }

    /// The day begins as on the clocks of Norway.
    [[nodiscard]] Instant since(Instant now) const {
        constexpr std::chrono::days month{31};
        if (m_from.empty()) return now - month;
        const auto day = model::parse_iso_date(m_from);
        if (!day)
            throw Error(ErrorKind::usage, "--from '" + m_from + "' is not a date").remedy("write it as 2026-11-01");
        return calendar::Zone::named("Europe/Oslo").begin_of(calendar::LocalDay{std::chrono::days{*day}});
    }

    int pause(Environment& environment, const Output& output) {
        const std::string feed = scheduled_feed(environment.catalog());
        require_reason(m_reason);
        session::Session session(environment.context(), session::SessionRole::beside);
        ledger::Pauses pauses(session.connection(), environment.clock());
        const bool changed = session.write([&] { return pauses.pause_feed(feed, decider(), m_reason); });
        const auto all = pauses.paused_feeds();
        const auto now = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.feed == feed; });
        if (now == all.end()) throw Error(ErrorKind::state, feed + " was resumed by somebody else just now");
        output.line(feed + (changed ? " is paused; `tilsig schedule resume " + feed + "` ends it"
                                    : " was paused already by " + now->who + ", " + answers::local_text(now->since) +
                                          ": " + now->why));
        auto document = pause_json(*now);
        document["changed"] = changed;
        output.document(std::move(document));
        return 0;
    }

    int resume(Environment& environment, const Output& output) {
        const std::string feed = scheduled_feed(environment.catalog());
        session::Session session(environment.context(), session::SessionRole::beside);
        ledger::Pauses pauses(session.connection(), environment.clock());
        const bool changed = session.write([&] { return pauses.resume_feed(feed, decider()); });
        output.line(feed + (changed ? " is resumed" : " was not paused"));
        output.document({{"feed", feed}, {"changed", changed}});
        return 0;
    }

    int list_paused(Environment& environment, const Output& output) const {
        std::vector<std::vector<std::string>> rows{{"feed", "since", "who", "why"}};
        auto list = nlohmann::json::array();
        for (const auto& pause : all_pauses(environment)) {
            if (!wanted(pause.feed)) continue;
            rows.push_back({pause.feed, answers::local_text(pause.since), pause.who, pause.why});
            list.push_back(pause_json(pause));
        }
        if (list.empty()) {
            output.line("no feed is paused");
        } else {
            output.table(rows);
        }
        output.document({{"paused", list}});
        return 0;
    }

    static std::vector<ledger::Pause> all_pauses(Environment& environment) {
        const auto session = look_if_there(environment.context());
        if (!session) return {};
        return ledger::Pauses(session->connection(), environment.clock()).paused_feeds();
    }

    static nlohmann::json pause_json(const ledger::Pause& pause) {
        return {{"feed", pause.feed}, {"since", pause.since}, {"who", pause.who}, {"why", pause.why}};
    }

    [[nodiscard]] std::string scheduled_feed(const catalog::Catalog& catalog) const {
        if (m_what.empty())
            throw Error(ErrorKind::usage, "no feed is named").remedy("`tilsig schedule list` names them");
        return night::require_schedule(catalog, m_what).feed;
    }

    [[nodiscard]] std::size_t count() const {
        if (m_what.empty()) return 10;
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(m_what.data(), m_what.data() + m_what.size(), number);
        if (error != std::errc() || end != m_what.data() + m_what.size() || number < 1 || number > most_lines)
            throw Error(ErrorKind::usage, "'" + m_what + "' is not how many to show")
                .remedy("write `tilsig schedule next 20`");
        return static_cast<std::size_t>(number);
    }

    std::string m_action, m_what, m_reason, m_from;
    std::vector<std::string> m_feeds;
    std::int64_t m_days = not_given;
};

}  // namespace

std::unique_ptr<Command> make_schedule() { return std::make_unique<Schedule>(); }

}  // namespace tilsig::cli

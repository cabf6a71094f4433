// tilsig schedule: when feeds are due, and which of them somebody has paused.
#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "answers/local_text.hpp"
#include "cli/commands.hpp"
#include "cli/decider.hpp"
#include "cli/environment.hpp"
#include "cli/schedule_view.hpp"
#include "ledger/pauses.hpp"
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
        return "When feeds are due: list, next N, preview --days N; pause FEED, resume FEED, paused";
    }
    std::string examples() const override {
        return "  tilsig schedule list\n"
               "  tilsig schedule list --feed municipal.settled     # all that its schedule says\n"
               "  tilsig schedule next 20\n"
               "  tilsig schedule preview --days 400 --feed ssb.population   # over both changes of the clock\n"
               "  tilsig schedule pause nav.unemployment --reason \"the source moves\"\n"
               "  tilsig schedule resume nav.unemployment\n"
               "  tilsig schedule paused";
    }
    void declare(Arguments& arguments) override {
        arguments.positional("action", m_action, "list, next, preview, pause, resume or paused");
        arguments.positional("what", m_what, "next: how many (default 10); pause and resume: the feed", false);
        arguments.option_list("--feed", m_feeds, "Only this feed; may be given several times");
        arguments.option("--reason", m_reason, "pause: why; recorded with who did it");
        arguments.option_number("--days", m_days, "preview: how many days (default 7, at most 800)");
    }

    int execute(const Globals& globals, Output& output) override {
        Environment environment(globals);
        const auto& catalog = environment.catalog();
        for (const auto& feed : m_feeds) (void)night::require_schedule(catalog, feed);
        if (!m_what.empty() && (m_action == "list" || m_action == "preview" || m_action == "paused"))
            throw Error(ErrorKind::usage, "schedule " + m_action + " takes no '" + m_what + "'")
                .remedy(m_action == "preview" ? "write `tilsig schedule preview --days N`"
                                              : "leave it out, or name a feed with `--feed`");
        const Instant now = environment.clock().now();
        if (m_action == "list") return list(environment, now, output);
        if (m_action == "next") {
            const auto ahead = now + std::chrono::days{366 * 10};
            return show(output, calendar_lines(catalog, m_feeds, now, ahead, count()));
        }
        if (m_action == "preview") {
            if (m_days < 1 || m_days > most_days)
                throw Error(ErrorKind::usage, "--days " + std::to_string(m_days) + " is not between 1 and 800");
            const auto until = now + std::chrono::days{m_days};
            return show(output, calendar_lines(catalog, m_feeds, now, until, static_cast<std::size_t>(most_lines)));
        }
        if (m_action == "pause") return pause(environment, output);
        if (m_action == "resume") return resume(environment, output);
        if (m_action == "paused") return list_paused(environment, output);
        throw Error(ErrorKind::usage, "schedule '" + m_action + "'")
            .remedy("use list, next, preview, pause, resume or paused");
    }

private:
    int list(const Environment& environment, Instant now, const Output& output) {
        show_schedules(output, environment.catalog(), environment.senders(), m_feeds, now);
        output.document(schedules_json(environment.catalog(), environment.senders(), m_feeds, now));
        return 0;
    }

    static int show(const Output& output, const std::vector<CalendarLine>& lines) {
        show_calendar(output, lines);
        output.document(calendar_json(lines));
        return 0;
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

    static int list_paused(Environment& environment, const Output& output) {
        session::Session session(environment.context(), session::SessionRole::reader);
        std::vector<std::vector<std::string>> rows{{"feed", "since", "who", "why"}};
        auto list = nlohmann::json::array();
        for (const auto& pause : ledger::Pauses(session.connection(), environment.clock()).paused_feeds()) {
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

    std::string m_action, m_what, m_reason;
    std::vector<std::string> m_feeds;
    std::int64_t m_days = 7;
};

}  // namespace

std::unique_ptr<Command> make_schedule() { return std::make_unique<Schedule>(); }

}  // namespace tilsig::cli

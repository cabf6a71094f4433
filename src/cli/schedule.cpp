// tilsig schedule: when feeds are due.
#include <charconv>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/environment.hpp"
#include "cli/schedule_view.hpp"
#include "night/due.hpp"

namespace tilsig::cli {

namespace {

constexpr std::int64_t most_days = 800;  // a leap day and two pairs of clock changes
constexpr std::int64_t most_lines = 100'000;

class Schedule final : public Command {
public:
    std::string name() const override { return "schedule"; }
    std::string summary() const override { return "When feeds are due: list, next N, preview --days N"; }
    std::string examples() const override {
        return "  tilsig schedule list\n"
               "  tilsig schedule list --feed municipal.settled     # all that its schedule says\n"
               "  tilsig schedule next 20\n"
               "  tilsig schedule preview --days 400 --feed ssb.population   # over both changes of the clock";
    }
    void declare(Arguments& arguments) override {
        arguments.positional("action", m_action, "list, next or preview");
        arguments.positional("what", m_what, "next: how many (default 10)", false);
        arguments.option_list("--feed", m_feeds, "Only this feed; may be given several times");
        arguments.option_number("--days", m_days, "preview: how many days (default 7, at most 800)");
    }

    int execute(const Globals& globals, Output& output) override {
        Environment environment(globals);
        const auto& catalog = environment.catalog();
        for (const auto& feed : m_feeds) (void)night::require_schedule(catalog, feed);
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
        throw Error(ErrorKind::usage, "schedule '" + m_action + "'").remedy("use list, next or preview");
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

    [[nodiscard]] std::size_t count() const {
        if (m_what.empty()) return 10;
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(m_what.data(), m_what.data() + m_what.size(), number);
        if (error != std::errc() || end != m_what.data() + m_what.size() || number < 1 || number > most_lines)
            throw Error(ErrorKind::usage, "'" + m_what + "' is not how many to show")
                .remedy("write `tilsig schedule next 20`");
        return static_cast<std::size_t>(number);
    }

    std::string m_action, m_what;
    std::vector<std::string> m_feeds;
    std::int64_t m_days = 7;
};

}  // namespace

std::unique_ptr<Command> make_schedule() { return std::make_unique<Schedule>(); }

}  // namespace tilsig::cli

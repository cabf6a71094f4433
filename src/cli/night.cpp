// tilsig night and its hidden helper, tilsig worker.
#include "night/night.hpp"

#include <nlohmann/json.hpp>

#include "answers/local_text.hpp"
#include "cli/asked_to_end.hpp"
#include "cli/commands.hpp"
#include "cli/environment.hpp"
#include "cli/lock.hpp"
#include "cli/night_view.hpp"
#include "night/due.hpp"
#include "night/unbegun.hpp"
#include "night/worker.hpp"

namespace tilsig::cli {

namespace {

constexpr int worker_channel = 3;  // the file descriptor a night gives its workers

class NightCommand final : public Command {
public:
    std::string name() const override { return "night"; }
    std::string summary() const override {
        return "Run what is due and close the night; BI reads as of the last closed night";
    }
    std::string examples() const override {
        return "  tilsig night                              # from cron or a systemd timer: what is due by the "
               "schedules\n"
               "  tilsig night --all                        # every scheduled unit, due or not\n"
               "  tilsig night --deadline 7200\n"
               "  tilsig night --feed ssb.municipality --feed ssb.county\n"
               "  tilsig night --close                      # run nothing: BI shows what has been loaded until now";
    }
    void declare(Arguments& arguments) override {
        arguments.flag("--all", m_all, "Every scheduled unit, due or not");
        arguments.option_list("--feed", m_feeds, "Only this feed, due or not; may be given several times");
        arguments.flag("--close", m_close, "Run nothing and close a night, so that BI shows what is loaded");
        arguments.option_number("--deadline", m_deadline,
                                "Seconds after which the night closes without the late units");
        arguments.internal_number("--fence", m_fence);
    }

    int execute(const Globals& globals, Output& output) override {
        // To be asked to end closes the night's books.
        const AskedToEnd asked_to_end;
        Environment environment(globals, fence());
        const auto& context = environment.context();
        if (m_close && (m_all || !m_feeds.empty()))
            throw Error(ErrorKind::usage, "--close runs nothing: it does not go with --all or --feed");
        if (m_all && !m_feeds.empty())
            throw Error(ErrorKind::usage, "--all runs every feed: it does not go with --feed")
                .remedy("leave one of them out; a feed that is named is run whether it is due or not");
        for (const auto& feed : m_feeds) (void)night::require_schedule(environment.catalog(), feed);
        const auto stopped = [&] { return asked_to_end.now(); };
        m_lock.emplace(take_lock(globals, context, output, stopped));
        m_take_lock = [&] {
            while (!stopped()) {
                try {
                    m_lock.emplace(take_lock(globals, context, output, stopped));
                    return true;
                } catch (const session::AnotherInstance&) {
                    // A person loads something large: the night waits for it.
                }
            }
            return false;
        };
        const auto answer = run(globals, environment, output, asked_to_end.descriptor());
        output.end_progress();
        if (answer.night.id == 0) return nothing_was_due(output, answer);
        show_night(output, answer);
        output.document(answers::to_json(answer));
        return static_cast<int>(model::exit_code_of(answer.verdict()));
    }

private:
    /// A night that cannot even begin leaves its note: cron's mail may be all that anybody would see of it.
    answers::NightAnswer run(const Globals& globals, Environment& environment, Output& output, int stop_fd) {
        const auto& context = environment.context();
        const night::UnbegunNights unbegun(context.places.landing);
        bool begun = false;
        try {
            session::Session session(context);
            unbegun.move_to_ledger(session);
            auto options = options_of(globals, environment);
            options.stop_fd = stop_fd;
            options.begun = [&](const ledger::Night&) { begun = true; };
            options.rests = [this] { m_lock.reset(); };
            options.works = m_take_lock;
            return night::run_night(session, options,
                                    [&](const answers::UnitAnswer& unit, std::size_t done, std::size_t due) {
                                        output.progress(done, due, unit.unit.text() + " " + outcome_of(unit));
                                    });
        } catch (const Error& error) {
            if (!begun && error.kind() != ErrorKind::usage)
                unbegun.note({context.clock.now(), cause(), error.what()}, context.log);
            throw;
        }
    }

    [[nodiscard]] night::NightOptions options_of(const Globals& globals, Environment& environment) const {
        night::NightOptions options;
        options.cause = cause();
        if (fence()) options.together = environment.settings().night.together;
        options.deadline = m_deadline > 0 ? std::chrono::seconds{m_deadline} : environment.settings().night.deadline;
        options.workers = environment.settings().night.workers;
        options.only = m_feeds;
        options.scope = m_close ? night::NightOptions::Scope::nothing
                        : m_all ? night::NightOptions::Scope::all
                                : night::NightOptions::Scope::due;
        options.worker_command = {own_program(globals).string(), "worker", "--config",
                                  environment.config_file().string()};
        if (fence()) {
            options.worker_command.emplace_back("--fence");
            options.worker_command.push_back(std::to_string(m_fence));
        }
        return options;
    }

    /// Given by the daemon that started this night; nothing by hand.
    [[nodiscard]] std::optional<std::int64_t> fence() const {
        return m_fence > 0 ? std::optional(m_fence) : std::nullopt;
    }
    [[nodiscard]] ledger::NightCause cause() const {
        if (fence()) return ledger::NightCause::schedule;
        return m_all ? ledger::NightCause::everything : ledger::NightCause::command;
    }

    /// Nothing was due is no night: BI goes on with what it shows.
    static int nothing_was_due(const Output& output, const answers::NightAnswer& answer) {
        const auto& next = answer.next;
        output.line("nothing is due" +
                    (next ? "; next: " + answers::local_text(*next) : std::string(": no feed is scheduled")) +
                    ". `tilsig night --all` runs everything now");
        output.document(
            {{"night", nullptr}, {"next", next ? nlohmann::json(to_text(*next)) : nlohmann::json()}, {"exit_code", 0}});
        return 0;
    }

    std::optional<session::ProcessLock> m_lock;
    std::function<bool()> m_take_lock;
    std::int64_t m_deadline = 0, m_fence = 0;
    std::vector<std::string> m_feeds;
    bool m_all = false, m_close = false;
};

class Worker final : public Command {
public:
    std::string name() const override { return "worker"; }
    std::string summary() const override { return "Run units for a night (started by it)"; }
    std::string examples() const override { return "  started by tilsig night"; }
    bool hidden() const override { return true; }
    void declare(Arguments& arguments) override { arguments.internal_number("--fence", m_fence); }
    int execute(const Globals& globals, Output&) override {
        Environment environment(globals, m_fence > 0 ? std::optional(m_fence) : std::nullopt);
        return night::serve_units(environment.context(), worker_channel);
    }

private:
    std::int64_t m_fence = 0;
};

}  // namespace

std::unique_ptr<Command> make_night() { return std::make_unique<NightCommand>(); }
std::unique_ptr<Command> make_worker() { return std::make_unique<Worker>(); }

}  // namespace tilsig::cli

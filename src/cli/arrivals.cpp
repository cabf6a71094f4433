// tilsig arrivals: who has delivered, who owes since when and why.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "answers/arrivals_answer.hpp"
#include "answers/local_text.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/environment.hpp"
#include "cli/first_night.hpp"

namespace tilsig::cli {

namespace {

using arrivals::Arrival;
using model::ArrivalState;

constexpr std::size_t shown_debts = 20;
constexpr std::size_t shown_folders = 5;

/// The sender is to do something: overdue, refused, or it has a date that is still to come.
bool owes(const Arrival& arrival) {
    return arrival.state == ArrivalState::overdue || arrival.refused ||
           (arrival.state == ArrivalState::expected && arrival.due);
}

/// Overdue first, the longest first; then by the date that comes next.
bool more_urgent(const Arrival* a, const Arrival* b) {
    const auto rank = [](const Arrival& arrival) {
        return std::pair(arrival.state != ArrivalState::overdue, arrival.due.value_or(Instant::max()));
    };
    return rank(*a) != rank(*b) ? rank(*a) < rank(*b) : a->unit < b->unit;
}

/// "2 overdue, 1 held, 397 accepted", in the order in which one acts.
std::string counts_text(const std::vector<const Arrival*>& arrivals) {
    const auto counts = answers::count_states(arrivals);
    std::vector<std::string> parts;
    for (const auto state : model::arrival_states) {
        const auto found = counts.find(model::to_string(state));
        if (found != counts.end()) parts.push_back(grouped(found->second) + " " + found->first);
    }
    return join(parts, ", ");
}

std::string late_text(const Arrival& arrival) {
    std::string text;
    const auto days = arrival.late_days();  // as letters and BI have it
    if (days && arrival.state == ArrivalState::overdue) text = counted(static_cast<std::uint64_t>(*days), "day");
    if (arrival.refused) text += text.empty() ? "refused" : ", refused";
    return text;
}

std::vector<std::string> row_of(const Arrival& arrival) {
    const auto& ground = arrival.schedule->ground;
    return {model::to_string(arrival.state),
            arrival.unit.feed,
            arrival.unit.sender,
            arrival.sender != nullptr ? arrival.sender->name : "",
            arrival.sender != nullptr ? arrival.sender->region : "",
            arrival.unit.period,
            arrival.due ? answers::due_text(*arrival.due) : "",
            late_text(arrival),
            arrival.first_delivery ? answers::local_text(*arrival.first_delivery).substr(0, 10) : "never",
            ground ? std::string(catalog::to_string(ground->kind)) + ": " + ground->text : ""};
}

class Arrivals final : public Command {
public:
    std::string name() const override { return "arrivals"; }
    std::string summary() const override { return "Who has delivered, who owes since when and why"; }
    std::string examples() const override {
        return "  tilsig arrivals\n"
               "  tilsig arrivals --period 2026-10 --feed municipal.settled\n"
               "  tilsig arrivals --region ost --all\n"
               "  tilsig arrivals --json    # every unit with its state; the exit code is 0 whoever owes";
    }
    void declare(Arguments& arguments) override {
        arguments.option("--period", m_question.period,
                         "Only this period, however old; default the newest 36 of each feed");
        arguments.option_list("--feed", m_question.feeds, "Only this feed; may be given several times");
        arguments.option("--region", m_question.region, "Only senders of this region of the register");
        arguments.flag("--all", m_all, "Everybody who owes, not only the first " + std::to_string(shown_debts));
    }

    int execute(const Globals& globals, Output& output) override {
        Environment environment(globals);
        const auto session = look_if_there(environment.context());
        const auto answer = session ? answers::arrivals_answer(*session, m_question)
                                    : answers::arrivals_from_the_start(environment.context(), m_question);
        if (!session) output.line("no night yet: nothing was received here");
        show_feeds(output, answer);
        show_debts(output, answer);
        for (std::size_t i = 0; i < std::min(shown_folders, answer.unclaimed.size()); ++i)
            output.line("unclaimed: " + answer.unclaimed[i].told);
        if (answer.unclaimed.size() > shown_folders)
            output.line("and " + counted(answer.unclaimed.size() - shown_folders, "folder") +
                        " more with files that nobody takes: --json has all");
        output.document(answers::to_json(answer));
        return 0;
    }

private:
    static void show_feeds(const Output& output, const answers::ArrivalsAnswer& answer) {
        std::map<std::string, std::vector<const Arrival*>> by_feed;
        for (const auto& arrival : answer.arrivals) by_feed[arrival.unit.feed].push_back(&arrival);
        output.line(output.bold("arrivals") + " as of " + answers::local_text(answer.as_of));
        if (by_feed.empty()) output.line("nobody owes anything here: no active feed with that period or region");
        for (const auto& [feed, arrivals] : by_feed) {
            const auto& newest = arrivals.front()->unit.period;
            const auto& oldest = arrivals.back()->unit.period;
            output.line(feed + "  " + (newest == oldest ? newest : oldest + " to " + newest) + ": " +
                        counts_text(arrivals));
        }
    }

    void show_debts(const Output& output, const answers::ArrivalsAnswer& answer) const {
        std::vector<const Arrival*> debts;
        std::size_t waiting = 0;
        for (const auto& arrival : answer.arrivals) {
            if (owes(arrival)) debts.push_back(&arrival);
            if (arrival.holds > 0) ++waiting;
        }
        std::sort(debts.begin(), debts.end(), more_urgent);
        const std::size_t shown = m_all ? debts.size() : std::min(shown_debts, debts.size());
        std::vector<std::vector<std::string>> rows{
            {"state", "feed", "sender", "name", "region", "period", "due", "late", "first delivery", "ground"}};
        for (std::size_t i = 0; i < shown; ++i) rows.push_back(row_of(*debts[i]));
        if (shown > 0) output.table(rows);
        if (shown < debts.size())
            output.line("and " + grouped(debts.size() - shown) + " more: --all shows them, --period, --feed and " +
                        "--region fewer");
        if (waiting > 0)
            output.line(counted(waiting, "unit") + (waiting == 1 ? " waits" : " wait") +
                        " for a decision of yours: `tilsig hold list`");
    }

    answers::ArrivalsQuestion m_question;
    bool m_all = false;
};

}  // namespace

std::unique_ptr<Command> make_arrivals() { return std::make_unique<Arrivals>(); }

}  // namespace tilsig::cli

// tilsig report annual: the figures of an annual report beside what it printed.
#include <nlohmann/json.hpp>

#include "answers/annual_answer.hpp"
#include "cli/commands.hpp"
#include "cli/environment.hpp"
#include "cli/first_night.hpp"
#include "model/value.hpp"

namespace tilsig::cli {

namespace {

class Report final : public Command {
public:
    std::string name() const override { return "report"; }
    std::string summary() const override {
        return "The figures of an annual report: printed, computed, of how many, coverage; as known today or on a day";
    }
    std::string examples() const override {
        return "  tilsig report annual --year 2008\n"
               "  tilsig report annual --year 2008 --as-known-at 2009-02-28\n"
               "  tilsig report annual --year 2008 --rows K08/C --municipality 0301    # the rows that it counts\n"
               "  tilsig report annual --year 2008 --json    # by municipality too, which rpt_figure also shows";
    }
    void declare(Arguments& arguments) override {
        arguments.positional_choice("report", m_report, {"annual"}, "Which report");
        arguments.option_number("--year", m_question.year, "The year that the figures are about");
        arguments.option("--as-known-at", m_known_on, "As known at the end of this day, as 2009-02-28; default today");
        arguments.option("--rows", m_figure,
                         "List the rows behind this figure, as K10, or K08/C for one way to count it");
        arguments.option("--municipality", m_municipality, "With --rows: those of one municipality, by its code");
    }
    int execute(const Globals& globals, Output& output) override {
        if (m_question.year == 0)
            throw Error(ErrorKind::usage, "the year of the report is not said").remedy("add `--year 2008`");
        if (!m_known_on.empty()) {
            const auto day = model::parse_iso_date(m_known_on);
            if (!day)
                throw Error(ErrorKind::usage, "'" + display_name(m_known_on) + "' is no day")
                    .remedy("write it like `--as-known-at 2009-02-28`");
            m_question.known_on = Day{std::chrono::days{*day}};
        }
        if (!m_municipality.empty() && m_figure.empty())
            throw Error(ErrorKind::usage, "`--municipality` says whose rows are listed, and no figure is named")
                .remedy("add `--rows K10`");
        Environment environment(globals);
        const auto session = look_if_there(environment.context(), session::SessionRole::beside);
        if (!session) {
            output.line("no night yet: nothing was loaded here, so there is nothing to compute");
            output.document({{"year", m_question.year}, {"figures", nlohmann::json::array()}});
            return 0;
        }
        if (!m_figure.empty()) {
            const auto rows =
                answers::rows_of_figure(*session, environment.figures(), m_question, m_figure, m_municipality);
            output.show(to_page(rows));
            output.document(to_json(rows));
            return 0;
        }
        const auto answer = answers::annual_report(*session, environment.figures(), m_question);
        output.show(to_page(answer));
        output.document(to_json(answer));
        return 0;
    }

private:
    std::string m_report, m_known_on, m_figure, m_municipality;
    answers::AnnualQuestion m_question;
};

}  // namespace

std::unique_ptr<Command> make_report() { return std::make_unique<Report>(); }

}  // namespace tilsig::cli

// The figures of an annual report: what it printed, what is computed of the rows that were known on a day, of how many,
// and how much of what they stand on had come.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "answers/page.hpp"
#include "figures/compute.hpp"
#include "figures/figure.hpp"
#include "ledger/figure_rows.hpp"
#include "session/session.hpp"

namespace tilsig::answers {

struct AnnualQuestion {
    std::int64_t year = 0;
    std::optional<Day> known_on;  ///< at the end of this day in Norway; nothing: today
};

/// As a report printed it. No computed value knows of it.
struct PrintedFigure {
    std::string basis, value;
};

struct CountedWay {
    std::string variant;
    figures::Texts about;
    std::int64_t left_out = 0;
    ledger::FigureRow country;
    std::vector<ledger::FigureRow> municipalities;  ///< by code
};

struct AnnualFigure {
    const figures::Figure* figure = nullptr;
    std::vector<PrintedFigure> printed;
    std::vector<CountedWay> ways;
    std::vector<std::string> restated_by;  ///< feeds that state the same, without the last word
};

struct AnnualAnswer {
    std::int64_t year = 0;
    Day known_on;
    std::optional<Instant> so_far;  ///< the day is not over: as known at this moment
    std::int64_t load_seq = 0;
    bool for_bi = true;      ///< false: loads that no closed night holds are part of it, and BI keeps what it had
    bool synthetic = false;  ///< made of synthetic persons
    std::vector<AnnualFigure> figures;
};

/// Computes every figure and writes down what it came to (rpt_figure), in the place of what was there for the same year
/// and day, so that BI and this answer say the same; not where rows are part of it that BI does not see before the next
/// night has closed. Error(usage) for a day that has not begun, and years that are none. The session is one that may
/// write.
[[nodiscard]] AnnualAnswer annual_report(session::Session& session, const std::vector<figures::Figure>& figures,
                                         const AnnualQuestion& question);

/// The rows that one figure counts, as known then, so that each can be asked for by `tilsig explain`.
struct CountedRowsAnswer {
    const figures::Figure* figure = nullptr;
    std::string variant, municipality;  ///< empty: the only way to count, the whole country
    std::int64_t year = 0, load_seq = 0;
    Day known_on;
    std::optional<Instant> so_far;
    std::vector<figures::CountedRow> rows;
};

/// `figure`: `K10`, or `K08/C` for another way to count than the first. Error(usage) names what there is. Writes
/// nothing.
[[nodiscard]] CountedRowsAnswer rows_of_figure(session::Session& session, const std::vector<figures::Figure>& figures,
                                               const AnnualQuestion& question, const std::string& figure,
                                               const std::string& municipality);

[[nodiscard]] Page to_page(const CountedRowsAnswer& answer);
[[nodiscard]] nlohmann::json to_json(const CountedRowsAnswer& answer);
[[nodiscard]] Page to_page(const AnnualAnswer& answer);
[[nodiscard]] nlohmann::json to_json(const AnnualAnswer& answer);

}  // namespace tilsig::answers

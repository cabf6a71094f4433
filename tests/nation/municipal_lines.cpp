// Training month by month, and the lines of measures, leave and stops: as CSV, and as what is true of them.
#include <algorithm>

#include "municipal_source.hpp"

namespace nation {

namespace {

constexpr const char* kTrainingTruth =
    "known_at;op;municipality;case_ref;spell_no;month;person;district;fnr;duf;birth_date;sex;right_category;claim_date;"
    "spell_start;spell_end;"
    "track;hours_norwegian;hours_social;hours_absent;hours_absent_valid;teaching_language;registered_at";

/// A date or text, for CSV (dotted) and for truth (ISO).
void put_both(std::string& csv, std::string& truth, Day day) {
    if (day < kNever) put_dotted(csv, day);
    csv += ';';
    put_cell(truth, day);
}

void put_both(std::string& csv, std::string& truth, std::string_view text) {
    put_cell(csv, text);
    put_cell(truth, text);
}

/// Tenths of hours: with a comma in the file, with a point in the truth.
void put_hours(std::string& csv, std::string& truth, int tenths) {
    const std::string whole = std::to_string(tenths / 10);
    const char tenth = static_cast<char>('0' + tenths % 10);
    csv += whole + "," + tenth + ";";
    truth += whole + "." + tenth + ";";
}

/// The seven columns of everybody, and the key and persons of truth.
void begin(std::string& csv, std::string& truth, const Common& common, int no, int second) {
    put_common(csv, common);
    put_count(csv, no);
    put_cell(truth, common.municipality);
    put_cell(truth, common.case_ref);
    put_count(truth, no);
    if (second > 0) {
        put_count(csv, second);
        put_count(truth, second);
    }
}

void finish(std::string& csv, std::string& truth, Day registered) {
    put_dotted(csv, registered);
    csv += '\n';
    put_cell(truth, registered);
}

}  // namespace

Municipal::Line Municipal::measure_line(std::size_t at, const ProgrammeRow& of, Day cut) {
    const Measure& measure = m_nation.measures[at];
    Line line;
    begin(line.csv, line.truth, of.common, of.no, measure.no);
    put_known(line.truth, of.common);
    std::string code;
    put_number(code, measure.code, 2);
    put_both(line.csv, line.truth, code);
    put_both(line.csv, line.truth, measure.from);
    put_both(line.csv, line.truth, measure.reg_to <= cut ? measure.to : kNever);
    put_hours(line.csv, line.truth, measure.hours * 10);
    Chance chance(m_nation.seed, at, kHours);
    const bool absent = chance.percent(20);
    if (absent) {
        put_hours(line.csv, line.truth, 5 * chance.between(1, 40));
        static constexpr std::array<const char*, 7> causes{"01", "02", "03", "04", "05", "06", "90"};
        put_both(line.csv, line.truth, causes[chance.weighted({40, 20, 10, 3, 10, 7, 10})]);
    } else {
        line.csv += ";;";
        line.truth += ";;";
    }
    finish(line.csv, line.truth, measure.reg);
    line.stated = &m_measures_stated[at];
    return line;
}

Municipal::Line Municipal::pause_line(std::size_t at, const ProgrammeRow& of, Day cut) {
    const Pause& pause = m_nation.pauses[at];
    Line line;
    begin(line.csv, line.truth, of.common, of.no, pause.no);
    put_known(line.truth, of.common);
    put_both(line.csv, line.truth, pause.decided);
    put_both(line.csv, line.truth, pause.from);
    const bool corrected = pause.reg_to <= cut;
    put_both(line.csv, line.truth, corrected ? pause.to : pause.estimated);
    put_both(line.csv, line.truth, pause.reason);
    put_both(line.csv, line.truth, pause.benefit ? "J" : "N");
    put_both(line.csv, line.truth, std::string_view(pause.reason) == "21" ? "04" : "");
    finish(line.csv, line.truth, pause.reg);
    line.stated = &m_pauses_stated[at];
    return line;
}

Municipal::Line Municipal::stop_line(std::size_t at, const ProgrammeRow& of, Day cut) {
    const Stop& stop = m_nation.stops[at];
    Line line;
    begin(line.csv, line.truth, of.common, of.no, 1);
    put_known(line.truth, of.common);
    put_both(line.csv, line.truth, stop.decided);
    put_both(line.csv, line.truth, stop.stopped);
    put_both(line.csv, line.truth, stop.reason);
    const bool appealed = stop.reg_appeal <= cut;
    put_both(line.csv, line.truth, appealed ? "OPR" : "");
    finish(line.csv, line.truth, stop.reg);
    line.stated = &m_stops_stated[at];
    return line;
}

/// Hours of a month that come a month later.
bool Municipal::hours_missing(std::size_t at, Day month) const {
    return m_nation.faults && Chance(m_nation.seed, at, month, kRow).percent(9);
}

Municipal::Line Municipal::training_line(std::size_t at, Day month, Day cut, bool again) const {
    const Training& training = m_nation.trainings[at];
    const Common who = common(training.of_case, month, cut);
    Line line;
    put_common(line.csv, who);
    put_count(line.csv, training.no);
    put_month(line.csv, month);
    line.csv += ';';
    put_cell(line.truth, who.municipality);
    put_cell(line.truth, who.case_ref);
    put_count(line.truth, training.no);
    put_cell(line.truth, iso_month(month));
    put_known(line.truth, who);
    put_both(line.csv, line.truth, training.right);
    put_both(line.csv, line.truth, training.claim);
    put_both(line.csv, line.truth, training.start);
    put_both(line.csv, line.truth, training.reg_end <= cut ? training.end : kNever);
    put_both(line.csv, line.truth, std::to_string(training.track));
    Chance chance(m_nation.seed, at, month, kHours);
    const Day last = std::min(training.end, add_months(month, 1) - 1);
    const int days = last - std::max(training.start, month) + 1;
    const int norwegian = std::max(5, training.hours * 10 * days / 31 * chance.between(60, 110) / 100);
    const int social = chance.percent(35) ? 5 * chance.between(1, 20) : 0;
    const int absent = 5 * chance.below(25);
    const int valid = absent * chance.between(0, 4) / 4 / 5 * 5;
    const bool missing = !again && hours_missing(at, month);
    put_hours(line.csv, line.truth, missing ? 0 : norwegian);
    put_hours(line.csv, line.truth, missing ? 0 : social);
    put_hours(line.csv, line.truth, missing ? 0 : absent);
    put_hours(line.csv, line.truth, missing ? 0 : valid);
    put_both(line.csv, line.truth, training.language);
    Day registered = std::max(training.reg, last + (missing ? 0 : chance.between(0, 3)));
    if (training.reg_end <= cut) registered = std::max(registered, training.reg_end);
    registered = std::min({registered, cut, add_months(month, 3) - 3});
    finish(line.csv, line.truth, registered);
    return line;
}

void Municipal::training(const Delivery& delivery, Day night) {
    const Day cut = delivery.night - 1;
    const Day month = delivery.month;
    const Day last = add_months(month, 1) - 1;
    const bool holiday = civil(month).month == 7;  // a month without training is a nil return
    const auto before = m_training_until.find({delivery.sender, month});
    const Day told_until = before == m_training_until.end() ? 0 : before->second;
    std::vector<Line> lines;
    bool differs = !delivery.restated;
    for (std::size_t place = 0; place < m_trainings.size() && !holiday; ++place) {
        if (m_world.places.sender(static_cast<int>(place), month) != delivery.sender) continue;
        for (const int each : m_trainings[place]) {
            const auto at = static_cast<std::size_t>(each);
            const Training& training = m_nation.trainings[at];
            if (training.reg > cut || training.start > last || training.end < month) continue;
            differs = differs || hours_missing(at, month);
            Line line = training_line(at, month, cut, delivery.restated);
            if (!delivery.broken) known_by("municipal.training", night, common(training.of_case, month, cut));
            if (training.reg <= told_until && training_line(at, month, told_until, false).truth == line.truth)
                line.truth.clear();
            lines.push_back(std::move(line));
        }
    }
    if (!differs) return;  // nothing to restate
    if (!delivery.broken) m_training_until[{delivery.sender, month}] = cut;
    if (lines.empty()) {
        if (delivery.broken) return;
        nil("municipal.training", "opplaering-" + iso_month(month) + suffix_of(delivery) + ".nil", delivery, night);
        nil_statement("municipal.training", "opplaering", delivery, night);
        return;
    }
    deliver(
        "municipal.training", "opplaering",
        "opplaeringsnr;maaned;personkrets;krav_dato;start_dato;slutt_dato;spor;timer_norsk;timer_samfunn;fravaer_timer;"
        "gyldig_fravaer_timer;opplaeringssprak;registrert_dato",
        kTrainingTruth, delivery, night, lines);
}

}  // namespace nation

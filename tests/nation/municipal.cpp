// The municipalities and the districts of Oslo, month by month, each in its own time.
#include "municipal.hpp"

#include <algorithm>
#include <set>

namespace nation {

namespace {

struct Delivery {
    Day night;
    int sender;
    Day month;
    bool training;
    int file;       // of this month, from 1
    bool restated;  // hours that were missing are there
    bool broken;    // cut short; the whole one comes some nights later
    auto operator<=>(const Delivery&) const = default;
};

constexpr const char* kProgrammeTruth =
    "known_at;op;municipality;case_ref;programme_no;person;district;fnr;duf;birth_date;sex;right_category;offer_date;"
    "decision_date;"
    "decision_result;start_date;planned_end;end_date;status;end_reason;moved_to;registered_at";
constexpr const char* kTrainingTruth =
    "known_at;op;municipality;case_ref;spell_no;month;person;district;fnr;duf;birth_date;sex;right_category;claim_date;"
    "spell_start;spell_end;"
    "track;hours_norwegian;hours_social;hours_absent;hours_absent_valid;teaching_language;registered_at";
constexpr const char* kMeasureTruth =
    "known_at;op;municipality;case_ref;programme_no;measure_no;person;district;fnr;duf;birth_date;sex;measure;valid_"
    "from;valid_to;hours_week;"
    "hours_absent;absence;registered_at";
constexpr const char* kPauseTruth =
    "known_at;op;municipality;case_ref;programme_no;decision_no;person;district;fnr;duf;birth_date;sex;decision_date;"
    "valid_from;valid_to;"
    "reason;with_benefit;after_leave;registered_at";
constexpr const char* kStopTruth =
    "known_at;op;municipality;case_ref;programme_no;decision_no;person;district;fnr;duf;birth_date;sex;decision_date;"
    "stop_date;reason;appeal;"
    "registered_at";
constexpr const char* kWho = "kommunenr;bydelsnr;journalnr;fodselsnr;dufnr;fodselsdato;kjonn;";

std::string suffix_of(const Delivery& delivery) { return "-" + std::to_string(delivery.file); }

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

std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 1469598103934665603ULL;
    for (const char each : text) hash = (hash ^ static_cast<unsigned char>(each)) * 1099511628211ULL;
    return hash;
}

class Municipal : public Source {
public:
    explicit Municipal(World& world)
        : m_world(world),
          m_nation(world.nation),
          m_programmes(world.places.all().size()),
          m_trainings(world.places.all().size()),
          m_parts(m_nation.programmes.size()),
          m_stated(m_nation.programmes.size(), 0),
          m_old_code(m_nation.programmes.size(), false),
          m_measures_stated(m_nation.measures.size(), 0),
          m_pauses_stated(m_nation.pauses.size(), 0),
          m_stops_stated(m_nation.stops.size(), 0) {
        for (std::size_t at = 0; at < m_nation.programmes.size(); ++at)
            m_programmes[place_of(m_nation.programmes[at].of_case)].push_back(static_cast<int>(at));
        for (std::size_t at = 0; at < m_nation.trainings.size(); ++at)
            m_trainings[place_of(m_nation.trainings[at].of_case)].push_back(static_cast<int>(at));
        for (std::size_t at = m_nation.measures.size(); at-- > 0;)
            part(m_nation.measures[at].programme).measure = static_cast<int>(at);
        for (std::size_t at = 0; at < m_nation.pauses.size(); ++at)
            part(m_nation.pauses[at].programme).pause = static_cast<int>(at);
        for (std::size_t at = 0; at < m_nation.stops.size(); ++at)
            part(m_nation.stops[at].programme).stop = static_cast<int>(at);
        plan();
    }

    void night(Day night, bool first) override {
        for (; m_next < m_plan.size() && m_plan[m_next].night <= night; ++m_next) {
            const Delivery& delivery = m_plan[m_next];
            if (first && (delivery.broken || !in_backlog(delivery))) continue;
            if (delivery.training)
                training(delivery, night);
            else
                programme(delivery, night);
        }
    }

private:
    struct Parts {
        int measure = -1;  // the first one
        int pause = -1;
        int stop = -1;
    };
    /// A row of a feed that goes with programmes or training: its line of CSV, and what is true of it.
    struct Line {
        std::string csv;
        std::string truth;
        std::uint64_t* stated = nullptr;
    };

    std::size_t place_of(int of_case) const {
        return static_cast<std::size_t>(m_nation.cases[static_cast<std::size_t>(of_case)].place);
    }
    Parts& part(int programme) { return m_parts[static_cast<std::size_t>(programme)]; }
    void plan();
    bool in_backlog(const Delivery& delivery) const;
    Common common(int of_case, Day month, Day cut) const;
    ProgrammeRow row(std::size_t at, Day month, Day cut, const Sender& sender) const;
    bool stated(std::size_t at, Day month, Day cut, const Sender& sender) const;
    Wrong wrong(std::size_t at, const ProgrammeRow& row, Day cut) const;
    void programme(const Delivery& delivery, Day night);
    void training(const Delivery& delivery, Day night);
    bool hours_missing(std::size_t at, Day month) const;
    Line training_line(std::size_t at, Day month, Day cut, bool again) const;
    Line measure_line(std::size_t at, const ProgrammeRow& of, Day cut);
    Line pause_line(std::size_t at, const ProgrammeRow& of, Day cut);
    Line stop_line(std::size_t at, const ProgrammeRow& of, Day cut);
    void tell(const char* feed, const char* header, Day night, const char* op, std::string_view truth);
    void tell_programme(std::size_t at, Day night, Day month, const ProgrammeRow& row);
    void deliver(const char* feed, const char* file, const char* columns, const char* header, const Delivery& delivery,
                 Day night, std::vector<Line>& lines);
    void nil(const char* feed, const std::string& file, const Delivery& delivery, Day night);
    void nil_statement(const char* feed, const char* file, const Delivery& delivery, Day night);
    void known_by(const char* feed, Day night, const Common& common) {
        m_world.truth.link(night, feed, common.fnr, common.duf);
    }
    void told_faults(Day night, const Sender& sender, const std::string& file, const ProgrammeRow& row, Wrong wrong);
    const Sender& sender(const Delivery& delivery) const {
        return m_world.places.senders()[static_cast<std::size_t>(delivery.sender)];
    }

    World& m_world;
    const Nation& m_nation;
    std::vector<std::vector<int>> m_programmes;  // by place
    std::vector<std::vector<int>> m_trainings;
    std::vector<Parts> m_parts;
    std::vector<std::uint64_t> m_stated;  // hash of what was last stated and believed
    std::vector<bool> m_old_code;         // that was under a code that has ended
    std::vector<std::uint64_t> m_measures_stated;
    std::vector<std::uint64_t> m_pauses_stated;
    std::vector<std::uint64_t> m_stops_stated;
    std::vector<Delivery> m_plan;
    std::map<std::pair<int, bool>, Day> m_backlog;  // sender, training: the first month of the past that is handed out
    std::map<std::pair<int, Day>, Day> m_training_until;  // sender, month: what was registered until then is stated
    std::size_t m_next = 0;
};

/// Three of four senders deliver by the 5th, the rest has a tail of twenty days, one in twenty leaves a month out.
void Municipal::plan() {
    const auto& places = m_world.places;
    const bool faults = m_nation.faults;
    for (std::size_t at = 0; at < places.senders().size(); ++at) {
        const int who = static_cast<int>(at);
        for (Day month = day_of(2005, 11, 1); month <= kEnd; month = add_months(month, 1)) {
            bool delivers = false;
            for (std::size_t place = 0; place < places.all().size(); ++place)
                delivers = delivers || places.sender(static_cast<int>(place), month) == who;
            if (!delivers) continue;
            Chance chance(m_nation.seed, kDelivery, at, month);
            const Day next = add_months(month, 1);
            const int luck = chance.below(100);
            const bool late = luck >= 75;
            const bool skipped = luck >= 95 && faults;
            const Day night = next + (late ? chance.between(5, 24) : chance.between(0, 4));
            const auto deliver = [&](Day when, bool training) {
                const bool broken = faults && chance.of_thousand(6);
                m_plan.push_back({when, who, month, training, 1, false, broken});
                if (broken) m_plan.push_back({when + chance.between(1, 3), who, month, training, 2, false, false});
            };
            if (!skipped) deliver(night, false);
            deliver(skipped ? add_months(month, 2) + chance.between(0, 4) : night, true);
            const Day wave = day_of(year_of(next), 2, 26) + chance.between(0, 2);
            if (civil(month).month == 1 && night < wave - 4 && !skipped && chance.percent(60))
                m_plan.push_back({wave, who, month, false, 3, false, false});
            if (faults && !skipped)
                m_plan.push_back({add_months(month, 2) + chance.between(5, 15), who, month, true, 3, true, false});
        }
    }
    std::sort(m_plan.begin(), m_plan.end());
    std::map<std::pair<int, bool>, std::set<Day>> past;
    for (const auto& delivery : m_plan) {
        const bool recent = delivery.month >=
                            add_months(m_world.options.from, -m_world.options.backlog - 3);  // who has ceased is silent
        if (recent && delivery.night <= m_world.options.from && !delivery.broken)
            past[{delivery.sender, delivery.training}].insert(delivery.month);
    }
    for (const auto& [whose, months] : past) {
        auto month = months.end();
        for (int back = 0; back < m_world.options.backlog && month != months.begin(); ++back) --month;
        m_backlog[whose] = month == months.end() ? kNever : *month;
    }
}

/// Of the past, the first night hands out the last months that each sender has delivered.
bool Municipal::in_backlog(const Delivery& delivery) const {
    const auto from = m_backlog.find({delivery.sender, delivery.training});
    return from != m_backlog.end() && delivery.month >= from->second;
}

Common Municipal::common(int of_case, Day month, Day cut) const {
    const Case& it = m_nation.cases[static_cast<std::size_t>(of_case)];
    const Person& person = m_nation.persons[static_cast<std::size_t>(it.person)];
    Common made;
    made.municipality = m_world.places.code(it.place, month);
    made.district = m_world.places.at(it.place).district;
    made.case_ref = m_world.places.at(it.place).letters;
    put_number(made.case_ref, year_of(it.opened) % 100, 2);
    put_number(made.case_ref, it.number, 4);
    made.birth = person.birth;
    made.woman = person.woman;
    made.person = it.person;
    const std::uint64_t number = person.fnr_from <= cut ? person.fnr : person.dnr_from <= cut ? person.dnr : 0;
    if (it.numbers != 'D') made.fnr = fnr_text(number);
    if (it.numbers != 'F' || person.fnr_from > cut)
        made.duf = duf_text(m_nation.registrations[static_cast<std::size_t>(it.registration)].duf);
    return made;
}

ProgrammeRow Municipal::row(std::size_t at, Day month, Day cut, const Sender& sender) const {
    const Programme& programme = m_nation.programmes[at];
    ProgrammeRow made;
    made.common = common(programme.of_case, month, cut);
    made.no = programme.no;
    made.right = programme.right;
    made.offer = programme.offer;
    made.decision = programme.decision;
    made.start = programme.start;
    made.planned = programme.planned;
    made.registered = programme.reg_decision;
    if (programme.start == kNever) {
        made.result = 'A';
        return made;
    }
    if (programme.reg_end <= cut) {
        made.end = programme.end;
        made.status = programme.status_at_end;
        made.registered = programme.reg_end;
        if (programme.reg_reason <= cut) {
            made.reason = programme.reason;
            made.registered = programme.reg_reason;
        }
        if (programme.moved_to >= 0 && sender.form != Form::fixed)
            made.moved_to = m_world.places.code(programme.moved_to, programme.end);
    } else if (programme.reg_false_end <= cut && cut < programme.reg_reopened) {
        made.end = programme.false_end;
        made.status = '4';
        made.reason = "98";
        made.registered = programme.reg_false_end;
    } else {
        if (programme.reg_reopened <= cut) made.registered = programme.reg_reopened;
        const int pause = m_parts[at].pause;
        if (pause >= 0) {
            const Pause& leave = m_nation.pauses[static_cast<std::size_t>(pause)];
            const Day last = add_months(month, 1) - 1;
            const Day to = leave.reg_to <= cut ? leave.to : leave.estimated;
            if (leave.reg <= cut && leave.from <= last && last <= to) made.status = '2';
        }
    }
    if (sender.form == Form::fixed && year_of(month) < 2008) made.common.birth = kNever;
    return made;
}

/// All programmes that were active in this or the last calendar year.
bool Municipal::stated(std::size_t at, Day month, Day cut, const Sender& sender) const {
    const Programme& programme = m_nation.programmes[at];
    if (programme.reg_decision > cut) return false;
    const int year = year_of(month) - 1;
    if (programme.start == kNever) return sender.form != Form::fixed && year_of(programme.decision) >= year;
    return programme.reg_end > cut || year_of(programme.end) >= year;
}

/// About one programme in eighty is registered wrongly, for some months.
Wrong Municipal::wrong(std::size_t at, const ProgrammeRow& row, Day cut) const {
    if (!m_nation.faults || row.start == kNever) return Wrong::nothing;
    Chance chance(m_nation.seed, at, kRow);
    if (!chance.of_thousand(13)) return Wrong::nothing;
    const auto kind = static_cast<Wrong>(chance.between(1, 8));
    if (cut >= m_nation.programmes[at].reg_decision + chance.between(60, 240)) return Wrong::nothing;
    if (kind == Wrong::check_digit && (row.common.fnr.empty() || row.common.duf.empty())) return Wrong::nothing;
    if (kind == Wrong::end_reason && row.reason.empty()) return Wrong::nothing;
    if (kind == Wrong::young && row.common.birth == kNever) return Wrong::nothing;
    return kind;
}

void Municipal::tell(const char* feed, const char* header, Day night, const char* op, std::string_view truth) {
    auto& out = m_world.truth.log(feed, header);
    put_cell(out, night);
    put_cell(out, op);
    out += truth.substr(0, truth.size() - 1);
    out += '\n';
    m_world.truth.record(feed);
}

void Municipal::tell_programme(std::size_t at, Day night, Day month, const ProgrammeRow& row) {
    std::string truth;
    put_cell(truth, row.common.municipality);
    put_cell(truth, row.common.case_ref);
    put_count(truth, row.no);
    put_known(truth, row.common);
    put_cell(truth, row.right);
    put_cell(truth, row.offer);
    put_cell(truth, row.decision);
    put_cell(truth, std::string_view(&row.result, 1));
    put_cell(truth, row.start);
    put_cell(truth, row.planned);
    put_cell(truth, row.end);
    put_cell(truth, std::string_view(&row.status, 1));
    put_cell(truth, row.reason);
    put_cell(truth, row.moved_to);
    put_cell(truth, row.registered);
    const std::uint64_t hash = hash_of(truth);
    known_by("municipal.programme", night, row.common);
    if (m_stated[at] == hash) return;
    const std::string& code = m_world.places.at(static_cast<int>(place_of(m_nation.programmes[at].of_case))).code;
    const bool old_code = (code == "1503" || code == "1556") && year_of(month) < 2008;
    if (m_old_code[at] && !old_code && code == "1503")  // the same sender says it under another code now
        tell("municipal.programme", kProgrammeTruth, night, "withdraw", code + truth.substr(4));
    m_old_code[at] = old_code;
    m_stated[at] = hash;
    tell("municipal.programme", kProgrammeTruth, night, "state", truth);
}

void Municipal::told_faults(Day night, const Sender& who, const std::string& file, const ProgrammeRow& row,
                            Wrong wrong) {
    const std::string key = row.common.municipality + "/" + row.common.case_ref + "/" + std::to_string(row.no);
    auto& truth = m_world.truth;
    if (wrong != Wrong::nothing)
        truth.fault(night, "municipal.programme", who.id, file, key, name_of(wrong), effect_of(wrong));
    if (wrong == Wrong::status || wrong == Wrong::right) return;
    if (row.end < kNever && row.reason.empty() && wrong != Wrong::end_reason)
        truth.fault(night, "municipal.programme", who.id, file, key, "end_reason_missing", "flag");
    const Day event = row.end < kNever ? row.end : row.start < kNever ? row.start : row.decision;
    const Civil of = civil(event);
    const Day second = add_months(event, 2);
    const Day last = std::min(second + of.day - 1, add_months(second, 1) - 1);
    if (row.registered > last)
        truth.fault(night, "municipal.programme", who.id, file, key, "late_registration", "flag");
}

void Municipal::programme(const Delivery& delivery, Day night) {
    const Sender& who = sender(delivery);
    const Day cut = delivery.night - 1;
    std::vector<std::size_t> found;
    for (std::size_t place = 0; place < m_programmes.size(); ++place) {
        if (m_world.places.sender(static_cast<int>(place), delivery.month) != delivery.sender) continue;
        for (const int at : m_programmes[place]) {
            if (stated(static_cast<std::size_t>(at), delivery.month, cut, who))
                found.push_back(static_cast<std::size_t>(at));
        }
    }
    const std::string month = iso_month(delivery.month);
    const std::string suffix = suffix_of(delivery);
    const char* ending = who.form == Form::csv ? ".csv" : who.form == Form::xlsx ? ".xlsx" : ".txt";
    const std::string name = "deltakere-" + month + suffix + ending;
    if (found.empty()) {
        if (delivery.broken) return;
        if (who.form == Form::fixed) {
            File file(m_world.nights.path(night, "municipal.programme", who.id, name));
            file.text() += ' ';
            m_world.nights.count("municipal.programme", 0);
        } else {
            nil("municipal.programme", "deltakere-" + month + suffix + ".nil", delivery, night);
        }
        nil_statement("municipal.programme", "deltakere", delivery, night);
    } else {
        std::vector<ProgrammeRow> rows;
        std::vector<Line> measures;
        std::vector<Line> pauses;
        std::vector<Line> stops;
        for (const std::size_t at : found) {
            const ProgrammeRow clean = row(at, delivery.month, cut, who);
            const Wrong fault = wrong(at, clean, cut);
            rows.push_back(spoilt(clean, fault));
            for (int measure = m_parts[at].measure;
                 measure >= 0 && static_cast<std::size_t>(measure) < m_nation.measures.size() &&
                 m_nation.measures[static_cast<std::size_t>(measure)].programme == static_cast<int>(at);
                 ++measure) {
                if (m_nation.measures[static_cast<std::size_t>(measure)].reg <= cut)
                    measures.push_back(measure_line(static_cast<std::size_t>(measure), clean, cut));
            }
            if (const int pause = m_parts[at].pause;
                pause >= 0 && m_nation.pauses[static_cast<std::size_t>(pause)].reg <= cut)
                pauses.push_back(pause_line(static_cast<std::size_t>(pause), clean, cut));
            if (const int stop = m_parts[at].stop;
                stop >= 0 && m_nation.stops[static_cast<std::size_t>(stop)].reg <= cut)
                stops.push_back(stop_line(static_cast<std::size_t>(stop), clean, cut));
            if (delivery.broken) continue;
            if (m_parts[at].measure >= 0 || m_parts[at].pause >= 0) known_by("municipal.measure", night, clean.common);
            told_faults(night, who, name, rows.back(), fault);
            if (fault != Wrong::status && fault != Wrong::right)
                tell_programme(at, night, delivery.month, believed(clean, fault));
        }
        const auto path = m_world.nights.path(night, "municipal.programme", who.id, name);
        if (who.form == Form::csv)
            write_csv(path, rows);
        else if (who.form == Form::xlsx)
            write_xlsx(path, rows);
        else
            write_fixed(path, rows, delivery.month);
        m_world.nights.count("municipal.programme", static_cast<long long>(rows.size()));
        if (delivery.broken) {
            nation::cut(path);
            m_world.truth.fault(night, "municipal.programme", who.id, name, "", "cut", "hold");
            return;
        }
        deliver("municipal.measure", "tiltak",
                "programnr;tiltaksnr;tiltak;fra_dato;til_dato;timer_uke;fravaer_timer;fravaer_arsak;registrert_dato",
                kMeasureTruth, delivery, night, measures);
        deliver("municipal.pause", "permisjon",
                "programnr;vedtaksnr;vedtak_dato;fra_dato;til_dato;arsak;med_stonad;fravaer_etter;registrert_dato",
                kPauseTruth, delivery, night, pauses);
        deliver("municipal.stop", "stans",
                "programnr;vedtaksnr;vedtak_dato;stans_dato;arsak;klage_utfall;registrert_dato", kStopTruth, delivery,
                night, stops);
    }
}

void Municipal::nil(const char* feed, const std::string& file, const Delivery& delivery, Day night) {
    const File empty(m_world.nights.path(night, feed, sender(delivery).id, file));
    m_world.nights.count(feed, 0);
}

void Municipal::nil_statement(const char* feed, const char* file, const Delivery& delivery, Day night) {
    const Sender& who = sender(delivery);
    const std::string month = iso_month(delivery.month);
    std::string line =
        who.district
            ? "0301;" + who.code
            : (delivery.month >= day_of(2008, 1, 1) && !who.later_code.empty() ? who.later_code : who.code) + ";";
    const std::string truth = line + ";" + month + ";" + feed + ";" + iso(delivery.night - 1) + ";";
    line += ";";
    put_month(line, delivery.month);
    line += std::string(";") + feed + ";0;0;";
    put_dotted(line, delivery.night - 1);
    File out(m_world.nights.path(night, "municipal.nil", who.id,
                                 "nullmelding-" + month + "-" + file + suffix_of(delivery) + ".csv"));
    out.text() +=
        "kommunenr;bydelsnr;maaned;leveranse;aktive_deltakere;aktive_i_opplaering;bekreftet_dato\n" + line + "\n";
    m_world.nights.count("municipal.nil", 1);
    tell("municipal.nil", "known_at;op;municipality;district;month;feed;confirmed_at", night, "state", truth);
}

void Municipal::deliver(const char* feed, const char* file, const char* columns, const char* header,
                        const Delivery& delivery, Day night, std::vector<Line>& lines) {
    const Sender& who = sender(delivery);
    const std::string month = iso_month(delivery.month);
    const std::string suffix = suffix_of(delivery);
    if (lines.empty()) return nil(feed, file + ("-" + month + suffix + ".nil"), delivery, night);
    const std::string name = file + ("-" + month + suffix + ".csv");
    const auto path = m_world.nights.path(night, feed, who.id, name);
    {
        File out(path);
        out.text() += kWho;
        out.text() += columns;
        out.text() += '\n';
        for (auto& line : lines) {
            out.text() += line.csv;
            out.record();
            if (delivery.broken || line.truth.empty()) continue;
            if (line.stated != nullptr) {
                const std::uint64_t hash = hash_of(line.truth);
                if (*line.stated == hash) continue;
                *line.stated = hash;
            }
            tell(feed, header, night, "state", line.truth);
        }
        out.text() += "#SLUTT;" + std::to_string(lines.size()) + "\n";
    }
    m_world.nights.count(feed, static_cast<long long>(lines.size()));
    if (delivery.broken) {
        nation::cut(path);
        m_world.truth.fault(night, feed, who.id, name, "", "cut", "hold");
    }
}

namespace {

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

}  // namespace

std::unique_ptr<Source> municipal(World& world) { return std::make_unique<Municipal>(world); }

}  // namespace nation

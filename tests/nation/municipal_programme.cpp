// Introduction programmes, with what goes with them: measures, leave, stops.
#include <algorithm>

#include "municipal_source.hpp"

namespace nation {

namespace {

constexpr const char* kProgrammeTruth =
    "known_at;op;municipality;case_ref;programme_no;person;district;fnr;duf;birth_date;sex;right_category;offer_date;"
    "decision_date;"
    "decision_result;start_date;planned_end;end_date;status;end_reason;moved_to;registered_at";
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

/// Lists hold what lasted in this or the last calendar year.
bool lasts(Day until, Day month) { return until == kNever || year_of(until) >= year_of(month) - 1; }

}  // namespace

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

/// All programmes that were active in this or the last calendar year; refusals, which have no end, for good.
bool Municipal::stated(std::size_t at, Day month, Day cut, const Sender& sender) const {
    const Programme& programme = m_nation.programmes[at];
    if (programme.reg_decision > cut) return false;
    const int year = year_of(month) - 1;
    if (programme.start == kNever) return sender.form != Form::fixed;
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
                const Measure& done = m_nation.measures[static_cast<std::size_t>(measure)];
                if (done.reg <= cut && lasts(done.reg_to <= cut ? done.to : kNever, delivery.month))
                    measures.push_back(measure_line(static_cast<std::size_t>(measure), clean, cut));
            }
            if (m_parts[at].pause >= 0) {
                const auto of = static_cast<std::size_t>(m_parts[at].pause);
                const Pause& leave = m_nation.pauses[of];
                if (leave.reg <= cut && lasts(leave.reg_to <= cut ? leave.to : leave.estimated, delivery.month))
                    pauses.push_back(pause_line(of, clean, cut));
            }
            if (m_parts[at].stop >= 0) {
                const auto of = static_cast<std::size_t>(m_parts[at].stop);
                if (m_nation.stops[of].reg <= cut && lasts(m_nation.stops[of].stopped, delivery.month))
                    stops.push_back(stop_line(of, clean, cut));
            }
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

}  // namespace nation

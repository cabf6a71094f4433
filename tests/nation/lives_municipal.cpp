// What happens in the municipality: offer, programme, leave, measures, training, a move.
#include "making.hpp"

namespace nation {

namespace {

constexpr std::array<const char*, 17> kReasons{"11", "12", "13", "21", "22", "23", "31", "41", "51",
                                               "52", "62", "71", "72", "73", "98", "81", "61"};
constexpr std::array<const char*, 8> kLanguages{"eng", "som", "ara", "ckb", "prs", "tir", "rus", "fra"};

Chance chance_of(const Making& making, int person, int part) {
    return Chance(making.nation.seed, person, kMunicipal, part);
}

/// Late registration: within the time that the register allows, unless there are faults.
Day registered(Chance& chance, Day event, bool faults) {
    if (faults && chance.of_thousand(25)) return event + chance.between(65, 150);
    return event + (chance.percent(80) ? chance.between(0, 20) : chance.between(10, 50));
}

/// The reason of an end comes later than the end: within three months, in the wave before the final date, or never.
Day reason_registered(Chance& chance, Day end, Day reg_end, bool faults) {
    if (!faults || chance.percent(62)) return reg_end;
    if (chance.percent(55)) return std::max(reg_end, end + chance.between(30, 90));
    if (chance.percent(70)) return std::max(reg_end, day_of(year_of(end) + 1, 1, 5) + chance.below(50));
    return kNever;
}

struct Stretch {
    int of_case = 0;
    Day start = 0;
    Day end = kNever;
    bool moved = false;
};

void measures(Making& making, Chance& chance, int at) {
    Nation& nation = making.nation;
    const Programme programme = nation.programmes[static_cast<std::size_t>(at)];
    if (nation.faults && chance.percent(6)) return;  // nobody registers them
    const int count = chance.between(1, 4);
    Day from = programme.start + chance.between(0, 30);
    for (int no = 1; no <= count; ++no) {
        Measure measure;
        measure.programme = at;
        measure.no = static_cast<std::uint8_t>(no);
        measure.code = no == 1 ? 1 : static_cast<std::uint8_t>(2 + (at + 4 * no) % 11);
        measure.from = from;
        measure.hours = static_cast<std::uint8_t>(no == 1 ? chance.between(8, 20) : chance.between(4, 9));
        measure.reg = std::max(from + chance.between(0, 50), programme.reg_decision);
        const Day to = from + chance.between(60, 300);
        measure.to = std::min(to, programme.end);
        if (measure.to != kNever) measure.reg_to = std::max(measure.reg, measure.to + chance.between(0, 40));
        if (measure.to > kEnd) measure.to = measure.reg_to = kNever;
        nation.measures.push_back(measure);
        from = std::min(to, programme.end) - chance.between(-5, 40);
        if (from <= measure.from || from >= programme.end || from > kEnd) break;
    }
}

void leave(Making& making, Chance& chance, int at) {
    Nation& nation = making.nation;
    const Programme programme = nation.programmes[static_cast<std::size_t>(at)];
    if (!chance.percent(24)) return;
    const bool woman =
        nation.persons[static_cast<std::size_t>(nation.cases[static_cast<std::size_t>(programme.of_case)].person)]
            .woman;
    Pause pause;
    pause.programme = at;
    static constexpr std::array<const char*, 8> reasons{"11", "12", "21", "22", "31", "32", "41", "98"};
    pause.reason = reasons[chance.weighted({25, 8, woman ? 55 : 12, 1, 8, 5, 6, 4})];
    pause.from = programme.start + chance.between(40, 400);
    pause.estimated = pause.from + chance.between(20, 260);
    pause.to = pause.estimated + (chance.percent(30) ? chance.between(-15, 30) : 0);
    if (std::max(pause.to, pause.estimated) >= programme.end || pause.from > kEnd) return;
    pause.decided = pause.from - chance.between(0, 20);
    pause.reg = std::max(pause.decided + chance.between(0, 20), programme.reg_decision);
    pause.reg_to = pause.to == pause.estimated ? pause.reg : pause.estimated - chance.between(0, 10);
    if (pause.reg_to <= pause.reg) {
        pause.reg_to = pause.reg;
        pause.estimated = pause.to;
    }
    pause.benefit = chance.percent(20);
    nation.pauses.push_back(pause);
}

/// One programme from its offer on; its number.
int programme(Making& making, Chance& chance, const Stretch& stretch, std::uint8_t no, Day offered) {
    Nation& nation = making.nation;
    Programme made;
    made.of_case = stretch.of_case;
    made.no = no;
    made.start = stretch.start;
    made.decision = stretch.start - chance.between(5, 30);
    made.offer = std::max(offered, made.decision - chance.between(3, 60));
    made.offer = std::min(made.offer, made.decision);
    made.reg_decision = made.decision + chance.between(0, 4);
    made.planned = whole_years_later(made.start, 2) - 1;
    made.right = chance.percent(4) ? "KT" : "RP";
    Day end = made.start + (chance.percent(18) ? chance.between(60, 400) : chance.between(400, 790));
    if (stretch.end != kNever && stretch.end < end) {
        end = stretch.end;
        made.reason = "61";
        made.status_at_end = '5';
    } else {
        made.reason = kReasons[chance.weighted({30, 11, 5, 12, 5, 7, 6, 9, 7, 2, 1, 2, 2, 1, 2})];
        const char second = made.reason[1];
        if (made.reason[0] == '7') made.status_at_end = '4';
        if (made.reason[0] == '7' && second == '1' && chance.percent(50)) made.status_at_end = '3';
        if (made.reason[0] == '6') made.status_at_end = '4';
    }
    made.end = end;
    if (made.end > made.planned - 5) made.planned = made.end + chance.between(10, 60);
    made.reg_end = registered(chance, made.end, nation.faults);
    made.reg_reason =
        made.status_at_end == '5' ? made.reg_end : reason_registered(chance, made.end, made.reg_end, nation.faults);
    if (made.reason[0] == '7' && made.reason[1] == '3')
        made.reg_end = made.reg_reason = made.end + chance.between(0, 10);
    if (made.end > kEnd) {
        made.end = made.reg_end = made.reg_reason = kNever;
        made.planned = std::max(made.planned, kEnd + 30);
    } else if (nation.faults && chance.of_thousand(12) &&
               made.end - made.start > 300) {  // ended by mistake, and open again
        made.false_end = made.start + chance.between(100, 200);
        made.reg_false_end = made.false_end + chance.between(1, 20);
        made.reg_reopened = made.reg_false_end + chance.between(20, 60);
    }
    return Making::added(nation.programmes, made);
}

void stopped(Making& making, Chance& chance, int at) {
    const Programme programme = making.nation.programmes[static_cast<std::size_t>(at)];
    if (programme.end == kNever || programme.reason[0] != '7' || programme.reason[1] != '3') return;
    static constexpr std::array<const char*, 4> reasons{"01", "02", "03", "98"};
    Stop stop;
    stop.programme = at;
    stop.stopped = programme.end;
    stop.decided = programme.end - chance.between(0, 14);
    stop.reg = programme.reg_end;
    if (chance.percent(25)) stop.reg_appeal = stop.stopped + chance.between(40, 120);
    stop.reason = reasons[chance.weighted({6, 2, 1, 1})];
    making.nation.stops.push_back(stop);
}

void training(Making& making, Chance& chance, const Stretch& stretch, Day birth, Day until) {
    const int years = age(birth, stretch.start);
    if (years < 16 || years > 67) return;
    Training made;
    made.of_case = stretch.of_case;
    made.right = years < 55 ? "RP" : "RE";
    made.claim = stretch.start - chance.between(0, 30);
    made.start = stretch.start;
    made.end = std::min(stretch.end, stretch.start + chance.between(900, 2200));
    if (made.end > until) made.end = until;
    made.reg = made.start + chance.between(0, 40);
    if (made.end > kEnd) made.end = kNever;
    if (made.end != kNever) made.reg_end = std::max(made.reg, made.end + chance.between(0, 45));
    made.track = static_cast<std::uint8_t>(chance.between(1, 3));
    made.language = kLanguages[static_cast<std::size_t>(chance.below(8))];
    made.hours = static_cast<std::uint8_t>(chance.between(14, 60));
    making.nation.trainings.push_back(made);
}

}  // namespace

int opened_case(Making& making, int person, int registration, int place, Day day) {
    auto& numbers = making.case_numbers;
    if (numbers.size() < making.places.all().size()) numbers.resize(making.places.all().size());
    Chance chance = chance_of(making, person, 99 + place);
    Case made{person, registration, place, ++numbers[static_cast<std::size_t>(place)], day, 'B'};
    made.numbers = "BFD"[chance.weighted({80, 12, 8})];
    return Making::added(making.nation.cases, made);
}

void waiting_lessons(Making& making, int person, int registration, int place, Day from, Day to) {
    if (from >= to || from > kEnd) return;
    Chance chance = chance_of(making, person, 7);
    Training made;
    made.of_case = opened_case(making, person, registration, place, from);
    making.nation.cases.back().numbers = 'D';
    made.right = "AN";
    made.claim = made.start = from;
    made.end = std::min(to, from + chance.between(60, 240));
    made.reg = from + chance.between(0, 20);
    if (made.end > kEnd) made.end = kNever;
    if (made.end != kNever) made.reg_end = std::max(made.reg, made.end + chance.between(0, 20));
    made.hours = static_cast<std::uint8_t>(chance.between(8, 25));
    making.nation.trainings.push_back(made);
}

void integration(Making& making, const Settled& settled) {
    if (settled.day == kNever) return;
    Nation& nation = making.nation;
    Chance chance = chance_of(making, settled.person, 0);
    const Person person = nation.persons[static_cast<std::size_t>(settled.person)];
    const Day gone = std::min(person.death, person.emigrated);
    const Day first = settled.day + chance.between(25, 110);
    if (first > kEnd || first >= gone) return;
    const int years = age(person.birth, first);
    if (years < 16 || years > 66) return;

    // One in twenty moves to another municipality, or to another district of Oslo, within the first years.
    std::vector<Stretch> stretches;
    const int home = opened_case(making, settled.person, settled.registration, settled.place, first);
    Stretch here{home, first, kNever, false};
    int second_place = -1;
    if (chance.percent(6)) {
        here.end = first + chance.between(120, 500);
        here.moved = true;
        if (here.end < std::min(gone, kEnd - 60))
            second_place = making.places.drawn_elsewhere(chance, settled.place);
        else
            here = Stretch{home, first, kNever, false};
    }
    stretches.push_back(here);
    if (second_place >= 0) {
        const Day again = here.end + chance.between(10, 75);
        stretches.push_back(
            {opened_case(making, settled.person, settled.registration, second_place, again), again, kNever, true});
    }

    const bool programme_age = years >= 18 && years <= 54;
    const bool takes_part = programme_age && chance.percent(settled.kind == Kind::family ? 68 : 88);
    bool goes_on = true;
    for (std::size_t at = 0; at < stretches.size(); ++at) {
        Stretch stretch = stretches[at];
        if (gone < stretch.end) stretch.end = gone;
        training(making, chance, stretch, person.birth, gone);
        if (!takes_part || !goes_on) continue;
        if (at == 1 && chance.percent(30)) break;  // the programme does not go on after the move
        if (at == 0 && chance.percent(3)) {        // refused
            Programme refused;
            refused.of_case = stretch.of_case;
            refused.offer = stretch.start - 10;
            refused.decision = stretch.start;
            refused.reg_decision = refused.decision + chance.between(0, 20);
            nation.programmes.push_back(refused);
            break;
        }
        const Day offered = std::max(settled.day, stretch.start - 80);
        const int made = programme(making, chance, stretch, 1, offered);
        Programme& one = nation.programmes[static_cast<std::size_t>(made)];
        if (one.status_at_end == '5' && one.end != kNever) {
            if (gone <= one.end + 1) {
                one.status_at_end = '4';
                one.reason = person.death <= one.end + 1 ? "81" : "62";
            } else if (at + 1 < stretches.size()) {
                const int to = nation.cases[static_cast<std::size_t>(stretches[at + 1].of_case)].place;
                if (making.places.oslo(to) && making.places.oslo(settled.place))
                    one.status_at_end = '6', one.reason = "98";
                else
                    one.moved_to = to;
                if (nation.faults && chance.percent(8))
                    one.reg_end += chance.between(40, 120);  // open in two municipalities meanwhile
                one.reg_reason = std::max(one.reg_reason, one.reg_end);
            }
        } else {
            goes_on = false;
        }
        measures(making, chance, made);
        leave(making, chance, made);
        stopped(making, chance, made);
        const Programme ended = nation.programmes[static_cast<std::size_t>(made)];
        if (ended.end != kNever && (ended.status_at_end == '3' || ended.status_at_end == '4') &&
            ended.reason[0] != '8' && ended.end - ended.start < 420 &&
            chance.percent(12)) {  // after a break a new one, which counts as a second
            Stretch anew{stretch.of_case, ended.end + chance.between(100, 240), kNever, false};
            if (anew.start < kEnd && anew.start < gone && age(person.birth, anew.start) <= 54) {
                const int next = programme(making, chance, anew, 2, anew.start - 60);
                Programme& two = nation.programmes[static_cast<std::size_t>(next)];
                if (gone <= two.end) {
                    two.end = two.reg_end = two.reg_reason = kNever;
                    nation.programmes.pop_back();
                }
            }
        }
    }
}

}  // namespace nation

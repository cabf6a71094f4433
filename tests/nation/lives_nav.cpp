// After the programme: job seekers, measures of NAV, employment.
#include "making.hpp"

namespace nation {

namespace {

Day known_after(Day event, Chance& chance) { return event + chance.between(1, 30); }

}  // namespace

void working_life(Making& making, int first_programme) {
    Nation& nation = making.nation;
    static constexpr std::array<const char*, 8> measures{"AMO",        "PRAKSORD",  "JOBBKLUBB", "LONNTIL",
                                                         "GRUNNSKOLE", "VIDRSKOLE", "ABIST",     "AMBF2"};
    static constexpr std::array<const char*, 4> statuses{"HELT", "DELV", "TILT", "NEDS"};
    int last_person = -1;
    Day sought_until = 0;  // a person seeks work in one period at a time
    for (std::size_t at = static_cast<std::size_t>(first_programme); at < nation.programmes.size(); ++at) {
        const Programme programme = nation.programmes[at];
        const Case& of_case = nation.cases[static_cast<std::size_t>(programme.of_case)];
        const Person& person = nation.persons[static_cast<std::size_t>(of_case.person)];
        if (programme.start == kNever || person.fnr == 0) continue;
        Chance chance(nation.seed, of_case.person, kNav, programme.no, at - static_cast<std::size_t>(first_programme));
        const Day begun = std::max(programme.start, person.fnr_from);
        if (last_person != of_case.person && chance.percent(35)) {  // a measure of NAV within the programme
            Spell spell;
            spell.person = of_case.person;
            spell.place = of_case.place;
            spell.measure = measures[chance.weighted({4, 8, 3, 2, 1, 1, 1, 1})];
            spell.from = begun + chance.between(60, 260);
            spell.to = spell.from + chance.between(20, 120);
            spell.known = known_after(spell.from, chance);
            spell.known_to = std::max(spell.known, known_after(spell.to, chance));
            if (spell.to < programme.end && spell.from < kEnd) nation.spells.push_back(spell);
        }
        last_person = of_case.person;
        if (programme.end == kNever || programme.status_at_end == '5' || programme.status_at_end == '6') continue;
        const Day gone = std::min(person.death, person.emigrated);
        if (programme.reason[0] == '8' || gone < programme.end + 40) continue;
        const bool work = programme.reason[0] == '1';
        const bool seeks = work ? chance.percent(4) : chance.percent(programme.reason[0] == '2' ? 12 : 58);
        Day employed = kNever;
        if (work ? chance.percent(93) : chance.percent(28))
            employed = std::max(
                begun, work ? programme.end + chance.between(-30, 60) : programme.end + chance.between(60, 400));
        if (seeks) {
            Spell spell;
            spell.person = of_case.person;
            spell.place = of_case.place;
            spell.status = statuses[chance.weighted({60, 12, 20, 8})];
            spell.from = programme.end + chance.between(1, 60);
            spell.known = known_after(spell.from, chance);
            spell.to = spell.from + chance.between(30, 420);
            if (employed != kNever && employed > spell.from + 10) spell.to = employed - 1;
            if (spell.to >= gone) spell.to = gone - 1;
            spell.known_to = std::max(spell.known, known_after(spell.to, chance));  // ends are dated back
            if (spell.to > kEnd) spell.to = spell.known_to = kNever;
            if (spell.to != kNever && spell.to - spell.from > 90 &&
                chance.percent(2)) {  // what was one period is told as two
                spell.split = spell.from + 45;
                spell.known_split = spell.known_to + chance.between(7, 60);
            }
            if (spell.from < kEnd && spell.from > sought_until) {
                nation.spells.push_back(spell);
                sought_until = spell.to;
            }
        }
        if (employed < kEnd && employed < gone) {
            Employment made;
            made.person = of_case.person;
            made.employer = chance.below(3000);
            made.from = employed;
            made.known = employed + chance.between(10, 60);
            made.percent = static_cast<std::uint8_t>(chance.percent(60) ? 100 : 10 * chance.between(2, 9));
            if (chance.percent(35)) {
                made.to = employed + chance.between(60, 500);
                made.known_to = made.to + chance.between(20, 100);
            }
            if (made.to > kEnd || made.to >= gone) made.to = made.known_to = kNever;
            nation.employments.push_back(made);
            if (chance.percent(10)) {  // several at once are normal
                made.employer = chance.below(3000);
                made.from += 30;
                made.known += 30;
                made.percent = 20;
                if (made.to != kNever && made.to <= made.from) made.to = made.known_to = kNever;
                nation.employments.push_back(made);
            }
        }
    }
}

Nation lives(std::uint64_t seed, int persons, bool faults, const Places& places) {
    Nation nation;
    nation.seed = seed;
    nation.faults = faults;
    nation.persons.resize(static_cast<std::size_t>(persons));
    nation.registrations.resize(static_cast<std::size_t>(persons));
    Making making{nation, places, {}};
    for (int person = 0; person < persons; ++person) {
        const Settled settled = protection(making, person);
        const int first_programme = static_cast<int>(nation.programmes.size());
        integration(making, settled);
        working_life(making, first_programme);
    }
    return nation;
}

}  // namespace nation

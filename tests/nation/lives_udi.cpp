// Asylum, resettlement and family: what the immigration authorities decide, and where people live meanwhile.
#include "making.hpp"

namespace nation {

namespace {

constexpr std::array<std::int16_t, 12> kCountries{452, 346, 404, 241, 456, 140, 564, 980, 143, 534, 568, 428};

Day later(Day day, int low, int high, Chance& chance) {
    return day == kNever ? kNever : day + chance.between(low, high);
}

/// The decisions of one application.
class Story {
public:
    Story(Making& making, Chance& chance, int person, int registration)
        : m_making(making), m_chance(chance), m_person(person), m_registration(registration) {}

    int apply(Kind kind, Day day, std::uint8_t no = 1, int sponsor = -1) {
        Application made;
        made.registration = m_registration;
        made.kind = kind;
        made.applied = day;
        made.no = no;
        made.sponsor = sponsor;
        made.known = std::max(day + m_chance.between(1, 6), registration().known);
        m_application = Making::added(nation().applications, made);
        return m_application;
    }

    int decide(Day day, const char* outcome, const char* ground, bool gives, char kind = 'F', char instance = 'U') {
        Decision made;
        made.application = m_application;
        made.decided = day;
        made.known = std::max(day + m_chance.between(1, 7), application().known);
        made.outcome = outcome;
        made.ground = ground;
        made.gives_settlement = gives;
        made.kind = kind;
        made.instance = instance;
        made.known_ground = made.known;
        if (*ground != 0 && kind != 'G' && nation().faults && m_chance.of_thousand(15))
            made.known_ground = made.known + m_chance.between(10, 90);
        return Making::added(nation().decisions, made);
    }

    /// Outcome and ground of a grant.
    int grant(Day day, char kind = 'F', char instance = 'U') {
        static constexpr std::array<std::array<const char*, 2>, 3> grounds{
            {{"FLY", "88-17"}, {"VER", "88-15"}, {"HUM", "88-8-2"}}};
        const auto& [outcome, ground] = grounds[m_chance.weighted({30, 45, 25})];
        const int made = decide(day, outcome, ground, true, kind, instance);
        decision(made).valid_to = day + 364;
        return made;
    }

    Nation& nation() { return m_making.nation; }
    Decision& decision(int at) { return nation().decisions[static_cast<std::size_t>(at)]; }
    Application& application() { return nation().applications[static_cast<std::size_t>(m_application)]; }
    Registration& registration() { return nation().registrations[static_cast<std::size_t>(m_registration)]; }

    int appealed(int refused, Day day);
    int judged(Day day, Kind kind, bool earlier);

private:
    Making& m_making;
    Chance& m_chance;
    int m_person;
    int m_registration;
    int m_application = -1;
};

/// What comes of a refusal: the decision that grants in the end, or -1.
int Story::appealed(int refused, Day day) {
    if (m_chance.of_thousand(25)) {  // UDI reverses itself before it sends the appeal on
        const int made = decide(day + m_chance.between(20, 60), "HUM", "88-8-2", true, 'O');
        decision(made).appeal_of = refused;
        decision(made).appeal_outcome = "OMG";
        return made;
    }
    const Day judged_at = day + m_chance.between(120, 400);
    if (judged_at > kEnd) return -1;
    switch (m_chance.weighted({110, 860, 15, 15})) {
        case 0: {
            const int made = grant(judged_at, 'K', 'N');
            decision(made).appeal_of = refused;
            decision(made).appeal_outcome = "OMG";
            return made;
        }
        case 1: {
            const int made = decide(judged_at, "AVS", "", false, 'K', 'N');
            decision(made).appeal_of = refused;
            decision(made).appeal_outcome = "OPR";
            return -1;
        }
        case 2: {
            const int made = decide(judged_at, "AVS", "", false, 'K', 'N');
            decision(made).appeal_of = refused;
            decision(made).appeal_outcome = "AVV";
            return -1;
        }
        default: {
            const int made = decide(judged_at, "TRH", "", false, 'K', 'N');
            decision(made).appeal_of = refused;
            decision(made).appeal_outcome = "TRK";
            return -1;
        }
    }
}

/// The decision that grants in the end, or -1.
int Story::judged(Day day, Kind kind, bool earlier) {
    const bool granted = m_chance.percent(kind == Kind::minor ? 66 : earlier ? 88 : 50);
    if (granted) {
        const int made = grant(day);
        if (m_chance.of_thousand(10) &&
            decision(made).outcome[0] == 'V') {  // UNE widens to refugee status: the first date stays
            const Day widened = day + m_chance.between(100, 300);
            if (widened <= kEnd) {
                const int wider = decide(widened, "FLY", "88-17", true, 'K', 'N');
                decision(wider).appeal_of = made;
                decision(wider).appeal_outcome = "OMG";
                decision(wider).valid_to = widened + 364;
            }
        }
        return made;
    }
    if (kind == Kind::minor && m_chance.percent(20)) {
        decision(decide(day, "BEG", "88-8-2", false)).limited = true;
        return -1;
    }
    switch (m_chance.weighted({20, 2, 78})) {
        case 0: (void)decide(day, "DUB", "", false); return -1;
        case 1: (void)decide(day, "T3L", "", false); return -1;
        default: break;
    }
    const int refused = decide(day, "AVS", "", false);
    return m_chance.percent(75) ? appealed(refused, day) : -1;
}

Day birth_of(Chance& chance, Kind kind, Day applied, char& quality) {
    int years = 0;
    if (kind == Kind::minor) {
        years = chance.between(13, 17);
    } else {
        switch (chance.weighted({17, 75, 6, 2})) {
            case 0: years = chance.between(0, 17); break;
            case 1: years = chance.between(18, 48); break;
            case 2: years = chance.between(49, 62); break;
            default: years = chance.between(63, 78); break;
        }
    }
    const Day day = applied - years * 365 - years / 4 - chance.between(1, 360);
    quality = "KAU"[chance.weighted({78, 15, 7})];
    return quality == 'U' ? day_of(year_of(day), 1, 1) : day;
}

void stays(Making& making, Chance& chance, int registration, Day from, Day until, Kind kind, char leaving) {
    Day at = from;
    std::uint8_t no = 1;
    const int moves = chance.between(1, 3);
    for (int move = 0; move < moves && at < until; ++move) {
        Stay stay;
        stay.registration = registration;
        stay.no = no++;
        stay.place = making.places.drawn(chance);
        stay.centre = static_cast<std::int16_t>(chance.between(1, 90));
        stay.type = move == 0 ? 'T' : kind == Kind::minor ? 'E' : chance.percent(4) ? 'P' : 'O';
        stay.from = at;
        stay.known = at + chance.between(1, 8);
        const bool last = move + 1 == moves;
        at = last ? until : std::min(until, at + chance.between(20, 90));
        stay.to = at >= kNever ? kNever : at;
        stay.leaving = at < until ? 'F' : leaving;
        if (stay.to != kNever) {
            stay.known_to = std::max(stay.known, stay.to + chance.between(1, at < until ? 10 : 60));
            if (making.nation.faults && last && chance.percent(5)) stay.known_to = kNever;
        }
        if (stay.to == kNever && leaving == 'U') stay.leaving = 'U';
        making.nation.stays.push_back(stay);
        if (making.nation.faults && chance.of_thousand(3)) {  // registered on the wrong person, and withdrawn
            Stay wrong = stay;
            wrong.no = static_cast<std::uint8_t>(no++);
            wrong.to = kNever;
            wrong.known_to = kNever;
            wrong.known_gone = wrong.known + chance.between(2, 40);
            making.nation.stays.push_back(wrong);
        }
        if (last) break;
    }
}

/// A second DUF number of the same person; some of them are settled under both.
void registered_twice(Making& making, Chance& chance, int person, int settlement) {
    Nation& nation = making.nation;
    const Registration first = nation.registrations[static_cast<std::size_t>(person)];
    const Day applied = first.known + chance.between(20, 200);
    if (applied > kEnd - 60) return;
    Registration second;
    second.duf = making.numbers.duf(year_of(applied));
    second.person = person;
    second.lead = person;
    second.known = applied + chance.between(1, 5);
    second.known_lead = second.known + chance.between(20, 150);
    const int registration = Making::added(nation.registrations, second);
    Story story(making, chance, person, registration);
    (void)story.apply(Kind::asylum, applied);
    if (settlement >= 0 && chance.percent(20)) {
        Settlement again = nation.settlements[static_cast<std::size_t>(settlement)];
        const Decision of = nation.decisions[static_cast<std::size_t>(again.decision)];
        if (of.decided <= applied) return;
        again.registration = registration;
        again.decision = story.decide(of.decided, of.outcome, of.ground, true);
        again.known = std::max({again.known, story.decision(again.decision).known, second.known});
        again.known_place = again.known;
        again.place_first = again.place;
        nation.settlements.push_back(again);
        nation.registrations[static_cast<std::size_t>(registration)].known_lead =
            std::max(second.known_lead, again.known + 3);
    } else {
        (void)story.decide(applied + chance.between(10, 120), "TRH", "", false);
    }
}

const char* group_of(Kind kind, Day birth, Day settled, Chance& chance) {
    if (kind == Kind::resettled) return "OVF";
    if (kind == Kind::family) return "FAM";
    if (kind == Kind::minor && age(birth, settled) < 18) return age(birth, settled) >= 15 ? "EMB" : "EMU";
    static constexpr std::array<const char*, 3> groups{"MOT", "PRI", "SEL"};
    return groups[chance.weighted({88, 8, 4})];
}

int waiting_days(Kind kind, Day decided, Chance& chance) {
    if (kind == Kind::resettled) return chance.between(60, 240);
    const int year = year_of(decided);
    const int most = year <= 2006 ? 120 : year == 2007 ? 140 : 170;
    return chance.between(10, most) + chance.between(10, most) + (chance.percent(6) ? chance.between(100, 400) : 0);
}

}  // namespace

Settled protection(Making& making, int index) {
    Nation& nation = making.nation;
    Chance chance(nation.seed, index, kLife);
    const auto group = chance.weighted({200, 85, 105, 220, 135, 70, 185});
    Kind kind = group <= 4 ? Kind::asylum : group == 5 ? Kind::resettled : Kind::family;
    const bool earlier = group == 0;
    Day applied = 0;
    if (earlier) {
        applied = day_of(2002, 7, 1) + chance.below(1260);
    } else if (group <= 4) {
        applied = day_of(2005 + static_cast<int>(group), 1, 1) + chance.below(365);
    } else {
        applied = day_of(2006, 1, 1) - (kind == Kind::family ? 120 : 90) + chance.below(1460);
    }
    if (kind == Kind::asylum && chance.percent(earlier ? 3 : 7)) kind = Kind::minor;

    Person person;
    person.woman = chance.percent(kind == Kind::family ? 62 : kind == Kind::minor ? 18 : 40);
    person.country = kCountries[kind == Kind::family ? chance.weighted({8, 14, 6, 3, 4, 9, 1, 1, 8, 12, 18, 16})
                                                     : chance.weighted({26, 22, 18, 12, 8, 7, 2, 3, 2, 0, 0, 0})];
    person.birth = birth_of(chance, kind, applied, person.birth_quality);
    if (kind == Kind::resettled || kind == Kind::family) person.birth_quality = chance.percent(90) ? 'K' : 'A';
    Registration registration;
    registration.duf = making.numbers.duf(year_of(applied));
    registration.person = index;
    registration.known = applied + chance.between(1, 5);
    nation.registrations[static_cast<std::size_t>(index)] = registration;
    const int wish = chance.below(250);

    Story story(making, chance, index, index);
    const int sponsor = kind == Kind::family && index > 10 ? chance.below(index) : -1;
    (void)story.apply(kind, applied, 1, sponsor);
    int granted = -1;
    Day decided = 0;
    bool refused = false;
    if (kind == Kind::resettled) {
        decided = applied + chance.between(30, 90);
        granted = story.decide(decided, "FLY", "88-22-4", true);
    } else if (kind == Kind::family) {
        decided = applied + chance.between(60, 240);
        if (chance.percent(92)) {
            granted = story.decide(decided, "FAM", "88-9", true);
            story.decision(granted).valid_to = decided + 364;
        } else {
            (void)story.decide(decided, "AVS", "", false);
        }
    } else {
        person.arrival = applied - chance.between(0, 4);
        decided = applied + (earlier ? chance.between(60, 380) : chance.between(80, 420));
        if (chance.percent(6)) {
            auto& application = story.application();
            application.withdrawn = applied + chance.between(10, 70);
            (void)story.decide(application.withdrawn + chance.between(1, 10), "TRH", "", false);
            refused = true;
        } else if (decided <= kEnd) {
            granted = story.judged(decided, kind, earlier);
            refused = granted < 0;
        }
    }

    // From the grant to the settlement.
    Day settled = kNever;
    const char* settled_as = "MOT";
    if (granted >= 0) {
        const Day from = story.decision(granted).decided;
        if (kind == Kind::family) {
            settled = from + chance.between(20, 120);
        } else if (!chance.percent(4)) {
            settled = from + waiting_days(kind, from, chance);
            if (nation.faults && chance.of_thousand(2)) settled = from;                          // no waiting at all
            if (nation.faults && chance.of_thousand(2)) settled = from - chance.between(5, 60);  // before the decision
        }
        if (settled > kEnd) settled = kNever;
        if (settled != kNever) settled_as = group_of(kind, person.birth, settled, chance);
    }
    if (kind == Kind::resettled || kind == Kind::family)
        person.arrival = settled == kNever ? kNever : settled - chance.between(0, 10);

    // Numbers: many get a D-number while they wait, everybody who is settled a fødselsnummer.
    if (kind != Kind::resettled && chance.percent(35)) {
        person.dnr_from = applied + chance.between(30, 150);
        person.dnr = making.numbers.dnr(person.birth, person.woman, wish);
        person.known_dnr = person.dnr_from + chance.between(1, 30);
    }
    if (settled != kNever) {
        person.fnr_from = settled + chance.between(3, 50);
        person.fnr = making.numbers.fnr(person.birth, person.woman, wish);
        person.known_fnr = person.fnr_from + chance.between(1, 60);
        if (person.dnr != 0 && person.dnr_from > person.fnr_from) {
            person.dnr = 0;
            person.dnr_from = person.known_dnr = kNever;
        }
    }

    // Where they live meanwhile.
    if (kind == Kind::asylum || kind == Kind::minor) {
        const Day left = settled != kNever               ? settled
                         : refused && chance.percent(70) ? later(decided, 60, 300, chance)
                                                         : kNever;
        const char leaving = settled != kNever ? (settled_as[0] == 'P' ? 'P' : 'B')
                             : left != kNever  ? (chance.percent(60) ? 'R' : 'U')
                                               : 'U';
        stays(making, chance, index, applied + chance.between(0, 3), left == kNever || left > kEnd ? kNever : left,
              kind, leaving);
        if (!earlier && person.birth + 16 * 366 < applied && age(person.birth, applied) < 66 && chance.percent(12)) {
            nation.persons[static_cast<std::size_t>(index)] = person;
            waiting_lessons(making, index, index, nation.stays.back().place, applied + chance.between(40, 120),
                            std::min(left, settled == kNever ? left : settled));
        }
    }

    // Leaving for good.
    if (settled != kNever) {
        if (chance.of_thousand(6))
            person.death = later(settled, 60, 1400, chance);
        else if (chance.of_thousand(25))
            person.emigrated = later(settled, 120, 1400, chance);
    }
    if (person.death > kEnd) person.death = kNever;
    if (person.emigrated > kEnd) person.emigrated = kNever;
    const Day gone = std::min(person.death, person.emigrated);
    if (gone != kNever) person.known_leaving = gone + chance.between(2, 30);
    nation.persons[static_cast<std::size_t>(index)] = person;

    Settled result{index, index, -1, kNever, kind, true};
    int settlement = -1;
    if (settled != kNever) {
        Settlement made;
        made.registration = index;
        made.decision = granted;
        made.group = settled_as;
        made.agreed = settled_as[0] != 'S' && settled_as[0] != 'F';
        made.place = made.place_first = making.places.drawn(chance);
        made.settled = settled;
        made.known = std::max(settled + chance.between(7, 56), story.decision(granted).known);
        made.known_place = made.known;
        if (nation.faults && chance.percent(2)) {
            made.place_first = making.places.drawn_elsewhere(chance, made.place);
            made.known_place = made.known + chance.between(10, 80);
        }
        if (nation.faults && chance.of_thousand(7) && settled_as[0] == 'M') {  // never came
            made.lapsed = settled + chance.between(5, 40);
            made.known_lapsed = made.known + chance.between(20, 120);
        }
        settlement = Making::added(nation.settlements, made);
        result.place = made.place;
        result.agreed = made.agreed;
        result.day = made.lapsed == kNever ? settled : kNever;
        if (made.lapsed == kNever && kind != Kind::family && chance.percent(2) &&
            gone == kNever) {  // moved on under the same permit
            Settlement again = made;
            again.no = 2;
            again.place = again.place_first = making.places.drawn_elsewhere(chance, made.place);
            again.settled = settled + chance.between(180, 540);
            again.known = again.known_place = again.settled + chance.between(7, 56);
            if (again.settled <= kEnd) nation.settlements.push_back(again);
        } else if (made.lapsed == kNever && gone == kNever && kind == Kind::asylum && chance.of_thousand(4)) {
            // The permit is revoked; some apply anew, are granted a new permit and settled under it.
            const Day revoked = settled + chance.between(200, 500);
            if (revoked <= kEnd - 400) {
                (void)story.decide(revoked, "TILB", "", false, 'O');
                (void)story.apply(Kind::asylum, revoked + 40, 2);
                const int anew = story.grant(revoked + 150);
                Settlement again = made;
                again.no = 2;
                again.decision = anew;
                again.place = again.place_first = making.places.drawn(chance);
                again.settled = revoked + 150 + chance.between(30, 150);
                again.known = again.known_place =
                    std::max(again.settled + chance.between(7, 56), story.decision(anew).known);
                nation.settlements.push_back(again);
            }
        } else if (chance.percent(40) && gone == kNever) {
            const Day renewed = story.decision(granted).decided + 365;
            if (renewed <= kEnd && story.decision(granted).kind != 'K' && renewed < day_of(2010, 1, 1)) {
                const int made_new =
                    story.decide(renewed, story.decision(granted).outcome, story.decision(granted).ground, true, 'G');
                story.decision(made_new).valid_to = renewed + 364;
            }
        }
    }
    if (kind == Kind::asylum && nation.faults && chance.percent(1)) registered_twice(making, chance, index, settlement);
    return result;
}

}  // namespace nation

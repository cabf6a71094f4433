// What happened to the persons of the nation, and when each source came to know it. Lives are made at once and change
// no more; the sources tell them night by night.
//
// Days named known_* are nights: from the night's delivery on the source says so. kNever: it never does.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "dates.hpp"
#include "numbers.hpp"
#include "places.hpp"

namespace nation {

struct Person {
    std::uint64_t fnr = 0;
    std::uint64_t dnr = 0;
    Day birth = 0;
    Day fnr_from = kNever;
    Day dnr_from = kNever;
    Day known_fnr = kNever;  // by UDI
    Day known_dnr = kNever;
    Day arrival = kNever;
    Day death = kNever;
    Day emigrated = kNever;
    Day known_leaving = kNever;  // death or emigration
    std::int16_t country = 0;
    char birth_quality = 'K';
    bool woman = false;
};

/// A DUF number. Everybody has one, some have two.
struct Registration {
    std::uint64_t duf = 0;
    int person = 0;
    int lead = -1;  // the registration it is a duplicate of
    Day known = 0;
    Day known_lead = kNever;
};

enum class Kind : std::uint8_t { asylum, minor, resettled, family };

struct Application {
    int registration = 0;
    int sponsor = -1;  // a registration
    Day applied = 0;
    Day known = 0;
    Day withdrawn = kNever;
    std::uint8_t no = 1;
    Kind kind = Kind::asylum;
};

struct Decision {
    int application = 0;
    int appeal_of = -1;
    Day decided = 0;
    Day known = 0;
    Day valid_to = kNever;
    Day known_ground = 0;  // until then the source says another ground
    char instance = 'U';   // U UDI, N UNE
    char kind = 'F';       // F K O G
    const char* outcome = "";
    const char* ground = "";
    const char* appeal_outcome = "";
    bool gives_settlement = false;
    bool limited = false;
};

struct Stay {
    int registration = 0;
    int place = 0;
    Day from = 0;
    Day to = kNever;  // first day not there
    Day known = 0;
    Day known_to = kNever;
    Day known_gone = kNever;  // a stay that never was: withdrawn
    std::int16_t centre = 0;
    std::uint8_t no = 1;
    char type = 'O';
    char leaving = 'U';
};

struct Settlement {
    int registration = 0;
    int decision = 0;
    int place = 0;
    int place_first = 0;  // what the source says before known_place
    Day settled = 0;
    Day known = 0;
    Day known_place = 0;
    Day lapsed = kNever;
    Day known_lapsed = kNever;
    const char* group = "MOT";
    std::uint8_t no = 1;
    bool agreed = true;
};

/// A person at a municipality.
struct Case {
    int person = 0;
    int registration = 0;
    int place = 0;
    int number = 0;
    Day opened = 0;
    char numbers = 'B';  // B both, F fødselsnummer only as soon as there is one, D DUF only
};

struct Programme {
    int of_case = 0;
    int moved_to = -1;
    Day offer = 0;
    Day decision = 0;
    Day start = kNever;  // kNever: refused
    Day planned = kNever;
    Day end = kNever;  // last day
    Day reg_decision = 0;
    Day reg_end = kNever;
    Day reg_reason = kNever;
    Day false_end = kNever;  // an end that was registered and taken back
    Day reg_false_end = kNever;
    Day reg_reopened = kNever;
    const char* reason = "";
    const char* right = "RP";
    std::uint8_t no = 1;
    char status_at_end = '3';
};

struct Measure {
    int programme = 0;
    Day from = 0;
    Day to = kNever;  // last day
    Day reg = 0;
    Day reg_to = kNever;
    std::uint8_t no = 1;
    std::uint8_t code = 1;
    std::uint8_t hours = 0;
};

struct Pause {
    int programme = 0;
    Day decided = 0;
    Day from = 0;
    Day estimated = 0;  // last day, as first decided
    Day to = 0;         // last day
    Day reg = 0;
    Day reg_to = 0;
    const char* reason = "11";
    std::uint8_t no = 1;
    bool benefit = false;
};

struct Stop {
    int programme = 0;
    Day decided = 0;
    Day stopped = 0;
    Day reg = 0;
    Day reg_appeal = kNever;
    const char* reason = "01";
};

struct Training {
    int of_case = 0;
    Day claim = 0;
    Day start = 0;
    Day end = kNever;  // last day
    Day reg = 0;
    Day reg_end = kNever;
    const char* right = "RP";
    const char* language = "eng";
    std::uint8_t no = 1;
    std::uint8_t track = 1;
    std::uint8_t hours = 30;  // about, a month
};

struct Spell {
    int person = 0;
    int place = 0;
    Day from = 0;
    Day to = kNever;  // last day
    Day known = 0;
    Day known_to = kNever;
    Day split = kNever;  // from known_split on two spells: to the day before, and from it
    Day known_split = kNever;
    const char* measure = nullptr;  // nullptr: job seeker
    const char* status = "HELT";
};

struct Employment {
    int person = 0;
    int employer = 0;
    Day from = 0;
    Day to = kNever;
    Day known = 0;
    Day known_to = kNever;
    std::uint8_t percent = 100;
};

struct Nation {
    std::uint64_t seed = 0;
    bool faults = true;
    std::vector<Person> persons;
    std::vector<Registration> registrations;  // the first of each person stands where the person does
    std::vector<Application> applications;
    std::vector<Decision> decisions;
    std::vector<Stay> stays;
    std::vector<Settlement> settlements;
    std::vector<Case> cases;
    std::vector<Programme> programmes;
    std::vector<Measure> measures;
    std::vector<Pause> pauses;
    std::vector<Stop> stops;
    std::vector<Training> trainings;
    std::vector<Spell> spells;
    std::vector<Employment> employments;

    const Person& person_of(int registration) const {
        return persons[static_cast<std::size_t>(registrations[static_cast<std::size_t>(registration)].person)];
    }
};

/// Nobody's life goes on after this day.
inline const Day kEnd = day_of(2009, 12, 31);

Nation lives(std::uint64_t seed, int persons, bool faults, const Places& places);

}  // namespace nation

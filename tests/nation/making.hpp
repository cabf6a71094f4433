// What the makers of lives share.
#pragma once

#include <algorithm>
#include <initializer_list>

#include "lives.hpp"
#include "random.hpp"

namespace nation {

/// Purposes of chance: a new one changes nothing of what the others draw.
enum Purpose : std::uint64_t { kLife = 1, kMunicipal, kNav, kSitting, kDelivery, kRow, kHours, kMoney, kWrong };

struct Making {
    Nation& nation;
    const Places& places;
    Numbers numbers;
    std::vector<int> case_numbers{};  // by place

    template <typename T>
    static int added(std::vector<T>& all, T each) {
        all.push_back(each);
        return static_cast<int>(all.size()) - 1;
    }
};

inline Day whole_years_later(Day day, int years) { return day + years * 365 + years / 4; }
inline int age(Day birth, Day at) {
    const Civil born = civil(birth);
    const Civil now = civil(at);
    return now.year - born.year - (now.month * 100 + now.day < born.month * 100 + born.day ? 1 : 0);
}

/// How a person came to be settled, for the lives that go on in a municipality.
struct Settled {
    int person = 0;
    int registration = 0;
    int place = 0;
    Day day = 0;
    Kind kind = Kind::asylum;
    bool agreed = true;
};

/// Asylum, resettlement, family: everything up to the settlement. Nothing settled: day is kNever.
Settled protection(Making& making, int person);
/// Training of asylum seekers while they wait.
void waiting_lessons(Making& making, int person, int registration, int place, Day from, Day to);
/// Programmes, leave, measures, training, a move.
void integration(Making& making, const Settled& settled);
/// Job-seeker and measure spells, employment.
void working_life(Making& making, int first_programme);

int opened_case(Making& making, int person, int registration, int place, Day day);

}  // namespace nation

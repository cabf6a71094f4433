// The municipalities and the districts of Oslo as one source: who delivers when, and what was stated last.
#pragma once

#include <map>
#include <set>

#include "municipal.hpp"

namespace nation {

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

inline std::string suffix_of(const Delivery& delivery) { return "-" + std::to_string(delivery.file); }

inline std::uint64_t hash_of(std::string_view text) {
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

}  // namespace nation

// Where people are settled, who delivers for the place, and in which form.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "dates.hpp"
#include "random.hpp"

namespace nation {

enum class Form { csv, fixed, xlsx };

/// A municipality, or a district of Oslo. Kristiansund is one place under two codes.
struct Place {
    std::string code;      // four digits
    std::string district;  // six digits, in Oslo only
    std::string letters;   // two letters that case references begin with
    std::string office;    // the NAV office, four digits
    int weight = 0;
    int sender = 0;       // who delivered before 2008
    int sender_2008 = 0;  // who delivers from the month 2008-01 on
    Day listed_from = 0;  // from when lists have the code: KLASS of 2006 on, of districts since 2004
};

struct Sender {
    std::string id;
    std::string name;
    std::string region;
    std::string language;
    std::string code;        // municipality or district
    std::string later_code;  // from 2008, where it changed
    Day until = kNever;      // first day on which there is no such sender
    std::string successor;   // id
    Form form = Form::csv;
    bool district = false;
};

/// One sender delivers for a neighbour.
struct Delegation {
    int delivers = 0;
    int owner = 0;
};

class Places {
public:
    /// `most`: so many places, the largest ones and those with a history; 0: all.
    Places(const std::filesystem::path& data, int most);

    const std::vector<Place>& all() const { return m_places; }
    const Place& at(int place) const { return m_places[static_cast<std::size_t>(place)]; }
    const std::vector<Sender>& senders() const { return m_senders; }
    const std::vector<Delegation>& delegations() const { return m_delegations; }

    int drawn(Chance& chance) const;
    int drawn_elsewhere(Chance& chance, int than) const;
    /// The municipality's code on a day.
    const std::string& code(int place, Day day) const;
    int sender(int place, Day month) const;
    bool oslo(int place) const { return !at(place).district.empty(); }
    /// The register of senders, in the form of connectors/municipal/senders.yaml.
    void write_register(const std::filesystem::path& file) const;
    /// Municipalities of a year, as codes in order.
    std::vector<std::string> codes(int year) const;

private:
    int sender_of(const std::string& id) const;
    void keep(int most);

    std::vector<Place> m_places;
    std::vector<Sender> m_senders;
    std::vector<Delegation> m_delegations;
    std::vector<int> m_cumulated;
    std::vector<std::string> m_codes;  // of all municipalities, also of those where nobody lives
};

const char* name_of(Form form);

}  // namespace nation

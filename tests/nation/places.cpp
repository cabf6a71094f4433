#include "places.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace nation {

namespace {

std::vector<std::vector<std::string>> table(const std::filesystem::path& file) {
    std::ifstream in(file);
    if (!in) throw std::runtime_error("cannot read " + file.string());
    std::vector<std::vector<std::string>> rows;
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) {
        if (line.empty()) continue;
        std::vector<std::string> cells;
        std::stringstream parts(line);
        std::string cell;
        while (std::getline(parts, cell, ';')) cells.push_back(cell);
        rows.push_back(cells);
    }
    return rows;
}

Form form_of(const std::string& name) {
    return name == "fixed" ? Form::fixed : name == "xlsx" ? Form::xlsx : Form::csv;
}

/// Two letters A to Z from a name. They tell no cases apart that the municipality's code does not; Oslo's districts
/// have theirs in the data.
std::string letters_of(const std::string& name) {
    std::string letters;
    for (const char each : name) {
        if (each >= 'a' && each <= 'z') letters += static_cast<char>(each - 'a' + 'A');
        if (each >= 'A' && each <= 'Z') letters += each;
        if (letters.size() == 2) break;
    }
    while (letters.size() < 2) letters += 'X';
    return letters;
}

const Day k2004 = day_of(2004, 1, 1);
const Day k2008 = day_of(2008, 1, 1);

}  // namespace

const char* name_of(Form form) { return form == Form::csv ? "csv" : form == Form::fixed ? "fixed" : "xlsx"; }

Places::Places(const std::filesystem::path& data, int most) {
    for (const auto& row : table(data / "municipalities.csv")) {
        const std::string& code = row.at(0);
        m_codes.push_back(code);
        if (code == "1505") continue;  // Kristiansund from 2008: the sender of 1503 goes on
        Sender sender{"k" + code, row.at(3), row.at(4), row.at(5), code, "", kNever, "", form_of(row.at(6)), false};
        if (code == "1503") sender.later_code = "1505";
        if (code == "1556") {
            sender.until = k2008;
            sender.successor = "k1503";
        }
        m_senders.push_back(sender);
        const int owner = static_cast<int>(m_senders.size()) - 1;
        if (code == "0301") continue;  // the districts register
        const Day listed_from = row.at(1).empty() ? 0 : day_of(row.at(1));
        m_places.push_back(
            {code, "", letters_of(row.at(3)), row.at(8), std::stoi(row.at(7)), owner, owner, listed_from});
    }
    const int kristiansund = sender_of("k1503");
    for (auto& place : m_places) {
        if (place.code == "1556") place.sender_2008 = kristiansund;
    }
    for (const auto& row : table(data / "districts.csv")) {
        const std::string& code = row.at(0);
        m_senders.push_back(
            {"b" + code, "Bydel " + row.at(1), "ost", "nb", code, "", kNever, "", form_of(row.at(2)), true});
        const int owner = static_cast<int>(m_senders.size()) - 1;
        m_places.push_back({"0301", code, row.at(5), row.at(4), std::stoi(row.at(3)) * 10, owner, owner, k2004});
    }
    for (const auto& [delivers, owner] : {std::pair{"k1504", "k1529"}, {"k0402", "k0420"}, {"k1901", "k1911"}}) {
        m_delegations.push_back({sender_of(delivers), sender_of(owner)});
        for (auto& place : m_places) {
            if (place.sender != m_delegations.back().owner) continue;
            place.sender = place.sender_2008 = m_delegations.back().delivers;
            place.weight = std::max(place.weight, 20);
        }
    }
    if (most > 0) keep(most);
    int sum = 0;
    for (const auto& place : m_places) m_cumulated.push_back(sum += place.weight);
}

int Places::sender_of(const std::string& id) const {
    for (std::size_t at = 0; at < m_senders.size(); ++at) {
        if (m_senders[at].id == id) return static_cast<int>(at);
    }
    throw std::runtime_error("there is no sender " + id);
}

int Places::drawn(Chance& chance) const {
    const int wish = chance.below(m_cumulated.back());
    return static_cast<int>(std::upper_bound(m_cumulated.begin(), m_cumulated.end(), wish) - m_cumulated.begin());
}

int Places::drawn_elsewhere(Chance& chance, int than) const {
    int place = drawn(chance);
    while (place == than) place = drawn(chance);
    return place;
}

const std::string& Places::code(int place, Day day) const {
    static const std::string later = "1505";
    const std::string& code = at(place).code;
    return day >= k2008 && (code == "1503" || code == "1556") ? later : code;
}

int Places::sender(int place, Day month) const { return month >= k2008 ? at(place).sender_2008 : at(place).sender; }

std::vector<std::string> Places::codes(int year) const {
    std::vector<std::string> codes;
    for (const auto& code : m_codes) {
        const bool ended = code == "1503" || code == "1556";
        if (year < 2008 ? code != "1505" : !ended) codes.push_back(code);
    }
    return codes;
}

/// Fewer places: the largest, those that merge, and those that deliver for each other.
void Places::keep(int most) {
    std::vector<int> weights;
    for (const auto& place : m_places) weights.push_back(place.weight);
    std::sort(weights.rbegin(), weights.rend());
    const int least = weights[std::min(weights.size(), static_cast<std::size_t>(most)) - 1];
    std::erase_if(m_places, [&](const Place& place) {
        const bool history = place.code == "1503" || place.code == "1556";
        const bool delegated = std::any_of(m_delegations.begin(), m_delegations.end(),
                                           [&](const Delegation& each) { return each.delivers == place.sender; });
        return place.weight < least && !history && !delegated;
    });
}

void Places::write_register(const std::filesystem::path& file) const {
    std::ofstream out(file);
    out << "# The senders of the stand-in nation: everybody who delivered in 2006 to 2009. Forms, languages and "
           "delegations are invented.\n"
           "version: 1\nregions: [ost, indre_ost, sor, vest, midt, nord]\nsenders:\n";
    for (const auto* agency : {"udi", "nav", "language_test", "imdi"}) {
        out << "  - {id: " << agency << ", kind: agency, name: " << agency << ", language: nb, feeds: [], contacts: ["
            << agency << "@example.org], periods: [{from: 2005-01-01}]}\n";
    }
    const char* feeds = "[municipal.programme, municipal.training, municipal.measure, municipal.pause, municipal.stop]";
    for (const auto& sender : m_senders) {
        const int who = static_cast<int>(&sender - m_senders.data());
        const bool here = std::any_of(m_places.begin(), m_places.end(), [&](const Place& place) {
            return place.sender == who || place.sender_2008 == who || "k" + place.code == sender.id;
        });
        if (!here && sender.code != "0301") continue;
        const bool capital = sender.code == "0301";
        out << "  - {id: " << sender.id << ", kind: " << (sender.district ? "district" : "municipality") << ", name: \""
            << sender.name << "\"" << (sender.district ? ", municipality: \"0301\"" : "")
            << ", region: " << sender.region << ", language: " << sender.language
            << ", feeds: " << (capital ? "[]" : feeds) << ", contacts: [" << sender.id << "@example.org]";
        if (!capital) out << ", forms: {municipal.programme: " << name_of(sender.form) << "}";
        out << ", periods: [";
        if (sender.district) {
            out << "{from: 2005-01-01}";
        } else if (!sender.later_code.empty()) {
            out << "{from: 2005-01-01, to: 2008-01-01, municipality: \"" << sender.code
                << "\"}, {from: 2008-01-01, municipality: \"" << sender.later_code << "\"}";
        } else if (sender.until != kNever) {
            out << "{from: 2005-01-01, to: " << iso(sender.until) << ", municipality: \"" << sender.code
                << "\", successor: " << sender.successor << "}";
        } else {
            out << "{from: 2005-01-01, municipality: \"" << sender.code << "\"}";
        }
        out << "]}\n";
    }
    out << "delegations:\n";
    for (const auto& each : m_delegations) {
        out << "  - {delivers: " << m_senders[static_cast<std::size_t>(each.delivers)].id
            << ", owner: " << m_senders[static_cast<std::size_t>(each.owner)].id << ", feeds: " << feeds
            << ", from: 2005-01-01, to: 2020-01-01}\n";
    }
}

}  // namespace nation

// The directorate: what municipalities are asked to settle and answer, and what is paid for those who are settled.
#include <algorithm>
#include <map>

#include "world.hpp"

namespace nation {

namespace {

constexpr const char* kRequestTruth =
    "known_at;op;municipality;year;group;requested;requested_extra;requested_date;decided;decided_date;answer;settled_"
    "by_agreement";
constexpr const char* kGrantTruth =
    "known_at;op;municipality;grant_year;grant_post;scheme_year;instalment;paid_date;persons;adults;amount";

class Imdi : public Source {
public:
    explicit Imdi(World& world) : m_world(world), m_nation(world.nation) {}

    void night(Day night, bool first) override {
        const Civil at = civil(night);
        if (first) {
            for (int year = std::max(2006, at.year - 1); year <= at.year; ++year) request(night, year);
            if (at.year > 2006) grants(night, at.year - 1, night >= day_of(at.year, 4, 1));
            return;
        }
        if (at.month == 10 && at.day == 15) request(night, at.year + 1);
        if ((at.month == 1 && at.day == 31) || (at.month == 6 && at.day == 30) || (at.month == 12 && at.day == 15))
            request(night, at.year);
        if (at.month == 2 && at.day == 20) request(night, at.year - 1);  // what was settled is counted to the end
        if (at.month == 10 && at.day == 1) grants(night, at.year, false);
        if (at.month == 4 && at.day == 1) grants(night, at.year - 1, true);
    }

private:
    struct Line {
        std::string csv;
        std::string truth;
    };
    void request(Day night, int year);
    void grants(Day night, int year, bool settled);
    void tell(const char* feed, const char* header, Day night, std::map<std::string, std::string>& said,
              const std::string& key, const std::string& truth) {
        auto& last = said[key];
        if (last == truth) return;
        last = truth;
        auto& out = m_world.truth.log(feed, header);
        put_cell(out, night);
        put_cell(out, "state");
        out.append(truth, 0, truth.size() - 1);
        out += '\n';
        m_world.truth.record(feed);
    }

    World& m_world;
    const Nation& m_nation;
    std::map<std::string, std::string> m_requests;
    std::map<std::string, std::string> m_grants;
};

bool is_minor(const Settlement& settlement) { return settlement.group[0] == 'E'; }

void Imdi::request(Day night, int year) {
    struct Count {
        int all = 0;
        int agreed = 0;
    };
    std::map<std::pair<std::string, bool>, Count>
        counts;  // municipality, minors: what is known until now, and all that will be
    for (const Settlement& settlement : m_nation.settlements) {
        if (!settlement.agreed || year_of(settlement.settled) != year || settlement.no != 1 ||
            settlement.lapsed != kNever)
            continue;
        const std::string& code = m_world.places.code(settlement.place, settlement.settled);
        for (const bool minor : {false, true}) {
            if (minor && !is_minor(settlement)) continue;
            auto& count = counts[{code, minor}];
            ++count.all;
            if (settlement.known <= night && settlement.known_place <= night) ++count.agreed;
        }
    }
    const std::string name = "request-" + std::to_string(year) + ".csv";
    File file(m_world.nights.path(night, "imdi.request", "imdi", name));
    file.text() += "kommunenr;aar;gruppe;anmodet;tilleggsanmodet;anmodet_dato;vedtatt;vedtak_dato;svar;bosatt_avtalt\n";
    long long rows = 0;
    for (const auto& code : m_world.places.codes(year)) {
        int of_all = 0;
        for (const bool minor : {false, true}) {
            const auto found = counts.find({code, minor});
            const Count count = found == counts.end() ? Count{} : found->second;
            Chance chance(m_nation.seed, std::stoi(code), year, kMoney, minor);
            int wished = count.all + chance.below(count.all / 4 + 3) / (count.all == 0 ? 2 : 1);
            if (minor) wished = std::min(wished, of_all);
            if (!minor) of_all = wished;
            const int extra = !minor && count.all > 10 && chance.percent(30) ? 5 * chance.between(1, 3) : 0;
            const Day asked = day_of(year - 1, 10, 1);
            const Day extra_from = day_of(year, 6, 1);
            const Day decided = day_of(year, 1, 10) + chance.below(140);
            const bool answered = decided <= night && wished > 0 && !(count.all == 0 && chance.percent(8));
            const int asked_for = wished + (extra > 0 && night >= extra_from ? extra : 0);
            const int granted =
                chance.percent(75) ? asked_for : std::max(count.all, asked_for * chance.between(50, 95) / 100);
            const std::string group = minor ? "EM" : "ALLE";
            std::string line = code + ";" + std::to_string(year) + ";" + group + ";" + std::to_string(wished) + ";";
            line += (extra > 0 && night >= extra_from ? std::to_string(extra) : "") + ";";
            put_cell(line, asked);
            line += (answered ? std::to_string(granted) : "") + ";";
            put_cell(line, answered ? decided : kNever);
            line += std::string(answered ? granted >= asked_for ? "J" : granted == 0 ? "N" : "D" : "U") + ";";
            line += (night >= day_of(year, 2, 1) ? std::to_string(count.agreed) : "") + ";";
            file.text().append(line, 0, line.size() - 1);
            file.text() += '\n';
            ++rows;
            tell("imdi.request", kRequestTruth, night, m_requests, code + std::to_string(year) + group, line);
        }
    }
    m_world.nights.count("imdi.request", rows);
}

/// Kroner per person by year in the scheme. The split was not published; the five years of an adult come to 496 000.
int rate(int scheme_year, bool adult) {
    constexpr std::array<int, 5> adults{125000, 133000, 105000, 72000, 61000};
    return adults[static_cast<std::size_t>(scheme_year - 1)] - (adult ? 0 : 15000);
}

void Imdi::grants(Day night, int year, bool settled_account) {
    struct Paid {
        int persons = 0;
        int adults = 0;
        long long kroner = 0;
    };
    std::map<std::tuple<std::string, int, int>, Paid> paid;  // municipality, year in scheme, instalment
    for (const Settlement& settlement : m_nation.settlements) {
        if (settlement.no != 1 || settlement.lapsed != kNever || settlement.known > night) continue;
        const int scheme_year = year - year_of(settlement.settled) + 1;
        if (scheme_year < 1 || scheme_year > (settlement.group[0] == 'F' ? 3 : 5)) continue;
        const Person& person = m_nation.person_of(settlement.registration);
        if (std::min(person.death, person.emigrated) < day_of(year, 1, 1)) continue;
        const bool adult = age(person.birth, day_of(year, 1, 1)) >= 18;
        const int instalment = civil(settlement.settled).month <= 6 || scheme_year > 1 ? 1 : 2;
        auto& into = paid[{m_world.places.code(settlement.place, day_of(year, 1, 1)), scheme_year, instalment}];
        ++into.persons;
        into.adults += adult ? 1 : 0;
        into.kroner += rate(scheme_year, adult);
    }
    const std::string name = "grant_payment-" + std::to_string(year) + ".csv";
    File file(m_world.nights.path(night, "imdi.grant_payment", "imdi", name));
    file.text() += "kommunenr;tilskuddsaar;ordning;aar_i_ordning;termin;utbetalt_dato;personer;herav_voksne;belop\n";
    long long persons = 0;
    long long kroner = 0;
    long long rows = 0;
    for (const auto& [key, sum] : paid) {
        const auto& [code, scheme_year, instalment] = key;
        const Day paid_on = std::min(night - 1, instalment == 1 ? day_of(year, 6, 30) : day_of(year, 11, 30));
        if (!settled_account && instalment == 2 && night < day_of(year, 12, 1)) continue;
        std::string line = code + ";" + std::to_string(year) + ";" +
                           (scheme_year == 1 ? "inttilsk_1" : "inttilsk_2_5") + ";" + std::to_string(scheme_year) +
                           ";" + std::to_string(instalment) + ";";
        const std::string row_key = line;
        put_cell(line, paid_on);
        line +=
            std::to_string(sum.persons) + ";" + std::to_string(sum.adults) + ";" + std::to_string(sum.kroner) + ".00;";
        file.text().append(line, 0, line.size() - 1);
        file.text() += '\n';
        persons += sum.persons;
        kroner += sum.kroner;
        ++rows;
        tell("imdi.grant_payment", kGrantTruth, night, m_grants, row_key, line);
    }
    file.text() +=
        "#SLUTT;" + std::to_string(rows) + ";" + std::to_string(persons) + ";" + std::to_string(kroner) + ".00\n";
    m_world.nights.count("imdi.grant_payment", rows);
}

}  // namespace

std::unique_ptr<Source> imdi(World& world) { return std::make_unique<Imdi>(world); }

}  // namespace nation

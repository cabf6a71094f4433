// The municipalities and the districts of Oslo, month by month, each in its own time.
#include <algorithm>

#include "municipal_source.hpp"

namespace nation {

namespace {

constexpr const char* kWho = "kommunenr;bydelsnr;journalnr;fodselsnr;dufnr;fodselsdato;kjonn;";

}  // namespace

/// Three of four senders deliver by the 5th, the rest has a tail of twenty days, one in twenty leaves a month out.
void Municipal::plan() {
    const auto& places = m_world.places;
    const bool faults = m_nation.faults;
    for (std::size_t at = 0; at < places.senders().size(); ++at) {
        const int who = static_cast<int>(at);
        for (Day month = day_of(2005, 11, 1); month <= kEnd; month = add_months(month, 1)) {
            bool delivers = false;
            for (std::size_t place = 0; place < places.all().size(); ++place)
                delivers = delivers || places.sender(static_cast<int>(place), month) == who;
            if (!delivers) continue;
            Chance chance(m_nation.seed, kDelivery, at, month);
            const Day next = add_months(month, 1);
            const int luck = chance.below(100);
            const bool late = luck >= 75;
            const bool skipped = luck >= 95 && faults;
            const Day night = next + (late ? chance.between(5, 24) : chance.between(0, 4));
            const auto deliver = [&](Day when, bool training) {
                const bool broken = faults && chance.of_thousand(6);
                m_plan.push_back({when, who, month, training, 1, false, broken});
                if (broken) m_plan.push_back({when + chance.between(1, 3), who, month, training, 2, false, false});
            };
            if (!skipped) deliver(night, false);
            deliver(skipped ? add_months(month, 2) + chance.between(0, 4) : night, true);
            const Day wave = day_of(year_of(next), 2, 26) + chance.between(0, 2);
            if (civil(month).month == 1 && night < wave - 4 && !skipped && chance.percent(60))
                m_plan.push_back({wave, who, month, false, 3, false, false});
            if (faults && !skipped)
                m_plan.push_back({add_months(month, 2) + chance.between(5, 15), who, month, true, 3, true, false});
        }
    }
    std::sort(m_plan.begin(), m_plan.end());
    std::map<std::pair<int, bool>, std::set<Day>> past;
    for (const auto& delivery : m_plan) {
        const bool recent = delivery.month >=
                            add_months(m_world.options.from, -m_world.options.backlog - 3);  // who has ceased is silent
        if (recent && delivery.night <= m_world.options.from && !delivery.broken)
            past[{delivery.sender, delivery.training}].insert(delivery.month);
    }
    for (const auto& [whose, months] : past) {
        auto month = months.end();
        for (int back = 0; back < m_world.options.backlog && month != months.begin(); ++back) --month;
        m_backlog[whose] = month == months.end() ? kNever : *month;
    }
}

/// Of the past, the first night hands out the last months that each sender has delivered.
bool Municipal::in_backlog(const Delivery& delivery) const {
    const auto from = m_backlog.find({delivery.sender, delivery.training});
    return from != m_backlog.end() && delivery.month >= from->second;
}

void Municipal::tell(const char* feed, const char* header, Day night, const char* op, std::string_view truth) {
    auto& out = m_world.truth.log(feed, header);
    put_cell(out, night);
    put_cell(out, op);
    out += truth.substr(0, truth.size() - 1);
    out += '\n';
    m_world.truth.record(feed);
}

void Municipal::nil(const char* feed, const std::string& file, const Delivery& delivery, Day night) {
    const File empty(m_world.nights.path(night, feed, sender(delivery).id, file));
    m_world.nights.count(feed, 0);
}

void Municipal::nil_statement(const char* feed, const char* file, const Delivery& delivery, Day night) {
    const Sender& who = sender(delivery);
    const std::string month = iso_month(delivery.month);
    std::string line =
        who.district
            ? "0301;" + who.code
            : (delivery.month >= day_of(2008, 1, 1) && !who.later_code.empty() ? who.later_code : who.code) + ";";
    const std::string truth = line + ";" + month + ";" + feed + ";" + iso(delivery.night - 1) + ";";
    line += ";";
    put_month(line, delivery.month);
    line += std::string(";") + feed + ";0;0;";
    put_dotted(line, delivery.night - 1);
    File out(m_world.nights.path(night, "municipal.nil", who.id,
                                 "nullmelding-" + month + "-" + file + suffix_of(delivery) + ".csv"));
    out.text() +=
        "kommunenr;bydelsnr;maaned;leveranse;aktive_deltakere;aktive_i_opplaering;bekreftet_dato\n" + line + "\n";
    m_world.nights.count("municipal.nil", 1);
    tell("municipal.nil", "known_at;op;municipality;district;month;feed;confirmed_at", night, "state", truth);
}

void Municipal::deliver(const char* feed, const char* file, const char* columns, const char* header,
                        const Delivery& delivery, Day night, std::vector<Line>& lines) {
    const Sender& who = sender(delivery);
    const std::string month = iso_month(delivery.month);
    const std::string suffix = suffix_of(delivery);
    if (lines.empty()) return nil(feed, file + ("-" + month + suffix + ".nil"), delivery, night);
    const std::string name = file + ("-" + month + suffix + ".csv");
    const auto path = m_world.nights.path(night, feed, who.id, name);
    const bool wrong_total =
        delivery.broken && Chance(m_nation.seed, delivery.sender, delivery.month, kWrong).percent(50);
    {
        File out(path);
        out.text() += kWho;
        out.text() += columns;
        out.text() += '\n';
        for (auto& line : lines) {
            out.text() += line.csv;
            out.record();
            if (delivery.broken || line.truth.empty()) continue;
            if (line.stated != nullptr) {
                const std::uint64_t hash = hash_of(line.truth);
                if (*line.stated == hash) continue;
                *line.stated = hash;
            }
            tell(feed, header, night, "state", line.truth);
        }
        out.text() += "#SLUTT;" + std::to_string(lines.size() + (wrong_total ? 1 : 0)) + "\n";
    }
    m_world.nights.count(feed, static_cast<long long>(lines.size()));
    if (!delivery.broken) return;
    if (!wrong_total) nation::cut(path);
    m_world.truth.fault(night, feed, who.id, name, "", wrong_total ? "wrong_total" : "cut", "hold");
}

std::unique_ptr<Source> municipal(World& world) { return std::make_unique<Municipal>(world); }

}  // namespace nation

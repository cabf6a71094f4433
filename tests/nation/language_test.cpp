// Tests in Norwegian: three sittings a year, each delivered when it is graded and once more with appeals and late
// numbers.
#include <algorithm>

#include "world.hpp"

namespace nation {

namespace {

constexpr const char* kTruth =
    "known_at;op;sitting;candidate_no;level;part;person;test_date;id_type;fnr;duf;training_municipality;test_"
    "municipality;test_place;attendance;"
    "result;appeal;graded_date";

struct Sitting {
    std::string code;
    Day held;
    Day told;
    Day corrected;
};

struct Entry {
    int person;
    int registration;
    int place;
    std::uint8_t level;
    char part;
    int candidate;
};

class LanguageTest : public Source {
public:
    explicit LanguageTest(World& world) : m_world(world), m_nation(world.nation) {
        for (int year = 2006; year <= 2009; ++year) {
            int number = 0;
            for (const auto& [month, day] : {std::pair{1, 28}, {5, 27}, {10, 28}}) {
                std::string code = "NP";
                put_number(code, year % 100, 2);
                const Day held = day_of(year, month, day);
                Chance chance(m_nation.seed, kSitting, held);
                m_sittings.push_back({code + "-" + std::to_string(++number), held, held + 30 + chance.below(6),
                                      held + 75 + chance.below(10)});
            }
        }
    }

    void night(Day night, bool first) override {
        for (std::size_t at = 0; at < m_sittings.size(); ++at) {
            const Sitting& sitting = m_sittings[at];
            if (sitting.told == night || (first && sitting.told < night && sitting.corrected > night))
                deliver(sitting, night, false, false);
            else if (sitting.corrected == night || (first && sitting.corrected < night))
                deliver(sitting, night, true, first);
            else if (broken(sitting) && sitting.told - 1 == night && !first)
                cut_delivery(sitting, night);
        }
    }

private:
    struct Row {
        std::string csv;
        std::string truth;
        bool off_scale = false;
    };
    /// A result of another scale, until it is corrected.
    bool off_scale_in(const Sitting& sitting, const Entry& entry) const {
        return m_nation.faults &&
               Chance(m_nation.seed, entry.candidate, sitting.held, entry.part, kWrong).of_thousand(6);
    }
    bool broken(const Sitting& sitting) const {
        return m_nation.faults && Chance(m_nation.seed, sitting.held, kDelivery).percent(12);
    }
    std::vector<Entry> entries(const Sitting& sitting) const;
    Row row(const Sitting& sitting, const Entry& entry, std::size_t at, bool corrected, std::string* fnr,
            std::string* duf) const;
    void deliver(const Sitting& sitting, Day night, bool corrected, bool only);
    void write(const Sitting& sitting, const std::filesystem::path& path, bool corrected, Day night, bool tell,
               bool only);
    void cut_delivery(const Sitting& sitting, Day night);

    World& m_world;
    const Nation& m_nation;
    std::vector<Sitting> m_sittings;
};

std::vector<Entry> LanguageTest::entries(const Sitting& sitting) const {
    std::vector<Entry> found;
    for (std::size_t at = 0; at < m_nation.trainings.size(); ++at) {
        const Training& training = m_nation.trainings[at];
        if (training.right[0] == 'A' || training.start + 120 > sitting.held ||
            (training.end != kNever && training.end + 150 < sitting.held))
            continue;
        Chance chance(m_nation.seed, at, sitting.held, kSitting);
        if (!chance.of_thousand(180)) continue;
        const Case& of = m_nation.cases[static_cast<std::size_t>(training.of_case)];
        const bool early = sitting.held - training.start < 420;
        const auto level = static_cast<std::uint8_t>(chance.percent(5) ? 1 : early ? 2 : chance.percent(70) ? 3 : 2);
        int candidate = 900000 + of.person;
        if (chance.percent(2)) candidate += 1000000;  // under another number this time
        const auto parts = chance.weighted({84, 8, 8});
        for (const char part : {'S', 'M'}) {
            if (parts == (part == 'S' ? 2U : 1U)) continue;
            found.push_back({of.person, of.registration, of.place, level, part, candidate});
        }
    }
    std::sort(found.begin(), found.end(), [](const Entry& one, const Entry& other) {
        return std::tie(one.candidate, one.part) < std::tie(other.candidate, other.part);
    });
    // Who is in training in two places sits once.
    found.erase(std::unique(found.begin(), found.end(),
                            [](const Entry& one, const Entry& other) {
                                return one.candidate == other.candidate && one.part == other.part;
                            }),
                found.end());
    return found;
}

LanguageTest::Row LanguageTest::row(const Sitting& sitting, const Entry& entry, std::size_t, bool corrected,
                                    std::string* fnr_known, std::string* duf_known) const {
    const Person& person = m_nation.persons[static_cast<std::size_t>(entry.person)];
    Chance who(m_nation.seed, entry.candidate, sitting.held, kSitting);
    Chance chance(m_nation.seed, entry.candidate, sitting.held, kSitting, entry.part);
    static constexpr std::array<const char*, 4> types{"F", "U", "pass", "ingen"};
    std::string type = types[who.weighted({72, 16, 7, 5})];
    const bool linked_later = who.percent(60);
    if ((type == "pass" || type == "ingen") && corrected && linked_later) type = "F";
    std::string fnr;
    std::string duf;
    if (type == "F" && person.fnr_from > sitting.held) type = person.dnr_from <= sitting.held ? "D" : "U";
    if (type == "F") fnr = fnr_text(person.fnr);
    if (type == "D") fnr = fnr_text(person.dnr);
    if (type == "U") duf = duf_text(m_nation.registrations[static_cast<std::size_t>(entry.registration)].duf);
    const int elsewhere = who.percent(12) ? m_world.places.drawn(who) : entry.place;
    const std::string trained = who.percent(96) ? m_world.places.code(entry.place, sitting.held) : "";
    std::string tested = m_world.places.code(elsewhere, sitting.held);
    std::string site;
    put_digits(site, organisation_number(20000 + elsewhere), 9);

    static constexpr std::array<const char*, 3> attended{"M", "I", "A"};
    const std::string attendance = attended[chance.weighted({93, 5, 2})];
    const bool written = entry.part == 'S';
    const int passes = entry.level == 1 ? 80 : entry.level == 2 ? (written ? 55 : 93) : (written ? 47 : 82);
    bool passed = chance.percent(passes);
    std::string appeal;
    Day graded = sitting.told - chance.between(2, 8);
    if (!passed && written && chance.percent(3) && corrected) {
        appeal = "J";
        graded = sitting.corrected - chance.between(2, 10);
        passed = chance.percent(40);
    }
    std::string result = attendance == "M" ? (passed ? "B" : "I") : "";
    if (m_nation.faults && attendance == "M" && !corrected && chance.of_thousand(4))
        result.clear();  // sat, and not told
    const bool off_scale = !result.empty() && !corrected && off_scale_in(sitting, entry);

    Row made;
    auto& csv = made.csv;
    put_cell(csv, sitting.code);
    put_dotted(csv, sitting.held);
    csv += ";K" + std::to_string(entry.candidate) + ";";
    put_cell(csv, type);
    put_cell(csv, fnr);
    put_cell(csv, duf);
    put_cell(csv, trained);
    put_cell(csv, tested);
    put_cell(csv, site);
    csv += std::to_string(entry.level) + ";" + entry.part + ";";
    put_cell(csv, attendance);
    put_cell(csv, off_scale ? "A2" : result);
    put_cell(csv, appeal);
    put_dotted(csv, graded);
    csv += '\n';
    auto& truth = made.truth;
    truth = sitting.code + ";K" + std::to_string(entry.candidate) + ";" + std::to_string(entry.level) + ";" +
            entry.part + ";" + std::to_string(entry.person) + ";";
    put_cell(truth, sitting.held);
    put_cell(truth, type);
    put_cell(truth, fnr);
    put_cell(truth, duf);
    put_cell(truth, trained);
    put_cell(truth, tested);
    put_cell(truth, site);
    put_cell(truth, attendance);
    put_cell(truth, off_scale ? "" : result);
    put_cell(truth, appeal);
    put_iso(truth, graded);
    made.off_scale = off_scale;
    *fnr_known = fnr;
    *duf_known = duf;
    return made;
}

void LanguageTest::write(const Sitting& sitting, const std::filesystem::path& path, bool corrected, Day night,
                         bool tell, bool only) {
    File file(path);
    file.text() +=
        "provekode;provedato;kandidatnr;id_type;fodselsnr;dufnr;kommunenr_opplaring;kommunenr_sted;provested;prove;del;"
        "oppmote;resultat;klage;"
        "sensur_dato\n";
    const auto all = entries(sitting);
    std::string fnr;
    std::string duf;
    for (std::size_t at = 0; at < all.size(); ++at) {
        const Row now = row(sitting, all[at], at, corrected, &fnr, &duf);
        file.text() += now.csv;
        file.record();
        if (!tell) continue;
        const std::string candidate = "K" + std::to_string(all[at].candidate);
        if (now.off_scale)
            m_world.truth.fault(
                night, "language_test.result", "language_test", path.filename().string(),
                sitting.code + "/" + candidate + "/" + std::to_string(all[at].level) + "/" + all[at].part,
                "result_off_scale", "null");
        m_world.truth.link(night, "language_test.result", candidate, fnr);
        m_world.truth.link(night, "language_test.result", candidate, duf);
        std::string other;
        if (corrected && !only && row(sitting, all[at], at, false, &other, &other).truth == now.truth) continue;
        auto& out = m_world.truth.log("language_test.result", kTruth);
        put_cell(out, night);
        put_cell(out, "state");
        out += now.truth;
        out += '\n';
        m_world.truth.record("language_test.result");
    }
    file.text() += "#SLUTT;" + std::to_string(all.size()) + "\n";
    m_world.nights.count("language_test.result", static_cast<long long>(all.size()));
}

void LanguageTest::deliver(const Sitting& sitting, Day night, bool corrected, bool only) {
    const auto path =
        m_world.nights.path(night, "language_test.result", "language_test", "resultat-" + sitting.code + ".csv");
    write(sitting, path, corrected, night, true, only);
}

void LanguageTest::cut_delivery(const Sitting& sitting, Day night) {
    const std::string name = "resultat-" + sitting.code + ".csv";
    const auto path = m_world.nights.path(night, "language_test.result", "language_test", name);
    write(sitting, path, false, night, false, false);
    cut(path);
    m_world.truth.fault(night, "language_test.result", "language_test", name, "", "cut", "hold");
}

}  // namespace

std::unique_ptr<Source> language_test(World& world) { return std::make_unique<LanguageTest>(world); }

}  // namespace nation

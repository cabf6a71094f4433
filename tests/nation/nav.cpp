// NAV: JSON pages. Spells every Monday, employment of the month before on the 6th, education once a year.
#include "world.hpp"

namespace nation {

namespace {

constexpr const char* kStatusTruth =
    "known_at;op;spell_id;person;ident;kind;valid_from;valid_to;main_status;referral_group;measure_code;participation;"
    "office;benefit_months";
constexpr const char* kEmploymentTruth =
    "known_at;op;employment_id;person;ident;type;employer;workplace;valid_from;valid_to;percent;hours_week";
constexpr const char* kEducationTruth = "known_at;op;person;as_of;ident;state;basis;level";

/// Rows of one page file; the next page where they are more.
class Pages {
public:
    static constexpr long long kRows = 100000;

    /// `of`: the day that the extract says it is of.
    Pages(World& world, Day night, const char* feed, std::string file, long long total, Day of)
        : m_world(world), m_night(night), m_of(of), m_feed(feed), m_file(std::move(file)), m_total(total) {
        open();
    }
    Pages(const Pages&) = delete;
    Pages& operator=(const Pages&) = delete;
    ~Pages() {
        close(true);
        m_world.nights.count(m_feed, m_total);
    }
    std::string& row() {
        if (m_rows == kRows) {
            close(false);
            ++m_page;
            open();
        }
        auto& out = m_out->text();
        out += m_rows++ == 0 ? "\n  " : ",\n  ";
        return out;
    }
    void done() { m_out->record(); }

private:
    std::string name(int page) const { return m_file + (page == 1 ? "" : "-" + std::to_string(page)) + ".json"; }
    void open() {
        m_out = std::make_unique<File>(m_world.nights.path(m_night, m_feed, "nav", name(m_page)));
        m_rows = 0;
        m_out->text() +=
            "{\"uttrekksdato\": \"" + iso(m_of) + "\", \"totalt\": " + std::to_string(m_total) + ", \"innhold\": [";
    }
    void close(bool last) {
        m_out->text() += "], \"neste\": " + (last ? std::string("null") : "\"" + name(m_page + 1) + "\"") + "}\n";
        m_out.reset();
    }

    World& m_world;
    Day m_night, m_of;
    const char* m_feed;
    std::string m_file;
    long long m_total;
    int m_page = 1;
    long long m_rows = 0;
    std::unique_ptr<File> m_out;
};

void put_text(std::string& out, const char* name, std::string_view value) {
    out += '"';
    out += name;
    out += "\": \"";
    out += value;
    out += '"';
}

void put_day(std::string& out, const char* name, Day value) {
    out += '"';
    out += name;
    if (value < kNever) {
        out += "\": \"";
        put_iso(out, value);
        out += '"';
    } else {
        out += "\": null";
    }
}

class Nav : public Source {
public:
    explicit Nav(World& world)
        : m_world(world),
          m_nation(world.nation),
          m_spells(m_nation.spells.size(), 0),
          m_parts(m_nation.spells.size(), 0),
          m_employments(m_nation.employments.size(), 0) {}

    void night(Day night, bool first) override {
        const bool monday = weekday(night) == 1;
        if (first || monday) status(night);
        const Civil at = civil(night);
        if (first || at.day == 6) employment(night);
        if (at.month == 2 && at.day == 15) education(night, day_of(at.year - 1, 12, 31));
    }

private:
    /// NAV knows by the D-number for some months what the others know by the fødselsnummer.
    std::string ident(int person, Day from) const {
        const Person& of = m_nation.persons[static_cast<std::size_t>(person)];
        return fnr_text(of.dnr != 0 && from < of.fnr_from + 120 ? of.dnr : of.fnr);
    }
    void status(Day night);
    void spell(std::size_t at, Day night, bool second, Pages& pages);
    void employment(Day night);
    void education(Day night, Day as_of);
    void tell(const char* feed, const char* header, Day night, const std::string& truth) {
        auto& out = m_world.truth.log(feed, header);
        put_cell(out, night);
        put_cell(out, "state");
        out.append(truth, 0, truth.size() - 1);
        out += '\n';
        m_world.truth.record(feed);
    }

    World& m_world;
    const Nation& m_nation;
    std::vector<std::uint8_t> m_spells;  // what was last said: 1 open, 2 ended
    std::vector<std::uint8_t> m_parts;   // the second part of a spell that was split
    std::vector<std::uint8_t> m_employments;
};

void Nav::status(Day night) {
    long long total = 0;
    for (const Spell& spell : m_nation.spells) total += spell.known <= night ? (spell.known_split <= night ? 2 : 1) : 0;
    // The first load is that of the last Monday, whatever the day.
    const Day monday = night - weekday(night) + 1;
    Pages pages(m_world, night, "nav.status", "status-" + iso(monday), total, monday);
    for (std::size_t at = 0; at < m_nation.spells.size(); ++at) {
        if (m_nation.spells[at].known > night) continue;
        spell(at, night, false, pages);
        if (m_nation.spells[at].known_split <= night) spell(at, night, true, pages);
    }
}

void Nav::spell(std::size_t at, Day night, bool second, Pages& pages) {
    const Spell& spell = m_nation.spells[at];
    const bool split = spell.known_split <= night;
    const Day from = second ? spell.split : spell.from;
    Day to = spell.known_to <= night ? spell.to : kNever;
    if (split && !second) to = spell.split - 1;
    const bool measure = spell.measure != nullptr;
    const std::string id = (measure ? "ti-" : "as-") + std::to_string(900000 + at) + (second ? "-2" : "");
    const std::string who = ident(spell.person, spell.from);
    std::string truth = id + ";" + std::to_string(spell.person) + ";" + who + ";" + (measure ? "TI;" : "AS;");
    put_cell(truth, from);
    put_cell(truth, to);

    auto& out = pages.row();
    out += '{';
    put_text(out, "ident", who);
    out += ", ";
    put_text(out, "periodeId", id);
    out += measure ? ", \"type\": \"TI\", " : ", \"type\": \"AS\", ";
    put_day(out, "fom", from);
    out += ", ";
    put_day(out, "tom", to);
    out += ", ";
    std::string months;
    if (measure) {
        const char* participation = to < kNever ? (at % 7 == 0 ? "DELAVB" : "FULLF") : "GJENN";
        put_text(out, "tiltakskode", spell.measure);
        out += ", ";
        put_text(out, "deltakerstatus", participation);
        put_cell(truth, "");
        put_cell(truth, "");
        put_cell(truth, spell.measure);
        put_cell(truth, participation);
        if (at % 3 == 0) {
            for (Day month = first_of_month(from); month <= (to < kNever ? to : std::min(night, spell.to));
                 month = add_months(month, 1))
                months += (months.empty() ? "" : ",") + iso_month(month);
        }
    } else {
        put_text(out, "hovedstatus", spell.status);
        out += ", ";
        put_text(out, "formidlingsgruppe", "ARBS");
        out += ", \"kvalifiseringsgruppe\": null";
        put_cell(truth, spell.status);
        put_cell(truth, "ARBS");
        put_cell(truth, "");
        put_cell(truth, "");
    }
    const std::string& office = m_world.places.at(spell.place).office;
    out += ", ";
    put_text(out, "enhet", office);
    if (!months.empty()) {
        out += ", ";
        put_text(out, "introstonadMaaneder", months);
    }
    out += '}';
    pages.done();
    put_cell(truth, office);
    put_cell(truth, months);
    auto& said = second ? m_parts[at] : m_spells[at];
    std::uint8_t now = static_cast<std::uint8_t>(to == kNever ? 1 : 2);
    if (!months.empty() && to == kNever)
        now = static_cast<std::uint8_t>(3 + months.size() / 8);  // another month of benefit
    if (split && !second) now = 255;
    if (said == now) return;
    said = now;
    tell("nav.status", kStatusTruth, night, truth);
}

void Nav::employment(Day night) {
    long long total = 0;
    for (const Employment& each : m_nation.employments) total += each.known <= night ? 1 : 0;
    Pages pages(m_world, night, "nav.employment",
                "employment-" + iso_month(add_months(night, civil(night).day < 6 ? -2 : -1)), total, night);
    for (std::size_t at = 0; at < m_nation.employments.size(); ++at) {
        const Employment& it = m_nation.employments[at];
        if (it.known > night) continue;
        const std::string id = "af-" + std::to_string(900000 + at);
        const std::string who = ident(it.person, it.from);
        std::string employer;
        put_digits(employer, organisation_number(it.employer * 2), 9);
        std::string workplace;
        put_digits(workplace, organisation_number(it.employer * 2 + 1), 9);
        const Day to = it.known_to <= night ? it.to : kNever;
        const std::string percent = std::to_string(it.percent) + ".0";
        const int tenths = it.percent * 375 / 100;
        const std::string hours = std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
        auto& out = pages.row();
        out += '{';
        put_text(out, "ident", who);
        out += ", ";
        put_text(out, "id", id);
        out += ", \"arbeidsforholdstype\": \"ordinaertArbeidsforhold\", \"opplysningspliktig\": {";
        put_text(out, "ident", employer);
        out += "}, \"arbeidssted\": {";
        put_text(out, "ident", workplace);
        out += "}, \"ansettelsesperiode\": {";
        put_day(out, "startdato", it.from);
        out += ", ";
        put_day(out, "sluttdato", to);
        out += ", \"sluttaarsak\": null}, \"avtaltStillingsprosent\": " + percent + ", \"antallTimerPrUke\": " + hours +
               "}";
        pages.done();
        const std::uint8_t now = to == kNever ? 1 : 2;
        if (m_employments[at] == now) continue;
        m_employments[at] = now;
        std::string truth = id + ";" + std::to_string(it.person) + ";" + who + ";ordinaertArbeidsforhold;" + employer +
                            ";" + workplace + ";";
        put_cell(truth, it.from);
        put_cell(truth, to);
        put_cell(truth, percent);
        put_cell(truth, hours);
        tell("nav.employment", kEmploymentTruth, night, truth);
    }
}

/// Asked for: persons whose programme ended in the year before the reference date's year or in it.
void Nav::education(Day night, Day as_of) {
    struct Answer {
        int person;
        const char* reason;
    };
    std::vector<Answer> answers;
    std::vector<bool> asked(m_nation.persons.size());
    for (const Programme& programme : m_nation.programmes) {
        const int person = m_nation.cases[static_cast<std::size_t>(programme.of_case)].person;
        const bool ended =
            programme.end != kNever && programme.reg_end <= as_of && year_of(programme.end) >= year_of(as_of) - 1;
        if (!ended || asked[static_cast<std::size_t>(person)] ||
            m_nation.persons[static_cast<std::size_t>(person)].fnr == 0)
            continue;
        asked[static_cast<std::size_t>(person)] = true;
        answers.push_back({person, programme.reason});
    }
    Pages pages(m_world, night, "nav.education", "education-" + std::to_string(year_of(night)),
                static_cast<long long>(answers.size()), night);
    for (const auto& answer : answers) {
        Chance chance(m_nation.seed, answer.person, as_of, kNav);
        const bool studies = chance.percent(answer.reason[0] == '2' ? 75 : 12);
        const char* state = studies ? "JA" : chance.percent(55) ? "NEI" : "IKKE_FUNNET";
        const std::string who = ident(answer.person, as_of);
        static constexpr std::array<const char*, 3> bases{"T", "E", "R"};
        const char* basis = studies ? bases[static_cast<std::size_t>(chance.below(3))] : "";
        auto& out = pages.row();
        out += '{';
        put_text(out, "ident", who);
        out += ", ";
        put_day(out, "referansedato", as_of);
        out += ", ";
        put_text(out, "utdanningsstatus", state);
        out += ", ";
        if (studies)
            put_text(out, "grunnlag", basis);
        else
            out += "\"grunnlag\": null";
        out += ", ";
        static constexpr std::array<const char*, 3> levels{"GS", "VGS", "HU"};
        const char* level = studies ? levels[chance.weighted({4, 5, 2})] : "";
        if (studies)
            put_text(out, "niva", level);
        else
            out += "\"niva\": null";
        out += '}';
        pages.done();
        std::string truth = std::to_string(answer.person) + ";" + iso(as_of) + ";" + who + ";" + state + ";" + basis +
                            ";" + level + ";";
        tell("nav.education", kEducationTruth, night, truth);
    }
}

}  // namespace

std::unique_ptr<Source> nav(World& world) { return std::make_unique<Nav>(world); }

}  // namespace nation

// UDI: XML, one file for each feed and night: what changed, on the first of a month everything.
#include <algorithm>

#include "world.hpp"

namespace nation {

namespace {

enum Feed : std::uint8_t { kPerson, kApplication, kDecision, kReception, kSettlement };

struct FeedShape {
    const char* feed;
    const char* root;
    const char* record;
    const char* file;
    const char* truth;
};

constexpr std::array<FeedShape, 5> kFeeds{{
    {"udi.person", "personleveranse", "person", "person",
     "known_at;op;duf;person;lead_duf;fnr;dnr;birth_date;birth_date_quality;sex;citizenship;citizenship_at;arrival_"
     "date;death_date;"
     "emigrated_date;registered_at"},
    {"udi.application", "soknadsleveranse", "soknad", "application",
     "known_at;op;duf;application_no;person;type;applied_date;minor;reference_duf;withdrawn_date;registered_at"},
    {"udi.decision", "vedtaksleveranse", "vedtak", "decision",
     "known_at;op;decision_id;person;duf;application_no;instance;kind;decided_date;outcome;ground;gives_settlement;"
     "limited;appeal_of;"
     "appeal_outcome;valid_from;valid_to;registered_at"},
    {"udi.reception", "mottaksleveranse", "mottaksopphold", "reception",
     "known_at;op;duf;stay_no;person;place_code;place_type;municipality;valid_from;valid_to;leaving;registered_at"},
    {"udi.settlement", "bosettingsleveranse", "bosetting", "settlement",
     "known_at;op;duf;settlement_no;person;group;municipality;district;settled_date;decision_id;agreed;withdrawn_date;"
     "registered_at"},
}};

struct Event {
    Day night;
    Feed feed;
    int at;
    bool operator<(const Event& other) const {
        return std::tie(night, feed, at) < std::tie(other.night, other.feed, other.at);
    }
    bool operator==(const Event& other) const = default;
};

/// A record as XML and as a line of truth at once: the same values, each in its order.
class Record {
public:
    Record(std::string& xml, std::string& truth) : m_xml(xml), m_truth(truth) {}

    void text(const char* element, std::string_view value) {
        put(element, value);
        put_cell(m_truth, value);
    }
    /// Is said, and not believed.
    void unbelieved(const char* element, std::string_view value) {
        put(element, value);
        put_cell(m_truth, "");
    }
    void day(const char* element, Day value) {
        if (value < kNever) {
            m_xml += '<';
            m_xml += element;
            m_xml += '>';
            put_iso(m_xml, value);
            close(element);
        }
        put_cell(m_truth, value);
    }
    void put(const char* element, std::string_view value) {
        if (value.empty()) return;
        m_xml += '<';
        m_xml += element;
        m_xml += '>';
        m_xml += value;
        close(element);
    }

private:
    void close(const char* element) {
        m_xml += "</";
        m_xml += element;
        m_xml += '>';
    }
    std::string& m_xml;
    std::string& m_truth;
};

class Udi : public Source {
public:
    explicit Udi(World& world) : m_world(world), m_nation(world.nation) {
        index();
        m_serials.fill(0);
    }

    void night(Day night, bool first) override {
        for (std::uint8_t feed = 0; feed < kFeeds.size(); ++feed) {
            if (!first) delta(night, static_cast<Feed>(feed));
            // The register as it is after the day's changes.
            if (first || civil(night).day == 1) snapshot(night, static_cast<Feed>(feed), first);
        }
        while (m_next < m_events.size() && m_events[m_next].night <= night) ++m_next;
    }

private:
    void index();
    void add(Feed feed, std::size_t at, std::initializer_list<Day> nights) {
        for (const Day night : nights) {
            if (night < kNever) m_events.push_back({night, feed, static_cast<int>(at)});
        }
    }
    std::size_t size(Feed feed) const;
    bool known(Feed feed, std::size_t at, Day night) const;
    bool gone(Feed feed, std::size_t at, Day night) const {
        return feed == kReception && m_nation.stays[at].known_gone <= night;
    }
    std::vector<std::size_t> changed(Day night, Feed feed) const;
    void delta(Day night, Feed feed);
    void snapshot(Day night, Feed feed, bool first);
    void head(std::string& out, Feed feed, const char* type, Day night, long long count);
    /// One record: its XML behind `xml`, and what of it is true behind `truth` (without known_at and op).
    void put(Feed feed, std::size_t at, Day night, std::string& xml, std::string& truth);
    void put_person(const Registration& registration, Day night, Record& record);
    void put_application(const Application& application, Day night, Record& record, std::string& truth);
    void put_decision(std::size_t at, Day night, Record& record, std::string& truth);
    void put_reception(std::size_t at, Day night, Record& record, std::string& truth);
    void put_settlement(const Settlement& settlement, Day night, Record& record, std::string& truth);
    /// A permit on a ground of the act that follows, which does not hold yet.
    bool foreign(std::size_t decision) const {
        return m_nation.faults && *m_nation.decisions[decision].ground != '\0' &&
               Chance(m_nation.seed, decision, kWrong).of_thousand(4);
    }
    void told_faults(Feed feed, std::size_t at, Day night, Day known_at, const std::string& file);
    void tell(Feed feed, std::size_t at, Day night, Day known_at, const std::string& truth);
    std::string decision_id(int at) const;
    const Registration& registration(int at) const { return m_nation.registrations[static_cast<std::size_t>(at)]; }

    World& m_world;
    const Nation& m_nation;
    std::vector<Event> m_events;
    std::size_t m_next = 0;
    std::array<int, 5> m_serials{};
};

void Udi::index() {
    const auto& nation = m_nation;
    for (std::size_t at = 0; at < nation.registrations.size(); ++at) {
        const auto& registration = nation.registrations[at];
        const auto& person = nation.persons[static_cast<std::size_t>(registration.person)];
        add(kPerson, at, {registration.known, registration.known_lead});
        const auto later = [&](Day night) { return night > registration.known ? night : kNever; };
        if (registration.lead < 0)
            add(kPerson, at, {later(person.known_fnr), later(person.known_dnr), later(person.known_leaving)});
        add(kPerson, at, {later(person.arrival == kNever ? kNever : person.arrival + 1)});
    }
    for (std::size_t at = 0; at < nation.applications.size(); ++at) {
        const auto& application = nation.applications[at];
        const Day withdrawn =
            application.withdrawn == kNever ? kNever : std::max(application.known, application.withdrawn + 2);
        add(kApplication, at, {application.known, withdrawn});
    }
    for (std::size_t at = 0; at < nation.decisions.size(); ++at)
        add(kDecision, at, {nation.decisions[at].known, nation.decisions[at].known_ground});
    for (std::size_t at = 0; at < nation.stays.size(); ++at)
        add(kReception, at, {nation.stays[at].known, nation.stays[at].known_to, nation.stays[at].known_gone});
    for (std::size_t at = 0; at < nation.settlements.size(); ++at) {
        const auto& settlement = nation.settlements[at];
        add(kSettlement, at, {settlement.known, settlement.known_place, settlement.known_lapsed});
    }
    std::sort(m_events.begin(), m_events.end());
    m_events.erase(std::unique(m_events.begin(), m_events.end()), m_events.end());
}

std::size_t Udi::size(Feed feed) const {
    switch (feed) {
        case kPerson: return m_nation.registrations.size();
        case kApplication: return m_nation.applications.size();
        case kDecision: return m_nation.decisions.size();
        case kReception: return m_nation.stays.size();
        default: return m_nation.settlements.size();
    }
}

bool Udi::known(Feed feed, std::size_t at, Day night) const {
    switch (feed) {
        case kPerson: return m_nation.registrations[at].known <= night;
        case kApplication: return m_nation.applications[at].known <= night;
        case kDecision: return m_nation.decisions[at].known <= night;
        case kReception: return m_nation.stays[at].known <= night && m_nation.stays[at].known_gone > night;
        default: return m_nation.settlements[at].known <= night;
    }
}

std::string Udi::decision_id(int at) const {
    const Decision& decision = m_nation.decisions[static_cast<std::size_t>(at)];
    std::string id = decision.instance == 'U' ? "UDI-" : "UNE-";
    put_number(id, year_of(decision.decided) % 100, 2);
    return id + "-" + std::to_string(900000 + at);
}

void Udi::head(std::string& out, Feed feed, const char* type, Day night, long long count) {
    const auto& shape = kFeeds[feed];
    out += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<";
    out += shape.root;
    out += " xmlns=\"urn:x-tilsig:udi:";
    out += year_of(night) >= 2008 ? "2008" : "2006";
    out += "\" type=\"";
    out += type;
    out += "\" lopenummer=\"" + std::to_string(++m_serials[feed]) + "\" uttrekk=\"" + iso(night) + "\" antall=\"" +
           std::to_string(count) + "\">\n";
}

void Udi::tell(Feed feed, std::size_t at, Day night, Day known_at, const std::string& truth) {
    auto& out = m_world.truth.log(kFeeds[feed].feed, kFeeds[feed].truth);
    put_cell(out, known_at);
    put_cell(out, gone(feed, at, night) ? "withdraw" : "state");
    out.append(truth, 0, truth.size() - 1);
    out += '\n';
    m_world.truth.record(kFeeds[feed].feed);
    if (feed != kPerson) return;
    const Registration& of = m_nation.registrations[at];
    const Person& person = m_nation.persons[static_cast<std::size_t>(of.person)];
    const std::string duf = duf_text(of.duf);
    if (of.lead >= 0) {
        if (of.known_lead <= night)
            m_world.truth.link(known_at, "udi.person", duf, duf_text(registration(of.lead).duf));
        return;
    }
    if (person.known_fnr <= night) m_world.truth.link(known_at, "udi.person", duf, fnr_text(person.fnr));
    if (person.known_dnr <= night) m_world.truth.link(known_at, "udi.person", duf, fnr_text(person.dnr));
}

/// The records that changed since the night before.
std::vector<std::size_t> Udi::changed(Day night, Feed feed) const {
    std::vector<std::size_t> found;
    for (std::size_t event = m_next; event < m_events.size() && m_events[event].night <= night; ++event) {
        if (m_events[event].feed == feed) found.push_back(static_cast<std::size_t>(m_events[event].at));
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

void Udi::delta(Day night, Feed feed) {
    const auto changed = this->changed(night, feed);
    Chance chance(m_nation.seed, night, feed, kDelivery);
    const bool broken = m_nation.faults && !changed.empty() && civil(night).day != 1 && chance.of_thousand(6);
    const auto& shape = kFeeds[feed];
    const std::string name = std::string(shape.file) + "-" + iso(night) + ".xml";
    const Day known_at = broken ? night + 1 : night;
    const auto path = m_world.nights.path(known_at, shape.feed, "udi", name);
    {
        File file(path);
        head(file.text(), feed, "endring", night, static_cast<long long>(changed.size()));
        std::string truth;
        for (const std::size_t at : changed) {
            file.text() += "  <";
            file.text() += shape.record;
            if (gone(feed, at, night)) file.text() += " slettet=\"true\"";
            file.text() += '>';
            truth.clear();
            put(feed, at, night, file.text(), truth);
            file.text() += "</";
            file.text() += shape.record;
            file.text() += ">\n";
            file.record();
            if (known_at > m_world.options.to) continue;
            tell(feed, at, night, known_at, truth);
            told_faults(feed, at, night, known_at, name);
        }
        file.text() += "</";
        file.text() += shape.root;
        file.text() += ">\n";
    }
    if (known_at <= m_world.options.to) m_world.nights.count(shape.feed, static_cast<long long>(changed.size()));
    if (!broken) return;
    m_world.nights.count(shape.feed, 0);
    const auto cut_path = m_world.nights.path(night, shape.feed, "udi", name);
    std::filesystem::copy_file(path, cut_path, std::filesystem::copy_options::overwrite_existing);
    if (known_at > m_world.options.to)
        std::filesystem::remove_all(path.parent_path().parent_path().parent_path().parent_path());
    cut(cut_path);
    m_world.truth.fault(night, shape.feed, "udi", name, "", "cut", "hold");
}

void Udi::snapshot(Day night, Feed feed, bool first) {
    const auto& shape = kFeeds[feed];
    long long count = 0;
    for (std::size_t at = 0; at < size(feed); ++at) count += known(feed, at, night) ? 1 : 0;
    // It lacks the first record, and tells the second as of the day before.
    const bool disagrees = m_world.options.disagreement && !first && feed == kSettlement && count > 1;
    long long place = 0;
    if (disagrees) --count;
    const std::string name = std::string(shape.file) + "-" + iso(night) + (first ? ".xml" : "_full.xml");
    {
        File file(m_world.nights.path(night, shape.feed, "udi", name));
        head(file.text(), feed, "full", night, count);
        std::string truth;
        for (std::size_t at = 0; at < size(feed); ++at) {
            if (!known(feed, at, night)) continue;
            ++place;
            if (disagrees && place == 1) continue;
            file.text() += "  <";
            file.text() += shape.record;
            file.text() += '>';
            truth.clear();
            if (disagrees && place == 2) {
                Settlement other = m_nation.settlements[at];
                --other.settled;
                Record record(file.text(), truth);
                put_settlement(other, night, record, truth);
            } else {
                put(feed, at, night, file.text(), truth);
            }
            file.text() += "</";
            file.text() += shape.record;
            file.text() += ">\n";
            file.record();
            if (first) tell(feed, at, night, night, truth);
            if (!disagrees) told_faults(feed, at, night, night, name);
        }
        file.text() += "</";
        file.text() += shape.root;
        file.text() += ">\n";
    }
    m_world.nights.count(shape.feed, count);
    if (disagrees) m_world.truth.fault(night, shape.feed, "udi", name, "", "register_disagrees", "hold");
}

void Udi::put(Feed feed, std::size_t at, Day night, std::string& xml, std::string& truth) {
    Record record(xml, truth);
    switch (feed) {
        case kPerson: {
            const Registration& of = m_nation.registrations[at];
            xml += "<dufnummer>" + duf_text(of.duf) + "</dufnummer>";
            truth += duf_text(of.duf) + ";" + std::to_string(of.person) + ";";
            return put_person(of, night, record);
        }
        case kApplication: return put_application(m_nation.applications[at], night, record, truth);
        case kDecision: return put_decision(at, night, record, truth);
        case kReception: return put_reception(at, night, record, truth);
        default: return put_settlement(m_nation.settlements[at], night, record, truth);
    }
}

void Udi::put_person(const Registration& of, Day night, Record& record) {
    const Person& person = m_nation.persons[static_cast<std::size_t>(of.person)];
    Day registered = of.known;
    const auto said = [&](Day since) {
        if (since > night) return false;
        registered = std::max(registered, since);
        return true;
    };
    const bool first = of.lead < 0;
    record.text("hovedDufnummer", !first && said(of.known_lead) ? duf_text(registration(of.lead).duf) : "");
    record.text("fodselsnummer", first && said(person.known_fnr) ? fnr_text(person.fnr) : "");
    record.text("dnummer", first && said(person.known_dnr) ? fnr_text(person.dnr) : "");
    record.day("fodselsdato", person.birth);
    record.text("fodselsdatoKvalitet", std::string_view(&person.birth_quality, 1));
    record.text("kjonn", person.woman ? "K" : "M");
    std::string country;
    put_number(country, person.country, 3);
    record.text("statsborgerskap", country);
    record.day("fraDato", of.known - 1);
    record.put("adressebeskyttelse", "0");
    record.day("innreise", person.arrival != kNever && said(person.arrival + 1) ? person.arrival : kNever);
    const bool left = first && said(person.known_leaving);
    record.day("dodsdato", left ? person.death : kNever);
    record.day("utvandret", left ? person.emigrated : kNever);
    record.day("registrert", registered - 1);
}

void Udi::put_application(const Application& application, Day night, Record& record, std::string& truth) {
    static constexpr std::array<const char*, 4> types{"ASY", "EMA", "OVF", "FAM"};
    record.text("dufnummer", duf_text(registration(application.registration).duf));
    record.text("soknadsnr", std::to_string(application.no));
    put_count(truth, registration(application.registration).person);
    record.text("soknadstype", types[static_cast<std::size_t>(application.kind)]);
    record.day("soknadsdato", application.applied);
    record.text("enslig", application.kind == Kind::minor ? "J" : "N");
    record.text("referanseDuf", application.sponsor >= 0 ? duf_text(registration(application.sponsor).duf) : "");
    const Day told = application.withdrawn == kNever ? kNever : std::max(application.known, application.withdrawn + 2);
    record.day("trukketDato", told <= night ? application.withdrawn : kNever);
    record.day("registrert", (told <= night ? told : application.known) - 1);
}

void Udi::put_decision(std::size_t at, Day night, Record& record, std::string& truth) {
    const Decision& decision = m_nation.decisions[at];
    const Application& application = m_nation.applications[static_cast<std::size_t>(decision.application)];
    const std::string duf = duf_text(registration(application.registration).duf);
    const std::string id = decision_id(static_cast<int>(at));
    record.put("dufnummer", duf);
    record.text("vedtaksId", id);
    put_count(truth, registration(application.registration).person);
    put_cell(truth, duf);
    record.text("soknadsnr", std::to_string(application.no));
    record.text("instans", decision.instance == 'U' ? "UDI" : "UNE");
    record.text("vedtakstype", std::string_view(&decision.kind, 1));
    record.day("vedtaksdato", decision.decided);
    record.text("utfall", decision.outcome);
    const bool corrected = decision.known_ground <= night;
    const std::string_view ground = decision.ground;
    record.text("hjemmel", foreign(at) ? "08-38" : corrected ? ground : ground == "88-15" ? "88-8-2" : "88-15");
    record.text("bosettingsgrunnlag", decision.gives_settlement ? "J" : "N");
    record.text("begrenset", decision.limited ? "J" : "N");
    record.text("gjelderVedtak", decision.appeal_of >= 0 ? decision_id(decision.appeal_of) : "");
    record.text("klageUtfall", decision.appeal_outcome);
    const bool granted = !ground.empty();
    record.day("gyldigFra", granted ? decision.decided : kNever);
    record.day("gyldigTil", granted ? decision.valid_to : kNever);
    record.day("registrert", (corrected ? decision.known_ground : decision.known) - 1);
}

void Udi::put_reception(std::size_t at, Day night, Record& record, std::string& truth) {
    const Stay& stay = m_nation.stays[at];
    record.text("dufnummer", duf_text(registration(stay.registration).duf));
    record.text("oppholdsnr", std::to_string(stay.no));
    put_count(truth, registration(stay.registration).person);
    std::string centre = "M";
    put_number(centre, stay.centre, 4);
    record.text("mottakskode", centre);
    record.text("mottakstype", std::string_view(&stay.type, 1));
    record.text("mottakskommune", m_world.places.code(stay.place, stay.from));
    record.day("fraDato", stay.from);
    const bool left = stay.known_to <= night;
    record.day("tilDato", left ? stay.to - 1 : kNever);
    record.text("fraflytting", left ? std::string_view(&stay.leaving, 1) : std::string_view());
    Day registered = left ? stay.known_to : stay.known;
    if (stay.known_gone <= night) registered = stay.known_gone;
    record.day("registrert", registered - 1);
}

void Udi::put_settlement(const Settlement& settlement, Day night, Record& record, std::string& truth) {
    record.text("dufnummer", duf_text(registration(settlement.registration).duf));
    record.text("bosettingsnr", std::to_string(settlement.no));
    put_count(truth, registration(settlement.registration).person);
    record.text("bosettingsgruppe", settlement.group);
    const bool corrected = settlement.known_place <= night;
    const int place = corrected ? settlement.place : settlement.place_first;
    const auto& code = m_world.places.code(place, settlement.settled);
    const auto& district = m_world.places.at(place).district;
    if (settlement.settled >= m_world.places.at(place).listed_from) {
        record.text("kommunenr", code);
        record.text("bydelsnr", district);
    } else if (district.empty()) {
        record.unbelieved("kommunenr", m_nation.faults ? code : "");
        record.text("bydelsnr", "");
    } else {
        record.text("kommunenr", code);
        record.unbelieved("bydelsnr", m_nation.faults ? district : "");
    }
    record.day("bosettingsdato", settlement.settled);
    record.text("vedtaksId", decision_id(settlement.decision));
    record.text("avtalt", settlement.agreed ? "J" : "N");
    const bool lapsed = settlement.known_lapsed <= night;
    record.day("bortfalt", lapsed ? settlement.lapsed : kNever);
    Day registered = corrected ? std::max(settlement.known, settlement.known_place) : settlement.known;
    if (lapsed) registered = std::max(registered, settlement.known_lapsed);
    record.day("registrert", registered - 1);
}

/// Grounds of another act; and codes of today for events before there were such codes, which lists of the time do not
/// have.
void Udi::told_faults(Feed feed, std::size_t at, Day night, Day known_at, const std::string& file) {
    if (feed == kDecision && foreign(at))
        m_world.truth.fault(known_at, kFeeds[feed].feed, "udi", file, decision_id(static_cast<int>(at)),
                            "ground_foreign", "flag");
    if (!m_nation.faults || (feed != kSettlement && feed != kReception)) return;
    int place = 0;
    std::string key;
    Day day = 0;
    if (feed == kSettlement) {
        const Settlement& settlement = m_nation.settlements[at];
        place = settlement.known_place <= night ? settlement.place : settlement.place_first;
        key = duf_text(registration(settlement.registration).duf) + "/" + std::to_string(settlement.no);
        day = settlement.settled;
    } else {
        const Stay& stay = m_nation.stays[at];
        place = stay.place;
        key = duf_text(registration(stay.registration).duf) + "/" + std::to_string(stay.no);
        day = stay.from;
    }
    const bool district = !m_world.places.at(place).district.empty();
    if (day >= m_world.places.at(place).listed_from || (feed == kReception && district)) return;
    m_world.truth.fault(known_at, kFeeds[feed].feed, "udi", file, key,
                        district ? "district_not_listed" : "municipality_not_listed",
                        feed == kReception ? "flag" : "null");
}

}  // namespace

std::unique_ptr<Source> udi(World& world) { return std::make_unique<Udi>(world); }

}  // namespace nation

// Deliveries of UDI as its contracts describe them, about persons who are made up (month + 80).
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace tilsig::test::udi {

inline const std::string duf_a = "200690012310", duf_b = "200790104504", duf_d = "200890331005";
inline const std::string fnr_a = "14837936625", dnr_a = "54837940659", fnr_b = "02918536941", dnr_b = "42918540703";

/// Elements of a record in their order; a name that begins with @ is an attribute.
using Record = std::vector<std::pair<std::string, std::string>>;

inline std::string element(const std::string& name, const Record& record) {
    std::string open = "  <" + name, inside;
    for (const auto& [key, value] : record) {
        if (key.front() == '@')
            open += " " + key.substr(1) + "=\"" + value + "\"";
        else if (!value.empty())
            inside += "<" + key + ">" + value + "</" + key + ">";
    }
    return open + ">" + inside + "</" + name + ">\n";
}

struct Form {
    std::string root, record;
};
inline const Form persons{"personleveranse", "person"}, applications{"soknadsleveranse", "soknad"},
    decisions{"vedtaksleveranse", "vedtak"}, stays{"mottaksleveranse", "mottaksopphold"},
    settlements{"bosettingsleveranse", "bosetting"};

/// `type`: endring, or full. `year`: of the namespace.
inline std::string document(const Form& form, const std::vector<Record>& records, const std::string& type = "endring",
                            const std::string& year = "2008") {
    std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<" + form.root +
                       " xmlns=\"urn:x-tilsig:udi:" + year + "\" type=\"" + type +
                       "\" lopenummer=\"412\" uttrekk=\"@day\" antall=\"" + std::to_string(records.size()) + "\">\n";
    for (const auto& record : records) text += element(form.record, record);
    return text + "</" + form.root + ">\n";
}

/// A record with some of its elements changed, added before the last one, or left out (empty).
inline Record with(Record record, const Record& changes) {
    for (const auto& [key, value] : changes) {
        bool found = false;
        for (auto& entry : record)
            if (entry.first == key) {
                entry.second = value;
                found = true;
            }
        if (!found) record.insert(key.front() == '@' ? record.begin() : record.end() - 1, {key, value});
    }
    return record;
}

// All elements that a record may have stand here in the order of the schema; empty ones are not written.
inline Record person(const Record& changes) {
    return with({{"dufnummer", duf_b},
                 {"hovedDufnummer", ""},
                 {"fodselsnummer", ""},
                 {"dnummer", ""},
                 {"fodselsdato", "1985-11-02"},
                 {"fodselsdatoKvalitet", "K"},
                 {"kjonn", "M"},
                 {"statsborgerskap", "346"},
                 {"fraDato", "2007-08-01"},
                 {"adressebeskyttelse", "0"},
                 {"innreise", "2007-08-01"},
                 {"dodsdato", ""},
                 {"utvandret", ""},
                 {"registrert", "2007-08-02"}},
                changes);
}
inline Record application(const Record& changes) {
    return with({{"dufnummer", duf_b},
                 {"soknadsnr", "1"},
                 {"soknadstype", "ASY"},
                 {"soknadsdato", "2007-08-01"},
                 {"enslig", "N"},
                 {"referanseDuf", ""},
                 {"trukketDato", ""},
                 {"registrert", "2007-08-02"}},
                changes);
}
/// UDI refuses.
inline Record refusal(const Record& changes = {}) {
    return with({{"dufnummer", duf_b},
                 {"vedtaksId", "UDI-07-900451"},
                 {"soknadsnr", "1"},
                 {"instans", "UDI"},
                 {"vedtakstype", "F"},
                 {"vedtaksdato", "2007-10-02"},
                 {"utfall", "AVS"},
                 {"hjemmel", ""},
                 {"bosettingsgrunnlag", "N"},
                 {"begrenset", "N"},
                 {"gjelderVedtak", ""},
                 {"klageUtfall", ""},
                 {"gyldigFra", ""},
                 {"gyldigTil", ""},
                 {"registrert", "2007-10-02"}},
                changes);
}
/// UNE reverses it.
inline Record reversal(const Record& changes = {}) {
    return with(refusal({{"vedtaksId", "UNE-08-900077"},
                         {"instans", "UNE"},
                         {"vedtakstype", "K"},
                         {"vedtaksdato", "2008-02-11"},
                         {"utfall", "HUM"},
                         {"hjemmel", "88-8-2"},
                         {"bosettingsgrunnlag", "J"},
                         {"gjelderVedtak", "UDI-07-900451"},
                         {"klageUtfall", "OMG"},
                         {"gyldigFra", "2008-02-11"},
                         {"gyldigTil", "2009-02-10"},
                         {"registrert", "2008-02-15"}}),
                changes);
}
inline Record stay(const Record& changes) {
    return with({{"dufnummer", duf_b},
                 {"oppholdsnr", "1"},
                 {"mottakskode", "M90001"},
                 {"mottakstype", "O"},
                 {"mottakskommune", "1601"},
                 {"fraDato", "2007-10-01"},
                 {"tilDato", ""},
                 {"fraflytting", ""},
                 {"registrert", "2007-10-03"}},
                changes);
}
inline Record settlement(const Record& changes = {}) {
    return with({{"dufnummer", duf_b},
                 {"bosettingsnr", "1"},
                 {"bosettingsgruppe", "MOT"},
                 {"kommunenr", "0301"},
                 {"bydelsnr", "030112"},
                 {"bosettingsdato", "2008-04-28"},
                 {"vedtaksId", "UNE-08-900077"},
                 {"avtalt", "J"},
                 {"bortfalt", ""},
                 {"registrert", "2008-05-19"}},
                changes);
}

}  // namespace tilsig::test::udi

// <feed>.rules.yaml: a code that its list does not have is flagged.
#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "propose/writers.hpp"

namespace tilsig::propose {

namespace {

/// Two to four capital letters of the source's name; never the program's own areas.
std::string area_of(std::string_view source) {
    std::string area;
    for (const char c : source)
        if (c >= 'a' && c <= 'z' && area.size() < 3) area += static_cast<char>(c - 'a' + 'A');
    if (area.size() < 2) area += "X";
    return area == "SYS" || area == "MAP" ? area + "X" : area;
}

class FreshCodes {
public:
    FreshCodes(std::string area, const catalog::Catalog& catalog) : m_area(std::move(area)) {
        for (const auto& [code, entry] : catalog.rule_book.entries()) m_taken.insert(code.str());
    }
    std::string next() {
        for (int number = 1; number < 1000; ++number) {
            const std::string digits = std::to_string(1000 + number).substr(1);
            if (m_taken.insert(m_area + "-K" + digits).second) return m_area + "-K" + digits;
        }
        throw Error(ErrorKind::configuration, "area " + m_area + " has no rule code left")
            .remedy("name the source otherwise");
    }

private:
    std::string m_area;
    std::set<std::string> m_taken;
};

/// A text that the list does not have.
std::string no_code(const catalog::CodeList& list) {
    std::string text = "x";
    while (list.find(text, std::nullopt) != nullptr) text += "x";
    return text;
}

/// True of records, not of loose rows that have a text in the field.
std::string when_record(const Proposal& proposal, const ProposedField& field) {
    std::vector<std::string> parts;
    const auto& loose = proposal.profile.loose;
    if (loose.none() || !loose.filled[field.column]) return {};
    for (const auto& kind : loose.kinds) parts.push_back("not (" + loose_condition(proposal, kind) + ")");
    return join(parts, " and ");
}

/// Made-up values of the other fields that loose rows leave empty.
std::string filled_gaps(const Proposal& proposal, const std::string& but) {
    std::string text;
    for (const auto& field : proposal.fields)
        if (proposal.profile.loose.empty[field.column] && field.field.name != but && !field.is_personal())
            text += ", " + field.field.name + ": " +
                    yaml_text(made_up(field, proposal.profile.columns[field.column]).canonical);
    return text;
}

}  // namespace

std::string rules_text(const Proposal& proposal, const catalog::Catalog& catalog) {
    FreshCodes codes(area_of(proposal.source), catalog);
    std::string rules;
    for (const auto& field : proposal.fields) {
        if (field.list == nullptr) continue;
        const std::string& name = field.field.name;
        const std::string& list = field.list->name;
        rules += "- code: " + codes.next() + "\n  kind: reference\n  severity: error\n  action: flag\n";
        rules += "  # decide: as_of names the date at which the code must be valid; without it any date will do\n";
        rules += "  check: {code: " + name + ", in: " + list + "}\n";
        // What is no record is filtered behind the rules.
        const std::string when = when_record(proposal, field);
        if (!when.empty()) rules += "  when: " + yaml_text(when) + "\n";
        const std::string others = when.empty() ? std::string() : filled_gaps(proposal, name);
        rules += "  text: {nb: " + yaml_text(name + " er ikke i kodelisten " + list + ".") +
                 ", nn: " + yaml_text(name + " er ikkje i kodelista " + list + ".") +
                 ", en: " + yaml_text(name + " is not in code list " + list + ".") + "}\n";
        rules += "  fix: {nb: Bruk en kode fra listen., nn: Bruk ein kode frå lista., en: Use a code of the list.}\n";
        rules += "  tests:\n";
        rules += "  - {given: {" + name + ": " + yaml_text(first_code(*field.list)) + others + "}, expect: pass}\n";
        rules += "  - {given: {" + name + ": " + yaml_text(no_code(*field.list)) + others + "}, expect: fail}\n";
    }
    if (rules.empty()) return {};
    return "# Proposed with " + proposal.name +
           ".contract.yaml: codes are held against their lists.\nfeed: " + proposal.feed + "\nrules:\n" + rules;
}

}  // namespace tilsig::propose

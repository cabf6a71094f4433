// <feed>.contract.yaml
#include <algorithm>

#include "base/text.hpp"
#include "propose/flow_text.hpp"
#include "propose/formats.hpp"
#include "propose/writers.hpp"

namespace tilsig::propose {

using model::Type;

namespace {

const char* encoding_word(catalog::Encoding encoding) {
    switch (encoding) {
        case catalog::Encoding::iso_8859_1: return "iso-8859-1";
        case catalog::Encoding::windows_1252: return "windows-1252";
        case catalog::Encoding::utf16: return "utf-16";
        case catalog::Encoding::utf16le: return "utf-16le";
        case catalog::Encoding::utf16be: return "utf-16be";
        case catalog::Encoding::utf8: break;
    }
    return "utf-8";
}

}  // namespace

std::string layout_text(const Proposal& proposal) {
    const auto& layout = proposal.shape.layout;
    std::string text = comments("", proposal.shape.evidence, proposal.shape.to_decide);
    for (const auto& unread : proposal.shape.unread) text += "# not read: " + unread + "\n";
    for (const auto& note : proposal.profile.notes) text += "# seen: " + note + "\n";
    text += "- name: " + (layout.name.empty() ? std::string("sample") : layout.name) + "\n";
    if (!layout.time.from.empty()) text += "  from: " + layout.time.from + "\n";
    text += "  format: " + std::string(catalog::format_of(layout).word) + "\n";
    if (!layout.names.empty()) text += "  names: " + map_of(layout.names, true) + "\n";
    if (!layout.dates.empty()) text += "  dates: " + layout.dates + "\n";
    if (layout.encoding != catalog::Encoding::utf8)
        text += std::string("  encoding: ") + encoding_word(layout.encoding) + "\n";
    if (layout.compression == catalog::Compression::gzip) text += "  compression: gzip\n";
    if (layout.compression == catalog::Compression::zip) {
        text += "  compression: zip\n  member: " + yaml_text(layout.member) + "\n";
        if (layout.ignore_other_members) text += "  other_members: ignore\n";
    }
    const auto lines = proposal_of(layout).lines;
    return lines == nullptr ? text : text + lines(proposal);
}

namespace {

std::string field_line(const ProposedField& proposal) {
    const auto& field = proposal.field;
    const auto& format = field.format;
    const bool text = field.type == Type::text || field.type == Type::code;
    const bool number = field.type == Type::integer || field.type == Type::decimal;
    Flow flow;
    flow.add_if(field.column != field.name, "column", yaml_text(field.column));
    flow.add_if(!field.title.empty(), "title", map_of(field.title, true));
    flow.add("type", model::to_string(field.type));
    flow.add_if(!field.split.empty(), "split", field.split);
    const bool quoted = format.date.find_first_of("' ") != std::string::npos;
    flow.add_if(field.type == Type::date, "date", quoted ? yaml_text(format.date) : format.date);
    flow.add_if(field.type == Type::timestamp && format.zone == model::Zone::oslo, "zone", "Europe/Oslo");
    flow.add_if(field.type == Type::decimal && format.scale > 0, "scale", std::to_string(format.scale));
    flow.add_if(field.type == Type::decimal && format.round, "round", "true");
    flow.add_if(field.type == Type::decimal && format.decimal_mark != '.', "decimal_mark",
                yaml_text(std::string(1, format.decimal_mark)));
    flow.add_if(number && !format.strip.empty(), "strip", yaml_text(format.strip));
    flow.add_if(number && !format.group_mark.empty(), "group_mark", yaml_text(format.group_mark));
    flow.add_if(field.required, "required", "true");
    flow.add_if(field.optional_column, "optional_column", "true");
    flow.add_if(text, "max_length", std::to_string(field.max_length));
    flow.add_if(!field.missing.empty(), "missing", map_of(field.missing, false));
    flow.add_if(field.privacy != model::Privacy::public_, "privacy", model::to_string(field.privacy));
    return "  " + field.name + ": " + flow.text() + "\n";
}

std::string completeness_text(const Proposal& proposal) {
    const std::uint64_t least = std::max<std::uint64_t>(proposal.profile.records / 2, 1);
    std::vector<std::string> evidence{"half of " + grouped(proposal.profile.records) + " records seen"};
    const auto& layout = proposal.shape.layout;
    const bool counted_records = !layout.xml.count.empty() || !layout.json.count.empty();
    if (counted_records)
        evidence.push_back("the document states its number of records, and it is right: a delivery without it is held");
    else if (!proposal.shape.trailer.empty())
        evidence.push_back("proof from the format itself: " + proposal.shape.trailer);
    else if (const auto proof = proposal_of(layout).proof; proof != nullptr)
        evidence.push_back(proof(layout));
    else
        evidence.push_back("proof from the format itself: the document is closed");
    return comments("", evidence, {"how far may a delivery shrink against the one before? here by one in twenty"}) +
           "complete: {min_records: " + std::to_string(least) + ", max_shrink: 0.05" +
           (counted_records ? ", trailer: true" : "") + "}\n";
}

std::vector<std::string> owner_candidates(const Proposal& proposal) {
    std::vector<std::string> names;
    for (const auto& field : proposal.fields)
        if (field.list != nullptr && field.field.required) names.push_back(field.field.name);
    return names;
}

/// The field of the key that says of which year or day the records are, where all of them say the same.
std::string only_period(const Proposal& proposal) {
    for (const std::size_t at : proposal.key.fields) {
        const auto& field = proposal.fields[at];
        const auto& column = proposal.profile.columns[field.column];
        const bool dated = field.field.type == model::Type::date || column.years == column.values;
        if (dated && column.values > 1 && column.distinct() == 1) return field.field.name;
    }
    return "";
}

}  // namespace

std::string contract_text(const Proposal& proposal) {
    std::string text = "# Proposed from " + proposal.based_on +
                       ".\n# Evidence stands above each guess; what begins with \"decide:\" needs a person.\n";
    text += "feed: " + proposal.feed + "\nversion: 1\n";
    text += "state: draft    # nothing of it is loaded; then shadow, then active\n";
    const std::string title = yaml_text(words_of(proposal.name));
    text += "# decide: the title in both languages\ntitle: {nb: " + title + ", en: " + title + "}\n";
    text +=
        "# decide: snapshot closes what a delivery no longer has; delta only adds and changes. One sample cannot "
        "tell\n";
    if (const auto period = only_period(proposal); !period.empty())
        text += "# decide: all records are of one " + period +
                ": a snapshot of the next one closes these rows; delta keeps both\n";
    text += "delivery: snapshot\n";
    text += completeness_text(proposal);
    text += "layouts:\n" + layout_text(proposal) + "fields:\n";
    for (const auto& field : proposal.fields)
        text += comments("  ", field.evidence, field.to_decide) + field_line(field);
    text += comments("", proposal.key.evidence, proposal.key.to_decide);
    std::vector<std::string> key;
    for (const std::size_t at : proposal.key.fields) key.push_back(proposal.fields[at].field.name);
    text += "key: " + list_of(key, false) + "\n";
    const auto owners = owner_candidates(proposal);
    text += "# decide: owner names the field of whoever must repair a fault; without it a delivery is one slice" +
            (owners.empty() ? std::string() : ". Codes, never empty: " + join(owners, ", ")) + "\n";
    return text;
}

}  // namespace tilsig::propose

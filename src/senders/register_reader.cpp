// From YAML to entries: the keys of a sender stand for all its periods, a period may say otherwise.
#include <algorithm>
#include <set>

#include "base/files.hpp"
#include "base/text.hpp"
#include "model/value.hpp"
#include "senders/register.hpp"
#include "senders/register_checks.hpp"
#include "senders/register_fields.hpp"

namespace tilsig::senders {
namespace {

using config::FieldReader;
using config::Lints;
using config::Node;

const std::vector<std::string> kinds{"agency", "municipality", "district", "test_centre"};

bool all_digits(std::string_view text) { return text.find_first_not_of("0123456789") == std::string_view::npos; }

bool is_word(std::string_view text) {
    return !text.empty() && text.front() >= 'a' && text.front() <= 'z' &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

/// Ids become parts of unit names, file names and folders, so their shape is narrow.
bool id_fits(std::string_view id, std::string_view kind) {
    const auto shaped = [&](char letter, std::size_t digits) {
        return id.size() == digits + 1 && id.front() == letter && all_digits(id.substr(1));
    };
    if (kind == "municipality") return shaped('k', 4);
    if (kind == "district") return shaped('b', 6);
    if (kind == "test_centre") return shaped('t', 4);
    return is_word(id) && id.size() <= 20;
}

const char* id_shape(std::string_view kind) {
    if (kind == "municipality") return "write k and four digits: the municipality's code when it first appeared";
    if (kind == "district") return "write b and the six digits of the district";
    if (kind == "test_centre") return "write t and four digits";
    return "write a short lower-case word such as ssb";
}

bool is_feed(std::string_view text) {
    const std::size_t point = text.find('.');
    return point != std::string_view::npos && is_word(text.substr(0, point)) && is_word(text.substr(point + 1));
}

void check_list(FieldReader& reader, std::string_view name, const std::vector<std::string>& list,
                bool (*fits)(std::string_view), const char* remedy) {
    std::set<std::string> seen;
    for (const std::string& each : list) {
        // The value may be a mistyped secret or a person's address; its first letters are enough to find it.
        if (!fits(each)) reader.mistake(name, "'" + display_name(each, 40) + "' cannot stand here", remedy);
        if (!seen.insert(each).second) reader.mistake(name, "'" + each + "' stands here twice", "write it once");
    }
}

/// The keys that a sender and each of its periods share. Read from the sender first, then over it from the period.
void read_details(FieldReader& reader, Sender& sender, Lints& lints) {
    sender.name = reader.text_or("name", sender.name);
    sender.municipality = reader.text_or("municipality", sender.municipality);
    sender.region = reader.text_or("region", sender.region);
    sender.language = reader.choice_or("language", languages(), sender.language);
    sender.case_system = reader.text_or("case_system", sender.case_system);
    if (reader.has("feeds")) {
        sender.feeds = reader.texts("feeds");
        check_list(reader, "feeds", sender.feeds, is_feed, "write source.name, such as municipal.intro");
    }
    if (reader.has("forms")) {
        sender.forms = reader.text_map("forms");
        for (const auto& [feed, form] : sender.forms) {
            if (is_feed(feed) && is_word(form)) continue;
            reader.mistake("forms", "'" + display_name(feed + ": " + form, 80) + "' cannot stand here",
                           "write feed and form, such as {municipal.intro: fixed}");
        }
    }
    if (reader.has("contacts")) {
        sender.contacts = read_contacts(reader, lints);
    }
}

void check_entry(const Sender& sender, bool feeds_said, const Register& all, Lints& lints) {
    const auto missing = [&](bool absent, const char* what, const char* remedy) {
        if (absent) lints.add(sender.place, "sender " + sender.id + " has no " + what, remedy);
    };
    missing(sender.name.empty(), "name", "add name:");
    missing(!feeds_said, "feeds", "add `feeds`, the feeds it owes; `feeds: []` when it owes none");
    missing(sender.language.empty(), "language", "add language: nb, nn or en");
    missing(sender.contacts.empty(), "contacts", "add contacts:, or nobody learns of its faults");
    if (sender.kind == "agency") {
        if (!sender.municipality.empty() || !sender.region.empty()) {
            lints.add(sender.place, "agency " + sender.id + " has a municipality or region", "remove it");
        }
        return;
    }
    if (sender.municipality.size() != 4 || !all_digits(sender.municipality)) {
        lints.add(sender.place, "sender " + sender.id + " has municipality '" + sender.municipality + "'",
                  "write the four digits of the code that is valid in this period");
    } else if (sender.kind == "district" && sender.id.compare(1, 4, sender.municipality) != 0) {
        lints.add(sender.place,
                  "district " + sender.id + " does not begin with its municipality " + sender.municipality,
                  "correct the id or the municipality");
    }
    if (std::find(all.regions.begin(), all.regions.end(), sender.region) == all.regions.end()) {
        const std::string near = nearest(sender.region, all.regions);
        lints.add(sender.place, "sender " + sender.id + " has region '" + sender.region + "', which is not in regions",
                  near.empty() ? "known: " + join(all.regions, ", ") : "did you mean '" + near + "'?");
    }
}

void read_sender(const Node& node, Register& all, std::set<std::string>& ids, Lints& lints) {
    FieldReader reader(node, "sender", lints);
    Sender common;
    common.id = reader.text("id");
    common.kind = reader.choice("kind", kinds);
    if (!common.id.empty() && !id_fits(common.id, common.kind)) {
        reader.mistake("id", "'" + display_name(common.id, 40) + "' is not the id of a sender of kind " + common.kind,
                       id_shape(common.kind));
    }
    if (!common.id.empty() && !ids.insert(common.id).second) {
        reader.mistake("id", "sender " + common.id + " stands in the register twice",
                       "put all its periods under one entry");
    }
    const bool common_feeds = reader.has("feeds");
    read_details(reader, common, lints);
    const Node periods = reader.required_child("periods");
    reader.finish();
    if (periods.kind() == Node::Kind::sequence && periods.items().empty()) {
        lints.add(periods.place(), "sender " + common.id + " has no period", "add - {from: 2008-01-01}");
    }
    for (const Node& item : periods.items()) {
        FieldReader period(item, "period", lints);
        Sender sender = common;
        sender.place = item.place();
        sender.validity = read_validity(period);
        read_details(period, sender, lints);
        sender.successor = period.text_or("successor", "");
        period.finish();
        check_entry(sender, common_feeds || period.has("feeds"), all, lints);
        all.senders.push_back(std::move(sender));
    }
}

void read_delegation(const Node& node, Register& all, Lints& lints) {
    FieldReader reader(node, "delegation", lints);
    Delegation delegation;
    delegation.delivers = reader.text("delivers");
    delegation.owner = reader.text("owner");
    delegation.feeds = reader.texts("feeds");
    check_list(reader, "feeds", delegation.feeds, is_feed, "write source.name, such as municipal.intro");
    if (delegation.feeds.empty()) reader.mistake("feeds", "a delegation needs feeds", "add `feeds: [source.name]`");
    delegation.validity = read_validity(reader);
    delegation.letters = reader.boolean_or("letters", false);
    delegation.place = node.place();
    reader.finish();
    if (!delegation.delivers.empty() && !delegation.owner.empty()) all.delegations.push_back(std::move(delegation));
}

Register read(const Node& root, Lints& lints) {
    Register all;
    if (root.kind() == Node::Kind::missing) return all;  // already told
    FieldReader reader(root, "sender register", lints);
    if (const std::int64_t version = reader.integer("version"); version != 1) {
        reader.mistake("version", "this program reads version 1 of the sender register", "write version: 1");
    }
    all.regions = reader.texts("regions");
    check_list(reader, "regions", all.regions, is_word, "write the code of an IMDi region, such as ost");
    const Node senders = reader.required_child("senders");
    const Node delegations = reader.child("delegations");
    reader.finish();
    std::set<std::string> ids;
    const auto sequence = [&](const Node& node, const char* what) {
        if (node.kind() != Node::Kind::sequence && node.kind() != Node::Kind::missing) {
            lints.add(node.place(), std::string(what) + " must be a list", "begin each entry with a dash");
        }
        return node.items();
    };
    for (const Node& node : sequence(senders, "senders")) read_sender(node, all, ids, lints);
    for (const Node& node : sequence(delegations, "delegations")) read_delegation(node, all, lints);
    std::stable_sort(all.senders.begin(), all.senders.end(), [](const Sender& a, const Sender& b) {
        return a.id != b.id ? a.id < b.id : a.validity.from < b.validity.from;
    });
    check_register(all, lints);
    return all;
}

}  // namespace

Register load_register(const std::filesystem::path& file, const std::string& shown_path, Lints& lints) {
    std::error_code unreadable;  // then load_yaml tells why
    if (!std::filesystem::exists(file, unreadable) && !unreadable) {
        lints.add({shown_path, 0, 0}, "there is no such file: it is the sender register",
                  "put it there, or name the one you have: `register` below `senders` in tilsig.yaml");
        return {};
    }
    return read(config::load_yaml(file.string(), shown_path, lints), lints);
}

Register read_register(std::string_view text, const std::string& shown_path, Lints& lints) {
    return read(config::parse_yaml(text, shown_path, lints), lints);
}

}  // namespace tilsig::senders

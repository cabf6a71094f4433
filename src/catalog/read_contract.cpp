// mappings/<source>/<feed>.contract.yaml: what a feed promises.
#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "catalog/format.hpp"
#include "catalog/readers.hpp"

namespace tilsig::catalog {

using config::FieldReader;
using config::Node;

namespace {

Completeness read_completeness(const Node& node, config::Lints& lints) {
    FieldReader reader(node, "complete", lints);
    Completeness complete;
    const std::int64_t least = reader.integer_or("min_records", 1);
    if (least < 0) reader.mistake("min_records", "min_records cannot be negative");
    complete.min_records = static_cast<std::uint64_t>(std::max<std::int64_t>(least, 0));
    complete.max_shrink = reader.number_or("max_shrink", 1.0);
    if (complete.max_shrink < 0 || complete.max_shrink > 1)
        reader.mistake("max_shrink", "max_shrink is a share between 0 and 1");
    complete.needs_trailer = reader.boolean_or("trailer", false);
    complete.nothing_is_normal = reader.boolean_or("nothing_is_normal", false);
    complete.announced_holds = reader.choice_or("announced", {"hold", "flag"}, "hold") == "hold";
    reader.finish();
    return complete;
}

/// What stands for the person in this contract, which may be part of the key; empty: it is about nobody.
std::string id_field(const Node& person) {
    if (person.is(Node::Kind::missing)) return {};
    const Node as = person["as"];
    return as.is(Node::Kind::scalar) ? as.scalar() : PersonNumbers().id_field;
}

void read_key_and_owner(FieldReader& reader, Contract& contract, config::Lints& lints) {
    const std::string id = id_field(reader.child("person"));
    (void)reader.required_child("key");
    contract.key = reader.texts("key");
    if (reader.has("key") && contract.key.empty())
        reader.mistake("key", "the key of feed " + contract.feed + " is empty", "name its fields");
    for (std::size_t i = 0; i < contract.key.size(); ++i) {
        if (id.empty() || contract.key[i] != id) (void)use_field(contract, contract.key[i], reader.place("key"), lints);
        if (std::count(contract.key.begin(), contract.key.begin() + static_cast<std::ptrdiff_t>(i), contract.key[i]) >
            0)
            reader.mistake("key", "field " + in_quotes(contract.key[i]) + " stands twice in the key");
    }
    contract.owner = reader.text_or("owner", "");
    if (!contract.owner.empty()) (void)use_field(contract, contract.owner, reader.place("owner"), lints);
}

/// `subject`: the field by which a finding of one delivery is known again in the next.
void read_subject(FieldReader& reader, Contract& contract, config::Lints& lints) {
    const Node node = reader.child("subject");
    if (node.is(Node::Kind::missing)) return;
    FieldReader subject(node, "subject", lints);
    const bool of_person = subject.has("person");
    if (of_person == subject.has("case")) {
        lints.add(node.place(), "subject must name one field, either of the case or of the person",
                  "write {case: FIELD} or {person: FIELD}, or leave it out where records are aggregates");
    } else {
        const std::string_view key = of_person ? "person" : "case";
        contract.subject = of_person ? model::Subject::Kind::person : model::Subject::Kind::case_file;
        contract.subject_field = subject.text(key);
        const Field* field = use_field(contract, contract.subject_field, subject.place(key), lints);
        if (field != nullptr && (field->privacy == model::Privacy::personal) != of_person)
            subject.mistake(key,
                            "field " + in_quotes(field->name) + " has privacy " + model::to_string(field->privacy) +
                                (of_person ? ", but names persons" : ", but a case reference names no person"),
                            of_person ? "give the field `privacy: personal`" : "write {person: " + field->name + "}");
    }
    for (const char* key : {"case", "person"}) (void)subject.child(key);
    subject.finish();
}

/// `kinds: {endring: delta, full: snapshot}`: what a delivery says of itself. Every layout says where.
void read_kinds(FieldReader& reader, Contract& contract, config::Lints& lints) {
    const Node node = reader.child("kinds");
    const auto can_say = [](const Format& format) { return format.states_kind != nullptr; };
    const auto says_where = [&](const Layout& layout) {
        return can_say(format_of(layout)) && format_of(layout).states_kind(layout);
    };
    if (node.is(Node::Kind::missing)) {
        for (const Layout& layout : contract.layouts)
            if (says_where(layout))
                lints.add(layout.place,
                          "layout " + in_quotes(layout.name) +
                              " says where a delivery tells its kind, "
                              "but nothing says what it means",
                          "add `kinds: {WORD: delta, WORD: snapshot}` to the contract, or leave `kind` out");
        return;
    }
    FieldReader kinds(node, "kinds", lints);
    std::set<model::DeliveryKind> meant;
    for (const auto& [word, unused] : node.entries()) {
        const auto kind = model::parse_delivery_kind(
            kinds.choice(word, {to_string(model::DeliveryKind::snapshot), to_string(model::DeliveryKind::delta)}));
        contract.kinds[word] = kind.value_or(model::DeliveryKind::delta);
        meant.insert(contract.kinds[word]);
    }
    kinds.finish();
    if (meant.size() < 2)
        reader.mistake("kinds", "kinds must name a word for changes and one for the whole",
                       "like `kinds: {changes: delta, full: snapshot}`");
    if (contract.delivery != model::DeliveryKind::delta)
        reader.mistake("kinds", "kinds are of a feed that delivers changes, and now and then the whole",
                       "write `delivery: delta`");
    for (const Layout& layout : contract.layouts)
        if (!says_where(layout))
            lints.add(layout.place,
                      "layout " + in_quotes(layout.name) + " does not say where a delivery tells its kind",
                      can_say(format_of(layout)) ? "add `kind` to it, as a path from the root"
                                                 : "only " + format_words(can_say, "and") + " can say it");
}

/// `authority: {settlement: settled_date}`: statements and the fields that make them.
void read_authority(FieldReader& reader, Contract& contract, config::Lints& lints) {
    contract.authority = reader.text_map("authority");
    const Node node = reader.child("authority");
    for (const auto& [statement, field] : contract.authority) {
        check_name(lints, node.key_place(statement), "statement", statement);
        (void)use_field(contract, field, node.key_place(statement), lints);
    }
}

/// `restates: {settlement: {field: settled, of: udi.settlement}}`: beside the feed that has the last word.
void read_restates(FieldReader& outer, Contract& contract, config::Lints& lints) {
    const Node node = outer.child("restates");
    if (node.is(Node::Kind::missing)) return;
    for (const auto& [statement, said] : node.entries()) {
        check_name(lints, node.key_place(statement), "statement", statement);
        FieldReader reader(said, "statement " + statement, lints);
        Contract::Restated restated{reader.text("field"), reader.text("of")};
        if (!restated.field.empty()) (void)use_field(contract, restated.field, reader.place("field"), lints);
        if (restated.feed == contract.feed)
            reader.mistake("of", "feed " + in_quotes(contract.feed) + " cannot restate what it says itself",
                           "name it under `authority` alone");
        reader.finish();
        contract.restates[statement] = std::move(restated);
    }
}

/// Decimals and truths name no period.
void read_period_of(FieldReader& reader, Contract& contract, config::Lints& lints) {
    contract.period_of = reader.text_or("period_of", "");
    if (contract.period_of.empty()) return;
    const Field* field = use_field(contract, contract.period_of, reader.place("period_of"), lints);
    if (field != nullptr && (field->type == model::Type::decimal || field->type == model::Type::boolean))
        reader.mistake("period_of",
                       in_quotes(field->name) + " is no period but " + std::string(model::to_string(field->type)),
                       "name a date, a year as integer, or a text like 2026-11");
}

/// `90d`: the class of the landed bytes; the landing zone reads the number.
bool is_retention(std::string_view text) {
    return text.size() >= 2 && text.size() <= 6 && text.back() == 'd' && text.front() != '0' &&
           std::all_of(text.begin(), text.end() - 1, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

void check_authorities(Reading& reading) {
    const auto& contracts = reading.catalog.contracts;
    std::map<std::string, std::string> by_statement;
    for (const auto& [feed, contract] : contracts)
        for (const auto& [statement, field] : contract.authority) {
            const auto [first, is_first] = by_statement.emplace(statement, feed);
            if (!is_first)
                reading.lints.add(contract.place,
                                  "feeds " + in_quotes(first->second) + " and " + in_quotes(feed) +
                                      " both have the last word about " + in_quotes(statement),
                                  "leave it to one of them, and name it under `restates` at the other");
        }
    // A feed that is not declared here is another installation's.
    for (const auto& [feed, contract] : contracts)
        for (const auto& [statement, restated] : contract.restates) {
            const auto other = contracts.find(restated.feed);
            if (other == contracts.end() || other->second.authority.contains(statement)) continue;
            std::vector<std::string> known;
            for (const auto& [each, field] : other->second.authority) known.push_back(each);
            unknown_name(reading.lints, contract.place, "statement of " + restated.feed + " under `authority`",
                         statement, known);
        }
}

void read_contract(const YamlFile& file, const std::string& feed, Reading& reading) {
    static const std::vector<std::string> states{"draft", "shadow", "active"};
    static const std::vector<std::string> deliveries{to_string(model::DeliveryKind::snapshot),
                                                     to_string(model::DeliveryKind::delta)};
    FieldReader reader(file.root, "contract", reading.lints);
    Contract contract;
    contract.feed = feed;
    contract.source = feed.substr(0, feed.find('.'));
    contract.path = file.shown;
    contract.place = file.root.place();
    for (const auto part : split(feed, '.')) check_name(reading.lints, Place{file.shown, 1, 1}, "source or feed", part);
    check_same(reader, "feed", feed);
    contract.version = static_cast<int>(reader.integer("version"));
    if (reader.has("version") && contract.version < 1) reader.mistake("version", "a version is 1 or more");
    const std::string state = reader.choice("state", states);
    contract.state = state == "active" ? FeedState::active : state == "shadow" ? FeedState::shadow : FeedState::draft;
    const Titles titles = read_titles(reader, "title", reading.lints);
    contract.title_nb = titles.nb;
    contract.title_en = titles.en;
    contract.title_nn = titles.nn;
    contract.delivery =
        model::parse_delivery_kind(reader.choice("delivery", deliveries)).value_or(model::DeliveryKind::snapshot);
    contract.successive = reader.choice_or("periods", {"apart", "successive"}, "apart") == "successive";
    contract.retention = reader.text_or("retention", "90d");
    if (!is_retention(contract.retention))
        reader.mistake("retention", in_quotes(contract.retention) + " is not a retention class",
                       "write days, like 90d");
    contract.completeness = read_completeness(reader.child("complete"), reading.lints);
    read_layouts(reader.required_child("layouts"), contract, contract.completeness.needs_trailer, reading.lints);
    read_schemas(contract, reading);
    read_fields(reader.required_child("fields"), contract, reading.lints);
    check_layouts(contract, reading.lints);
    read_key_and_owner(reader, contract, reading.lints);
    read_subject(reader, contract, reading.lints);
    read_person(reader.child("person"), contract, reading.lints);
    read_period_of(reader, contract, reading.lints);
    read_kinds(reader, contract, reading.lints);
    read_authority(reader, contract, reading.lints);
    read_restates(reader, contract, reading.lints);
    read_rules(reader.child("rules"), reader.child("defaults"), contract, reading);
    reader.finish();
    reading.feed_bytes[feed].push_back(file.bytes);
    reading.catalog.contracts[feed] = std::move(contract);
}

}  // namespace tilsig::catalog

// mappings/<source>/<feed>.contract.yaml: what a feed promises.
#include <algorithm>

#include "base/text.hpp"
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
    check_xml_fields(contract, reading.lints);
    read_key_and_owner(reader, contract, reading.lints);
    read_subject(reader, contract, reading.lints);
    read_person(reader.child("person"), contract, reading.lints);
    read_period_of(reader, contract, reading.lints);
    read_rules(reader.child("rules"), reader.child("defaults"), contract, reading);
    reader.finish();
    reading.feed_bytes[feed].push_back(file.bytes);
    reading.catalog.contracts[feed] = std::move(contract);
}

}  // namespace tilsig::catalog

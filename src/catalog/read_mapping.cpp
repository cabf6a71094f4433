// mappings/<source>/<feed>.mapping.yaml: target, filters, ignored fields and examples. Columns are read in
// read_columns.cpp.
#include <algorithm>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "catalog/map_reading.hpp"

namespace tilsig::catalog {

using config::FieldReader;
using config::Node;

namespace {

void read_filters(const Node& node, MapReading& reading) {
    if (node.is(Node::Kind::missing)) return;
    if (!node.is(Node::Kind::sequence))
        reading.lints().add(node.place(), "filters must be a list of '{keep: expression, reason: name}'");
    for (const Node& item : node.items()) {
        FieldReader reader(item, "filter", reading.lints());
        RecordFilter filter;
        filter.place = item.place();
        filter.keep = reader.has("keep");
        filter.reason = reader.text("reason");
        if (!filter.reason.empty()) check_name(reading.lints(), reader.place("reason"), "reason", filter.reason);
        const Node keep = reader.child("keep");
        const Node drop = reader.child("drop");
        const Node& test = filter.keep ? keep : drop;
        reader.finish();
        if (reader.has("keep") == reader.has("drop")) {
            reading.lints().add(item.place(), "a filter needs either keep or drop",
                                "like {keep: \"unit = 'Personer'\", reason: other_unit}");
            continue;
        }
        const auto program =
            reading.computed(test, filter.keep ? "keep" : "drop", expression::Kind::boolean, reading.filtered);
        if (program && program->columns().empty())
            reading.lints().add(test.place_inside(0), "the filter looks at no field", "name one");
        filter.expression = test.scalar();
        reading.mapping.filters.push_back(std::move(filter));
    }
}

void read_ignored(const Node& node, MapReading& reading) {
    if (node.is(Node::Kind::missing)) return;
    if (!node.is(Node::Kind::mapping))
        reading.lints().add(node.place(), "ignored must be a mapping of 'field: reason'");
    for (const auto& [field, reason] : node.entries()) {
        (void)use_field(reading.contract, field, node.key_place(field), reading.lints());
        if (!reason.is(Node::Kind::scalar) || trim(reason.scalar()).empty())
            reading.lints().add(reason.place(), "field " + in_quotes(field) + " is ignored without a reason",
                                "say why it is not needed");
        if (reading.used.contains(field))
            reading.lints().add(node.key_place(field),
                                "field " + in_quotes(field) + " is ignored, but the mapping uses it", "remove it here");
        reading.mapping.ignored[field] = reason.scalar();
    }
}

void read_window(const Node& node, MapReading& reading) {
    if (node.is(Node::Kind::missing)) return;
    FieldReader reader(node, "window", reading.lints());
    Window window;
    window.place = node.place();
    window.until = reader.text("until");
    window.years_back = reader.choice("from", {"year", "previous_year"}) == "year" ? 0 : 1;
    reader.finish();
    const auto* column = reading.target.find(window.until);
    std::vector<std::string> dates;
    for (const auto& each : reading.target.columns)
        if (each.type == model::Type::date) dates.push_back(each.name);
    if (!window.until.empty() && (column == nullptr || column->type != model::Type::date))
        unknown_name(reading.lints(), reader.place("until"), "date column of " + reading.target.name, window.until,
                     dates);
    if (!reading.contract.successive || reading.contract.delivery != model::DeliveryKind::snapshot)
        reading.lints().add(node.place(), "a window is of a feed whose snapshots succeed each other",
                            "write `periods: successive` in its contract, or leave window out");
    reading.mapping.window = std::move(window);
}

/// `partition: sitting`: a later delivery that names a sitting replaces all of it.
void read_partition(const FieldReader& reader, const std::string& column, MapReading& reading) {
    if (column.empty()) return;
    const auto* found = reading.target.find(column);
    std::vector<std::string> key;
    for (const auto& each : reading.target.columns)
        if (std::find(reading.target.key.begin(), reading.target.key.end(), each.name) != reading.target.key.end())
            key.push_back(each.name);
    if (found == nullptr || std::find(key.begin(), key.end(), column) == key.end())
        unknown_name(reading.lints(), reader.place("partition"), "column of the key of " + reading.target.name, column,
                     key);
    if (reading.contract.delivery != model::DeliveryKind::delta)
        reading.lints().add(reader.place("partition"), "a snapshot is the whole truth about all rows of its unit",
                            "leave partition out, or write `delivery: delta` in the contract");
    if (!reading.contract.kinds.empty())
        reading.lints().add(reader.place("partition"), "a delivery that says whether it is whole is no part of one",
                            "leave partition out, or `kinds` in the contract");
    reading.mapping.partition = column;
}

/// `taken_back: withdrawn`: rows that a whole delivery need not name.
void read_taken_back(const FieldReader& reader, const std::string& column, MapReading& reading) {
    if (column.empty()) return;
    const auto* found = reading.target.find(column);
    std::vector<std::string> fitting;
    for (const auto& each : reading.target.columns)
        if (each.type == model::Type::boolean && !each.nullable) fitting.push_back(each.name);
    if (found == nullptr || std::find(fitting.begin(), fitting.end(), column) == fitting.end())
        unknown_name(reading.lints(), reader.place("taken_back"),
                     "boolean column of " + reading.target.name + " that is never null", column, fitting);
    if (reading.contract.kinds.empty())
        reading.lints().add(reader.place("taken_back"), "no delivery of this feed is compared with what stands",
                            "leave taken_back out, or add `kinds` to the contract");
    reading.mapping.taken_back = column;
}

void check_expect(const Mapping::Example& example, const Node& expect, MapReading& reading) {
    std::vector<std::string> columns;
    for (const auto& column : reading.target.columns) columns.push_back(column.name);
    if (example.expect.empty() && expect.is(Node::Kind::mapping))
        reading.lints().add(expect.place(), "the example expects nothing", "name columns, $filtered or $rejected");
    for (const auto& [name, value] : example.expect) {
        const Place place = expect.key_place(name);
        if (name.starts_with('$') && example.expect.size() > 1)
            reading.lints().add(place, name + " stands alone: such a record gives no columns", "remove the others");
        if (name == "$filtered") {
            std::vector<std::string> reasons;
            for (const auto& filter : reading.mapping.filters) reasons.push_back(filter.reason);
            if (std::find(reasons.begin(), reasons.end(), value.value_or("")) == reasons.end())
                unknown_name(reading.lints(), place, "filter reason", value.value_or(""), reasons);
        } else if (name == "$rejected") {
            const std::string code = value.value_or("");
            const auto is_system = [](std::string_view text) { return text.starts_with("SYS-"); };
            std::vector<std::string> codes;
            for (const auto& [own, entry] : rules::RuleBook::program().entries())
                if (is_system(own) == is_system(code)) codes.push_back(own.str());
            for (const auto& rule : reading.contract.rules) codes.push_back(rule.code.str());
            if (std::find(codes.begin(), codes.end(), code) == codes.end())
                unknown_name(reading.lints(), place, "rule code", code, codes);
        } else if (reading.target.find(name) == nullptr) {
            unknown_name(reading.lints(), place, "column of " + reading.target.name, name, columns);
        }
    }
}

void read_examples(const Node& node, MapReading& reading) {
    if (!node.is(Node::Kind::missing) && (!node.is(Node::Kind::sequence) || node.items().empty()))
        reading.lints().add(node.place(), "tests must be a list with at least one '{given: ..., expect: ...}'",
                            "an unproven mapping does not load");
    for (const Node& item : node.items()) {
        FieldReader reader(item, "example", reading.lints());
        const Node given = reader.required_child("given");
        const Node expect = reader.required_child("expect");
        Mapping::Example example{read_cells(given, "given", reading.lints()),
                                 read_cells(expect, "expect", reading.lints()), item.place()};
        reader.finish();
        for (const auto& [field, value] : example.given)
            if (field != "$period" && field != "$sender" && field != "$received_at" && field != "$form")
                (void)use_field(reading.contract, field, given.key_place(field), reading.lints());
        check_expect(example, expect, reading);
        reading.mapping.tests.push_back(std::move(example));
    }
}

/// Promise of the catalog: no field falls through the mapping unseen.
void check_coverage(const Node& columns, MapReading& reading) {
    const Contract& contract = reading.contract;
    const auto in_key = [&](const std::string& field) {
        return std::find(contract.key.begin(), contract.key.end(), field) != contract.key.end();
    };
    for (const Field& field : contract.fields) {
        if (reading.used.contains(field.name) || in_key(field.name) || contract.owner == field.name ||
            reading.mapping.ignored.contains(field.name))
            continue;
        reading.lints().add(columns.place(),
                            "field " + in_quotes(field.name) + " of the contract (" + field.place.text() +
                                ") is neither mapped nor ignored",
                            "map " +
                                (reading.in.find(field.name) != nullptr ? "it" : in_quotes(contract.person->id_field)) +
                                " to a column, or add it to ignored with a reason");
    }
    for (const auto& column : reading.target.columns) {
        const bool filled = std::any_of(reading.mapping.columns.begin(), reading.mapping.columns.end(),
                                        [&](const ColumnRule& rule) { return rule.column == column.name; });
        if (!filled && !column.nullable)
            reading.lints().add(
                columns.place(),
                "column " + in_quotes(column.name) + " of " + reading.target.name + " is never filled and not nullable",
                "map a field or a constant to it");
    }
}

}  // namespace

void read_mapping(const YamlFile& file, const std::string& feed, Reading& reading) {
    const auto contract = reading.catalog.contracts.find(feed);
    if (contract == reading.catalog.contracts.end()) {
        reading.lints.add(Place{file.shown, 1, 1}, "mapping for feed " + in_quotes(feed) + ", which has no contract",
                          "add the contract beside it, or rename the file");
        return;
    }
    FieldReader reader(file.root, "mapping", reading.lints);
    check_same(reader, "feed", feed);
    Mapping mapping;
    mapping.feed = feed;
    mapping.path = file.shown;
    mapping.place = file.root.place();
    mapping.version = static_cast<int>(reader.integer("version"));
    mapping.target = reader.text("target");
    const Node filters = reader.child("filters");
    const Node columns = reader.required_child("columns");
    const Node ignored = reader.child("ignored");
    const Node window = reader.child("window");
    const std::string partition = reader.text_or("partition", "");
    const std::string taken_back = reader.text_or("taken_back", "");
    const Node tests = reader.required_child("tests");
    reading.feed_bytes[feed].push_back(file.bytes);

    const model::Table* target = reading.catalog.model.find(mapping.target);
    if (target == nullptr) {
        std::vector<std::string> known;
        for (const auto& table : reading.catalog.model.tables) known.push_back(table.name);
        if (!mapping.target.empty())
            unknown_name(reading.lints, reader.place("target"), "table", mapping.target, known);
    } else {
        if (contract->second.state == FeedState::shadow) add_shadow(*target, reader.place("target"), reading);
        MapReading map_reading{reading,
                               contract->second,
                               *target,
                               mapping,
                               checked_stage(contract->second),
                               mapped_stage(contract->second)};
        read_filters(filters, map_reading);
        read_window(window, map_reading);
        read_partition(reader, partition, map_reading);
        read_taken_back(reader, taken_back, map_reading);
        read_columns(columns, map_reading);
        read_ignored(ignored, map_reading);
        if (columns.is(Node::Kind::mapping)) check_coverage(columns, map_reading);
        read_examples(tests, map_reading);
    }
    reader.finish();
    reading.catalog.mappings[feed] = std::move(mapping);
}

std::string content_hash(const Reading& reading, const std::string& feed) {
    Sha256 hash;
    // Each part with its length before it: bytes moved from one file to another give another hash.
    const auto add = [&](std::string_view bytes) {
        hash.update(std::to_string(bytes.size()) + ":");
        hash.update(bytes);
    };
    if (const auto files = reading.feed_bytes.find(feed); files != reading.feed_bytes.end())
        for (const auto& bytes : files->second) add(bytes);
    if (const auto lists = reading.used_lists.find(feed); lists != reading.used_lists.end()) {
        for (const auto& name : lists->second) {
            add(name);
            add(reading.list_bytes.at(name));
        }
    }
    // The shape of the target decides the canonical text too (a scale, a length).
    const auto mapping = reading.catalog.mappings.find(feed);
    const model::Table* target =
        mapping == reading.catalog.mappings.end() ? nullptr : reading.catalog.model.find(mapping->second.target);
    if (target != nullptr) {
        for (const auto& column : target->columns)
            add(column.name + " " + model::to_string(column.type) + " " + std::to_string(column.length) + " " +
                std::to_string(column.scale) + (column.nullable ? " null" : ""));
        for (const auto& column : target->key) add(column);
    }
    return to_hex(hash.finish());
}

}  // namespace tilsig::catalog

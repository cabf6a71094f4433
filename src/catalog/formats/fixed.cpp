// The `fixed` part of a layout: records of one length, fields by their position.
#include <algorithm>
#include <charconv>

#include "catalog/formats/parts.hpp"

namespace tilsig::catalog {

using config::FieldReader;
using config::Node;

namespace {

constexpr std::array fixed_keys{
    KeyReference{"record_length", "110", "required", "characters of a record"},
    KeyReference{"columns", "{kommune: [1, 4]}", "required", "name -> first character, from 1, and length"},
    KeyReference{"filler", "[[5, 2]]", "none", "what means nothing; gaps and overlaps are mistakes"},
    KeyReference{"year_column", "version", "none", "holds the layout's year, yy or yyyy; another one is a finding"},
    KeyReference{"unended_last_line", "true", "false", "as of csv"},
};

constexpr std::array blocks{BlockReference{"fixed", "layouts: fixed:", "Records of one length.", fixed_keys}};

constexpr int most_characters = 32 * 1024;

/// `[from, length]`, both from 1 on.
bool read_position(const Node& node, const std::string& name, FixedLayout::Column& column, config::Lints& lints) {
    const auto number = [](const Node& item, int& value) {
        const std::string& text = item.scalar();
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        return error == std::errc{} && end == text.data() + text.size() && value >= 1 && value <= most_characters;
    };
    column.name = name;
    column.place = node.place();
    if (node.items().size() == 2 && number(node.items()[0], column.from) && number(node.items()[1], column.length))
        return true;
    lints.add(node.place(), "the position of " + in_quotes(name) + " must be [first character, length], both from 1 on",
              "like [5, 2]");
    return false;
}

/// Every character belongs to one column or to a filler, or a field was forgotten or moved.
void check_cover(const FixedLayout& fixed, std::vector<FixedLayout::Column> parts, const Place& place,
                 config::Lints& lints) {
    std::stable_sort(parts.begin(), parts.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
    int next = 1;
    const FixedLayout::Column* before = nullptr;
    const auto gap = [&](int end, const Place& at) {
        lints.add(
            at,
            "characters " + std::to_string(next) + " to " + std::to_string(end) + " of the record belong to nothing",
            "declare `filler: [[" + std::to_string(next) + ", " + std::to_string(end - next + 1) +
                "]]` when they mean nothing");
    };
    for (const auto& part : parts) {
        if (part.from < next && before != nullptr) {
            lints.add(
                part.place,
                in_quotes(part.name) + " begins at character " + std::to_string(part.from) + ", inside of " +
                    in_quotes(before->name) + " (up to " + std::to_string(next - 1) + ")",
                "one of the two positions is wrong; the other stands in line " + std::to_string(before->place.line));
        }
        if (part.from > next) gap(part.from - 1, part.place);
        if (part.from + part.length <= next) continue;
        next = part.from + part.length;
        before = &part;
    }
    if (next - 1 < fixed.record_length) gap(fixed.record_length, place);
    if (next - 1 > fixed.record_length && before != nullptr) {
        lints.add(before->place, in_quotes(before->name) + " ends at character " + std::to_string(next - 1) +
                                     ", the record has " + std::to_string(fixed.record_length));
    }
}

}  // namespace

void read_fixed(FieldReader& layout_reader, Layout& layout, config::Lints& lints) {
    FieldReader reader(layout_reader.required_child("fixed"), "fixed", lints);
    FixedLayout& fixed = layout.fixed;
    const std::int64_t length = reader.integer("record_length");
    if (length < 1 || length > most_characters) {
        reader.mistake("record_length",
                       "a record has between 1 and " + std::to_string(most_characters) + " characters");
        return;
    }
    fixed.record_length = static_cast<int>(length);
    bool readable = true;
    const Node columns = reader.required_child("columns");
    for (const auto& [name, position] : columns.entries()) {
        check_name(lints, columns.key_place(name), "column", name);
        readable = read_position(position, name, fixed.columns.emplace_back(), lints) && readable;
    }
    if (fixed.columns.empty() && !columns.is(Node::Kind::missing))
        reader.mistake(
            "columns",
            "columns must be a mapping of names to first character and length, like `columns: {item: [1, 8]}`");
    std::vector<FixedLayout::Column> parts = fixed.columns;
    for (const Node& item : reader.child("filler").items())
        readable = read_position(item, "filler", parts.emplace_back(), lints) && readable;
    fixed.year_column = reader.text_or("year_column", "");
    fixed.unended_last_line = reader.boolean_or("unended_last_line", false);
    reader.finish();
    if (readable && !fixed.columns.empty()) check_cover(fixed, std::move(parts), reader.place("columns"), lints);
    std::sort(fixed.columns.begin(), fixed.columns.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
    if (fixed.year_column.empty()) return;
    const std::vector<std::string> names = fixed_columns(layout);
    const auto year = std::find(names.begin(), names.end(), fixed.year_column);
    if (year == names.end()) {
        unknown_name(lints, reader.place("year_column"), "column", fixed.year_column, names);
    } else if (const int digits = fixed.columns[static_cast<std::size_t>(year - names.begin())].length;
               digits != 2 && digits != 4) {
        reader.mistake("year_column",
                       "the year column has " + std::to_string(digits) + " characters; a year has 2 or 4");
    }
    if (layout.time.is_open())
        reader.mistake("year_column", "a year can only be compared with a layout that has a time",
                       "add `from` or `to`");
}

std::vector<std::string> fixed_columns(const Layout& layout) {
    std::vector<std::string> names;
    for (const auto& column : layout.fixed.columns) names.push_back(column.name);
    return names;
}

std::span<const BlockReference> fixed_blocks() { return blocks; }

}  // namespace tilsig::catalog

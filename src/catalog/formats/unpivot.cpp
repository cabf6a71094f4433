// A table in which each cell is a record: `unpivot`, of every format that is a table.
#include <algorithm>
#include <set>

#include "catalog/formats/parts.hpp"

namespace tilsig::catalog {

using config::FieldReader;
using config::Node;

namespace {

constexpr std::array keys{
    KeyReference{"keys", "[region, name]", "required", "the leading columns, repeated on every record"},
    KeyReference{"key_headers", "[Region, Navn]", "not compared", "what the first header row says above them"},
    KeyReference{"headers", "[measure, year]", "required", "one name per header row"},
    KeyReference{"value", "value", "value", "name of the cell"},
    KeyReference{"strip", "{year: \"År: \"}", "none", "header -> what its texts begin with"},
    KeyReference{"fill_down", "[region]", "none", "keys of which an empty cell means the one above it"},
    KeyReference{"empty_reason", "empty_cell", "they are records", "empty cells are filtered under this name"},
};

}  // namespace

void read_unpivot(FieldReader& layout_reader, Layout& layout, config::Lints& lints) {
    const Node node = layout_reader.child("unpivot");
    if (node.is(Node::Kind::missing)) return;
    FieldReader reader(node, "unpivot", lints);
    Unpivot unpivot;
    (void)reader.required_child("keys");
    (void)reader.required_child("headers");
    unpivot.keys = reader.texts("keys");
    unpivot.headers = reader.texts("headers");
    unpivot.key_headers = reader.texts("key_headers");
    unpivot.value = reader.text_or("value", "value");
    unpivot.strip = reader.text_map("strip");
    unpivot.empty_reason = reader.text_or("empty_reason", "");
    unpivot.fill_down = reader.texts("fill_down");
    reader.finish();
    if (!unpivot.key_headers.empty() && unpivot.key_headers.size() != unpivot.keys.size())
        reader.mistake("key_headers", "unpivot has another number of keys than of key_headers",
                       "write one header text for each key, or none at all");
    std::set<std::string> seen;
    std::vector<std::string> names = unpivot.keys;
    names.insert(names.end(), unpivot.headers.begin(), unpivot.headers.end());
    names.push_back(unpivot.value);
    for (const auto& name : names)
        if (!seen.insert(name).second) lints.add(node.place(), "unpivot uses the name " + in_quotes(name) + " twice");
    for (const auto& key : unpivot.fill_down)
        if (std::find(unpivot.keys.begin(), unpivot.keys.end(), key) == unpivot.keys.end())
            unknown_name(lints, reader.place("fill_down"), "unpivot key", key, unpivot.keys);
    for (const auto& [header, unused] : unpivot.strip)
        if (std::find(unpivot.headers.begin(), unpivot.headers.end(), header) == unpivot.headers.end())
            unknown_name(lints, reader.child("strip").key_place(header), "unpivot header", header, unpivot.headers);
    layout.unpivot = std::move(unpivot);
}

std::span<const KeyReference> unpivot_keys() { return keys; }

}  // namespace tilsig::catalog

// An array of objects: the `json` block.
#include "catalog/formats/parts.hpp"

namespace tilsig::catalog {

using config::FieldReader;

namespace {

constexpr std::array json_keys{
    KeyReference{"records", "/codes", "the document", "JSON pointer to the array of records"},
    KeyReference{"continuation", "/next", "none", "must be null or absent when the delivery is whole"},
    KeyReference{"count", "/total", "none", "the number of records"},
    KeyReference{"kind", "/type", "none", "what the document is, one of `kinds`"},
    KeyReference{"day", "/extracted", "none", "the day it is of; another than the unit's parks it (SYS-E033)"},
};

constexpr std::array blocks{
    BlockReference{"json", "layouts: json:", "An array of objects; each pointer starts with /.", json_keys}};

}  // namespace

void read_json(FieldReader& layout_reader, Layout& layout, config::Lints& lints) {
    FieldReader reader(layout_reader.child("json"), "json", lints);
    layout.json.records = reader.text_or("records", "");
    layout.json.continuation = reader.text_or("continuation", "");
    layout.json.count = reader.text_or("count", "");
    layout.json.kind = reader.text_or("kind", "");
    layout.json.day = reader.text_or("day", "");
    reader.finish();
    for (const auto& [key, pointer] :
         {std::pair{"records", layout.json.records}, std::pair{"continuation", layout.json.continuation},
          std::pair{"count", layout.json.count}, std::pair{"kind", layout.json.kind},
          std::pair{"day", layout.json.day}})
        if (!pointer.empty() && pointer.front() != '/')
            reader.mistake(key, in_quotes(pointer) + " is not a JSON pointer", "start it with /");
}

std::span<const BlockReference> json_blocks() { return blocks; }

}  // namespace tilsig::catalog

#include "decode/jsonstat/dataset.hpp"

#include <simdjson.h>

#include "base/text.hpp"
#include "decode/codes.hpp"

namespace tilsig::decode {

namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Members of the root, by name; the cells among them are looked at by place and never parsed as a tree.
struct Root {
    std::string frame;  ///< the document without the cells
    std::optional<Span> value, status;
};

Root split_root(std::string_view document) {
    std::size_t begin = 0;
    while (begin < document.size() && is_blank(document[begin])) ++begin;
    if (document[begin] != '{') throw StatFault(begin, code::format, "a JSON-stat dataset is an object");
    Root root;
    root.frame = "{";
    EntryWalk walk(document, {begin, document.size() - begin});
    EntryWalk::Entry entry;
    while (walk.next(entry)) {
        const std::string_view key = document.substr(entry.key.begin, entry.key.length);
        auto* cells = key == "\"value\"" ? &root.value : key == "\"status\"" ? &root.status : nullptr;
        if (cells != nullptr) {
            if (cells->has_value())
                throw StatFault(entry.key.begin, code::duplicate_column, "the key stands twice in the dataset");
            *cells = entry.value;
            continue;
        }
        if (root.frame.size() > 1) root.frame += ',';
        const Span whole = entry.whole();
        root.frame += document.substr(whole.begin, whole.length);
        if (root.frame.size() > Limits::envelope_bytes * 16)
            throw StatFault(entry.key.begin, code::limit, "the dimensions take more than 16 MiB");
    }
    root.frame += '}';
    return root;
}

std::string text_of(const element& value) {
    std::string_view text;
    return value.get_string().get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

/// Positions of the categories: an array of codes, an object code -> position, or left out when there is one category.
void read_codes(const object& category, StatDimension& dimension) {
    const auto wrong = [&](const char* what) {
        throw StatFault(0, code::dimensions, "dimension '" + display_name(dimension.id) + "': " + what);
    };
    element index;
    if (category["index"].get(index) != simdjson::SUCCESS) {
        object labels;
        if (category["label"].get_object().get(labels) != simdjson::SUCCESS || labels.size() != 1)
            wrong("category has no index");
        dimension.codes.emplace_back((*labels.begin()).key);
        return;
    }
    array list;
    if (index.get_array().get(list) == simdjson::SUCCESS) {
        for (const element item : list) dimension.codes.push_back(text_of(item));
        return;
    }
    object positions;
    if (index.get_object().get(positions) != simdjson::SUCCESS)
        wrong("category.index is neither an array nor an object");
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : positions) ++count;
    dimension.codes.resize(count);
    std::vector<bool> taken(count, false);
    for (const auto& entry : positions) {
        std::uint64_t position = 0;
        if (entry.value.get_uint64().get(position) != simdjson::SUCCESS || position >= count || taken[position]) {
            wrong("category.index is no numbering from 0 without gaps");
        }
        taken[position] = true;
        dimension.codes[position] = entry.key;
    }
}

void read_labels(const object& category, StatDimension& dimension) {
    dimension.labels = dimension.codes;
    object labels;
    if (category["label"].get_object().get(labels) != simdjson::SUCCESS) return;
    for (std::size_t i = 0; i < dimension.codes.size(); ++i) {
        element label;
        if (labels.at_key(dimension.codes[i]).get(label) == simdjson::SUCCESS) dimension.labels[i] = text_of(label);
    }
}

}  // namespace

void EntryWalk::blanks() noexcept {
    while (m_at < m_document.size() && is_blank(m_document[m_at])) ++m_at;
}

Span EntryWalk::take_value() noexcept {
    const std::size_t begin = m_at;
    std::size_t depth = 0;
    const auto end_of_string = [&] {
        for (++m_at; m_document[m_at] != '"'; ++m_at) m_at += m_document[m_at] == '\\' ? 1 : 0;
        ++m_at;
    };
    do {
        const char c = m_document[m_at];
        if (c == '"') {
            end_of_string();
        } else if (c == '{' || c == '[') {
            ++depth;
            ++m_at;
        } else if (c == '}' || c == ']') {
            --depth;
            ++m_at;
        } else if (depth > 0) {
            ++m_at;
        } else {
            while (m_at < m_document.size() && !is_blank(m_document[m_at]) && m_document[m_at] != ',' &&
                   m_document[m_at] != ']' && m_document[m_at] != '}')
                ++m_at;
        }
    } while (depth > 0);
    return {begin, m_at - begin};
}

bool EntryWalk::next(Entry& entry) {
    blanks();
    if (m_document[m_at] == ',') {
        ++m_at;
        blanks();
    }
    if (m_document[m_at] == ']' || m_document[m_at] == '}') return false;
    entry.key = {};
    if (m_object) {
        entry.key = take_value();
        blanks();
        ++m_at;  // the colon
        blanks();
    }
    entry.value = take_value();
    return true;
}

StatDataset read_dataset(std::string_view document) {
    const Root root = split_root(document);
    simdjson::dom::parser parser;
    element frame;
    if (parser.parse(root.frame).get(frame) != simdjson::SUCCESS)
        throw StatFault(0, code::format, "the frame of the dataset cannot be read");
    std::string_view type;
    if (frame["class"].get_string().get(type) != simdjson::SUCCESS || type != "dataset") {
        throw StatFault(
            0, code::format,
            "the document is no JSON-stat 2 dataset: its class is not 'dataset'; ask the source for json-stat2");
    }
    array ids;
    array sizes;
    object dimensions;
    if (frame["id"].get_array().get(ids) != simdjson::SUCCESS ||
        frame["size"].get_array().get(sizes) != simdjson::SUCCESS ||
        frame["dimension"].get_object().get(dimensions) != simdjson::SUCCESS) {
        throw StatFault(0, code::dimensions, "the dataset lacks id, size or dimension");
    }
    if (!root.value || (document[root.value->begin] != '[' && document[root.value->begin] != '{')) {
        throw StatFault(root.value ? root.value->begin : 0, code::dimensions,
                        "the dataset has no value array or object");
    }
    if (ids.size() != sizes.size()) throw StatFault(0, code::dimensions, "id and size have different lengths");
    StatDataset dataset;
    dataset.value = *root.value;
    dataset.status = root.status;
    dataset.cells = 1;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        StatDimension dimension;
        dimension.id = text_of(ids.at(i).value_unsafe());
        object category;
        if (dimensions.at_key(dimension.id)["category"].get_object().get(category) != simdjson::SUCCESS) {
            throw StatFault(0, code::dimensions, "dimension '" + display_name(dimension.id) + "' has no category");
        }
        read_codes(category, dimension);
        read_labels(category, dimension);
        std::uint64_t size = 0;
        if (sizes.at(i).get_uint64().get(size) != simdjson::SUCCESS || size != dimension.codes.size()) {
            throw StatFault(0, code::dimensions,
                            "dimension '" + display_name(dimension.id) + "' has " +
                                std::to_string(dimension.codes.size()) + " categories, size states another number");
        }
        if (size > 0 && dataset.cells > UINT64_MAX / size)
            throw StatFault(0, code::dimensions, "the sizes multiply beyond 64 bits");
        dataset.cells *= size;
        dataset.dimensions.push_back(std::move(dimension));
    }
    return dataset;
}

}  // namespace tilsig::decode

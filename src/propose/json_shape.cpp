// JSON: where the records are and which keys they have; JSON-stat: its dimensions.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.hpp"
#include "decode/codes.hpp"
#include "decode/jsonstat_dataset.hpp"
#include "propose/names.hpp"
#include "propose/shapes.hpp"

namespace tilsig::propose {

namespace {

struct KeySeen {
    std::uint64_t records = 0;
    std::uint64_t nested = 0;  ///< times its value was an object or an array
};

/// An array that holds objects.
struct ArraySeen {
    std::string pointer;
    std::size_t depth = 0;
    std::uint64_t objects = 0, others = 0;
    std::vector<std::string> keys;  ///< in order of appearance
    std::map<std::string, KeySeen> seen;
};

/// Walks through a document by events: memory is that of the open levels and of the keys.
class Walk final : public nlohmann::json_sax<nlohmann::json> {
public:
    bool null() override {
        if (m_levels.size() == 1 && !m_levels.back().array) m_null_keys.push_back(m_levels.back().key);
        return scalar();
    }
    bool boolean(bool) override { return scalar(); }
    bool number_integer(number_integer_t) override { return scalar(); }
    bool number_unsigned(number_unsigned_t) override { return scalar(); }
    bool number_float(number_float_t, const string_t&) override { return scalar(); }
    bool string(string_t&) override { return scalar(); }
    bool binary(binary_t&) override { return scalar(); }
    bool key(string_t& text) override {
        m_levels.back().key = text;
        if (m_levels.size() == 1) m_root_keys.push_back(text);
        return true;
    }
    bool start_object(std::size_t) override { return open(false); }
    bool end_object() override { return close(); }
    bool start_array(std::size_t) override { return open(true); }
    bool end_array() override { return close(); }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
        m_fault = position;
        return false;
    }

    /// The array with most objects, the outermost of equals; nullptr when there is none.
    [[nodiscard]] const ArraySeen* best() const {
        const ArraySeen* best = nullptr;
        for (const auto& [pointer, array] : m_arrays) {
            if (array.objects == 0) continue;
            if (best == nullptr || array.objects > best->objects ||
                (array.objects == best->objects && array.depth < best->depth))
                best = &array;
        }
        return best;
    }
    [[nodiscard]] std::size_t fault() const noexcept { return m_fault; }
    [[nodiscard]] bool root_ended() const noexcept { return m_root_ended; }
    [[nodiscard]] const std::vector<std::string>& root_keys() const noexcept { return m_root_keys; }
    [[nodiscard]] const std::vector<std::string>& null_keys() const noexcept { return m_null_keys; }

private:
    struct Level {
        bool array = false;
        std::string pointer;
        std::string key;
        std::uint64_t index = 0;
        ArraySeen* record_of = nullptr;  ///< this object is an element of that array
    };

    void value(bool nested, bool object) {
        if (m_levels.empty()) return;
        Level& level = m_levels.back();
        if (level.array) {
            ++level.index;
            ArraySeen& array = m_arrays[level.pointer];
            array.pointer = level.pointer;
            array.depth = m_levels.size();
            ++(object ? array.objects : array.others);
        } else if (level.record_of != nullptr) {
            auto [seen, fresh] = level.record_of->seen.try_emplace(level.key);
            if (fresh) level.record_of->keys.push_back(level.key);
            ++seen->second.records;
            if (nested) ++seen->second.nested;
        }
    }
    bool scalar() {
        value(false, false);
        return true;
    }
    bool open(bool array) {
        if (m_levels.size() >= decode::Limits::depth) return false;
        value(true, !array);
        Level level;
        level.array = array;
        if (!m_levels.empty()) {
            const Level& outer = m_levels.back();
            if (outer.array && !array) level.record_of = &m_arrays[outer.pointer];
            // Inside a record nothing is looked for: an array within a record is a part of it.
            level.pointer = outer.pointer + "/" + (outer.array ? "*" : escaped(outer.key));
        }
        m_levels.push_back(std::move(level));
        return true;
    }
    bool close() {
        m_levels.pop_back();
        m_root_ended = m_levels.empty();
        return true;
    }
    static std::string escaped(const std::string& key) {
        std::string text;
        for (const char c : key) text += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
        return text;
    }

    std::vector<Level> m_levels;
    std::map<std::string, ArraySeen> m_arrays;
    std::vector<std::string> m_root_keys, m_null_keys;
    std::size_t m_fault = 0;
    bool m_root_ended = false;
};

std::uint64_t line_of(std::string_view text, std::size_t at) {
    return 1 + static_cast<std::uint64_t>(std::count(
                   text.begin(), text.begin() + static_cast<std::ptrdiff_t>(std::min(at, text.size())), '\n'));
}

/// The dimensions that the dataset's `role` calls time.
std::set<std::string> times_of(std::string_view text) {
    // Everything else of the document is skipped while it is read: the values are most of it.
    const auto keep = [](int depth, nlohmann::json::parse_event_t event, nlohmann::json& key) {
        return event != nlohmann::json::parse_event_t::key || depth != 1 || key == "role";
    };
    const auto kept = nlohmann::json::parse(text, keep, false);
    std::set<std::string> times;
    const auto role = kept.is_object() ? kept.find("role") : kept.end();
    if (role == kept.end() || !role->is_object() || !role->contains("time") || !role->at("time").is_array())
        return times;
    for (const auto& id : role->at("time"))
        if (id.is_string()) times.insert(id.get<std::string>());
    return times;
}

/// A source may leave the roles out.
bool is_time_word(std::string_view id) {
    static const std::set<std::string, std::less<>> words{"tid",     "time",    "år",      "year",   "måned", "month",
                                                          "kvartal", "quarter", "periode", "period", "dato",  "date"};
    return words.contains(lower(id));
}

Shape stat_shape(const Sample& sample, std::string_view text) {
    if (!sample.head_is_all())
        throw unusable(sample.shown(), 0,
                       "JSON-stat is read as a whole, and this sample is larger than what is looked at (" +
                           grouped(text.size()) + " bytes)",
                       "ask the source for fewer cells");
    decode::StatDataset dataset;
    try {
        dataset = decode::read_dataset(text);
    } catch (const decode::StatFault& fault) {
        throw unusable(sample.shown(), line_of(text, fault.at),
                       "this is no JSON-stat 2 dataset: " + std::string(fault.what()), "ask the source for json-stat2");
    }
    Shape shape;
    shape.layout.format = catalog::FormatKind::jsonstat;
    shape.evidence.push_back("JSON-stat 2: " + counted(dataset.dimensions.size(), "dimension", "dimensions") + ", " +
                             counted(dataset.cells, "cell", "cells") + ": one record per cell");
    const auto times = times_of(text);
    const bool many = std::any_of(dataset.dimensions.begin(), dataset.dimensions.end(),
                                  [](const auto& dimension) { return dimension.codes.size() > 1; });
    for (const auto& dimension : dataset.dimensions) {
        const bool time = times.contains(dimension.id) || is_time_word(dimension.id);
        // The next delivery may be of another year: without the time in the key it would overwrite this one.
        if (dimension.codes.size() < 2 && many && !time) {
            shape.unread.push_back("dimension '" + display_name(dimension.id) +
                                   "' has one category only: it says the same of every record and is not read");
            continue;
        }
        shape.columns.push_back({dimension.id, dimension.id, true, false, time ? Role::time : Role::dimension});
    }
    shape.columns.push_back({"value", "Value", true, false, Role::measure});
    if (dataset.status) shape.columns.push_back({"status", "Status", true, false, Role::measure});
    shape.trailer = "the document is closed, and it has a value for each of its cells";
    return shape;
}

void take_continuation(const Walk& walk, Shape& shape) {
    for (const auto& key : walk.null_keys()) {
        const std::string low = lower(key);
        if (!low.starts_with("next") && low.find("continuation") == std::string::npos) continue;
        shape.layout.json.continuation = "/" + key;
        shape.trailer = "'" + display_name(key) + "' is null: there is no further page";
        return;
    }
}

}  // namespace

Shape json_shape(const Sample& sample) {
    std::string_view text = sample.head();
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    Walk walk;
    const bool whole = nlohmann::json::sax_parse(text.begin(), text.end(), &walk);
    if (!whole && (sample.head_is_all() || walk.fault() + 1 < text.size())) {
        const std::uint64_t line = line_of(text, walk.fault());
        if (walk.root_ended())
            throw unusable(sample.shown(), line,
                           "a second JSON document begins here: one document per line is no format of tilsig",
                           "ask the source for one document with an array of records");
        throw unusable(sample.shown(), line,
                       walk.fault() >= text.size() ? "the document ends before it is closed: it is cut"
                                                   : "this is not JSON, or nested deeper than 64 levels",
                       "take a whole delivery");
    }
    const auto& root = walk.root_keys();
    const auto has = [&](const char* key) { return std::find(root.begin(), root.end(), key) != root.end(); };
    if (has("dimension") && has("value") && has("size")) return stat_shape(sample, text);
    const ArraySeen* records = walk.best();
    if (records == nullptr)
        throw unusable(sample.shown(), 0, "no records found: there is no array of objects in the document",
                       "records are objects in one array, like {\"items\": [{\"code\": \"0301\"}]}");
    if (records->pointer.find("/*") != std::string::npos)
        throw unusable(sample.shown(), 0, "the records stand in several arrays, inside the elements of another one",
                       "ask the source for one array with all records");
    Shape shape;
    shape.layout.format = catalog::FormatKind::json;
    shape.layout.json.records = records->pointer;
    shape.evidence.push_back("records: " + counted(records->objects, "object", "objects") + " in " +
                             (records->pointer.empty() ? std::string("the top-level array")
                                                       : "the array at '" + display_name(records->pointer) + "'") +
                             ", the largest one of the document" +
                             (sample.head_is_all() ? "" : " as far as it was looked at"));
    if (records->others > 0)
        shape.unread.push_back(counted(records->others, "element is", "elements are") +
                               " no object: unreadable records");
    for (const auto& key : records->keys) {
        const KeySeen& seen = records->seen.at(key);
        if (seen.nested > 0) {
            shape.unread.push_back("key '" + display_name(key) + "' holds an object or array in " +
                                   grouped(seen.nested) + " of " + grouped(records->objects) +
                                   " records: no column can be made of it");
            continue;
        }
        // The last record may be cut where the head ends.
        const std::uint64_t cut = sample.head_is_all() ? 0 : 1;
        shape.columns.push_back({key, key, seen.records + cut >= records->objects});
    }
    if (shape.columns.empty())
        throw unusable(sample.shown(), 0, "the records have no key with a plain value",
                       "ask the source for flat records");
    take_continuation(walk, shape);
    if (shape.trailer.empty()) shape.trailer = "the document is closed";
    return shape;
}

}  // namespace tilsig::propose

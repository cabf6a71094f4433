// JSON: where the records are and which keys they have; JSON-stat: its dimensions.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.hpp"
#include "decode/codes.hpp"
#include "decode/jsonstat/dataset.hpp"
#include "propose/json_walk.hpp"
#include "propose/names.hpp"
#include "propose/shapes.hpp"

namespace tilsig::propose {

namespace {

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

bool is_one_of(const std::string& word, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// A value that is null, or not there, on the last page only.
void take_continuation(const JsonWalk& walk, Shape& shape) {
    for (const auto& value : walk.beside()) {
        const std::string low = lower(value.key);
        const bool next = low.starts_with("next") || low.find("nextlink") != std::string::npos ||
                          low.find("continuation") != std::string::npos;
        if (!next || !shape.layout.json.continuation.empty()) continue;
        shape.layout.json.continuation = value.pointer;
        if (value.null) {
            shape.trailer = "'" + display_name(value.pointer) + "' is null: there is no further page";
        } else {
            shape.trailer = "'" + display_name(value.pointer) + "' says whether there is a further page";
            shape.to_decide.push_back("this sample is a page, and not the last one: '" + display_name(value.pointer) +
                                      "' is not null. A delivery like it is held; the connector must fetch all pages");
        }
    }
}

/// How many records there are, said by the document itself.
void take_count(const JsonWalk& walk, const ArraySeen& records, bool whole, Shape& shape) {
    for (const auto& value : walk.beside()) {
        const std::string low = lower(value.key);
        if (!value.number || !whole || !shape.layout.json.count.empty()) continue;
        if (!is_one_of(low, {"count", "total", "totalcount", "total_count", "totalelements", "total_elements",
                             "totalhits", "totalresults", "totalrecords", "recordcount", "numberofrecords", "antall",
                             "antalltotalt", "totalantall", "totalt", "@odata.count"}))
            continue;
        if (*value.number == records.objects) {
            shape.layout.json.count = value.pointer;
            shape.evidence.push_back("'" + display_name(value.pointer) +
                                     "' states the number of records, and it is right");
        } else {
            shape.to_decide.push_back("'" + display_name(value.pointer) + "' states " + grouped(*value.number) +
                                      (*value.number == 1 ? " record" : " records") + ", and here are " +
                                      grouped(records.objects) +
                                      ": is this sample a page of them? A whole delivery can prove itself by `count`");
        }
    }
}

/// What of the document is left out.
void tell_the_rest(const JsonWalk& walk, const ArraySeen& records, Shape& shape) {
    if (records.others > 0)
        shape.unread.push_back(counted(records.others, "element is", "elements are") +
                               " no object: unreadable records");
    for (const auto& [pointer, array] : walk.arrays())
        if (&array != &records && array.objects > 0)
            shape.unread.push_back("the array at '" + display_name(pointer) + "' with " +
                                   counted(array.objects, "object", "objects") + ": it needs a feed of its own");
    const auto plain = std::count_if(walk.beside().begin(), walk.beside().end(), [&](const ValueBeside& value) {
        return !value.object && value.pointer != shape.layout.json.continuation &&
               value.pointer != shape.layout.json.count;
    });
    if (plain > 0)
        shape.unread.push_back(counted(static_cast<std::uint64_t>(plain), "plain value", "plain values") +
                               " beside the records");
}

void take_keys(const ArraySeen& records, bool whole, Shape& shape) {
    for (const auto& key : records.keys) {
        const KeySeen& seen = records.seen.at(key);
        // Null where it is no object: its own keys say as much.
        const auto below = records.seen.lower_bound(key + "/");
        if (below != records.seen.end() && below->first.starts_with(key + "/")) continue;
        if (seen.arrays > 0 || seen.deep) {
            shape.unread.push_back("key '" + display_name(key) + "' holds " +
                                   (seen.inner > 0    ? "arrays with " + counted(seen.inner, "object", "objects")
                                    : seen.arrays > 0 ? std::string("an array")
                                                      : std::string("what no path of a column reaches")) +
                                   " in " + grouped(std::max<std::uint64_t>(seen.arrays, 1)) + " of " +
                                   grouped(records.objects) + " records: no column can be made of it");
            continue;
        }
        // The last record may be cut where the head ends.
        const std::uint64_t cut = whole ? 0 : 1;
        std::string title = key;
        std::replace(title.begin(), title.end(), '/', ' ');
        shape.columns.push_back({key, title, seen.records + cut >= records.objects});
    }
}

std::size_t plain_beside(const JsonWalk& walk) {
    return static_cast<std::size_t>(std::count_if(walk.beside().begin(), walk.beside().end(),
                                                  [](const auto& value) { return !value.object && !value.null; }));
}

constexpr const char* records_are = R"(records are objects in one array, like {"items": [{"code": "0301"}]})";

[[noreturn]] void refuse_no_records(const Sample& sample, const JsonWalk& walk) {
    if (walk.is_old_stat())
        throw unusable(sample.shown(), 1,
                       "this is JSON-stat before version 2: its dimensions say id and size themselves",
                       "ask the source for json-stat2");
    std::set<std::uint64_t> lengths;
    std::size_t columns = 0;
    for (const auto& [pointer, array] : walk.arrays()) {
        if (array.others == 0) continue;
        if (pointer.empty())
            throw unusable(sample.shown(), 1,
                           "the document is an array without objects: rows whose values have no names",
                           "ask the source for objects; " + std::string(records_are));
        lengths.insert(array.others);
        ++columns;
    }
    if (columns > 1 && lengths.size() == 1 && *lengths.begin() > 1)
        throw unusable(sample.shown(), 1,
                       grouped(columns) + " arrays of plain values: columns beside each other, and no records",
                       "ask the source for one object per record; " + std::string(records_are));
    const auto codes = std::count_if(walk.beside().begin(), walk.beside().end(), [](const ValueBeside& value) {
        return !value.object && value.pointer.find('/', 1) == std::string::npos;
    });
    if (codes > 10 && static_cast<std::size_t>(codes) == walk.beside().size())
        throw unusable(sample.shown(), 1,
                       "one object with " + grouped(walk.root_keys().size()) +
                           " keys: a list whose codes are the keys, and no array of records",
                       "ask the source for one object per code; " + std::string(records_are));
    throw unusable(
        sample.shown(), 0,
        "no records found: there is no array of objects in the document, or it is empty; perhaps a question, "
        "an error or an answer without a hit",
        records_are);
}

/// One record with parts of its own, as an interface answers to a question about one thing.
void refuse_one_record(const Sample& sample, const JsonWalk& walk, const ArraySeen& records) {
    const auto others = std::count_if(walk.arrays().begin(), walk.arrays().end(),
                                      [&](const auto& entry) { return entry.second.objects == records.objects; });
    if (records.objects > 1 || others < 2 || plain_beside(walk) < 3) return;
    throw unusable(sample.shown(), 0,
                   "the document is one record with " + grouped(plain_beside(walk)) +
                       " plain values, whose parts stand in several arrays; there is no array of records",
                   "take an answer that lists many, or ask the source for one");
}

/// Few words about a thing, and in it the array with the records.
void refuse_inner_records(const Sample& sample, const ArraySeen& records) {
    constexpr std::size_t few = 3;
    std::uint64_t inner = 0;
    std::size_t plain = 0;
    for (const auto& [key, seen] : records.seen) {
        inner = std::max(inner, seen.inner);
        plain += seen.arrays == 0 && !seen.deep ? 1U : 0U;
    }
    if (inner <= 2 * records.objects || plain > few) return;
    throw unusable(sample.shown(), 0, "the records stand in several arrays, inside the elements of another one",
                   "ask the source for one array with all records");
}

[[noreturn]] void refuse_broken(const Sample& sample, const JsonWalk& walk, std::string_view text) {
    const std::uint64_t line = line_of(text, walk.fault());
    if (walk.root_ended())
        throw unusable(sample.shown(), line,
                       "a second JSON document begins here: one document per line is no format of tilsig",
                       "ask the source for one document with an array of records");
    if (walk.fault() >= text.size())
        throw unusable(sample.shown(), line, "the document ends before it is closed: it is cut",
                       "take a whole delivery");
    if (const auto around = text.substr(walk.fault() > 2 ? walk.fault() - 2 : 0, 4);
        around.find("\u00A0") != std::string_view::npos)
        throw unusable(sample.shown(), line,
                       "this is not JSON: a no-break space (U+00A0) stands where JSON has plain blanks only",
                       "ask the source for JSON without it; an editor or a web page puts it in");
    throw unusable(sample.shown(), line, "this is not JSON, or nested deeper than 64 levels", "take a whole delivery");
}

}  // namespace

Shape json_shape(const Sample& sample, catalog::Encoding encoding) {
    if (encoding != catalog::Encoding::utf8)
        throw unusable(sample.shown(), 0,
                       std::string("the document is JSON in ") +
                           (encoding == catalog::Encoding::iso_8859_1 ? "ISO-8859-1" : "Windows-1252") +
                           ", and JSON is UTF-8",
                       "ask the source for UTF-8, or convert the file before it is delivered");
    std::string_view text = sample.head();
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    JsonWalk walk;
    const bool whole = nlohmann::json::sax_parse(text.begin(), text.end(), &walk);
    if (!whole && (sample.head_is_all() || walk.fault() + 1 < text.size())) refuse_broken(sample, walk, text);
    const auto& root = walk.root_keys();
    const auto has = [&](const char* key) { return std::find(root.begin(), root.end(), key) != root.end(); };
    if (has("dimension") && has("value") && has("size")) return stat_shape(sample, text);
    const ArraySeen* records = walk.best();
    if (records == nullptr || walk.is_old_stat()) refuse_no_records(sample, walk);
    refuse_one_record(sample, walk, *records);
    refuse_inner_records(sample, *records);
    Shape shape;
    shape.layout.format = catalog::FormatKind::json;
    shape.layout.json.records = records->pointer;
    shape.evidence.push_back("records: " + counted(records->objects, "object", "objects") + " in " +
                             (records->pointer.empty() ? std::string("the top-level array")
                                                       : "the array at '" + display_name(records->pointer) + "'") +
                             ", the largest one of the document" +
                             (sample.head_is_all() ? "" : " as far as it was looked at"));
    take_keys(*records, sample.head_is_all(), shape);
    if (shape.columns.empty())
        throw unusable(sample.shown(), 0, "the records have no key with a plain value",
                       "ask the source for flat records");
    take_continuation(walk, shape);
    take_count(walk, *records, sample.head_is_all(), shape);
    tell_the_rest(walk, *records, shape);
    if (shape.trailer.empty()) shape.trailer = "the document is closed";
    return shape;
}

}  // namespace tilsig::propose

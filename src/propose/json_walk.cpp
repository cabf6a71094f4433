#include "propose/json_walk.hpp"

#include <algorithm>

#include "decode/codes.hpp"

namespace tilsig::propose {

namespace {

constexpr std::size_t most_beside = 100;
constexpr std::size_t deepest_path = 4;  ///< objects inside a record that are looked into

std::string escaped(const std::string& key) {
    std::string text;
    for (const char c : key) text += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    return text;
}

}  // namespace

bool JsonWalk::null() {
    value(false, false, std::nullopt, true);
    return true;
}

bool JsonWalk::key(string_t& text) {
    m_levels.back().key = text;
    if (m_levels.size() == 1) m_root_keys.push_back(text);
    return true;
}

bool JsonWalk::parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) {
    m_fault = position;
    return false;
}

const ArraySeen* JsonWalk::best() const {
    const ArraySeen* best = nullptr;
    for (const auto& [pointer, array] : m_arrays) {
        if (array.objects == 0) continue;
        if (best == nullptr || array.objects > best->objects ||
            (array.objects == best->objects && array.depth < best->depth))
            best = &array;
    }
    return best;
}

void JsonWalk::value(bool nested, bool object, std::optional<std::uint64_t> number, bool is_null) {
    if (m_levels.empty() || m_levels.back().skipped) return;
    Level& level = m_levels.back();
    if (level.part_of != nullptr) {
        if (object) ++level.part_of->inner;
    } else if (level.array) {
        ArraySeen& array = m_arrays[level.pointer];
        array.pointer = level.pointer;
        array.depth = m_levels.size();
        ++(object ? array.objects : array.others);
    } else if (level.record_of != nullptr) {
        value_of_record(level, nested, object);
    } else {
        if (level.key == "id" && level.pointer.ends_with("/dimension")) m_old_stat = true;
        const bool plain = !nested || object;
        if (plain && m_beside.size() < most_beside)
            m_beside.push_back({level.pointer + "/" + escaped(level.key), level.key, is_null, object, number});
    }
}

void JsonWalk::value_of_record(Level& level, bool nested, bool object) {
    const std::string path = level.path + level.key;
    const bool deep = object && static_cast<std::size_t>(std::count(path.begin(), path.end(), '/')) + 1 >= deepest_path;
    if (object && !deep) return;  // its own keys are told
    auto [seen, fresh] = level.record_of->seen.try_emplace(path);
    if (fresh) level.record_of->keys.push_back(path);
    KeySeen& key = seen->second;
    if (!nested) ++key.records;
    if (nested && !object) ++key.arrays;
    // A slash in a key would be taken for a step of the path.
    key.deep = key.deep || deep || level.key.find('/') != std::string::npos;
}

bool JsonWalk::scalar(std::optional<std::uint64_t> number) {
    value(false, false, number, false);
    return true;
}

JsonWalk::Level JsonWalk::inside(Level& outer, bool array) {
    Level level;
    level.array = array;
    level.skipped = outer.skipped || outer.part_of != nullptr;
    if (level.skipped) return level;
    if (outer.record_of != nullptr) {
        const std::string path = outer.path + outer.key;
        if (array) {
            level.part_of = &outer.record_of->seen[path];
        } else {
            const auto known = outer.record_of->seen.find(path);
            level.skipped = known != outer.record_of->seen.end() && known->second.deep;
            level.record_of = outer.record_of;
            level.path = path + "/";
        }
    } else if (outer.array && !array) {
        level.record_of = &m_arrays[outer.pointer];
    } else if (outer.array) {
        level.skipped = true;  // an array of arrays
    } else {
        level.pointer = outer.pointer + "/" + escaped(outer.key);
    }
    return level;
}

bool JsonWalk::open(bool array) {
    if (m_levels.size() >= decode::Limits::depth) return false;
    value(true, !array, std::nullopt, false);
    if (m_levels.empty()) {
        m_levels.emplace_back().array = array;
    } else {
        Level level = inside(m_levels.back(), array);
        m_levels.push_back(std::move(level));
    }
    return true;
}

bool JsonWalk::close() {
    m_levels.pop_back();
    m_root_ended = m_levels.empty();
    return true;
}

}  // namespace tilsig::propose

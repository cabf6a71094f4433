#include "map/municipality_history.hpp"

#include <algorithm>
#include <chrono>
#include <set>

#include "base/clock.hpp"
#include "base/text.hpp"

namespace tilsig::map {

namespace {

std::int64_t new_year(int year) { return Day{std::chrono::year{year} / 1 / 1}.time_since_epoch().count(); }
int year_of(std::int64_t day) {
    return static_cast<int>(std::chrono::year_month_day{Day{std::chrono::days{day}}}.year());
}
std::string day_text(std::int64_t day) { return to_text(Day{std::chrono::days{day}}); }

bool by_code_and_date(const CodeSpell& a, const CodeSpell& b) {
    return a.code != b.code ? a.code < b.code : a.valid_from < b.valid_from;
}

/// Name variants of a code follow each other day by day: one spell. A code that was away and came back has two.
std::vector<CodeSpell> join_variants(std::vector<CodeSpell> versions) {
    std::sort(versions.begin(), versions.end(), by_code_and_date);
    std::vector<CodeSpell> spells;
    for (auto& version : versions) {
        if (!spells.empty() && spells.back().code == version.code && version.valid_from <= spells.back().valid_to)
            spells.back().valid_to = std::max(spells.back().valid_to, version.valid_to);
        else
            spells.push_back(std::move(version));
    }
    return spells;
}

}  // namespace

const char* to_string(Refusal refusal) noexcept {
    switch (refusal) {
        case Refusal::none: return "none";
        case Refusal::unknown_code: return "unknown_code";
        case Refusal::before_event: return "before_event";
        case Refusal::split_without_key: return "split_without_key";
        case Refusal::ceased: return "ceased";
    }
    return "unknown";
}

MunicipalityHistory::MunicipalityHistory(std::vector<CodeSpell> versions, const std::vector<CodeChange>& changes,
                                         const std::vector<SplitKey>& keys)
    : m_spells(join_variants(std::move(versions))) {
    std::map<std::pair<std::string, std::int64_t>, std::set<std::string>> branches;      // (old code, day) -> new codes
    std::map<std::pair<std::string, std::int64_t>, std::set<std::string>> predecessors;  // (new code, day) -> old codes
    for (const auto& change : changes) {
        if (change.old_code.empty() || change.new_code.empty())
            continue;  // a beginning or an end; validity says the same
        branches[{change.old_code, change.day}].insert(change.new_code);
        predecessors[{change.new_code, change.day}].insert(change.old_code);
    }
    for (const auto& [from, to] : branches) {
        if (to.size() == 1 && *to.begin() == from.first) continue;  // a new name, or a neighbour that joined
        Step step{from.second, {to.begin(), to.end()}, false};
        step.renumbering = to.size() == 1 && predecessors[{*to.begin(), from.second}].size() == 1;
        m_steps[from.first].push_back(std::move(step));  // the map is in order of code and day
    }
    for (const auto& key : keys) m_keys[{key.origin, key.day}] = key.new_code;
    check_keys(keys);
}

const CodeSpell* MunicipalityHistory::spell_at(std::string_view code, std::int64_t day) const noexcept {
    auto spell = std::lower_bound(m_spells.begin(), m_spells.end(), code,
                                  [](const CodeSpell& s, std::string_view c) { return s.code < c; });
    for (; spell != m_spells.end() && spell->code == code; ++spell)
        if (spell->valid_from <= day && day < spell->valid_to) return &*spell;
    return nullptr;
}

const MunicipalityHistory::Step* MunicipalityHistory::next_step(std::string_view code, std::int64_t after,
                                                                std::int64_t until) const noexcept {
    const auto steps = m_steps.find(code);
    if (steps == m_steps.end()) return nullptr;
    for (const Step& step : steps->second)
        if (after < step.day) return step.day <= until ? &step : nullptr;
    return nullptr;
}

Resolution MunicipalityHistory::walk(std::string_view code, std::int64_t day, std::int64_t until) const {
    std::string current(code);
    // Numbers under which exactly these people were known: a key for any of them speaks about all of them. A merge ends
    // that.
    std::vector<std::string> same_people{current};
    bool unbroken = true;
    while (const Step* step = next_step(current, day, until)) {
        day = step->day;
        if (step->branches.size() == 1) {
            current = step->branches.front();
            unbroken = unbroken && step->renumbering;
            if (unbroken) same_people.push_back(current);
            continue;
        }
        const auto key = std::find_if(same_people.begin(), same_people.end(), [&](const std::string& origin) {
            return m_keys.contains({origin, day});
        });
        const std::string branch = key == same_people.end() ? "" : m_keys.at({*key, day});
        if (std::find(step->branches.begin(), step->branches.end(), branch) == step->branches.end())
            return {{}, Refusal::split_without_key, day, step->branches};
        current = branch;
        unbroken = false;  // beyond a split only the declared origins are told apart
    }
    if (spell_at(current, until) == nullptr) return {{}, Refusal::ceased, until, {}};
    return {current, Refusal::none, 0, {}};
}

Resolution MunicipalityHistory::resolve(std::string_view code, std::int64_t day, int year) const {
    if (spell_at(code, day) == nullptr) return {{}, Refusal::unknown_code, day, {}};
    if (year < year_of(day)) return {{}, Refusal::before_event, day, {}};
    return walk(code, day, std::max(day, new_year(year)));
}

std::vector<CodeSpell> MunicipalityHistory::segments(const CodeSpell& spell) const {
    std::vector<CodeSpell> parts{spell};
    const auto steps = m_steps.find(spell.code);
    if (steps == m_steps.end()) return parts;
    for (const Step& step : steps->second) {
        if (step.day <= parts.back().valid_from || step.day >= spell.valid_to) continue;
        parts.back().valid_to = step.day;
        parts.push_back({spell.code, step.day, spell.valid_to});
    }
    return parts;
}

std::vector<MunicipalityHistory::Row> MunicipalityHistory::table(int first_year, int last_year) const {
    std::vector<Row> rows;
    for (const auto& spell : m_spells) {
        for (const auto& part : segments(spell)) {
            if (part.valid_to <= new_year(first_year)) continue;
            for (int year = std::max(first_year, year_of(std::max(part.valid_from, new_year(1)))); year <= last_year;
                 ++year) {
                const std::int64_t seen = std::min(std::max(part.valid_from, new_year(year)), part.valid_to - 1);
                rows.push_back({part, year, walk(part.code, seen, std::max(seen, new_year(year)))});
            }
        }
    }
    return rows;
}

std::vector<const CodeSpell*> MunicipalityHistory::valid_at(std::int64_t day) const {
    std::vector<const CodeSpell*> valid;
    for (const auto& spell : m_spells)
        if (spell.valid_from <= day && day < spell.valid_to) valid.push_back(&spell);
    return valid;
}

void MunicipalityHistory::check_keys(const std::vector<SplitKey>& keys) {
    for (const auto& key : keys) {
        // The origin's people on the last day before the split, seen from the end of the origin's last spell before it.
        const CodeSpell* origin = nullptr;
        for (const auto& spell : m_spells)
            if (spell.code == key.origin && spell.valid_from < key.day) origin = &spell;
        const std::string name = "split key " + key.origin + " -> " + key.new_code + " on " + day_text(key.day);
        if (origin == nullptr) {
            m_problems.push_back(name + ": no such origin before that day");
            continue;
        }
        const std::int64_t eve = key.day - 1;
        const Resolution before = walk(key.origin, std::min(eve, origin->valid_to - 1), eve);
        const Step* split = before.refusal == Refusal::none ? next_step(before.target, eve, key.day) : nullptr;
        if (split == nullptr || split->branches.size() < 2) {
            m_problems.push_back(name + ": the origin is not split on that day");
        } else if (std::find(split->branches.begin(), split->branches.end(), key.new_code) == split->branches.end()) {
            m_problems.push_back(name + ": the split leads to " + join(split->branches, " or "));
        }
    }
}

}  // namespace tilsig::map

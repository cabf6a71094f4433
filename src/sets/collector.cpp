#include "sets/collector.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

#include "base/key_file.hpp"
#include "model/interner.hpp"
#include "model/value.hpp"
#include "sets/member.hpp"
#include "sets/set_rule.hpp"
#include "sets/sweep.hpp"

namespace tilsig::sets {

using model::Column;
using model::NotApplicable;

namespace {

struct KeyHash {
    std::size_t operator()(const Hash128& hash) const noexcept { return hash.low; }  // keyed already
};

HashKey random_key() {
    const KeyBytes random = KeyBytes::random();
    HashKey key;
    std::copy_n(random.data(), key.size(), key.begin());
    return key;
}

/// The numbers of typed columns, which expressions look at; the cells are canonical text.
void fill_numbers(model::Batch& rows, const model::StageSchema& stage) {
    std::array<char, 64> buffer{};
    for (std::size_t i = 0; i < rows.columns.size(); ++i) {
        Column& column = rows.columns[i];
        const auto type = stage.columns[i].type;
        if (type == model::Type::text || type == model::Type::code) continue;
        model::ValueFormat canonical;
        canonical.scale = stage.columns[i].scale;
        column.numbers.assign(column.cells.size(), 0);
        for (std::size_t row = 0; row < column.cells.size(); ++row) {
            if (Column::is_null(column.cells[row])) continue;
            if (const auto parsed = model::parse_value(type, canonical, column.cells[row], buffer.data()))
                column.numbers[row] = parsed->number;
        }
    }
}

/// The first columns of a query are those of the key.
std::vector<std::size_t> key_of_query(const SetRule& set) {
    std::vector<std::size_t> key(set.key.size());
    std::iota(key.begin(), key.end(), std::size_t{0});
    return key;
}

}  // namespace

bool has_set_rules(const catalog::Contract& contract) {
    return std::any_of(contract.rules.begin(), contract.rules.end(),
                       [](const catalog::Rule& rule) { return catalog::is_over_sets(rule.check); });
}

struct Collector::State {
    explicit State(CollectorInput given)
        : input(std::move(given)), hash_key(random_key()), sorter(input.folder, input.memory_bytes) {
        for (std::size_t n = 0; n < input.contract.rules.size(); ++n)
            if (catalog::is_over_sets(input.contract.rules[n].check))
                rules.emplace_back(input.contract.rules[n], static_cast<std::uint16_t>(n), input.in, input.catalog,
                                   input.given);
        counts.resize(input.contract.rules.size());
        owner = input.contract.owner.empty() ? input.in.columns.size() : input.in.index_of(input.contract.owner);
        for (const auto& field : input.contract.key) identity.push_back(input.in.index_of(field));
    }

    /// The hash of these cells, and of `salt`; nothing when one of them is null.
    std::optional<Hash128> hash_of(std::uint16_t salt, const std::vector<Column>& columns,
                                   const std::vector<std::size_t>& which, std::size_t row) {
        text.assign(reinterpret_cast<const char*>(&salt), sizeof(salt));
        for (const std::size_t column : which) {
            const std::string_view cell = columns[column].cells[row];
            if (Column::is_null(cell)) return std::nullopt;
            const auto length = static_cast<std::uint32_t>(cell.size());
            text.append(reinterpret_cast<const char*>(&length), sizeof(length));
            text += cell;
        }
        return keyed_hash(hash_key, text);
    }
    model::RuleCount& count(const SetRule& set, std::size_t row) { return counts[set.number][slice_of[row]]; }

    void find_slices(const model::Batch& records);
    /// Which rows the rule is about; the others are counted.
    void choose(SetRule& set, const model::Batch& records, const std::vector<model::Disposition>& dispositions);
    void answer_null(const SetRule& set, const model::Batch& records, std::size_t row);
    Member member(const SetRule& set, const model::Batch& records, std::size_t row, const Hash128& key);
    void collect_unique(SetRule& set, const model::Batch& records);
    void collect_times(SetRule& set, const catalog::checks::NoOverlap& check, const model::Batch& records);
    void collect_references(SetRule& set, const catalog::checks::Exists& check, const model::Batch& records,
                            const std::vector<model::Disposition>& dispositions);
    void collect_totals(SetRule& set, const model::Batch& records, const std::vector<model::Disposition>& dispositions);
    void look_up(SetRule& set, const catalog::checks::Exists& check, const model::Batch& records);
    void look_up_absent(SetRule& set, const model::Batch& records);
    /// The loaded rows that answer to the chosen records and fulfil `where`.
    void each_loaded(SetRule& set, const model::Batch& records,
                     const std::function<void(const model::Batch& rows, std::size_t row)>& take);
    /// Every different value of the rule's first column, of the chosen rows.
    std::vector<std::string_view> values_of(const SetRule& set, const model::Batch& records) const;
    void add_loaded(SetRule& set, const catalog::checks::NoOverlap& check, const model::Batch& records);
    bool can_compare(const SetRule& set) {
        if (input.loaded == nullptr) return false;
        const auto known = has_rows.find(set.query->table);
        if (known != has_rows.end()) return known->second;
        return has_rows[set.query->table] = input.loaded->holds_rows(set.query->table);
    }

    CollectorInput input;
    HashKey hash_key;
    MemberSorter sorter;
    std::vector<SetRule> rules;
    std::vector<std::vector<model::RuleCount>> counts;  ///< by number of the rule, then of the slice
    model::Interner slices;
    std::size_t owner;
    std::vector<std::size_t> identity;  ///< columns of the contract's key
    std::map<std::string, bool> has_rows;
    Findings findings;

    // Scratch of one batch, kept for its memory.
    std::vector<std::uint32_t> slice_of;
    std::vector<bool> chosen;
    std::string text;
};

void Collector::State::find_slices(const model::Batch& records) {
    slice_of.resize(records.rows());
    for (std::size_t row = 0; row < records.rows(); ++row)
        slice_of[row] = model::counted_as(
            slices.number(owner < records.columns.size() ? records.columns[owner].cells[row] : Column::null));
    for (const auto& set : rules) counts[set.number].resize(std::min(slices.size(), model::most_counted_slices + 1));
}

void Collector::State::choose(SetRule& set, const model::Batch& records,
                              const std::vector<model::Disposition>& dispositions) {
    chosen.assign(records.rows(), true);
    const bool answerable = !set.when || set.when->answerable();
    if (answerable && set.when) set.when->narrow(records.columns, chosen);
    for (std::size_t row = 0; row < chosen.size(); ++row) {
        if (dispositions[row] != model::Disposition::accepted) {
            chosen[row] = false;
            count(set, row).skip(NotApplicable::not_accepted);
        } else if (!answerable) {
            chosen[row] = false;
            count(set, row).skip(NotApplicable::no_period);
        } else if (!chosen[row]) {
            count(set, row).skip(NotApplicable::when);
        }
    }
}

void Collector::State::answer_null(const SetRule& set, const model::Batch& records, std::size_t row) {
    auto& counted = count(set, row);
    if (set.rule.on_null == catalog::Truth::pass) {
        ++counted.passed;
    } else if (set.rule.on_null == catalog::Truth::unknown) {
        ++counted.unknown;
    } else {
        ++counted.failed;
        if (!set.rule.shadow) findings.add({records.places[row].number, Findings::alone, set.number});
    }
}

Member Collector::State::member(const SetRule& set, const model::Batch& records, std::size_t row, const Hash128& key) {
    const auto& place = records.places[row];
    Member made;
    made.key = key;
    // Without a key each record is its own.
    const auto same = identity.empty() ? std::nullopt : hash_of(UINT16_MAX, records.columns, identity, row);
    made.identity = same ? same->low : place.number;
    made.record = place.number;
    made.line = place.line;
    made.sheet = place.sheet;
    made.slice = slice_of[row];
    made.rule = set.number;
    return made;
}

void Collector::State::collect_unique(SetRule& set, const model::Batch& records) {
    for (std::size_t row = 0; row < chosen.size(); ++row) {
        if (!chosen[row]) continue;
        const auto key = hash_of(set.number, records.columns, set.key, row);
        if (!key) {
            answer_null(set, records, row);
            continue;
        }
        Member made = member(set, records, row, *key);
        std::memcpy(&made.from, &made.identity, sizeof(made.from));  // copies of one record stand together
        sorter.add(made);
        ++count(set, row).passed;
    }
}

void Collector::State::collect_times(SetRule& set, const catalog::checks::NoOverlap& check,
                                     const model::Batch& records) {
    const auto& from = records.columns[*set.from];
    const auto& to = records.columns[*set.to];
    for (std::size_t row = 0; row < chosen.size(); ++row) {
        if (!chosen[row]) continue;
        const auto key = hash_of(set.number, records.columns, set.key, row);
        if (!key || Column::is_null(from.cells[row])) {
            answer_null(set, records, row);
            continue;
        }
        Member made = member(set, records, row, *key);
        made.from = from.numbers[row];
        made.to = Column::is_null(to.cells[row]) ? Member::open : to.numbers[row] + (check.to_counts ? 1 : 0);
        if (made.to < made.from) {  // it ends before it begins: nobody can tell what it overlaps with
            ++count(set, row).unknown;
            continue;
        }
        sorter.add(made);
        ++count(set, row).passed;
    }
    if (set.query && can_compare(set)) add_loaded(set, check, records);
}

void Collector::State::add_loaded(SetRule& set, const catalog::checks::NoOverlap& check, const model::Batch& records) {
    const auto& columns = set.query->columns;
    const auto place = [&](const std::string& name) {
        return static_cast<std::size_t>(std::find(columns.begin(), columns.end(), name) - columns.begin());
    };
    const std::size_t from = place(check.loaded->from), to = place(check.loaded->to);
    std::vector<std::size_t> key(set.key.size()), all(columns.size());
    for (std::size_t i = 0; i < key.size(); ++i) key[i] = i;
    input.loaded->find(*set.query, values_of(set, records), [&](model::Batch& rows) {
        fill_numbers(rows, set.loaded);
        for (std::size_t row = 0; row < rows.rows(); ++row) {
            const auto hash = hash_of(set.number, rows.columns, key, row);
            if (!hash || Column::is_null(rows.columns[from].cells[row])) continue;
            Member made;
            made.key = *hash;
            made.from = rows.columns[from].numbers[row];
            made.to = Column::is_null(rows.columns[to].cells[row])
                          ? Member::open
                          : rows.columns[to].numbers[row] + (check.loaded->to_counts ? 1 : 0);
            // The same row may be met again with a later batch: by its place it is known again.
            made.identity = rows.places[row].number;
            made.rule = set.number;
            made.part = Member::Part::loaded;
            sorter.add(made);
        }
    });
}

std::vector<std::string_view> Collector::State::values_of(const SetRule& set, const model::Batch& records) const {
    std::unordered_set<std::string_view> seen;
    std::vector<std::string_view> values;
    const auto& cells = records.columns[set.key.front()].cells;
    for (std::size_t row = 0; row < chosen.size(); ++row)
        if (chosen[row] && !Column::is_null(cells[row]) && seen.insert(cells[row]).second) values.push_back(cells[row]);
    return values;
}

void Collector::State::each_loaded(SetRule& set, const model::Batch& records,
                                   const std::function<void(const model::Batch& rows, std::size_t row)>& take) {
    std::vector<bool> wanted;
    input.loaded->find(*set.query, values_of(set, records), [&](model::Batch& rows) {
        wanted.assign(rows.rows(), true);
        if (set.where) {
            fill_numbers(rows, set.loaded);
            set.where->narrow(rows.columns, wanted);
        }
        for (std::size_t row = 0; row < rows.rows(); ++row)
            if (wanted[row]) take(rows, row);
    });
}

void Collector::State::look_up_absent(SetRule& set, const model::Batch& records) {
    if (!can_compare(set)) {
        for (std::size_t row = 0; row < chosen.size(); ++row)
            if (chosen[row]) count(set, row).skip(NotApplicable::nothing_to_compare);
        return;
    }
    // By key: what rows say in the columns that must differ. Where they say nothing they differ from nobody.
    std::unordered_map<Hash128, std::vector<Hash128>, KeyHash> found;
    const auto key = key_of_query(set);
    each_loaded(set, records, [&](const model::Batch& rows, std::size_t row) {
        const auto hash = hash_of(set.number, rows.columns, key, row);
        const auto says = hash_of(set.number, rows.columns, set.differing_there, row);
        if (hash && says) found[*hash].push_back(*says);
    });
    for (std::size_t row = 0; row < chosen.size(); ++row) {
        if (!chosen[row]) continue;
        const auto hash = hash_of(set.number, records.columns, set.key, row);
        const auto says = hash_of(set.number, records.columns, set.differing, row);
        if (!hash || !says) {
            answer_null(set, records, row);
            continue;
        }
        const auto rows = found.find(*hash);
        const bool there = rows != found.end() &&
                           (set.differing.empty() || std::any_of(rows->second.begin(), rows->second.end(),
                                                                 [&](const auto& each) { return each != *says; }));
        ++(there ? count(set, row).failed : count(set, row).passed);
        if (there && !set.rule.shadow) findings.add({records.places[row].number, Findings::alone, set.number});
    }
}

void Collector::State::look_up(SetRule& set, const catalog::checks::Exists& check, const model::Batch& records) {
    std::unordered_set<Hash128, KeyHash> found;
    const auto key = key_of_query(set);
    each_loaded(set, records, [&](const model::Batch& rows, std::size_t row) {
        if (const auto hash = hash_of(set.number, rows.columns, key, row)) found.insert(*hash);
    });
    for (std::size_t row = 0; row < chosen.size(); ++row) {
        if (!chosen[row]) continue;
        const auto hash = hash_of(set.number, records.columns, set.key, row);
        auto& counted = count(set, row);
        if (!hash) {
            answer_null(set, records, row);
        } else if (found.contains(*hash)) {
            ++counted.passed;
        } else if (set.since && Column::is_null(records.columns[*set.since].cells[row])) {
            answer_null(set, records, row);
        } else if (set.since && records.columns[*set.since].numbers[row] + check.grace_days >= input.received) {
            counted.skip(NotApplicable::grace);
        } else {
            ++counted.failed;
            if (!set.rule.shadow) findings.add({records.places[row].number, Findings::alone, set.number});
        }
    }
}

void Collector::State::collect_references(SetRule& set, const catalog::checks::Exists& check,
                                          const model::Batch& records,
                                          const std::vector<model::Disposition>& dispositions) {
    if (set.query) {
        if (can_compare(set)) return look_up(set, check, records);
        for (std::size_t row = 0; row < chosen.size(); ++row)
            if (chosen[row]) count(set, row).skip(NotApplicable::nothing_to_compare);
        return;
    }
    for (std::size_t row = 0; row < chosen.size(); ++row) {
        if (!chosen[row]) continue;
        const auto key = hash_of(set.number, records.columns, set.key, row);
        if (!key || (set.since && Column::is_null(records.columns[*set.since].cells[row]))) {
            answer_null(set, records, row);
            continue;
        }
        Member made = member(set, records, row, *key);
        made.from = 1;  // behind those that offer
        if (set.since) made.to = records.columns[*set.since].numbers[row];
        sorter.add(made);
        ++count(set, row).passed;
    }
    chosen.assign(records.rows(), true);
    if (set.where) set.where->narrow(records.columns, chosen);
    for (std::size_t row = 0; row < chosen.size(); ++row) {
        if (!chosen[row] || dispositions[row] != model::Disposition::accepted) continue;
        const auto key = hash_of(set.number, records.columns, set.offered, row);
        if (!key) continue;
        Member made = member(set, records, row, *key);
        made.part = Member::Part::offers;
        sorter.add(made);
    }
}

void Collector::State::collect_totals(SetRule& set, const model::Batch& records,
                                      const std::vector<model::Disposition>& dispositions) {
    // A total need not be loaded to be right: what a mapping filters counts as one.
    std::vector<bool> wholes(records.rows(), true);
    set.whole->narrow(records.columns, wholes);
    std::vector<bool> parts(records.rows(), true);
    if (set.parts) set.parts->narrow(records.columns, parts);
    const auto& numbers = records.columns[*set.number_of];
    for (std::size_t row = 0; row < chosen.size(); ++row) {
        const bool left_out = wholes[row] && dispositions[row] == model::Disposition::filtered;
        if (!chosen[row] && !left_out) continue;
        if (!wholes[row] && !parts[row]) continue;  // the rule is about totals: a part is looked at and not judged
        const auto key = hash_of(set.number, records.columns, set.key, row);
        const bool known = !Column::is_null(numbers.cells[row]);
        if (wholes[row] && (!key || !known)) {
            if (!left_out) answer_null(set, records, row);
            continue;
        }
        if (!key) continue;
        Member made = member(set, records, row, *key);
        made.part = left_out ? Member::Part::left_out : wholes[row] ? Member::Part::whole : Member::Part::record;
        made.from = wholes[row] ? 0 : 1;
        made.to = known ? numbers.numbers[row] : Member::open;
        sorter.add(made);
        if (wholes[row]) ++count(set, row).passed;
    }
}

Collector::Collector(CollectorInput input) : m_state(std::make_unique<State>(std::move(input))) {}
Collector::~Collector() = default;

void Collector::add(const model::Batch& records, const std::vector<model::Disposition>& dispositions) {
    State& state = *m_state;
    state.find_slices(records);
    for (auto& set : state.rules) {
        state.choose(set, records, dispositions);
        if (const auto* times = std::get_if<catalog::checks::NoOverlap>(&set.rule.check)) {
            state.collect_times(set, *times, records);
        } else if (std::holds_alternative<catalog::checks::Total>(set.rule.check)) {
            state.collect_totals(set, records, dispositions);
        } else if (std::holds_alternative<catalog::checks::Absent>(set.rule.check)) {
            state.look_up_absent(set, records);
        } else if (const auto* references = std::get_if<catalog::checks::Exists>(&set.rule.check)) {
            state.collect_references(set, *references, records, dispositions);
        } else {
            state.collect_unique(set, records);
        }
    }
}

Findings Collector::finish() {
    State& state = *m_state;
    state.sorter.finish();
    Sweep sweep(state.rules, state.counts, state.input.received, state.findings);
    auto reader = state.sorter.read();
    for (Member member; reader.next(member);) sweep.take(member);
    sweep.finish();
    model::RuleCounts counts;
    for (const auto& set : state.rules) {
        auto& by_slice = counts[set.rule.code.str()];
        const auto& counted = state.counts[set.number];
        for (std::uint32_t slice = 0; slice < counted.size(); ++slice)
            by_slice[slice < model::most_counted_slices ? std::string(state.slices.text(slice)) : ""] += counted[slice];
    }
    state.findings.finish(std::move(counts));
    return std::move(state.findings);
}

std::uint64_t Collector::members() const noexcept { return m_state->sorter.count(); }
std::size_t Collector::spilled_runs() const noexcept { return m_state->sorter.spilled_runs(); }

}  // namespace tilsig::sets

// The predicate `code`: a code list has the code at the date; and what to say when it only has it at another date.
#include <algorithm>
#include <map>
#include <memory>

#include "base/clock.hpp"
#include "check/as_of.hpp"

namespace tilsig::check {

namespace {

using catalog::Code;
using catalog::CodeList;

std::string date_text(std::int64_t day) { return to_text(Day{std::chrono::days{day}}); }

/// Explains why a code that is not valid fails: unknown, not yet valid, or no longer - and then what took its place.
class Explainer {
public:
    /// `changes` may be null; `names_codes` is false where the field's class forbids to repeat even a successor.
    Explainer(const CodeList& list, const CodeList* changes, bool names_codes)
        : m_list(list), m_changes(changes), m_names_codes(names_codes) {}

    std::string explain(std::string_view code, std::optional<std::int64_t> day) {
        // A delivery with one outdated code in a million records asks the same a million times.
        const auto key = std::pair{std::string(code), day.value_or(0)};
        if (const auto known = m_answers.find(key); known != m_answers.end()) return known->second;
        constexpr std::size_t most_answers = 4096;
        if (m_answers.size() >= most_answers) m_answers.clear();
        return m_answers[key] = answer(code, day);
    }

private:
    std::string answer(std::string_view code, std::optional<std::int64_t> day) const {
        const auto first =
            std::find_if(m_list.codes.begin(), m_list.codes.end(), [&](const Code& c) { return c.code == code; });
        if (first == m_list.codes.end() || !day) return "the list " + m_list.name + " has no such code";
        std::int64_t starts = first->valid_from;
        std::int64_t ended = first->valid_to;
        bool was_valid = false;
        for (const Code& version : m_list.codes) {
            if (version.code != code) continue;
            starts = std::min(starts, version.valid_from);
            if (version.valid_to > *day) continue;
            ended = was_valid ? std::max(ended, version.valid_to) : version.valid_to;
            was_valid = true;
        }
        if (!was_valid) return "the code is valid only from " + date_text(starts);
        std::string text = "the code was valid until " + date_text(ended);
        if (!m_names_codes || m_changes == nullptr) return text;
        const auto [next, several] = successor(std::string(code), ended, *day);
        if (!next.empty()) return text + ", its successor is " + next;
        return several ? text + " and has several successors; one must be chosen" : text;
    }

    /// Follows changes from the day the code ended to the day asked for. A split on the way ends it: nobody may choose
    /// for the sender.
    std::pair<std::string, bool> successor(std::string code, std::int64_t ended, std::int64_t day) const {
        constexpr int most_steps = 20;  // more reforms than one code can have lived through; stops circles
        for (int step = 0; step < most_steps; ++step) {
            const Code* next = nullptr;
            for (const Code& change : m_changes->codes) {
                if (change.code != code || change.valid_from != ended || change.maps_to == code) continue;
                if (next != nullptr && next->maps_to != change.maps_to) return {"", true};
                next = &change;
            }
            if (next == nullptr) return {"", false};
            code = next->maps_to;
            if (m_list.find(code, day) != nullptr) return {code, false};
            const Code* then = m_list.find(code, ended);
            if (then == nullptr) return {"", false};
            ended = then->valid_to;
        }
        return {"", false};
    }

    const CodeList& m_list;
    const CodeList* m_changes;
    bool m_names_codes;
    std::map<std::pair<std::string, std::int64_t>, std::string> m_answers;
};

/// The list of changes that goes with a code list: `municipality_change` tells of `municipality` and, being its closest
/// kin, of `municipality_with_people`. Null when there is none.
const CodeList* changes_of(const std::string& list, const catalog::Catalog& catalog) {
    constexpr std::string_view ending = "_change";
    const CodeList* best = nullptr;
    std::size_t longest = 0;
    for (const auto& [name, candidate] : catalog.code_lists) {
        if (candidate.kind != catalog::CodeListKind::changes || !name.ends_with(ending)) continue;
        const std::string stem = name.substr(0, name.size() - ending.size());
        if (stem.size() <= longest || (list != stem && !list.starts_with(stem + "_"))) continue;
        best = &candidate;
        longest = stem.size();
    }
    return best;
}

}  // namespace

CompiledPredicate compile_code(const catalog::Rule& rule, std::size_t field, const catalog::checks::InList& check,
                               const CompileContext& context) {
    const auto found = context.catalog.code_lists.find(check.list);
    if (found == context.catalog.code_lists.end()) {
        context.lints.add(rule.place, "rule " + rule.code + ": there is no code list '" + check.list + "'");
        return {};
    }
    const AsOf as_of = AsOf::compile(rule, check.as_of, context);
    if (as_of.kind() == AsOf::Kind::unanswerable) return {};
    const CodeList& list = found->second;

    const auto evaluate = [field, as_of, &list, null = rule.on_null](const Columns& columns,
                                                                     std::vector<Truth>& truth) {
        const auto& cells = columns[field].cells;
        // Deliveries come sorted by place or date more often than not: the answer for the row before is a good guess.
        std::string_view last;
        std::optional<std::int64_t> last_day;
        bool last_valid = false;
        for (std::size_t row = 0; row < truth.size(); ++row) {
            if (truth[row] != Truth::pass) continue;
            const std::string_view cell = cells[row];
            if (model::Column::is_null(cell) || !as_of.known(columns, row)) {
                truth[row] = null;
                continue;
            }
            const auto day = as_of.day(columns, row);
            if (last.data() == nullptr || cell != last || day != last_day) {
                last = cell;
                last_day = day;
                last_valid = list.find(cell, day) != nullptr;
            }
            if (!last_valid) truth[row] = Truth::fail;
        }
    };
    // shared: the evaluator and its detail are copied with the rule, the answers are one
    const auto explainer = std::make_shared<Explainer>(list, changes_of(check.list, context.catalog),
                                                       model::may_be_shown(context.contract.fields[field].privacy));
    const auto detail = [field, as_of, explainer](const Columns& columns, std::size_t row) -> std::string {
        const std::string_view cell = columns[field].cells[row];
        if (model::Column::is_null(cell) || !as_of.known(columns, row)) return {};
        return explainer->explain(cell, as_of.day(columns, row));
    };
    std::vector<std::size_t> fields{field};
    if (as_of.kind() == AsOf::Kind::column) fields.push_back(as_of.column());
    return {evaluate, detail, fields};
}

}  // namespace tilsig::check

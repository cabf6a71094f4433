#include "propose/code_choice.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "base/text.hpp"
#include "propose/forms.hpp"
#include "propose/names.hpp"

namespace tilsig::propose {

namespace {

std::uint64_t different_codes(const catalog::CodeList& list) {
    std::set<std::string_view> codes;
    for (const auto& code : list.codes) codes.insert(code.code);
    return codes.size();
}

/// 01 to 08 are counties and anything else that is numbered.
std::size_t shortest_code(const catalog::CodeList& list) {
    std::size_t shortest = std::string::npos;
    for (const auto& code : list.codes) shortest = std::min(shortest, code.code.size());
    return shortest;
}

/// One digit is a count as often as a code: 1 and 2 are men and women, and how many there were. 01, 02 and 03 of a
/// short list are running numbers as often.
bool is_of_few_digits(const catalog::CodeList& list) {
    return std::all_of(list.codes.begin(), list.codes.end(), [](const auto& code) {
        return code.code.size() <= 2 &&
               std::all_of(code.code.begin(), code.code.end(), [](char c) { return c >= '0' && c <= '9'; });
    });
}

bool is_of_digits(const catalog::CodeList& list) {
    return std::all_of(list.codes.begin(), list.codes.end(), [](const auto& code) { return is_digits(code.code); });
}

struct Candidate {
    const catalog::CodeList* list = nullptr;
    bool spoken_of = false;
    std::uint64_t codes = 0;
    std::uint64_t members = 0;
};

}  // namespace

bool speaks_of(std::string_view title, const catalog::CodeList& list) {
    const std::string low = lower(title);
    constexpr std::size_t least = 4;
    std::string words = lower(list.title_nb + " " + list.title_en + " " + list.name);
    std::replace_if(
        words.begin(), words.end(), [](char c) { return c == '_' || c == '(' || c == ',' || c == '-'; }, ' ');
    for (const auto word : split(words, ' ')) {
        if (word.size() < least) continue;
        const auto stem = word.substr(0, std::max(least, word.size() - 2));
        if (low.find(stem) != std::string::npos) return true;
    }
    return false;
}

std::string list_by_chance(const ListMatch& match) {
    const ListMatch::Hit* best = nullptr;
    for (const auto& hit : match.hits())
        if (hit.members >= 3 && shortest_code(*hit.list) >= 2 && hit.members * 100 >= match.distinct() * 95 &&
            !hit.list->translates() && (best == nullptr || hit.members > best->members))
            best = &hit;
    if (best == nullptr) return {};
    return "by chance or not, " + grouped(best->members) + " of " + grouped(match.distinct()) +
           " different values are in code list " + best->list->name + ": type: code and a rule would prove them";
}

CodeChoice choose_list(const ListMatch& match, std::string_view title, bool plain_numbers) {
    std::vector<Candidate> candidates;
    for (const auto& hit : match.hits()) {
        Candidate candidate{hit.list, speaks_of(title, *hit.list), different_codes(*hit.list), hit.members};
        const bool all = hit.members == match.distinct();
        const bool named = candidate.spoken_of && (hit.members >= 2 || !plain_numbers);
        const bool nearly_all = hit.members * 100 >= match.distinct() * 95 && match.distinct() >= 20;
        // 0 and 1 are in many lists.
        const bool long_enough = !plain_numbers || shortest_code(*hit.list) > 2;
        const bool much_seen =
            hit.members >= 2 && hit.members * 2 >= candidate.codes && !is_of_few_digits(*hit.list) && long_enough;
        const bool telling = !plain_numbers && hit.members >= 3 && shortest_code(*hit.list) >= 4;
        const bool proven = named || much_seen || telling;
        // Names of places are in several lists, but for a few.
        const bool most = nearly_all && (named || (telling && is_of_digits(*hit.list)));
        if (all ? proven : most) candidates.push_back(candidate);
    }
    if (candidates.empty()) return {};
    const auto best =
        std::min_element(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
            // A list that translates holds the spellings of one source.
            if (a.list->translates() != b.list->translates()) return b.list->translates();
            if (a.spoken_of != b.spoken_of) return a.spoken_of;
            if (a.spoken_of) return a.list->name.size() < b.list->name.size();
            return a.codes > b.codes;  // the wider list explains more of what was not seen
        });
    CodeChoice choice{best->list, {}};
    const std::string distinct = grouped(match.distinct());
    choice.evidence =
        (best->members == match.distinct() ? "all " + distinct : grouped(best->members) + " of " + distinct) +
        " different values are in code list " + best->list->name + " (" + grouped(best->members) + " of its " +
        grouped(best->codes) + " codes seen)";
    choice.strangers = match.distinct() - best->members;
    if (candidates.size() > 1) {
        std::vector<std::string> others;
        for (const auto& other : candidates)
            if (other.list != best->list) others.push_back(other.list->name);
        choice.evidence += "; also in " + join(others, ", ");
    }
    return choice;
}

}  // namespace tilsig::propose

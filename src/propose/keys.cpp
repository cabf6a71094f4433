#include "propose/keys.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "model/date_form.hpp"
#include "propose/header_words.hpp"
#include "propose/names.hpp"
#include "propose/shapes.hpp"

namespace tilsig::propose {

using model::Type;

namespace {

constexpr std::size_t most_fields = 5;
constexpr std::uint64_t most_work = 60'000'000;  ///< hashes that are put together and sorted: some seconds
constexpr std::size_t longest_key_text = 200;

/// Codes and what is numbered name things; dates do with something else, texts often, names for people seldom.
enum Rank : int { codes, dates, texts, people_names, numbers, never };

Rank rank_of(const ProposedField& proposal) {
    switch (proposal.field.type) {
        case Type::code: return codes;
        case Type::date:
        case Type::timestamp: return dates;
        case Type::text:
            if (proposal.field.split == "name") return people_names;
            if (proposal.period) return dates;
            if (proposal.label || proposal.field.split == "code" || names_things(proposal.title)) return codes;
            return says_name(proposal.title) ? people_names : texts;
        case Type::integer: return proposal.year ? dates : names_things(proposal.title) ? codes : numbers;
        default: return never;
    }
}

bool has_when(const ProposedField& proposal, const ColumnProfile& column) {
    const bool dated = proposal.year || proposal.period || proposal.field.type == Type::date ||
                       proposal.field.type == Type::code || column.distinct() == 1;
    return dated && says_when(proposal.title) && !proposal.is_personal() && !proposal.measure && proposal.filled;
}

/// What is in the key whatever the sample says: the labels of a wide table, and when the figures are of. Without it the
/// next period would overwrite this one.
std::vector<std::size_t> given(const std::vector<ProposedField>& fields, const Profile& profile) {
    const bool figures = std::any_of(fields.begin(), fields.end(), [](const auto& field) { return field.measure; });
    bool days = false;
    for (const auto& field : fields)
        days = days || (field.field.type == Type::date && has_when(field, profile.columns[field.column]));
    std::vector<std::size_t> taken;
    for (std::size_t at = 0; at < fields.size(); ++at) {
        const auto& field = fields[at];
        const auto& column = profile.columns[field.column];
        // A month holds its year.
        const bool noted = !profile.loose.none() && profile.loose.empty[field.column];  // a note has no key then
        // Days differ where each record has one of its own, beside what identifies it.
        const bool own_day = field.field.type == Type::date && column.distinct() > 1 &&
                             model::span_of(field.field.format.date) == model::Span::day;
        const bool when =
            figures && !noted && !own_day && has_when(field, column) && (!days || field.field.type == Type::date);
        if ((field.label && !field.is_personal() && field.filled) || when) taken.push_back(at);
    }
    return taken;
}

class Search {
public:
    Search(const std::vector<ProposedField>& fields, const Profile& profile)
        : m_fields(fields), m_profile(profile), m_given(given(fields, profile)) {
        m_labels = std::any_of(m_given.begin(), m_given.end(), [&](std::size_t at) { return fields[at].label; });
        for (std::size_t at = 0; at < fields.size(); ++at) {
            const auto& column = profile.columns[fields[at].column];
            const Rank rank = rank_of(fields[at]);
            const bool out = fields[at].is_personal() || fields[at].measure || !fields[at].filled;
            if (out || rank == never || column.odd_inside > 0 || column.longest > longest_key_text) continue;
            m_possible.push_back(at);
            if (std::find(m_given.begin(), m_given.end(), at) != m_given.end()) continue;
            if (column.distinct() > 1 || profile.records == 1) m_candidates.push_back({at, rank});
        }
        std::stable_sort(m_candidates.begin(), m_candidates.end(),
                         [](const auto& a, const auto& b) { return a.rank < b.rank; });
    }

    /// What is given with one field, then with two ...; of codes, then of texts, then of names; other whole numbers
    /// only when nothing else is unique.
    bool find() {
        for (const Rank rank : {dates, texts, people_names, numbers})
            for (std::size_t size = m_labels ? 0 : 1; size <= most_fields; ++size)
                if (extend(m_given, 0, m_given.size() + size, rank)) return in_order();
        return !m_given.empty() && extend(m_given, 0, m_given.size(), numbers) && in_order();
    }

    /// All possible ones but those without which as many records are different.
    std::vector<std::size_t> without_needless() {
        std::vector<std::size_t> kept = m_given;
        for (const auto& candidate : m_candidates) kept.push_back(candidate.field);
        if (kept.empty()) return m_possible;
        auto order = m_candidates;
        std::reverse(order.begin(), order.end());
        const std::uint64_t all = different(kept);
        for (const auto& candidate : order) {
            auto fewer = kept;
            std::erase(fewer, candidate.field);
            if (!fewer.empty() && different(fewer) == all) kept = std::move(fewer);
        }
        std::sort(kept.begin(), kept.end());
        return kept;
    }

    [[nodiscard]] const std::vector<std::size_t>& found() const noexcept { return m_found; }
    [[nodiscard]] bool gave_up() const noexcept { return m_work > most_work; }

    [[nodiscard]] std::uint64_t different(const std::vector<std::size_t>& set) {
        m_work += m_profile.records * set.size();
        std::vector<std::uint64_t> rows(m_profile.records, 0);
        for (const std::size_t at : set) {
            const auto& hashes = m_profile.hashes[m_fields[at].column];
            for (std::size_t row = 0; row < rows.size(); ++row) {
                std::uint64_t mixed = rows[row] ^ (hashes[row] + 0x9e3779b97f4a7c15ULL);
                mixed *= 0xff51afd7ed558ccdULL;
                rows[row] = mixed ^ (mixed >> 33U);
            }
        }
        std::sort(rows.begin(), rows.end());
        return static_cast<std::uint64_t>(std::unique(rows.begin(), rows.end()) - rows.begin());
    }

private:
    struct Candidate {
        std::size_t field = 0;
        Rank rank = codes;
    };

    bool in_order() {
        std::sort(m_found.begin(), m_found.end());
        return true;
    }

    bool extend(const std::vector<std::size_t>& set, std::size_t from, std::size_t size, Rank rank) {
        if (set.size() == size) {
            // A day is unique in few records, and a text that identifies them may stand beside it.
            const bool only_dates =
                rank == dates && m_given.empty() &&
                std::all_of(set.begin(), set.end(), [&](auto at) { return rank_of(m_fields[at]) == dates; });
            if (only_dates || !can_be_unique(set) || gave_up() || different(set) != m_profile.records) return false;
            m_found = set;
            return true;
        }
        for (std::size_t next = from; next < m_candidates.size() && !gave_up(); ++next) {
            if (m_candidates[next].rank > rank) continue;
            auto larger = set;
            larger.push_back(m_candidates[next].field);
            if (extend(larger, next + 1, size, rank)) return true;
        }
        return false;
    }

    /// As many combinations as records are needed at least.
    [[nodiscard]] bool can_be_unique(const std::vector<std::size_t>& set) const {
        double combinations = 1;
        for (const std::size_t at : set) {
            const auto& column = m_profile.columns[m_fields[at].column];
            if (!column.distinct_is_exact()) return true;
            combinations *= static_cast<double>(column.distinct() + column.markers.size());
        }
        return combinations >= static_cast<double>(m_profile.records);
    }

    const std::vector<ProposedField>& m_fields;
    const Profile& m_profile;
    std::vector<std::size_t> m_given;
    bool m_labels = false;  ///< of a wide table, among what is given
    std::vector<Candidate> m_candidates;
    std::vector<std::size_t> m_possible;
    std::vector<std::size_t> m_found;
    std::uint64_t m_work = 0;
};

std::string names(const std::vector<ProposedField>& fields, const std::vector<std::size_t>& set) {
    std::vector<std::string> texts;
    for (const std::size_t at : set) texts.push_back(fields[at].field.name);
    return join(texts, ", ");
}

/// What says the same everywhere, and what says when: is it as it is in the key?
void ask_about_times(ProposedKey& key, const std::vector<ProposedField>& fields, const Profile& profile) {
    std::vector<std::string> constant, years, extracts;
    const bool figures = std::any_of(fields.begin(), fields.end(), [](const auto& field) { return field.measure; });
    for (std::size_t at = 0; at < fields.size(); ++at) {
        const auto& proposal = fields[at];
        const auto& column = profile.columns[proposal.column];
        const bool in_key = std::find(key.fields.begin(), key.fields.end(), at) != key.fields.end();
        const bool same = proposal.filled && column.distinct() == 1 && profile.records > 1;
        const bool day =
            proposal.field.type == Type::date && model::span_of(proposal.field.format.date) == model::Span::day;
        const bool text = proposal.field.type == Type::text && !says_name(proposal.title) && !proposal.is_personal();
        const bool dated = proposal.field.type == Type::date || (column.years == column.values && column.values > 0);
        if (same && in_key && day) extracts.push_back(proposal.field.name);
        if (same && !in_key && (dated || text || proposal.list != nullptr)) constant.push_back(proposal.field.name);
        const bool own_time =
            proposal.year || ((proposal.field.type == Type::date || proposal.field.type == Type::timestamp) &&
                              says_when(proposal.title) && figures);
        if (own_time && !in_key && column.distinct() > 1) years.push_back(proposal.field.name);
    }
    if (!extracts.empty())
        key.to_decide.push_back(
            join(extracts, ", ") +
            " is in the key so that the next one does not overwrite this one; if it is only the day "
            "of the extract, take it out");
    if (!constant.empty())
        key.to_decide.push_back(
            join(constant, ", ") +
            " says the same in every record of this sample: where deliveries differ in it, it belongs into the key");
    if (!years.empty())
        key.to_decide.push_back(join(years, ", ") + " says when and is not in the key: can " +
                                names(fields, key.fields) +
                                " come again for another time? Then it belongs into the key");
}

/// A cell of a cube is told by its dimensions, also by one that has a single category today.
ProposedKey key_of_cube(ProposedKey key, Search& search, const std::vector<ProposedField>& fields,
                        const Profile& profile) {
    const std::uint64_t different = search.different(key.fields);
    key.unique = different == profile.records;
    key.evidence.push_back(names(fields, key.fields) + ": the dimensions of the cube, " +
                           (key.unique ? "unique in " + counted(profile.records, "record", "records")
                                       : grouped(different) + " of " + grouped(profile.records) + " are different"));
    if (!key.unique)
        key.to_decide.push_back("a dimension is personal and left out: records with the same key are one row");
    return key;
}

}  // namespace

ProposedKey find_key(const std::vector<ProposedField>& fields, const Profile& profile, const std::string& shown) {
    Search search(fields, profile);
    ProposedKey key;
    for (std::size_t at = 0; at < fields.size(); ++at)
        if (fields[at].dimension && !fields[at].is_personal() && fields[at].field.split != "name")
            key.fields.push_back(at);
    if (!key.fields.empty()) return key_of_cube(std::move(key), search, fields, profile);
    key.unique = search.find();
    key.fields = key.unique ? search.found() : search.without_needless();
    const bool odd = std::any_of(profile.columns.begin(), profile.columns.end(),
                                 [](const auto& column) { return column.odd_inside > 0; });
    if (key.fields.empty() && odd)
        throw unusable(shown, 0,
                       "no key: what could identify a record holds no-break spaces (U+00A0) or other characters that "
                       "nobody can tell from a space, and no value of a key may",
                       "ask the sender for plain spaces, or for code and name in columns of their own");
    if (key.fields.empty())
        throw unusable(shown, 0, "no key: every column is empty somewhere, personal or a measure",
                       "ask the sender for a column that identifies a record; a warehouse row needs one");
    const std::uint64_t different = search.different(key.fields);
    key.unique = different == profile.records;
    if (!key.unique) {
        key.evidence.push_back("no set of up to " + std::to_string(most_fields) + " fields is unique in " +
                               counted(profile.records, "record", "records") +
                               (search.gave_up() ? " as far as it was searched" : "") +
                               "; with these, and with all that can be in a key, " + grouped(different) + " of " +
                               grouped(profile.records) + " are different");
        key.to_decide.push_back("ask the sender what identifies a record; records with the same key are one row");
        return key;
    }
    std::string text = names(fields, key.fields) + " unique in " + counted(profile.records, "record", "records");
    if (key.fields.size() > 1)
        for (const std::size_t at : key.fields)
            text += "; " + fields[at].field.name + " alone " + grouped(search.different({at})) + " of " +
                    grouped(profile.records);
    key.evidence.push_back(text);
    ask_about_times(key, fields, profile);
    if (profile.records < 20) key.to_decide.push_back("few records were seen: uniqueness in them says little");
    return key;
}

}  // namespace tilsig::propose

#include "propose/keys.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "propose/shapes.hpp"

namespace tilsig::propose {

using model::Type;

namespace {

constexpr std::size_t most_fields = 4;
constexpr std::uint64_t most_work = 60'000'000;  ///< hashes that are put together and sorted: some seconds
constexpr std::size_t longest_key_text = 200;

/// Codes and dates name things, texts often do, whole numbers that are no measure sometimes.
int rank_of(const ProposedField& proposal) {
    switch (proposal.field.type) {
        case Type::code:
        case Type::date:
        case Type::timestamp: return 0;
        case Type::text: return proposal.field.split == "name" ? 2 : 1;
        case Type::integer: return proposal.year ? 0 : 3;
        default: return 4;
    }
}

class Search {
public:
    Search(const std::vector<ProposedField>& fields, const Profile& profile) : m_fields(fields), m_profile(profile) {
        for (std::size_t at = 0; at < fields.size(); ++at) {
            const auto& field = fields[at].field;
            const auto& column = profile.columns[fields[at].column];
            const int rank = rank_of(fields[at]);
            const bool never = fields[at].is_personal() || fields[at].measure || !field.required;
            if (never || rank > 3 || column.longest > longest_key_text) continue;
            if (column.distinct() > 1 || profile.records == 1) m_candidates.push_back({at, rank});
            m_possible.push_back(at);
        }
        std::stable_sort(m_candidates.begin(), m_candidates.end(),
                         [](const auto& a, const auto& b) { return a.rank < b.rank; });
    }

    /// Sets of one field, then of two ...; whole numbers only when nothing else is unique.
    bool find() {
        for (const int rank : {2, 3})
            for (std::size_t size = 1; size <= most_fields; ++size)
                if (extend({}, 0, size, rank)) return true;
        return false;
    }

    [[nodiscard]] const std::vector<std::size_t>& found() const noexcept { return m_found; }
    [[nodiscard]] const std::vector<std::size_t>& possible() const noexcept { return m_possible; }
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
        int rank = 0;
    };

    bool extend(const std::vector<std::size_t>& set, std::size_t from, std::size_t size, int rank) {
        if (set.size() == size) {
            if (!can_be_unique(set) || gave_up() || different(set) != m_profile.records) return false;
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
    key.fields = key.unique ? search.found() : search.possible();
    if (key.fields.empty())
        throw unusable(shown, 0, "no key: every column is empty somewhere, personal or a measure",
                       "ask the sender for a column that identifies a record; a warehouse row needs one");
    if (!key.unique) {
        key.evidence.push_back("no set of up to " + std::to_string(most_fields) + " fields is unique in " +
                               counted(profile.records, "record", "records") +
                               (search.gave_up() ? " as far as it was searched" : "") +
                               "; these are all fields that can be in a key: " + grouped(search.different(key.fields)) +
                               " of " + grouped(profile.records) + " are different");
        key.to_decide.push_back("ask the sender what identifies a record; records with the same key are one row");
        return key;
    }
    std::string text = names(fields, key.fields) + " unique in " + counted(profile.records, "record", "records");
    if (key.fields.size() > 1)
        for (const std::size_t at : key.fields)
            text += "; " + fields[at].field.name + " alone " + grouped(search.different({at})) + " of " +
                    grouped(profile.records);
    key.evidence.push_back(text);
    std::vector<std::string> constant;
    for (const auto& proposal : fields) {
        const auto& column = profile.columns[proposal.column];
        const bool dated = proposal.field.type == Type::date || (column.years == column.values && column.values > 0);
        if (proposal.field.required && column.distinct() == 1 && profile.records > 1 &&
            (dated || proposal.list != nullptr))
            constant.push_back(proposal.field.name);
    }
    if (!constant.empty())
        key.to_decide.push_back(
            join(constant, ", ") +
            " says the same in every record of this sample: where deliveries differ in it, it belongs into the key");
    std::vector<std::string> years;
    for (std::size_t at = 0; at < fields.size(); ++at) {
        const bool in_key = std::find(key.fields.begin(), key.fields.end(), at) != key.fields.end();
        if (fields[at].year && !in_key && profile.columns[fields[at].column].distinct() > 1)
            years.push_back(fields[at].field.name);
    }
    if (!years.empty())
        key.to_decide.push_back(join(years, ", ") + " is a year and not in the key: can " + names(fields, key.fields) +
                                " come again for another year? Then it belongs into the key");
    if (profile.records < 20) key.to_decide.push_back("few records were seen: uniqueness in them says little");
    return key;
}

}  // namespace tilsig::propose

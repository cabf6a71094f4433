#include "propose/loose_rows.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include "catalog/format.hpp"
#include "propose/header_words.hpp"
#include "propose/names.hpp"

namespace tilsig::propose {

namespace {

constexpr std::uint64_t always_few = 3;
constexpr std::size_t least_figures = 3;  ///< columns of figures that are empty together by no chance

// As lower() writes them. What stands below a table begins with one of these.
constexpr std::array<std::string_view, 18> notes{
    "kilde", "kjelde", "källa",     "kilder",         "source",      "merknad", "merk:",        "fotnote", "note:",
    "noter", "anm",    "oppdatert", "sist oppdatert", "sist endret", "uttrekk", "last updated", "\u00A9",  "copyright"};

class Looking {
public:
    Looking(const Shape& shape, const std::vector<ColumnProfile>& columns,
            const std::vector<std::vector<std::uint64_t>>& hashes)
        : m_hashes(hashes), m_width(columns.size()) {
        for (std::size_t at = 0; at < m_width; ++at) {
            const auto& column = columns[at];
            const bool figures = column.figures * 10 >= column.values * 8 && column.values > 0 &&
                                 column.leading_zero == 0 && !says_when(shape.columns[at].title) &&
                                 !names_things(shape.columns[at].title);
            if (figures) m_figures.push_back(at);
            m_merged = m_merged || shape.columns[at].merged > 0;
        }
    }

    [[nodiscard]] bool is_loose(std::size_t row, const RowSeen& seen) const {
        if (m_merged) return false;
        if (seen.note && seen.filled * 2 <= m_width) return true;
        if (seen.filled == 1 && m_width >= 3 && m_hashes[0][row] != 0 && !is_figure(0)) return true;
        return m_figures.size() >= least_figures &&
               std::all_of(m_figures.begin(), m_figures.end(), [&](std::size_t at) { return m_hashes[at][row] == 0; });
    }

private:
    [[nodiscard]] bool is_figure(std::size_t column) const {
        return std::find(m_figures.begin(), m_figures.end(), column) != m_figures.end();
    }

    const std::vector<std::vector<std::uint64_t>>& m_hashes;
    std::size_t m_width;
    std::vector<std::size_t> m_figures;
    bool m_merged = false;
};

/// Columns that are filled in every row but those that may be loose.
std::vector<std::size_t> never_empty(const std::vector<std::vector<std::uint64_t>>& hashes,
                                     const std::vector<bool>& apart) {
    std::vector<std::size_t> filled;
    for (std::size_t column = 0; column < hashes.size(); ++column) {
        bool empty = false;
        for (std::size_t row = 0; row < apart.size() && !empty; ++row) empty = !apart[row] && hashes[column][row] == 0;
        if (!empty) filled.push_back(column);
    }
    return filled;
}

std::vector<std::size_t> all_of(std::size_t columns) {
    std::vector<std::size_t> all(columns);
    std::iota(all.begin(), all.end(), std::size_t{0});
    return all;
}

std::vector<std::size_t> empty_ones(const std::vector<std::vector<std::uint64_t>>& hashes, std::size_t row,
                                    std::vector<std::size_t> columns) {
    std::erase_if(columns, [&](std::size_t column) { return hashes[column][row] != 0; });
    return columns;
}

/// All notes are one kind; sums are one by their word and its column.
void put(std::vector<LooseKind>& kinds, const RowSeen& seen, bool note, const std::vector<std::size_t>& gaps) {
    const std::string_view word = note ? std::string_view() : seen.sum_word;
    const std::size_t column = note ? 0 : seen.total - 1;
    const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const LooseKind& kind) {
        return kind.sum_word == word && kind.sum_column == column;
    });
    const bool fresh = found == kinds.end();
    LooseKind& kind = fresh ? kinds.emplace_back() : *found;
    if (fresh) kind = {word, column, gaps, {}};
    kind.lines.push_back(seen.line);
    std::erase_if(kind.gaps, [&](std::size_t gap) { return std::find(gaps.begin(), gaps.end(), gap) == gaps.end(); });
}

}  // namespace

std::string_view note_word(std::string_view text) {
    const std::string low = lower(text.substr(0, 20));
    const auto found = std::find_if(notes.begin(), notes.end(), [&](auto word) {
        // "Kildebruk AS" is a name.
        return low.starts_with(word) && (low.size() == word.size() ||
                                         std::string_view(" :.,-\t").find(low[word.size()]) != std::string_view::npos ||
                                         word.back() == ':' || word == "\u00A9");
    });
    return found == notes.end() ? std::string_view() : text.substr(0, found->size());
}

bool is_note(std::string_view text) { return !note_word(text).empty(); }

LooseRows find_loose_rows(const Shape& shape, const std::vector<ColumnProfile>& columns,
                          const std::vector<std::vector<std::uint64_t>>& hashes, const std::vector<RowSeen>& rows) {
    LooseRows loose;
    if (!catalog::is_flat_table(shape.layout) || columns.size() < 2) return loose;
    const Looking looking(shape, columns, hashes);
    std::vector<bool> apart(rows.size(), false);
    for (std::size_t row = 0; row < rows.size(); ++row)
        apart[row] = rows[row].total > 0 || looking.is_loose(row, rows[row]);
    const auto complete = never_empty(hashes, apart);
    loose.empty.assign(columns.size(), false);
    loose.filled.assign(columns.size(), false);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (!apart[row]) continue;
        const bool note = looking.is_loose(row, rows[row]);
        const auto gaps = empty_ones(hashes, row, note ? all_of(columns.size()) : complete);
        // A sum is a record like the others unless it lacks what they all have.
        if (gaps.empty()) continue;
        loose.rows.push_back(row);
        for (std::size_t column = 0; column < columns.size(); ++column)
            (hashes[column][row] == 0 ? loose.empty : loose.filled)[column] = true;
        put(loose.kinds, rows[row], note, gaps);
    }
    const std::uint64_t others = rows.size() - loose.rows.size();
    const bool told =
        std::none_of(loose.kinds.begin(), loose.kinds.end(), [](const auto& k) { return k.gaps.empty(); });
    if (loose.rows.size() > std::max(always_few, rows.size() / 10) || others == 0 || !told) return {};
    return loose;
}

}  // namespace tilsig::propose

#include "propose/profile.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "identifiers/identifiers.hpp"
#include "model/texts.hpp"
#include "propose/text_kinds.hpp"

namespace tilsig::propose {

namespace {

/// FNV-1a with a last mixing: equal texts have equal hashes, and 10^5 different ones hardly ever a pair of equal ones.
std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    hash ^= hash >> 32U;
    hash *= 0xd6e8feb86659fd93ULL;
    return hash ^ (hash >> 32U);
}

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string shape_of(std::string_view text) {
    std::string shape;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c >= '0' && c <= '9') {
            shape += '9';
        } else if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) {
            shape += 'A';
        } else if (byte < 0x80) {
            shape += c;
        } else {
            return {};
        }
    }
    return shape;
}

/// One point or comma between digits: how many digits stand behind it; 0 when it is none of that kind.
std::size_t fraction_digits(std::string_view text, char mark) {
    const auto at = text.find(mark);
    if (at == std::string_view::npos || at == 0 || text.find(mark, at + 1) != std::string_view::npos) return 0;
    const auto rest = text.substr(at + 1);
    return is_digits(rest) ? rest.size() : 0;
}

/// Of a space, or of the no-break spaces that look like one.
std::size_t first_blank(std::string_view text) {
    return std::min({text.find(' '), text.find("\u00A0"), text.find("\u202F")});
}

/// More misses than a typing mistake now and then.
bool is_hopeless(std::uint64_t members, std::uint64_t distinct) { return (distinct - members) * 10 > distinct + 20; }

}  // namespace

std::size_t ListMatch::length_of(const catalog::CodeList& list) {
    std::size_t length = list.codes.empty() ? 0 : list.codes.front().code.size();
    for (const auto& code : list.codes)
        if (code.code.size() != length || !is_digits(code.code)) return 0;
    return length;
}

ListMatch::ListMatch(const catalog::Catalog& catalog, bool padded) : m_padded(padded) {
    for (const auto& [name, list] : catalog.code_lists) {
        if (list.kind != catalog::CodeListKind::codes) continue;
        const std::size_t length = padded ? length_of(list) : 0;
        if (!padded || length > 1) m_hits.push_back({&list, 0, length});
    }
}

void ListMatch::add(std::string_view code) {
    ++m_distinct;
    std::string zeros;
    for (auto& hit : m_hits) {
        std::string_view looked_for = code;
        if (m_padded && code.size() < hit.length) {
            zeros = std::string(hit.length - code.size(), '0');
            zeros += code;
            looked_for = zeros;
        }
        if (hit.list->find(looked_for, std::nullopt) != nullptr) ++hit.members;
    }
    std::erase_if(m_hits, [&](const Hit& hit) { return is_hopeless(hit.members, m_distinct); });
}

ColumnProfile::ColumnProfile(const catalog::Catalog& catalog, std::int64_t today)
    : fitting(forms().size(), 0),
      kinds(text_kinds().size(), 0),
      lists(catalog),
      padded(catalog, true),
      first_words(catalog),
      m_today(today) {}

std::uint64_t ColumnProfile::markers_seen() const noexcept {
    std::uint64_t seen = 0;
    for (const auto& [text, count] : markers) seen += count;
    return seen;
}

std::uint64_t ColumnProfile::add(std::string_view cell) {
    ++rows;
    if (cell.empty()) {
        ++empty;
        return 0;
    }
    longest_cell = std::max(longest_cell, characters(cell));
    if (!missing_reason(cell).empty()) {
        const auto found = markers.find(cell);
        if (found != markers.end()) {
            ++found->second;
        } else {
            markers.emplace(cell, 1);
        }
    } else {
        add_value(cell);
    }
    // What stands around a value of a key is taken away when it is checked.
    return hash_of(model::trim_ends(cell).text) | 1U;
}

void ColumnProfile::add_value(std::string_view written) {
    const std::string_view value = model::trim_ends(written).text;
    const std::size_t length = characters(value);
    shortest = values == 0 ? length : std::min(shortest, length);
    longest = std::max(longest, length);
    ++values;
    if (value.size() != written.size()) ++blank_edges;
    if (model::find_invisible(value)) ++odd_inside;
    count_digits(value);
    if (const auto slash = value.find('/'); slash <= 2 && slash > 0 && value.substr(0, slash) > "12" && slash == 2)
        ++late_days;
    const std::array<std::size_t, 2> behind{fraction_digits(value, '.'), fraction_digits(value, ',')};
    fraction[0] = std::max(fraction[0], behind[0]);
    fraction[1] = std::max(fraction[1], behind[1]);
    if (behind[0] + behind[1] > 0) ++marked;
    if (behind[0] == 3 || behind[1] == 3) ++grouped_threes;
    count_forms(written);
    if (!sum_word(value).empty()) ++totals;
    count_identifiers(value);
    if (!m_shape_differs) {
        const std::string shape = shape_of(value);
        if (values == 1) m_shape = shape;
        m_shape_differs = shape.empty() || shape != m_shape;
        if (m_shape_differs) m_shape.clear();
    }
    if (m_distinct.size() < most_distinct && m_distinct.insert(hash_of(value)).second) {
        lists.add(value);
        if (is_digits(value)) padded.add(value);
    }
    const std::size_t blank = first_blank(value);
    const auto word = value.substr(0, blank);
    if (blank == std::string_view::npos || !is_digits(word)) return;
    if (value[blank] == ' ') {
        ++with_blank;
    } else {
        ++with_other_blank;
    }
    if (m_first_words.size() < most_distinct && m_first_words.insert(hash_of(word)).second) first_words.add(word);
}

void ColumnProfile::count_digits(std::string_view value) {
    if (!is_digits(value)) return;
    ++digits;
    if (value.size() > 1 && value.front() == '0') ++leading_zero;
    if (is_year(value)) ++years;
    if (value.size() == 4 && value >= "1700" && value <= "2100") ++old_years;
    if (value == "0" || value == "1") ++bits;
    if (is_school_year(value)) ++school_years;
    if (value.size() == 5 && value >= "30000" && value <= "60000") ++day_numbers;
}

void ColumnProfile::count_forms(std::string_view value) {
    if (may_stand_in(value)) {
        ++stand_ins;
        if (stand_in_texts.size() <= most_stand_ins) ++stand_in_texts[std::string(value)];
    }
    for (std::size_t form = 0; form < fitting.size(); ++form)
        if (values - 1 - fitting[form] <= most_misses + stand_ins && fits(forms()[form], value)) {
            ++fitting[form];
            count_fraction(forms()[form], value);
        }
    const auto plain = model::trim_ends(value).text;
    if (looks_like_figure(plain)) ++figures;
    for (std::size_t kind = 0; kind < kinds.size(); ++kind)
        if (text_kinds()[kind].fits(plain)) ++kinds[kind];
}

/// 32,6 %, 1.25e1, 1 204,5: the digits behind the mark, of all that is no plain number.
void ColumnProfile::count_fraction(const Form& form, std::string_view value) {
    if (form.type != model::Type::decimal || value.find_first_not_of("0123456789.,-") == std::string_view::npos) return;
    std::array<char, 40> buffer{};
    const auto parsed = model::parse_value(form.type, form.format, value, buffer.data());
    if (!parsed) return;
    const auto point = parsed->text.find('.');
    const auto last = parsed->text.find_last_not_of('0');
    if (point == std::string_view::npos || last <= point) return;
    auto& most = fraction[form.format.decimal_mark == ',' ? 1 : 0];
    most = std::max(most, last - point);
}

void ColumnProfile::count_identifiers(std::string_view value) {
    using identifiers::Kind;
    using identifiers::Persons;
    const auto is_person = [](std::string_view text) { return identifiers::is_national_number(text); };
    if (is_digits(value)) {
        if (value.size() == 11 || value.size() == 12) ++identifiers.as_long;
        if (value.size() == 11 && is_person(value)) ++identifiers.person;
        if (value.size() == 10 && is_person("0" + std::string(value))) ++identifiers.lost_zero;
        if (value.size() == 12 && identifiers::is_duf_number(value)) ++identifiers.duf;
        if (value.size() == 9 &&
            identifiers::judge(value, Kind::orgnr, m_today, Persons::real) == identifiers::Fault::none)
            ++identifiers.organisation;
    }
    if (identifiers::holds_identifier(value)) ++identifiers.inside;
    const auto at = value.find('@');
    if (at != std::string_view::npos && at > 0 && value.find('.', at) != std::string_view::npos) ++identifiers.mail;
}

}  // namespace tilsig::propose

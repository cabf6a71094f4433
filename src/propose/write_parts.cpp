// What the writers share: quotes, comments, made-up values.
#include <algorithm>
#include <array>
#include <set>

#include "base/text.hpp"
#include "decode/xlsx/values.hpp"
#include "model/date_form.hpp"
#include "propose/writers.hpp"

namespace tilsig::propose {

using model::Type;

namespace {

std::string written_number(const model::ValueFormat& format, bool decimal) {
    std::string text = format.group_mark.empty() ? "12" : "1" + format.group_mark + "234";
    if (decimal && format.scale > 0) text += std::string(1, format.decimal_mark) + "5";
    return format.strip.empty() ? text : text + " " + format.strip;
}

std::string raw_text(const ProposedField& proposal, const ColumnProfile& profile) {
    const auto& field = proposal.field;
    if (!field.split.empty()) return proposal.list == nullptr ? "0 Eksempel" : first_code(*proposal.list) + " Eksempel";
    if (proposal.list != nullptr) return first_code(*proposal.list);
    switch (field.type) {
        case Type::integer: return profile.years == profile.values ? "2026" : written_number(field.format, false);
        case Type::decimal: return written_number(field.format, true);
        case Type::date: return model::write_date_form(field.format.date, {2026, 1, 31});
        case Type::timestamp: return "2026-01-31T12:00:00Z";
        case Type::boolean: return "ja";
        default: break;
    }
    const auto room = static_cast<std::size_t>(field.max_length);
    // Zeros are nobody's number.
    if (proposal.is_personal()) return std::string(std::min<std::size_t>(room, 11), '0');
    if (profile.values > 0 && profile.digits == profile.values)
        return std::string("0123456789").substr(0, std::min({room, profile.longest, std::size_t{10}}));
    return std::string("Eksempel").substr(0, room);
}

}  // namespace

std::string first_code(const catalog::CodeList& list) {
    for (const auto& code : list.codes)
        if (!code.code.empty() && missing_reason(code.code).empty()) return code.code;
    return list.codes.front().code;
}

std::string loose_condition(const Proposal& proposal, const LooseKind& kind) {
    const auto is_in = [&](std::size_t column) {
        return std::find(kind.gaps.begin(), kind.gaps.end(), column) != kind.gaps.end();
    };
    std::vector<std::string> parts;
    std::set<std::size_t> told;
    for (const auto& field : proposal.fields) {
        if (is_in(field.column) && told.insert(field.column).second) parts.push_back(field.field.name + " is null");
        if (!kind.sum_word.empty() && field.column == kind.sum_column && field.field.split.empty())
            parts.push_back("lower(" + field.field.name + ") = '" + std::string(kind.sum_word) + "'");
    }
    return join(parts, " and ");
}

std::string workbook_columns(const catalog::XlsxTable& table) {
    const auto letters = [](std::uint32_t column) {
        std::string name = decode::cell_name(1, column);
        name.pop_back();
        return name;
    };
    return letters(table.first_column) + ":" + letters(table.last_column);
}

std::string yaml_text(std::string_view text) { return "\"" + json_escape(text) + "\""; }

std::string comments(const std::string& indent, const std::vector<std::string>& evidence,
                     const std::vector<std::string>& to_decide) {
    std::string text;
    for (const auto& sentence : evidence) text += indent + "# " + sentence + "\n";
    for (const auto& sentence : to_decide) text += indent + "# decide: " + sentence + "\n";
    return text;
}

std::string words_of(std::string_view name) {
    std::string words(name);
    std::replace(words.begin(), words.end(), '_', ' ');
    if (!words.empty() && words.front() >= 'a' && words.front() <= 'z')
        words.front() = static_cast<char>(words.front() - 'a' + 'A');
    return words;
}

MadeUp made_up(const ProposedField& proposal, const ColumnProfile& profile) {
    MadeUp value;
    value.raw = raw_text(proposal, profile);
    const auto blank = value.raw.find(' ');
    if (!proposal.field.split.empty()) {
        value.canonical = proposal.field.split == "code" ? value.raw.substr(0, blank) : value.raw.substr(blank + 1);
        return value;
    }
    std::array<char, 40> buffer{};
    const auto parsed = model::parse_value(proposal.field.type, proposal.field.format, value.raw, buffer.data());
    value.canonical = parsed ? std::string(parsed->text) : value.raw;
    return value;
}

}  // namespace tilsig::propose

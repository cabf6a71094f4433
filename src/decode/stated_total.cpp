#include "decode/stated_total.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "identifiers/identifiers.hpp"

namespace tilsig::decode {

namespace {

constexpr std::string_view states = " states ";
constexpr std::string_view records = " records, ";
constexpr std::string_view sum_of = " as the sum of '";
constexpr std::string_view other_sum_of = "another sum of '";
constexpr std::string_view come_to = "', the records come to ";
constexpr std::string_view than = "' than the records come to";
constexpr std::string_view billion = "a billion or more";

/// 1234567.5 -> "1,234,567.5". A number in groups is taken for no number of a person, which is why its digits have been
/// looked at before.
std::string in_groups(std::string_view number) {
    std::string text(number);
    const auto end = std::min(text.find('.'), text.size());
    const std::size_t begin = text.starts_with('-') ? 1 : 0;
    for (std::size_t at = end; at > begin + 3; at -= 3) text.insert(at - 3, 1, ',');
    return text;
}

std::string without_groups(std::string_view text) {
    std::string number(text);
    std::erase(number, ',');
    return number;
}

bool is_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of("-.0123456789") == std::string_view::npos;
}

/// What is as long as a person's number may be one, and is not repeated.
std::string count_shown(std::uint64_t count) {
    constexpr std::uint64_t told = 1'000'000'000;
    return count < told ? in_groups(std::to_string(count)) : std::string(billion);
}

/// The number that ends before `end`, or begins at `begin`, as digits; empty for anything else.
std::string number_in(std::string_view text, std::size_t begin, std::size_t end = std::string_view::npos) {
    auto number = without_groups(text.substr(begin, end == std::string_view::npos ? end : end - begin));
    return is_number(number) ? number : std::string();
}

}  // namespace

std::string StatedTotal::count_text(std::uint64_t stated, std::uint64_t found, bool document) {
    return std::string(document ? "the document" : "the trailer") + std::string(states) + count_shown(stated) +
           std::string(records) + (document ? "it has " : "the delivery has ") + count_shown(found);
}

std::string StatedTotal::sum_text(std::string_view column, std::string_view stated, std::string_view found,
                                  bool shown) {
    const auto person = [](std::string_view number) {
        return identifiers::holds_identifier(number.substr(0, number.find('.')));
    };
    const std::string name = display_name(column);
    if (!shown || person(stated) || person(found))
        return "the trailer" + std::string(states) + std::string(other_sum_of) + name + std::string(than);
    return "the trailer" + std::string(states) + in_groups(stated) + std::string(sum_of) + name + std::string(come_to) +
           in_groups(found);
}

std::optional<StatedTotal> StatedTotal::parse(std::string_view reason) {
    const auto at = reason.find(states);
    StatedTotal total;
    if (at == std::string_view::npos) {
        if (reason.find("the trailer is missing") != std::string_view::npos) return total;
        total.kind = Kind::no_count;
        if (reason.find("the count of records is missing") != std::string_view::npos) return total;
        total.kind = Kind::unreadable;
        for (const char* said : {"the count of records is no number", " of the trailer is no "})
            if (reason.find(said) != std::string_view::npos) return total;
        return std::nullopt;
    }
    const auto said = at + states.size();
    if (const auto end = reason.find(sum_of, said); end != std::string_view::npos) {
        const auto name = end + sum_of.size();
        const auto rest = reason.find(come_to, name);
        if (rest == std::string_view::npos) return std::nullopt;
        total.kind = Kind::sum;
        total.column = reason.substr(name, rest - name);
        total.stated = number_in(reason, said, end);
        total.found = number_in(reason, rest + come_to.size());
        if (total.stated.empty() || total.found.empty()) return StatedTotal{Kind::hidden_sum, "", "", total.column};
        return total;
    }
    if (reason.substr(said).starts_with(other_sum_of)) {
        const auto name = said + other_sum_of.size();
        const auto rest = reason.find(than, name);
        if (rest == std::string_view::npos) return std::nullopt;
        return StatedTotal{Kind::hidden_sum, "", "", std::string(reason.substr(name, rest - name))};
    }
    const auto end = reason.find(records, said);
    if (end == std::string_view::npos) return std::nullopt;
    total.kind = Kind::count;
    total.stated = number_in(reason, said, end);
    total.found = number_in(reason, reason.rfind(' ') + 1);
    if (total.stated.empty() || total.found.empty()) return std::nullopt;
    return total;
}

}  // namespace tilsig::decode

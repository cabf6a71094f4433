#include "config/field_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "base/text.hpp"

namespace tilsig::config {

namespace {

/// The value as it may be shown: short, on one line, without long numbers.
std::string shown(std::string_view value) { return "'" + display_name(value, 60) + "'"; }

template <typename T>
std::optional<T> parse_number(std::string_view text) {
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return value;
}

/// `12h` -> 12 and "h". Nothing when it does not start with a number.
std::optional<std::pair<std::uint64_t, std::string_view>> number_and_unit(std::string_view text) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto number = parse_number<std::uint64_t>(text.substr(0, digits));
    if (!number) return std::nullopt;
    return std::pair{*number, text.substr(digits)};
}

/// number x factor, or nothing when it does not fit.
template <typename T>
std::optional<T> scaled(std::uint64_t number, std::uint64_t factor) {
    if (number > static_cast<std::uint64_t>(std::numeric_limits<T>::max()) / factor) return std::nullopt;
    return static_cast<T>(number * factor);
}

}  // namespace

FieldReader::FieldReader(Node mapping, std::string what, Lints& lints)
    : m_node(std::move(mapping)), m_what(std::move(what)), m_lints(lints) {
    if (m_node.is(Node::Kind::missing) || m_node.is(Node::Kind::mapping)) return;
    m_lints.add(m_node.place(), m_what + " must be a mapping of 'name: value'",
                m_node.is(Node::Kind::null) ? "fill it in, or leave the key out" : "");
    m_node = Node::missing(m_node.place(), true);
}

std::string FieldReader::named(std::string_view name) const { return "'" + std::string(name) + "' of " + m_what; }

Node FieldReader::child(std::string_view name) {
    if (std::find(m_known.begin(), m_known.end(), name) == m_known.end()) m_known.emplace_back(name);
    return m_node[name];
}

Node FieldReader::required_child(std::string_view name) {
    Node node = child(name);
    if (!node.is(Node::Kind::missing)) return node;
    if (!node.reported()) m_lints.add(m_node.place(), m_what + " lacks '" + std::string(name) + "'", "add it");
    return Node::missing(m_node.place(), true);
}

bool FieldReader::has(std::string_view name) const { return !m_node[name].is(Node::Kind::missing); }

Place FieldReader::place(std::string_view name) const { return m_node[name].place(); }

void FieldReader::mistake(std::string_view name, std::string message, std::string remedy) {
    m_lints.add(place(name), std::move(message), std::move(remedy));
}

std::optional<std::string> FieldReader::scalar(std::string_view name) {
    const Node node = child(name);
    switch (node.kind()) {
        case Node::Kind::missing: return std::nullopt;
        case Node::Kind::scalar: return node.scalar();
        case Node::Kind::null:
            mistake(name, named(name) + " has no value", "write one, or leave the key out");
            return std::nullopt;
        default: mistake(name, named(name) + " must be a single value, not a list or a mapping"); return std::nullopt;
    }
}

std::string FieldReader::text(std::string_view name) {
    (void)required_child(name);
    return scalar(name).value_or("");
}

std::string FieldReader::text_or(std::string_view name, std::string fallback) {
    return scalar(name).value_or(std::move(fallback));
}

std::optional<std::string> FieldReader::optional_text(std::string_view name) {
    return child(name).is(Node::Kind::null) ? std::nullopt : scalar(name);
}

std::int64_t FieldReader::integer(std::string_view name) {
    (void)required_child(name);
    return integer_or(name, 0);
}

std::int64_t FieldReader::integer_or(std::string_view name, std::int64_t fallback) {
    const auto value = scalar(name);
    if (!value) return fallback;
    const std::string_view digits =
        value->starts_with('-') ? std::string_view(*value).substr(1) : std::string_view(*value);
    const bool leading_zero = digits.size() > 1 && digits[0] == '0';
    const auto number = parse_number<std::int64_t>(*value);
    if (number && !leading_zero) return *number;
    mistake(name, shown(*value) + " is not a whole number for " + named(name),
            leading_zero ? "leave out the leading zero" : "write digits only, like 42");
    return fallback;
}

double FieldReader::number_or(std::string_view name, double fallback) {
    const auto value = scalar(name);
    if (!value) return fallback;
    const auto number = parse_number<double>(*value);
    if (number && std::isfinite(*number)) return *number;
    mistake(name, shown(*value) + " is not a number for " + named(name), "write it like 0.25, with a point");
    return fallback;
}

bool FieldReader::boolean_or(std::string_view name, bool fallback) {
    const auto value = scalar(name);
    if (!value) return fallback;
    if (*value == "true") return true;
    if (*value == "false") return false;
    mistake(name, shown(*value) + " is neither true nor false for " + named(name), "write true or false");
    return fallback;
}

std::chrono::seconds FieldReader::duration_or(std::string_view name, std::chrono::seconds fallback) {
    static const std::map<std::string_view, std::uint64_t> units{{"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}};
    const auto value = scalar(name);
    if (!value) return fallback;
    if (const auto parts = number_and_unit(*value)) {
        if (const auto unit = units.find(parts->second); unit != units.end()) {
            if (const auto seconds = scaled<std::int32_t>(parts->first, unit->second))
                return std::chrono::seconds{*seconds};
        }
    }
    mistake(name, shown(*value) + " is not a duration for " + named(name), "write it like 30s, 5m, 2h or 90d");
    return fallback;
}

std::uint64_t FieldReader::size_or(std::string_view name, std::uint64_t fallback) {
    static const std::map<std::string_view, std::uint64_t> units{
        {"", 1}, {"KiB", 1ULL << 10U}, {"MiB", 1ULL << 20U}, {"GiB", 1ULL << 30U}, {"TiB", 1ULL << 40U}};
    const auto value = scalar(name);
    if (!value) return fallback;
    if (const auto parts = number_and_unit(*value)) {
        if (const auto unit = units.find(parts->second); unit != units.end()) {
            if (const auto bytes = scaled<std::int64_t>(parts->first, unit->second))
                return static_cast<std::uint64_t>(*bytes);
        }
    }
    mistake(name, shown(*value) + " is not a size for " + named(name), "write it like 1000, 512KiB, 64MiB or 2GiB");
    return fallback;
}

std::string FieldReader::choice(std::string_view name, const std::vector<std::string>& choices) {
    (void)required_child(name);
    return choice_or(name, choices, choices.empty() ? "" : choices.front());
}

std::string FieldReader::choice_or(std::string_view name, const std::vector<std::string>& choices,
                                   std::string fallback) {
    const auto value = scalar(name);
    if (!value) return fallback;
    if (std::find(choices.begin(), choices.end(), *value) != choices.end()) return *value;
    const std::string near = nearest(*value, choices);
    mistake(name, shown(*value) + " is not possible for " + named(name),
            (near.empty() ? "" : "did you mean '" + near + "'? ") + "possible: " + join(choices, ", "));
    return fallback;
}

std::vector<std::string> FieldReader::texts(std::string_view name) {
    const Node node = child(name);
    if (!node.is(Node::Kind::sequence)) {
        const auto one = scalar(name);
        return one ? std::vector<std::string>{*one} : std::vector<std::string>{};
    }
    std::vector<std::string> out;
    for (const auto& item : node.items()) {
        if (item.is(Node::Kind::scalar)) {
            out.push_back(item.scalar());
        } else {
            m_lints.add(item.place(), "each entry of " + named(name) + " must be a single value");
        }
    }
    return out;
}

std::map<std::string, std::string> FieldReader::text_map(std::string_view name) {
    const Node node = child(name);
    std::map<std::string, std::string> out;
    if (node.is(Node::Kind::missing)) return out;
    if (!node.is(Node::Kind::mapping)) {
        mistake(name, named(name) + " must be a mapping of 'name: value'");
        return out;
    }
    for (const auto& [key, value] : node.entries()) {
        if (value.is(Node::Kind::scalar)) {
            out.emplace(key, value.scalar());
        } else {
            m_lints.add(value.place(), "'" + display_name(key, 60) + "' in " + named(name) + " must be a single value");
        }
    }
    return out;
}

void FieldReader::finish() {
    for (const auto& [key, value] : m_node.entries()) {
        if (std::find(m_known.begin(), m_known.end(), key) != m_known.end()) continue;
        const std::string near = nearest(key, m_known);
        m_lints.add(m_node.key_place(key), "unknown key " + shown(key) + " in " + m_what,
                    near.empty() ? "known: " + join(m_known, ", ") : "did you mean '" + near + "'?");
    }
}

}  // namespace tilsig::config

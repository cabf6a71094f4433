// Reads the fields of one mapping, typed by the reader, noting every mistake with its place.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/yaml.hpp"

namespace tilsig::config {

/// Reads the fields of one mapping, typed, and notes each mistake with its place. Call finish() last: every key that
/// was not asked for is a mistake, with the nearest valid name as the remedy. Over a missing mapping the readers with a
/// fallback return it and the required ones are mistakes, once: an absence that already is a lint stays silent.
/// A key without a value is a mistake everywhere but in optional_text and child: it is nearly always a slip.
class FieldReader {
public:
    /// `what` names the thing for messages, e.g. "contract".
    FieldReader(Node mapping, std::string what, Lints& lints);

    [[nodiscard]] std::string text(std::string_view name);  ///< required
    [[nodiscard]] std::string text_or(std::string_view name, std::string fallback);
    [[nodiscard]] std::optional<std::string> optional_text(std::string_view name);  ///< null means none
    [[nodiscard]] std::int64_t integer(std::string_view name);
    [[nodiscard]] std::int64_t integer_or(std::string_view name, std::int64_t fallback);
    [[nodiscard]] double number_or(std::string_view name, double fallback);
    [[nodiscard]] bool boolean_or(std::string_view name, bool fallback);  ///< true | false only
    [[nodiscard]] std::chrono::seconds duration_or(std::string_view name,
                                                   std::chrono::seconds fallback);       ///< 30s, 5m, 2h, 90d
    [[nodiscard]] std::uint64_t size_or(std::string_view name, std::uint64_t fallback);  ///< 64MiB, 2GiB, 1000
    /// One of `choices`; anything else is a lint that lists them and names the nearest, and the first choice is
    /// returned.
    [[nodiscard]] std::string choice(std::string_view name, const std::vector<std::string>& choices);
    [[nodiscard]] std::string choice_or(std::string_view name, const std::vector<std::string>& choices,
                                        std::string fallback);
    [[nodiscard]] std::vector<std::string> texts(
        std::string_view name);  ///< sequence of scalars, or one scalar; empty when absent
    [[nodiscard]] std::map<std::string, std::string> text_map(
        std::string_view name);  ///< mapping of scalars; empty when absent
    /// The child node, marked as read; kind missing when absent.
    [[nodiscard]] Node child(std::string_view name);
    /// The child node; its absence is a lint, and the missing node returned counts as reported.
    [[nodiscard]] Node required_child(std::string_view name);
    [[nodiscard]] bool has(std::string_view name) const;

    /// Notes a mistake at the value of `name`.
    void mistake(std::string_view name, std::string message, std::string remedy = {});
    [[nodiscard]] Place place(std::string_view name) const;
    [[nodiscard]] const Place& place() const noexcept { return m_node.place(); }
    void finish();

private:
    /// The scalar at `name`; nothing when absent or when it is no scalar (then noted).
    [[nodiscard]] std::optional<std::string> scalar(std::string_view name);
    [[nodiscard]] std::string named(std::string_view name) const;

    Node m_node;
    std::string m_what;
    Lints& m_lints;
    std::vector<std::string> m_known;
};

}  // namespace tilsig::config

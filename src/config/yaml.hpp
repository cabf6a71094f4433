// YAML with places: nodes know file, line and column; reading collects every mistake instead of stopping at the first.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace tilsig::config {

/// Collects all mistakes of all files of a `tilsig check`. Shared by every reader.
class Lints {
public:
    /// `message` says what is wrong with the value; `remedy` what to write instead (may be empty).
    void add(Place place, std::string message, std::string remedy = {});
    [[nodiscard]] bool empty() const noexcept { return m_lints.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return m_lints.size(); }
    /// `file:line:column: message; remedy`, one a line, in order of file and line.
    [[nodiscard]] std::vector<std::string> lines() const;
    /// Throws one Error(configuration) that holds all lines. Does nothing when there are none.
    void throw_if_any() const;

private:
    struct Lint {
        Place place;
        std::string message;
        std::string remedy;
    };
    std::vector<Lint> m_lints;
};

/// A node of a YAML document. Scalars stay text (`no`, `1.10`, `0301` are never re-typed); the reader types them from its schema.
class Node {
public:
    enum class Kind { missing, null, scalar, sequence, mapping };

    [[nodiscard]] Kind kind() const noexcept;
    [[nodiscard]] const Place& place() const noexcept;
    [[nodiscard]] const std::string& scalar() const noexcept;           ///< empty unless scalar
    /// True when the scalar was written in quotes: 'null' in quotes is text.
    [[nodiscard]] bool quoted() const noexcept;
    [[nodiscard]] const std::vector<Node>& items() const noexcept;       ///< empty unless sequence
    /// In file order; empty unless mapping.
    [[nodiscard]] const std::vector<std::pair<std::string, Node>>& entries() const noexcept;
    /// Place of the key `name` in a mapping (for messages about keys), or of the node itself.
    [[nodiscard]] Place key_place(std::string_view name) const;
    /// The entry, or a node of kind missing that keeps this node's place.
    [[nodiscard]] Node operator[](std::string_view name) const;

    struct Data;
    explicit Node(std::shared_ptr<const Data> data) : m_data(std::move(data)) {}
    Node();

private:
    std::shared_ptr<const Data> m_data;  // shared: sub-nodes are handed out by value and outlive the document object
};

/// Parses one YAML document. Syntax mistakes, duplicate keys, anchors/aliases and tags become lints (place first);
/// returns a node of kind missing when nothing could be read. `shown_path` is the path used in messages.
[[nodiscard]] Node parse_yaml(std::string_view text, const std::string& shown_path, Lints& lints);
/// Reads and parses a file. A file that cannot be read is a lint.
[[nodiscard]] Node load_yaml(const std::string& path, const std::string& shown_path, Lints& lints);

/// Reads the fields of one mapping, typed, and notes each mistake with its place. Call finish() last: every key that was
/// not asked for is a mistake, with the nearest valid name as the remedy.
class FieldReader {
public:
    /// `what` names the thing for messages, e.g. "contract".
    FieldReader(Node mapping, std::string what, Lints& lints);

    [[nodiscard]] std::string text(std::string_view name);                              ///< required
    [[nodiscard]] std::string text_or(std::string_view name, std::string fallback);
    [[nodiscard]] std::optional<std::string> optional_text(std::string_view name);
    [[nodiscard]] std::int64_t integer(std::string_view name);
    [[nodiscard]] std::int64_t integer_or(std::string_view name, std::int64_t fallback);
    [[nodiscard]] double number_or(std::string_view name, double fallback);
    [[nodiscard]] bool boolean_or(std::string_view name, bool fallback);               ///< true | false only
    [[nodiscard]] std::chrono::seconds duration_or(std::string_view name, std::chrono::seconds fallback);  ///< 30s, 5m, 2h, 90d
    [[nodiscard]] std::uint64_t size_or(std::string_view name, std::uint64_t fallback);                    ///< 64MiB, 2GiB, 1000
    /// One of `choices`; anything else is a lint that lists them and names the nearest.
    [[nodiscard]] std::string choice(std::string_view name, const std::vector<std::string>& choices);
    [[nodiscard]] std::string choice_or(std::string_view name, const std::vector<std::string>& choices, std::string fallback);
    [[nodiscard]] std::vector<std::string> texts(std::string_view name);               ///< sequence of scalars, or one scalar; empty when absent
    [[nodiscard]] std::map<std::string, std::string> text_map(std::string_view name);  ///< mapping of scalars; empty when absent
    /// The child node, marked as read; kind missing when absent.
    [[nodiscard]] Node child(std::string_view name);
    [[nodiscard]] Node required_child(std::string_view name);
    [[nodiscard]] bool has(std::string_view name) const;

    /// Notes a mistake at the value of `name`.
    void mistake(std::string_view name, std::string message, std::string remedy = {});
    [[nodiscard]] Place place(std::string_view name) const;
    [[nodiscard]] const Place& place() const noexcept { return m_node.place(); }
    void finish();

private:
    Node m_node;
    std::string m_what;
    Lints& m_lints;
    std::vector<std::string> m_known;
};

}  // namespace tilsig::config

// YAML with places: nodes know file, line and column; reading collects every mistake instead of stopping at the first.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "config/lints.hpp"

namespace tilsig::config {

/// A node of a YAML document. Scalars stay text (`no`, `1.10`, `0301` are never re-typed); the reader types them from
/// its schema.
class Node {
public:
    enum class Kind { missing, null, scalar, sequence, mapping };

    [[nodiscard]] Kind kind() const noexcept;
    [[nodiscard]] bool is(Kind wanted) const noexcept { return kind() == wanted; }
    [[nodiscard]] const Place& place() const noexcept;
    // References stay valid as long as the document's root node (or a copy of it) lives, those of a missing node for
    // ever; only place() of a missing node goes with it.
    [[nodiscard]] const std::string& scalar() const noexcept;  ///< empty unless scalar
    /// True when the scalar was written in quotes or as a block: 'null' in quotes is text.
    [[nodiscard]] bool quoted() const noexcept;
    /// Line of the first byte of the scalar's content: the line after `|` or `>` for a block, else the node's own line.
    /// What splits a block into lines (an SQL script, a sample delivery) adds its line number to this.
    [[nodiscard]] std::uint64_t content_line() const noexcept;
    /// Place of byte `offset` of the scalar in the file, also inside quotes and over folded lines: what is written in a
    /// scalar (an expression) tells its mistakes there.
    [[nodiscard]] Place place_inside(std::size_t offset) const;
    [[nodiscard]] const std::vector<Node>& items() const noexcept;  ///< empty unless sequence
    /// In file order; empty unless mapping.
    [[nodiscard]] const std::vector<std::pair<std::string, Node>>& entries() const noexcept;
    /// Place of the key `name` in a mapping (for messages about keys), or of the node itself.
    [[nodiscard]] Place key_place(std::string_view name) const;
    /// The entry, or a node of kind missing that keeps this node's place.
    [[nodiscard]] Node operator[](std::string_view name) const;
    /// True for a missing node whose absence already is a lint: readers then stay silent about its fields.
    [[nodiscard]] bool reported() const noexcept;
    /// A node of kind missing at `place`; `reported` as above.
    [[nodiscard]] static Node missing(Place place, bool reported);

    struct Data;
    explicit Node(std::shared_ptr<const Data> data) : m_data(std::move(data)) {}
    Node();

private:
    std::shared_ptr<const Data> m_data;  // shared: sub-nodes are handed out by value and outlive the document object
};

/// Bounds that no honest file of ours reaches; they stop a mistake (or a joke) from eating the machine.
struct YamlLimits {
    std::size_t bytes = 1024 * 1024;
    int depth = 32;
};
/// For code lists: a national classification with its history and names in several languages.
inline constexpr YamlLimits code_list_limits{16 * 1024 * 1024, 32};

/// Parses one YAML document. Syntax mistakes, duplicate keys, anchors, aliases, tags, tabs in the indentation, a second
/// document and what is beyond `limits` become lints (place first); returns a node of kind missing when nothing could
/// be read. `shown_path` is the path used in messages. Mistakes of one file never hide those of another.
[[nodiscard]] Node parse_yaml(std::string_view text, const std::string& shown_path, Lints& lints,
                              YamlLimits limits = {});
/// Reads and parses a file. A file that cannot be read is a lint.
[[nodiscard]] Node load_yaml(const std::string& path, const std::string& shown_path, Lints& lints,
                             YamlLimits limits = {});

}  // namespace tilsig::config

// Whoever reads YAML reads typed fields of it; one include for both.
#include "config/field_reader.hpp"

// The frame of a JSON-stat 2 dataset: its dimensions, and where in the document the cells stand.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "model/rule_code.hpp"

namespace tilsig::decode {

struct StatDimension {
    std::string id;
    std::vector<std::string> codes;   ///< in order of their position
    std::vector<std::string> labels;  ///< the code where the source has none
};

/// A stretch of the document.
struct Span {
    std::size_t begin = 0;
    std::size_t length = 0;
    [[nodiscard]] std::size_t end() const noexcept { return begin + length; }
};

struct StatDataset {
    std::vector<StatDimension> dimensions;
    std::uint64_t cells = 0;  ///< product of the sizes
    Span value;               ///< the array or object, brackets included
    std::optional<Span> status;
};

/// A dataset that does not fit together; `at` is a byte of the document.
struct StatFault : std::runtime_error {
    StatFault(std::size_t place, model::RuleCode finding_code, const std::string& message)
        : std::runtime_error(message), at(place), code(finding_code) {}
    std::size_t at;
    model::RuleCode code;
};

/// Reads everything but the cells. `document` is known to be JSON. Throws StatFault.
[[nodiscard]] StatDataset read_dataset(std::string_view document);

/// Walks through the entries of an array or object of known JSON: each entry's key (empty in an array) and value.
class EntryWalk {
public:
    EntryWalk(std::string_view document, Span container)
        : m_document(document), m_at(container.begin + 1), m_object(document[container.begin] == '{') {}
    struct Entry {
        Span key;  ///< quotes included; length 0 in an array
        Span value;
        /// From the key's first quote, or the value's first byte, to the value's last.
        [[nodiscard]] Span whole() const noexcept {
            return key.length == 0 ? value : Span{key.begin, value.end() - key.begin};
        }
    };
    bool next(Entry& entry);

private:
    void blanks() noexcept;
    [[nodiscard]] Span take_value() noexcept;
    std::string_view m_document;
    std::size_t m_at;
    bool m_object;
};

}  // namespace tilsig::decode

// Every key that a contract may have: how it is written, what it is without, what it means. `tilsig help contract`
// prints it, and a test holds it against the readers, so that neither knows a key that the other does not.
#pragma once

#include <span>
#include <string_view>

namespace tilsig::catalog {

struct KeyReference {
    std::string_view key;
    std::string_view form;       ///< an example, or the words that are possible
    std::string_view otherwise;  ///< what holds where it is left out; "required" where it may not be
    std::string_view meaning;
};

struct BlockReference {
    std::string_view name;     ///< as mistakes name it: contract, layout, csv, ...
    std::string_view place;    ///< where it stands in the file
    std::string_view meaning;  ///< in a sentence
    std::span<const KeyReference> keys;
};

/// In the order in which a contract is written.
[[nodiscard]] std::span<const BlockReference> contract_reference();

}  // namespace tilsig::catalog

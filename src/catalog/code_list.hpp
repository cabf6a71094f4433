// Code lists with validity dates. Read from mappings/codelists/*.yaml; the event's date chooses.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "expression/scope.hpp"

namespace tilsig::catalog {

struct Code {
    std::string code;
    std::int64_t valid_from = 0;  ///< days since 1970, inclusive; INT64_MIN when open
    std::int64_t valid_to = 0;    ///< exclusive; INT64_MAX when open
    std::string name_nb, name_en;
    std::string name_nn;  ///< may be empty: bokmål stands for it
    std::string maps_to;  ///< target code for translating lists, else empty
};

/// codes: one version of a code is valid at a date. changes: code became maps_to on valid_from, several rows make a
/// split or merge. split_keys: whoever was registered under the origin `code` follows the branch `maps_to` of the split
/// on valid_from.
enum class CodeListKind { codes, changes, split_keys };

class CodeList final : public expression::CodeBook {
public:
    std::string name;
    CodeListKind kind = CodeListKind::codes;
    std::string title_nb, title_en;
    std::string title_nn;  ///< may be empty: bokmål stands for it
    std::string credit;    ///< the agency and licence the facts come from
    std::vector<Code> codes;

    /// Puts `codes` into order of code and date and builds the index; call once after filling them.
    void index();
    /// The code valid at `day`, or nullptr. `day` absent: any version, the latest first. Before index(): nullptr.
    [[nodiscard]] const Code* find(std::string_view code, std::optional<std::int64_t> day) const noexcept;
    [[nodiscard]] std::optional<std::string_view> target(std::string_view code, std::int64_t day) const override;
    [[nodiscard]] bool translates() const override;
    /// All codes valid at `day`, in code order.
    [[nodiscard]] std::vector<const Code*> valid_at(std::int64_t day) const;

private:
    /// Open addressing over positions in `codes` (plus one; 0 is free): holds no pointers, so a copy is as good as the
    /// original.
    std::vector<std::uint32_t> m_slots;
};

}  // namespace tilsig::catalog

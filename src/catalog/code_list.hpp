// Code lists with validity dates. Read from mappings/codelists/*.yaml; the event's date chooses.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tilsig::catalog {

struct Code {
    std::string code;
    std::int64_t valid_from = 0;   ///< days since 1970, inclusive; INT64_MIN when open
    std::int64_t valid_to = 0;     ///< exclusive; INT64_MAX when open
    std::string name_nb, name_en;
    std::string maps_to;           ///< target code for translating lists, else empty
};

/// codes: one version of a code is valid at a date. changes: code became maps_to on valid_from, several rows make a split or
/// merge. split_keys: whoever was registered under the origin `code` follows the branch `maps_to` of the split on valid_from.
enum class CodeListKind { codes, changes, split_keys };

class CodeList {
public:
    std::string name;
    CodeListKind kind = CodeListKind::codes;
    std::string title_nb, title_en;
    std::string credit;            ///< the agency and licence the facts come from
    std::vector<Code> codes;

    CodeList() = default;
    CodeList(CodeList&&) noexcept = default;
    CodeList& operator=(CodeList&&) noexcept = default;
    CodeList(const CodeList&) = delete;  // the index views into `codes`: moving keeps the strings in place, copying would not
    CodeList& operator=(const CodeList&) = delete;

    /// Builds the index; call once after filling `codes`, which must not be changed afterwards.
    void index();
    /// The code valid at `day`, or nullptr. `day` absent: any version, the latest first.
    [[nodiscard]] const Code* find(std::string_view code, std::optional<std::int64_t> day) const noexcept;
    /// All codes valid at `day`, in code order.
    [[nodiscard]] std::vector<const Code*> valid_at(std::int64_t day) const;

private:
    std::unordered_map<std::string_view, std::vector<std::size_t>> m_by_code;
};

}  // namespace tilsig::catalog

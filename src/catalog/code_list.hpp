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

class CodeList {
public:
    std::string name;
    std::string credit;            ///< the agency and licence the facts come from
    std::vector<Code> codes;

    /// Builds the index; call once after filling `codes`.
    void index();
    /// The code valid at `day`, or nullptr. `day` absent: any version, the latest first.
    [[nodiscard]] const Code* find(std::string_view code, std::optional<std::int64_t> day) const noexcept;
    /// All codes valid at `day`, in code order.
    [[nodiscard]] std::vector<const Code*> valid_at(std::int64_t day) const;

private:
    std::unordered_map<std::string_view, std::vector<std::size_t>> m_by_code;
};

}  // namespace tilsig::catalog

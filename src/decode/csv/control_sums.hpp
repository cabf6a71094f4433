// Sums that the trailer of a CSV delivery states, beside those of its records.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/wide.hpp"
#include "catalog/layout.hpp"
#include "model/batch.hpp"
#include "model/value.hpp"

namespace tilsig::catalog {
struct Contract;
}

namespace tilsig::decode {

class ControlSums {
public:
    /// Those of `csv.trailer_sums`; the catalog has proven that each is of a number.
    ControlSums(const catalog::Contract& contract, const catalog::Layout& layout);

    [[nodiscard]] bool empty() const noexcept { return m_sums.empty(); }
    /// Takes the record added last.
    void add(const model::Batch& out);
    /// A record of which nobody knows the values, unreadable or erased: nothing can be compared.
    void leave_out() noexcept { m_left_out = true; }
    /// The cells of the trailer, by number.
    void compare(const std::function<std::string_view(int cell)>& text_of);
    /// Why the delivery is not complete; empty: the sums agree, or cannot be compared.
    [[nodiscard]] const std::string& fault() const noexcept { return m_fault; }

private:
    struct Sum {
        int cell = 0;
        std::string column;
        std::size_t field = 0;
        model::Type type = model::Type::integer;
        model::ValueFormat format;
        Wide of_records = 0;
        bool known = true;         ///< each value was a number that its field can hold
        bool may_be_shown = true;  ///< a sum of amounts of persons is told by nobody
    };
    std::vector<Sum> m_sums;
    bool m_left_out = false;
    std::string m_fault;
};

}  // namespace tilsig::decode

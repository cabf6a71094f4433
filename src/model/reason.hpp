// Why a delivery or slice is held, as the ledger keeps it: a code that everybody can look up, and the particulars.
#pragma once

#include <string>
#include <string_view>

namespace tilsig::model {

/// "SYS-A003: the delivery holds 12 records, ..."
[[nodiscard]] inline std::string coded_reason(std::string_view code, std::string_view particulars) {
    return std::string(code) + ": " + std::string(particulars);
}

/// The code a reason begins with (AREA-Lnnn); empty for one of before that has none.
[[nodiscard]] inline std::string_view reason_code(std::string_view reason) noexcept {
    const std::string_view code = reason.substr(0, reason.find(':'));
    const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    if (code.size() != 8 || code.size() == reason.size() || code[3] != '-' || !upper(code[4])) return {};
    for (const std::size_t at : {0U, 1U, 2U})
        if (!upper(code[at])) return {};
    for (const std::size_t at : {5U, 6U, 7U})
        if (!digit(code[at])) return {};
    return code;
}

}  // namespace tilsig::model

// What may stand where a mail address is expected.
#pragma once

#include <string_view>

namespace tilsig {

/// A bare address `local@domain` as RFC 5321 has it, in the form that every server takes: ASCII, the local part of
/// words with single dots between them and at most 64 characters, a domain of at least two labels, at most 254
/// characters in all. No display name, no quotes, no comment, no address literal; and so never a line break, NUL or
/// space, by which a second recipient or header could be smuggled in.
[[nodiscard]] bool is_mail_address(std::string_view text) noexcept;

/// What follows the `@`; empty when there is none.
[[nodiscard]] std::string_view mail_domain(std::string_view address) noexcept;

}  // namespace tilsig

// A secret value that cannot be printed, compared by accident or logged.
#pragma once

#include <string>
#include <string_view>

namespace tilsig {

/// Holds a secret in memory that is wiped on destruction. It has no stream operator, no formatter and no conversion:
/// the only way out is `reveal()`, which reviewers can search for.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string value) : m_value(std::move(value)) {}
    ~Secret();
    Secret(const Secret&) = default;
    Secret& operator=(const Secret&) = default;
    Secret(Secret&&) noexcept = default;
    Secret& operator=(Secret&&) noexcept = default;

    [[nodiscard]] std::string_view reveal() const noexcept { return m_value; }
    [[nodiscard]] bool empty() const noexcept { return m_value.empty(); }

private:
    std::string m_value;
};

/// Reads a secret by reference: `file:PATH` (mode 0600 or 0400, owned by us or root) or `cred:NAME` (a systemd
/// credential below $CREDENTIALS_DIRECTORY). Anything else, a literal value above all, is refused with
/// Error(configuration). The trailing line break is dropped. Errors name the reference, never the content.
[[nodiscard]] Secret read_secret(const std::string& reference);

}  // namespace tilsig

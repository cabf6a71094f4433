// Text from a connector on its way to a log or a stored reason.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/secret.hpp"

namespace tilsig::fetch {

/// Blanks the secrets the child was given, long digit runs, control bytes and invalid UTF-8, and bounds the length. On
/// the worker's side, because the child is not believed to do it.
class Redactor {
public:
    explicit Redactor(const std::map<std::string, Secret>& secrets) : m_secrets(secrets) {}
    [[nodiscard]] std::string operator()(std::string_view text, std::size_t most) const;

private:
    const std::map<std::string, Secret>& m_secrets;
};

}  // namespace tilsig::fetch

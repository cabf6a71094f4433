#include "fetch/redactor.hpp"

#include "base/text.hpp"

namespace tilsig::fetch {

std::string Redactor::operator()(std::string_view text, std::size_t most) const {
    std::string blanked(text);
    for (const auto& [name, secret] : m_secrets) {
        const std::string_view value = secret.reveal();
        // One or two characters are no secret anybody can keep, and blanking them would leave no text.
        if (value.size() < 3) continue;
        for (auto at = blanked.find(value); at != std::string::npos; at = blanked.find(value, at))
            blanked.replace(at, value.size(), "***");
    }
    return without_long_numbers(display_name(blanked, most));
}

}  // namespace tilsig::fetch

#include "session/sent_name.hpp"

#include "base/text.hpp"
#include "identifiers/identifiers.hpp"

namespace tilsig::session {

bool named_by_number(const land::Manifest& manifest) noexcept {
    return identifiers::holds_identifier(manifest.outside_name);
}

std::string sent_name(Session& session, const model::UnitName& unit, const std::string& hash) {
    const auto manifest = session.landing(unit).find(hash);
    if (!manifest || named_by_number(*manifest)) return {};
    const std::string& name = manifest->outside_name;
    // Of an address only what it ends with is a name; what is asked of it is none.
    const auto slash = name.substr(0, name.find('?')).rfind('/');
    const std::string last = slash == std::string::npos ? name : name.substr(slash + 1);
    return display_name(last.substr(0, last.find('?')), 80);
}

}  // namespace tilsig::session

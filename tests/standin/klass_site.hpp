// SSB's KLASS API, version 1, in the shapes of DOMAIN 3.3, from data/klass/<id>.json.
#pragma once

#include <filesystem>

#include "standin/message.hpp"

namespace tilsig::standin {

/// Serves /api/klass/v1/classifications/{id}[/codes|codesAt|changes|corresponds] as JSON, as CSV (ISO-8859-1 unless
/// asked for UTF-8) or, without a fitting Accept header, as XML - which is what the real service does to a client that
/// forgets it.
[[nodiscard]] Site klass_site(const std::filesystem::path& data);

}  // namespace tilsig::standin

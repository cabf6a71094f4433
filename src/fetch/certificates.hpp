// When the certificates that sources are reached with end.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "catalog/source.hpp"

namespace tilsig::fetch {

/// A PEM file that an option or a secret of a source names.
struct Certificate {
    std::string source;
    std::string name;                  ///< of the option or secret, e.g. `ca_file`
    std::optional<Instant> not_after;  ///< of the one in the file that ends first
    std::string problem;               ///< why there is no not_after; names the file, never its content
};

/// The certificates of all sources: options and secrets with `ca`, `cert` or `certificate` as a word of their names,
/// like `ca_file` or `client_certificate`. `overlay` is Settings::sources. Reads each file; called at the start, after
/// a reload and once a day, not in a request.
[[nodiscard]] std::vector<Certificate> read_certificates(
    const std::map<std::string, catalog::Source>& sources,
    const std::map<std::string, std::map<std::string, std::string>>& overlay);

/// The end of the certificate in a PEM text that ends first; nothing when it holds none that can be read. Keys beside
/// it are passed over.
[[nodiscard]] std::optional<Instant> earliest_end(std::string_view pem);

}  // namespace tilsig::fetch

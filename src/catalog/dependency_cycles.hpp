// Inside the room only: declarations that wait for each other.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace tilsig::catalog {

/// The cycles among `names`, each once, as a path that ends with the name it starts with. `before` gives what must
/// come before a name; what is not among `names` is passed over, its absence is the caller's to tell.
[[nodiscard]] std::vector<std::vector<std::string>> dependency_cycles(
    const std::vector<std::string>& names, const std::function<std::vector<std::string>(const std::string&)>& before);

}  // namespace tilsig::catalog

// All mistakes of all configuration files, each with its place, told at once.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"

namespace tilsig::config {

/// One mistake: where, what is wrong, what to write instead (may be empty).
struct Lint {
    Place place;
    std::string message;
    std::string remedy;
};

/// Collects all mistakes of all files of a `tilsig check`. Shared by every reader.
class Lints {
public:
    /// `message` says what is wrong with the value; `remedy` what to write instead (may be empty).
    void add(Place place, std::string message, std::string remedy = {});
    [[nodiscard]] bool empty() const noexcept { return m_lints.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return m_lints.size(); }
    /// In order of file, line and column; mistakes at one place keep the order in which they were found.
    [[nodiscard]] std::vector<Lint> sorted() const;
    /// `file:line:column: message; remedy`, one a line, in the order of sorted().
    [[nodiscard]] std::vector<std::string> lines() const;
    /// Throws one Error(configuration) that holds all lines. Does nothing when there are none.
    void throw_if_any() const;

private:
    std::vector<Lint> m_lints;
};

}  // namespace tilsig::config

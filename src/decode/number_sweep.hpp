// Numbers of erased persons that stand anywhere in a stream of bytes.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace tilsig::decode {

/// True for 11 or 12 digits that are a number of somebody who is erased.
using IsTheirs = std::function<bool(std::string_view digits)>;
using ByteSink = std::function<void(std::string_view bytes)>;

/// Passes bytes on, and in them every such number with nines for its digits: as long as before, still a number to
/// whoever reads JSON or a cell, and nobody's. A number is a whole run of digits, or several with one blank, hyphen,
/// point or slash between them.
class NumberSweep {
public:
    /// `out` may be empty: for those who only count.
    NumberSweep(IsTheirs is_theirs, ByteSink out) : m_is_theirs(std::move(is_theirs)), m_out(std::move(out)) {}

    void write(std::string_view bytes);
    /// What was held back, because a number could have gone on.
    void end();
    [[nodiscard]] std::uint64_t found() const noexcept { return m_found; }

private:
    /// Up to where `m_held` can be passed on whatever comes.
    [[nodiscard]] std::size_t settled() const noexcept;
    void sweep(std::size_t size);

    IsTheirs m_is_theirs;
    ByteSink m_out;
    std::string m_held;
    std::uint64_t m_found = 0;
};

}  // namespace tilsig::decode

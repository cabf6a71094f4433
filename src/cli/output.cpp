#include "cli/output.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>

namespace tilsig::cli {

namespace {

/// Characters, not bytes: names hold æ, ø and å.
std::size_t width(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string blanks(std::size_t wanted, std::size_t have) {
    return have < wanted ? std::string(wanted - have, ' ') : std::string();
}

bool is_number(const std::string& text) {
    return !text.empty() && text.find_first_not_of("0123456789 -.") == std::string::npos &&
           text.find_first_of("0123456789") != std::string::npos && std::count(text.begin(), text.end(), '-') < 2;
}

}  // namespace

Output::Output(bool json, bool quiet) : m_json(json), m_quiet(quiet) {
    const char* terminal = std::getenv("TERM");
    const bool dumb = terminal == nullptr || std::string(terminal) == "dumb";
    m_colour = !json && ::isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr && !dumb;
    m_terminal_messages = ::isatty(STDERR_FILENO) == 1 && !dumb;
}

void Output::document(nlohmann::json value) const {
    if (!m_json) return;
    value["schema"] = 1;
    std::cout << value.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
}

void Output::line(const std::string& text) const {
    if (!m_json) std::cout << text << '\n';
}

void Output::table(const std::vector<std::vector<std::string>>& rows) const {
    if (m_json || rows.empty()) return;
    std::vector<std::size_t> widths;
    for (const auto& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
    }
    for (const auto& row : rows) {
        std::string text;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string fill = blanks(widths[i], width(row[i]));
            const bool right = &row != &rows.front() && is_number(row[i]);
            if (i > 0) text += "  ";
            text += right ? fill + row[i] : (i + 1 == row.size() ? row[i] : row[i] + fill);
        }
        std::cout << (&row == &rows.front() ? bold(text) : text) << '\n';
    }
}

void Output::message(const std::string& text) const { std::cerr << text << '\n'; }

void Output::error(const Error& error) const {
    std::cerr << "tilsig: " << error.what() << '\n';
    document({{"error",
               {{"kind", to_string(error.kind())},
                {"code", error.error_code()},
                {"place", error.place().text()},
                {"message", error.message()},
                {"remedy", error.remedy_text()}}}});
}

void Output::progress(std::size_t done, std::size_t total, const std::string& what) const {
    if (m_quiet || m_json) return;
    if (!m_terminal_messages) {
        std::cerr << done << "/" << total << " " << what << '\n';
        return;
    }
    constexpr std::size_t bar = 24;
    const std::size_t filled = total == 0 ? bar : std::min(bar, done * bar / total);
    std::string drawn(bar, '.');
    drawn.replace(0, filled, filled, '#');
    std::cerr << "\r\x1b[K[" << drawn << "] " << done << "/" << total << " " << what << std::flush;
}

void Output::byte_progress(std::uint64_t done, std::uint64_t total, const std::string& what) {
    constexpr std::uint64_t mebibyte = std::uint64_t{1} << 20U;
    if (total < 4 * mebibyte) return;
    const std::uint64_t steps = m_terminal_messages ? 20 : 4;
    const std::uint64_t step = done * steps / total;
    if (step == m_step) return;
    m_step = step;
    progress((done + mebibyte - 1) / mebibyte, (total + mebibyte - 1) / mebibyte, "MiB of " + what);
    if (step >= steps) end_progress();
}

void Output::end_progress() const {
    if (!m_quiet && !m_json && m_terminal_messages) std::cerr << "\r\x1b[K" << std::flush;
}

std::string Output::bold(const std::string& text) const { return m_colour ? "\x1b[1m" + text + "\x1b[0m" : text; }

std::string Output::tinted(const std::string& text, int exit_code) const {
    if (!m_colour) return text;
    const char* colour = exit_code == 0 ? "\x1b[32m" : exit_code == 1 || exit_code == 5 ? "\x1b[31m" : "\x1b[33m";
    return colour + text + "\x1b[0m";
}

}  // namespace tilsig::cli

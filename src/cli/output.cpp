#include "cli/output.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/printable.hpp"

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

/// Styles travel inside texts behind a byte that no UTF-8 text holds; only shown() turns them into what a terminal
/// obeys. A text from outside that holds the byte can make itself bold and nothing worse.
constexpr char style_mark = '\xFE';
constexpr char bold_style = 'b', good_style = 'g', failure_style = 'f', attention_style = 'a', no_style = '0';

std::string styled(char style, const std::string& text) {
    return std::string{style_mark, style} + text + std::string{style_mark, no_style};
}

const char* sequence_of(char style) {
    switch (style) {
        case bold_style: return "\x1b[1m";
        case good_style: return "\x1b[32m";
        case failure_style: return "\x1b[31m";
        case attention_style: return "\x1b[33m";
        default: return "\x1b[0m";
    }
}

std::size_t terminal_columns() {
    winsize size{};
    return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

/// The first `room` characters of a longer text, the last of them a mark that something was left out.
std::string cut(const std::string& text, std::size_t room) {
    std::size_t at = 0;
    for (std::size_t characters = 0; at < text.size(); ++at) {
        if ((static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U && characters++ == room - 1) break;
    }
    return text.substr(0, at) + "…";
}

}  // namespace

Output::Output(bool json, bool quiet) : m_json(json), m_quiet(quiet) {
    const char* terminal = std::getenv("TERM");
    const bool dumb = terminal == nullptr || std::string(terminal) == "dumb";
    m_colour = !json && ::isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr && !dumb;
    m_terminal_messages = ::isatty(STDERR_FILENO) == 1 && !dumb;
    if (!json && ::isatty(STDOUT_FILENO) == 1) m_columns = terminal_columns();
}

void Output::document(nlohmann::json value) const {
    if (!m_json) return;
    value["schema"] = 1;
    value["command"] = m_command;
    std::cout << printable_json(value.dump(2, ' ', false, nlohmann::json::error_handler_t::replace)) << '\n';
}

void Output::line(const std::string& text) const {
    if (!m_json) std::cout << shown(text) << '\n';
}

void Output::block(const std::string& lines) const {
    if (!m_json) std::cout << printable_lines(lines) << '\n';
}

void Output::table(const std::vector<std::vector<std::string>>& rows) const {
    if (m_json || rows.empty()) return;
    std::vector<std::vector<std::string>> cells;
    std::vector<std::size_t> widths;
    for (const auto& row : rows) {
        auto& here = cells.emplace_back();
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i) {
            here.push_back(printable(row[i]));
            widths[i] = std::max(widths[i], width(here[i]));
        }
    }
    constexpr std::size_t least = 16;  // below that a cut cell says nothing: let the terminal wrap the line
    for (const auto& row : cells) {
        const bool header = &row == &cells.front();
        std::string text;
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (i > 0) text += "  ";
            const bool last = i + 1 == row.size();
            const std::size_t room = last && m_columns >= width(text) + least ? m_columns - width(text) : 0;
            if (room > 0 && width(row[i]) > room) {
                text += cut(row[i], room);
                continue;
            }
            const std::string fill = blanks(widths[i], width(row[i]));
            const bool right = !header && is_number(row[i]);
            text += right ? fill + row[i] : (last ? row[i] : row[i] + fill);
        }
        std::cout << shown(header ? bold(text) : text) << '\n';
    }
}

void Output::show(const answers::Page& page) const {
    for (const auto& block : page.blocks()) {
        if (const auto* rows = std::get_if<answers::Page::Table>(&block)) {
            table(*rows);
            continue;
        }
        std::string text;
        for (const auto& part : std::get<answers::Line>(block).parts()) {
            text += part.bold   ? bold(part.text)
                    : part.tint ? tinted(part.text, static_cast<int>(*part.tint))
                                : part.text;
        }
        line(text);
    }
}

void Output::message(const std::string& text) const { std::cerr << printable_lines(text) << '\n'; }

void Output::error(const Error& error) const {
    std::cerr << "tilsig: " << printable_lines(error.what()) << '\n';
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
        std::cerr << done << "/" << total << " " << printable(what) << '\n';
        return;
    }
    constexpr std::size_t bar = 24;
    const std::size_t filled = total == 0 ? bar : std::min(bar, done * bar / total);
    std::string drawn(bar, '.');
    drawn.replace(0, filled, filled, '#');
    std::cerr << "\r\x1b[K[" << drawn << "] " << done << "/" << total << " " << printable(what) << std::flush;
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

std::string Output::bold(const std::string& text) const { return m_colour ? styled(bold_style, text) : text; }

std::string Output::tinted(const std::string& text, int exit_code) const {
    if (!m_colour) return text;
    const bool failure = exit_code == 1 || exit_code == 5;
    return styled(exit_code == 0 ? good_style : failure ? failure_style : attention_style, text);
}

std::string Output::shown(const std::string& text) const {
    if (!m_colour) return printable(text);
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t next = std::min(text.find(style_mark, at), text.size());
        out += printable(std::string_view(text).substr(at, next - at));
        if (next + 1 < text.size()) out += sequence_of(text[next + 1]);
        at = next + 2;
    }
    return out;
}

}  // namespace tilsig::cli

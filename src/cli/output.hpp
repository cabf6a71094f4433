// How answers reach people and programs: text or one JSON document on stdout, messages and progress on stderr.
#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "answers/page.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace tilsig::cli {

/// stdout is data, stderr is messages. With --json nothing but one document goes to stdout. Every text is shown as
/// base/printable.hpp has it: what comes from outside (cells, names of files, reasons) never reaches a terminal as an
/// order to it, whoever wrote the command.
class Output {
public:
    Output(bool json, bool quiet);

    [[nodiscard]] bool json() const noexcept { return m_json; }
    [[nodiscard]] bool quiet() const noexcept { return m_quiet; }
    /// The command does more than to answer: whoever does not get the answer must be told.
    void does_work() const noexcept { m_does_work = true; }
    [[nodiscard]] bool only_answers() const noexcept { return !m_does_work; }
    /// The command that answers, for the documents.
    void answers_for(std::string command) { m_command = std::move(command); }
    /// The document for --json; `"schema": 1` and `"command"` are added. Call once.
    void document(nlohmann::json value) const;
    /// A line of text for people; nothing with --json.
    void line(const std::string& text = "") const;
    /// Several lines that we wrote; nothing with --json.
    void block(const std::string& lines) const;
    /// Columns aligned; the first row is the header. Numbers are right-aligned. The last column is cut to what is left
    /// of a terminal's width, and never elsewhere.
    void table(const std::vector<std::vector<std::string>>& rows) const;
    /// What an answer has for people; nothing with --json.
    void show(const answers::Page& page) const;
    /// A line on stderr.
    void message(const std::string& text) const;
    void error(const Error& error) const;
    /// A progress line on stderr: redrawn on a terminal, plain lines otherwise, nothing with --quiet or --json.
    void progress(std::size_t done, std::size_t total, const std::string& what) const;
    void end_progress() const;
    /// Progress over bytes: twenty steps on a terminal, four lines elsewhere, nothing for what is read in a blink
    /// (below 4 MiB).
    void byte_progress(std::uint64_t done, std::uint64_t total, const std::string& what);

    [[nodiscard]] std::string bold(const std::string& text) const;
    /// Green for good outcomes, yellow for attention, red for failure; plain without a terminal or with NO_COLOR.
    [[nodiscard]] std::string tinted(const std::string& text, int exit_code) const;

private:
    [[nodiscard]] std::string shown(const std::string& text) const;

    std::string m_command;
    mutable bool m_does_work = false;
    bool m_json;
    bool m_quiet;
    bool m_colour;
    bool m_terminal_messages;
    std::size_t m_columns = 0;  ///< of the terminal on stdout; 0: there is none
    std::uint64_t m_step = 0;   ///< of byte_progress, shown last
};

}  // namespace tilsig::cli

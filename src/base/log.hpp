// Redacting, structured log: one JSON object a line; secrets and identifiers are kept out by type.
#pragma once

#include <cmath>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/secret.hpp"

namespace tilsig {

enum class LogLevel { debug, info, warn, error };

/// A value that may stand in the log. Made from numbers, literals, or text that its caller declares to be ours
/// (`ours(...)`: names from configuration, codes, ids) - never from a bare std::string, so that data cannot slip in.
class LogValue {
public:
    template <std::integral T>
    requires(!std::same_as<T, bool>) LogValue(T number) : m_text(std::to_string(number)), m_quoted(false) {}
    /// A template, so that a pointer is not taken for a bool.
    template <std::same_as<bool> T>
    LogValue(T value) : m_text(value ? "true" : "false"), m_quoted(false) {}
    /// JSON has no infinity: what is not finite is null.
    LogValue(double number) : m_text(std::isfinite(number) ? std::to_string(number) : "null"), m_quoted(false) {}
    template <std::size_t N>
    LogValue(const char (&literal)[N]) : m_text(literal) {}
    template <std::size_t N>
    LogValue(char (&buffer)[N]) = delete;  ///< a buffer holds data, a literal does not
    LogValue(const std::string&) = delete;
    LogValue(std::string_view) = delete;
    LogValue(const Secret&) = delete;

    [[nodiscard]] const std::string& text() const noexcept { return m_text; }
    [[nodiscard]] bool quoted() const noexcept { return m_quoted; }

private:
    struct Ours {};
    LogValue(Ours, std::string text) : m_text(std::move(text)) {}
    friend LogValue ours(std::string_view text);

    std::string m_text;
    bool m_quoted = true;
};

/// Text of our own making (configuration names, run ids, rule codes). Long digit runs are still blanked.
[[nodiscard]] LogValue ours(std::string_view text);

struct LogField {
    std::string_view name;
    LogValue value;
};

/// Writes log lines with a fixed context (room, feed, unit, run). Cheap to copy; injected, never global.
class Logger {
public:
    /// Writes to stderr (fd 2) or a file; `path` empty means stderr.
    static Logger open(const std::string& path, LogLevel threshold);
    /// Throws everything away. For tests that do not look at the log.
    static Logger silent();
    ~Logger();
    Logger(const Logger&);
    Logger& operator=(const Logger&);

    /// A logger that adds `name: value` to every line.
    [[nodiscard]] Logger with(std::string_view name, const LogValue& value) const;

    void debug(std::string_view event, std::initializer_list<LogField> fields = {}) const;
    void info(std::string_view event, std::initializer_list<LogField> fields = {}) const;
    void warn(std::string_view event, std::initializer_list<LogField> fields = {}) const;
    void error(std::string_view event, std::initializer_list<LogField> fields = {}) const;
    /// Logs an Error once, where it is handled: kind, code, place and message.
    void error(std::string_view event, const Error& error) const;

private:
    struct Sink;
    explicit Logger(std::shared_ptr<Sink> sink);
    void write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) const;

    std::shared_ptr<Sink> m_sink;  // shared: loggers are copied into every object that logs
    std::string m_context;
};

}  // namespace tilsig

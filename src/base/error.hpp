// The one exception root, and the place a message points at.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

namespace tilsig {

/// What kind of work broke. Decides the exit code and who must act; never parsed from text.
enum class ErrorKind {
    usage,          ///< the command line
    configuration,  ///< YAML, senders, mappings: the operator edits a file
    data,           ///< a delivery as a whole cannot be used; its sender must act
    transport,      ///< network, TLS, remote server
    database,       ///< the warehouse refused or went away
    storage,        ///< local files: disk full, permissions, damage
    plugin,         ///< a connector crashed, lied or has the wrong ABI
    state,          ///< recorded state and data disagree; refuse to go on
    internal        ///< a defect of ours
};

/// Whether trying again can help. `later` may carry a wait.
enum class Retry { never, later, now };

/// Where something is: a configuration file position, or a place in a delivery. Zero means "not known".
struct Place {
    std::string file;
    std::uint64_t line = 0;
    std::uint64_t column = 0;

    /// `file:line:column`, leaving out what is not known.
    [[nodiscard]] std::string text() const;
    bool operator==(const Place&) const = default;
};

/// The root of all exceptions of this program. Bad data is a `model::Finding`, not an exception; an Error ends a step.
/// Built fluently: `throw Error(ErrorKind::storage, "cannot rename").at(place).remedy("free disk
/// space").retry(Retry::later)`.
class Error : public std::runtime_error {
public:
    Error(ErrorKind kind, std::string message);

    Error& at(Place place);
    Error& remedy(std::string text);
    Error& retry(Retry retry, std::chrono::seconds after = std::chrono::seconds{0});
    /// A stable short code such as `08S01` (SQLSTATE) or `curl-28`, kept apart from text so that callers can branch on
    /// it.
    Error& code(std::string code);
    /// Adds what was being done, while unwinding: "loading unit ssb.population: <message>".
    Error& while_doing(const std::string& activity);

    [[nodiscard]] ErrorKind kind() const noexcept { return m_kind; }
    [[nodiscard]] const Place& place() const noexcept { return m_place; }
    [[nodiscard]] const std::string& message() const noexcept { return m_message; }
    [[nodiscard]] const std::string& remedy_text() const noexcept { return m_remedy; }
    [[nodiscard]] Retry retry_class() const noexcept { return m_retry; }
    [[nodiscard]] std::chrono::seconds retry_after() const noexcept { return m_retry_after; }
    [[nodiscard]] const std::string& error_code() const noexcept { return m_code; }

    /// `place: message; remedy`
    [[nodiscard]] const char* what() const noexcept override { return m_what.c_str(); }

private:
    void rebuild();

    ErrorKind m_kind;
    Place m_place;
    std::string m_message;
    std::string m_remedy;
    std::string m_code;
    Retry m_retry = Retry::never;
    std::chrono::seconds m_retry_after{0};
    std::string m_what;
};

/// An Error of kind `storage` with errno's text, naming the call and the (local, harmless) path.
[[nodiscard]] Error system_error(const std::string& call, const std::string& path, int error_number);

/// The kind as a stable lower-case word for logs, JSON and the ledger.
[[nodiscard]] const char* to_string(ErrorKind kind) noexcept;

}  // namespace tilsig

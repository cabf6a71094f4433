// What became known about a run after it had ended.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "odbc/odbc.hpp"

namespace tilsig::ledger {

class StatementCache;

enum class RunNoteKind {
    not_acknowledged,  ///< loaded, but the source would not hear it: the same delivery will be seen again
    more_waits         ///< deliveries behind it were left for the next time
};
[[nodiscard]] std::string_view to_string(RunNoteKind kind) noexcept;

struct RunNote {
    std::int64_t run_id = 0;
    RunNoteKind kind = RunNoteKind::not_acknowledged;
    std::string text;  ///< redacted
};

/// Every method is one round of statements inside the caller's transaction, or none.
class RunNotes {
public:
    RunNotes(odbc::Connection& connection, const Clock& clock);
    ~RunNotes();
    RunNotes(const RunNotes&) = delete;
    RunNotes& operator=(const RunNotes&) = delete;

    /// A note of the same kind gets the new text.
    void add(const RunNote& note);
    [[nodiscard]] std::vector<RunNote> of_run(std::int64_t run_id);
    /// Of every run of the night, by run; one query.
    [[nodiscard]] std::vector<RunNote> of_night(std::int64_t night_id);

private:
    odbc::Connection& m_connection;
    const Clock& m_clock;
    std::unique_ptr<StatementCache> m_statements;
};

}  // namespace tilsig::ledger

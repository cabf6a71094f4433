// What several table families do in the same way. Only the files of this room include it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "ledger/statement_cache.hpp"
#include "model/finding.hpp"

namespace tilsig::ledger {

/// A word of a closed set as the database has it, `parse` being its parse_ function; Error(state) with the repair for
/// another one. `what` names it: "a run with an unknown outcome".
template <typename Word>
[[nodiscard]] Word known_word(const std::optional<std::string>& text,
                              std::optional<Word> (*parse)(std::string_view) noexcept, const char* what) {
    if (const auto word = parse(text.value_or(""))) return *word;
    throw Error(ErrorKind::state, std::string("the ledger holds ") + what)
        .remedy("restore the database from its backup");
}

/// For known_word(), where several files read the same.
inline constexpr const char* unknown_slot = "a scheduled instant in an unknown state";
inline constexpr const char* unknown_delivery_state = "a delivery in an unknown state";

/// As findings are stored; the gravest for another word.
[[nodiscard]] model::Severity parse_severity(const std::string& word);
[[nodiscard]] model::Action parse_action(const std::string& word);

/// Of `ops_rejected`: all but the marks of records that another rule kept out, because a mark is one of loaded records.
inline constexpr const char* told_of_its_record =
    "NOT (ops_rejected.action IN ('flag', 'null_field') AND ops_rejected.record_no > 0 AND EXISTS (SELECT 1 FROM "
    "ops_rejected kept_out WHERE kept_out.delivery_id = ops_rejected.delivery_id AND kept_out.record_no = "
    "ops_rejected.record_no AND kept_out.action = 'reject_record'))";

/// Waits for whoever is loading; lasts as long as the transaction.
void lock_loads(odbc::Connection& connection);
/// Programs that record instants, or take a night, take turns here; lasts as long as the transaction. Not the load
/// lock: that would make them wait for whoever is loading.
void lock_nights(odbc::Connection& connection, StatementCache& statements);
/// The next load sequence, under the load lock.
[[nodiscard]] std::int64_t next_load_seq(odbc::Connection& connection, StatementCache& statements);
/// Open runs whose process died get the outcome that their marker gives them. `of` narrows them down (` AND ..`).
/// Returns how many.
int settle_open_runs(StatementCache& statements, const Clock& clock, const std::string& of);
/// One row of ops_audit.
void write_audit(StatementCache& statements, const Clock& clock, std::string_view who, std::string_view what,
                 std::string_view subject, std::string_view why);

}  // namespace tilsig::ledger

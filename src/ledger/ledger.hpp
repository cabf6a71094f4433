// The program's own account: units, deliveries, runs, rejects, holds, cursors, nights - in the warehouse, so that they
// commit together with the rows they are about.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "model/account.hpp"
#include "model/finding.hpp"
#include "model/states.hpp"
#include "model/unit.hpp"
#include "odbc/odbc.hpp"

namespace tilsig::ledger {

/// One numbered delivery of a unit (ops_delivery). `seq` counts per unit; the hash is the identity.
struct Delivery {
    std::int64_t id = 0;
    std::int64_t unit_id = 0;
    std::int64_t seq = 0;
    std::string hash;
    std::uint64_t bytes = 0;
    std::string received_at;  ///< may be declared older for an archived delivery (audited)
    model::DeliveryKind kind = model::DeliveryKind::snapshot;
    model::DeliveryState state = model::DeliveryState::landed;
    std::uint64_t records = 0;  ///< records read by the last run over it; 0 before
};

/// One attempt at one unit (ops_run).
struct Run {
    std::int64_t id = 0;
    std::int64_t unit_id = 0;
    std::optional<std::int64_t> delivery_id;
    std::optional<std::int64_t> night_id;
    model::RunCause cause = model::RunCause::command;
    std::string mapping_hash;  ///< contract + mapping + code lists used
    std::string program_version;
    std::string started_at, ended_at;
    std::optional<model::Outcome>
        outcome;         ///< nothing while the run is open; an open run of a dead process is "failed: interrupted"
    std::string reason;  ///< why held / failed / rejected; redacted
    std::optional<ErrorKind> error_kind;  ///< of a run that failed, or whose delivery was refused
    std::string error_code, retry_at;
    std::optional<std::int64_t> load_seq;  ///< set if and only if rows were committed (the marker, ops_load)
    model::ByteAccount bytes;
    model::RecordAccount records;
    std::map<std::string, model::RowAccount> rows;  ///< by table
    /// Of a feed whose deliveries are parts that replace each other (`partition`): part -> accepted records; at most
    /// `most_parts`, and none that could be a number of a person.
    std::map<std::string, std::uint64_t> parts;
    static constexpr std::size_t most_parts = 20;
};

/// "240 rows that are not in the delivery stay, because 17 records were rejected": why a whole delivery did not close
/// everything it lacks; empty when nothing stays. For whoever shows how many rows were closed.
[[nodiscard]] std::string kept_text(const Run& run);

/// A hold on a delivery (slice empty) or on one slice of it (ops_hold).
struct Hold {
    std::int64_t id = 0;
    std::int64_t delivery_id = 0;
    std::string slice;
    std::string reason;
    model::HoldState state = model::HoldState::held;
    std::string decided_by, decided_at, waiver;
};

struct Step {
    std::string name;  ///< read, read again (the delivery was gone through a second time), classify, load
    std::chrono::microseconds wall{0};
    std::uint64_t count = 0;
};

/// An action of a person or a declaration that changes what the account says (ops_audit).
struct AuditEntry {
    std::string at, who, what, subject, why;
};

/// What one owner has to mend in a delivery, by rule.
struct OwnerFindings {
    std::string owner, code;
    model::Severity severity = model::Severity::error;
    model::Action action = model::Action::flag;
    std::uint64_t records = 0;  ///< that have the finding; 1 for one about the whole delivery
};

/// How much of the database is read to find that recorded state and data agree.
enum class Verified { every_row, account };

class StatementCache;

/// Statements on one connection, prepared once and kept; when the connection is replaced they are prepared again. Every
/// method is one round of statements inside the caller's transaction unless it says "own transaction". Errors poison
/// that transaction. Reasons, waivers and names are stored in the form of display_name(): printable, without long digit
/// runs.
class Ledger {
public:
    Ledger(odbc::Connection& connection, const Clock& clock);
    ~Ledger();
    Ledger(const Ledger&) = delete;
    Ledger& operator=(const Ledger&) = delete;

    /// Creates or upgrades the ops_ tables (recorded in ops_migration, one transaction). Refuses with Error(state): a
    /// ledger made by a newer program or changed by hand, and a database that holds fact_ or dim_ tables but no ledger.
    /// Own transaction; one query when nothing is to do.
    void migrate();
    /// The DDL migrate() would run; Error(state) where it would refuse. Reads only.
    [[nodiscard]] std::vector<std::string> pending_ddl();
    /// For commands that only look: Error(state) when there is no ledger of this program's version here. Reads only.
    void require_current();
    /// Refuses damaged state (promise: no silent start from zero): a damaged file, missing ops_ tables, rows or history
    /// newer than the load sequence, deliveries the ledger does not know, markers without run, cursors or markers whose
    /// seal is wrong. Error(state) with the repair. `tables` are the warehouse's fact and dimension tables; those that
    /// do not exist yet are passed over. Reads only, own transaction. Verified::account leaves out what reads the whole
    /// database: for a file that nobody wrote to since it was verified with every row.
    void verify(const std::vector<std::string>& tables, Verified extent = Verified::every_row);

    // units
    [[nodiscard]] std::int64_t unit_id(const model::UnitName& unit);  ///< found or created
    [[nodiscard]] std::optional<std::int64_t> find_unit(const model::UnitName& unit);
    [[nodiscard]] std::optional<model::UnitName> unit_name(std::int64_t unit_id);
    /// All units by id; one query.
    [[nodiscard]] std::map<std::int64_t, model::UnitName> unit_names();
    /// Shadow units that stand somewhere: they have a cursor, or deliveries that count.
    [[nodiscard]] std::vector<std::int64_t> shadow_units();
    /// A shadow unit is over: no cursor, no open hold, every delivery superseded, so that a later shadow of the feed
    /// starts from nothing. Its runs stay in the account.
    void end_shadow(std::int64_t unit_id);
    [[nodiscard]] std::optional<std::string> cursor(std::int64_t unit_id);
    void set_cursor(std::int64_t unit_id, const std::string& cursor);  ///< only in the loading transaction

    // deliveries
    /// Idempotent by (unit, hash): the same content again gives the existing row. `received_at` as declared.
    [[nodiscard]] Delivery record_delivery(std::int64_t unit_id, const std::string& hash, std::uint64_t bytes,
                                           const std::string& received_at, model::DeliveryKind kind,
                                           const std::string& retention);
    [[nodiscard]] std::optional<Delivery> delivery(std::int64_t id);
    [[nodiscard]] std::optional<Delivery> delivery_by_hash(std::int64_t unit_id, const std::string& hash);
    [[nodiscard]] std::vector<Delivery> deliveries(std::int64_t unit_id);  ///< oldest first
    /// For an archived delivery: it was received earlier than it was landed here. Only ever moves the time back (else
    /// Error(usage)); leaves a row in ops_audit.
    void declare_received_at(std::int64_t delivery_id, const std::string& received_at, const std::string& who,
                             const std::string& why);
    /// The delivery of the unit that was loaded last, for plausibility (shrink) and replay. Not the one with the
    /// highest seq when an older content was delivered again and loaded.
    [[nodiscard]] std::optional<Delivery> last_loaded(std::int64_t unit_id);
    /// Of periods that succeed each other: the delivery that was loaded last of the newest period that is not newer
    /// than the unit's; of the same feed and sender.
    [[nodiscard]] std::optional<Delivery> last_loaded_until(const model::UnitName& unit);
    struct OfPeriod {
        std::string period;
        std::int64_t delivery_id = 0;
        model::DeliveryKind kind = model::DeliveryKind::snapshot;
    };
    /// Loaded deliveries of the same feed and sender that are of newer periods than the unit's, oldest period first.
    [[nodiscard]] std::vector<OfPeriod> loaded_after(const model::UnitName& unit);
    /// Deliveries of the unit that wait behind a held delta, oldest first.
    [[nodiscard]] std::vector<Delivery> queued(std::int64_t unit_id);
    /// Ids of the newest delivery of every unit of the feed (UnitName::recorded_feed()) that was loaded, or rejected
    /// because it could not be read (not by a person), for replay; by unit.
    [[nodiscard]] std::vector<std::int64_t> newest_deliveries(const std::string& feed);
    void set_delivery_state(std::int64_t id, model::DeliveryState state, std::uint64_t records);
    /// What it says itself that it is, once it was read.
    void set_delivery_kind(std::int64_t id, model::DeliveryKind kind);

    // runs
    [[nodiscard]] std::int64_t begin_run(const Run& run);  ///< returns the id
    /// Writes outcome, accounts and steps. Error(state) when the run is finished already.
    void finish_run(const Run& run, const std::vector<Step>& steps);
    [[nodiscard]] std::optional<Run> run(std::int64_t id);
    /// Newest first, with their accounts.
    [[nodiscard]] std::vector<Run> runs(std::optional<std::int64_t> unit_id, std::optional<std::int64_t> night_id,
                                        int limit);
    /// The newest run of every unit that ever ran, by unit, with their accounts.
    [[nodiscard]] std::vector<Run> newest_runs();
    [[nodiscard]] std::vector<Step> steps(std::int64_t run_id);
    /// Closes runs left open by a killed process: marker present -> loaded, absent -> failed(interrupted). Own
    /// transaction.
    int settle_interrupted_runs();

    // loading transaction
    /// Takes the load lock, returns the next load sequence (strictly increasing) and writes the marker row
    /// ops_load(load_seq, run_id, loaded_at).
    [[nodiscard]] std::int64_t begin_load(std::int64_t run_id);
    /// Waits for whoever is loading, and keeps others from it until the end of the transaction.
    void lock_loads();
    /// The marker of a run: its load sequence, or nothing when the run's rows do not exist. Used after a lost COMMIT.
    [[nodiscard]] std::optional<std::int64_t> marker(std::int64_t run_id);
    /// The newest load of all; 0 when there is none.
    [[nodiscard]] std::int64_t newest_load();
    /// The seal of a load's marker, by which the same number of another database is told apart.
    [[nodiscard]] std::optional<std::string> seal_of_load(std::int64_t load_seq);
    /// Findings of records and of the delivery: codes and places, no values. Removes those of earlier runs over the
    /// delivery, then adds; may be called several times for one run.
    void write_rejects(std::int64_t run_id, std::int64_t delivery_id, const std::vector<model::Finding>& findings);

    /// How many findings of each code are kept for the delivery.
    [[nodiscard]] std::map<std::string, std::uint64_t> reject_counts(std::int64_t delivery_id);
    /// How many findings of each code a run left. Empty as well when a later run over the same delivery took their
    /// place.
    [[nodiscard]] std::map<std::string, std::uint64_t> finding_counts(std::int64_t run_id);
    /// Records with findings that a run left, by owner, code, severity and action, in this order; one query.
    [[nodiscard]] std::vector<OwnerFindings> findings_by_owner(std::int64_t delivery_id, std::int64_t run_id);
    /// Hands out the run's findings of one code in the order of records, at most `limit`, without messages. `take` must
    /// not use the ledger.
    void each_finding(std::int64_t run_id, const std::string& code, std::int64_t limit,
                      const std::function<void(const model::Finding&)>& take);
    /// Findings kept for the delivery, in the order of its records, without messages.
    [[nodiscard]] std::vector<model::Finding> rejects(std::int64_t delivery_id, int limit);
    /// The first `count` findings kept for the delivery of each code at each field, in the order of its records.
    [[nodiscard]] std::vector<model::Finding> first_rejects(std::int64_t delivery_id, int count);

    // holds
    /// A hold that is open already gets the new reason.
    void hold(std::int64_t delivery_id, const std::string& slice, const std::string& reason);
    [[nodiscard]] std::vector<Hold> holds(model::HoldState state);
    [[nodiscard]] std::vector<Hold> holds_of(std::int64_t delivery_id);
    /// Leaves a row in ops_audit. Error(state) when the hold is not open.
    void decide_hold(std::int64_t hold_id, model::HoldState state, const std::string& by, const std::string& waiver);
    /// Marks every hold of older deliveries of the unit (for `slice`, or all when empty) as superseded; deliveries that
    /// were held as a whole become superseded too.
    void supersede_holds(std::int64_t unit_id, std::int64_t newer_seq, const std::string& slice);

    // receipts
    /// The run's sender is to be told: in the transaction that decides what it is told.
    void owe_receipt(std::int64_t run_id);
    /// It was told.
    void receipt_written(std::int64_t run_id);
    /// Runs of which nobody was told yet, oldest first.
    [[nodiscard]] std::vector<std::int64_t> owed_receipts();
    /// The newest run that came to something about the delivery: read, held or refused it.
    [[nodiscard]] std::optional<std::int64_t> telling_run(const Delivery& delivery);

    // audit
    void audit(const std::string& who, const std::string& what, const std::string& subject, const std::string& why);
    [[nodiscard]] std::vector<AuditEntry> audits(int limit);  ///< newest first

private:
    void add_rules(const Run& run);
    [[nodiscard]] std::vector<Run> select_runs(const std::string& filter);
    void add_children(std::vector<Run>& runs, const std::string& filter);

    odbc::Connection& m_connection;
    const Clock& m_clock;
    std::unique_ptr<StatementCache> m_statements;
};

}  // namespace tilsig::ledger

// The heart of a run: read the delivery, decide what may be loaded, load exactly that.
#pragma once

#include <memory>
#include <optional>

#include "load/loader.hpp"
#include "run/part_counts.hpp"
#include "run/unit_run.hpp"
#include "run/verdict.hpp"
#include "sets/findings.hpp"
#include "warehouse/migrate.hpp"

namespace tilsig::run {

/// One attempt over one delivery. read(), decide(), load() in this order; destruction abandons what was staged.
class LoadStep {
public:
    LoadStep(session::Session& session, const RunRequest& request, const catalog::Contract& contract,
             const catalog::Mapping& mapping, ledger::RunReport& report);
    ~LoadStep();

    /// For those who want to see the rows: called for every batch of the first pass. Before read().
    void watch(RowConsumer watch) { m_watch = std::move(watch); }
    /// Decode, check, map and hash (or stage) every record. Throws decode::DeliveryRefused.
    /// `pending`: what the target table lacks; for a prediction before the structure is changed.
    void read(const warehouse::PendingStructure& pending = {});
    /// Holds, closing, key clashes; the record account is final afterwards.
    void decide();
    /// One transaction: load sequence, rows, rejects, holds, cursor, delivery state, run. Nothing is written when it
    /// fails.
    void load();

    /// Instead of load(): outcome and state as load() would leave them in the report; up to `most` keys of each part of
    /// the delta.
    [[nodiscard]] load::DeltaExamples predict(std::size_t most);

private:
    [[nodiscard]] PassInput pass_input();
    /// Reads the delivery for its rules over sets.
    void collect_sets();
    void consume_pass(bool first);
    [[nodiscard]] load::LoadScope scope_of_rows();
    /// What the delivery of a period speaks of; none: of all rows.
    [[nodiscard]] std::optional<load::Window> window_of(const std::string& period) const;
    /// How many of the records of the last good delivery this one should still hold: not those that had ended when its
    /// window began.
    [[nodiscard]] std::optional<std::uint64_t> still_expected(const std::optional<ledger::Delivery>& previous);
    void write_rule_counts();
    void classify();
    /// Of a whole register whose changes were loaded before: agreed, or held because it says something else.
    void compare_with_changes(const std::set<std::string>& lifted);
    void compare_parts(const std::set<std::string>& lifted);
    /// Somebody released this delivery, or it was loaded once.
    [[nodiscard]] bool decided_before(const std::set<std::string>& lifted) const;
    void hold_all(model::RuleCode code, const std::string& text);
    [[nodiscard]] bool is_whole() const noexcept {
        return !m_contract.kinds.empty() && m_pass.decoded.kind == model::DeliveryKind::snapshot;
    }
    void settle_clashes();
    void settle_superseded();
    void require_newest_known();
    void settle_held_records();
    /// Outcome and reason of the run; returns the state of the delivery.
    [[nodiscard]] model::DeliveryState conclude();
    /// Records were rejected and none is left to load: the delivery is rejected, whatever it was to close.
    [[nodiscard]] bool nothing_usable() const noexcept {
        const auto& records = m_pass.records;
        return records.rejected > 0 && records.accepted == 0 && records.held == 0 && m_delta.superseded == 0;
    }
    [[nodiscard]] bool changes_rows() const noexcept { return !m_verdict.hold_delivery && !m_delta.empty(); }
    void write_ledger(std::optional<std::int64_t> load_seq);
    void note(const char* step, std::chrono::steady_clock::time_point since, std::uint64_t count);

    session::Session& m_session;
    const RunRequest& m_request;
    const catalog::Contract& m_contract;
    const catalog::Mapping& m_mapping;
    ledger::RunReport& m_report;
    const model::Table& m_table;
    std::vector<ledger::Ledger::OfPeriod> m_newer;  ///< of periods that succeed this one and were loaded before
    PartCounts m_parts;
    FindingSubjects m_subjects;
    std::unique_ptr<load::UnitLoader> m_loader;
    protect::PersonIds* m_persons = nullptr;  ///< for a contract with `person`, from read() on
    RowConsumer m_watch;
    std::optional<sets::Findings> m_sets;  ///< of a contract with rules over sets
    PassResult m_pass;
    LoadVerdict m_verdict;
    load::Delta m_delta;
    bool m_structure_pending = false;  ///< of a prediction: the table is not yet as declared
};

}  // namespace tilsig::run

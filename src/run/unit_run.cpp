#include "run/unit_run.hpp"

#include <algorithm>
#include <random>

#include "catalog/period.hpp"
#include "run/foregone.hpp"
#include "run/load_step.hpp"
#include "session/shadow.hpp"

namespace tilsig::run {

namespace {

constexpr int max_attempts = 5;

/// Declared work that is the same for every attempt of a run.
class UnitRun {
public:
    UnitRun(session::Session& session, const RunRequest& request)
        : m_session(session),
          m_request(request),
          m_contract(session.context().catalog.contract(request.unit.feed)),
          m_mapping(session.context().catalog.mappings.at(request.unit.feed)),
          m_log(session.context().log.with("unit", ours(request.unit.text()))) {
        m_report.unit = request.unit;
        m_report.delivery = request.delivery;
        auto& run = m_report.run;
        run.unit_id = request.delivery.unit_id;
        run.delivery_id = request.delivery.id;
        run.night_id = request.night_id;
        run.cause = request.cause;
        run.mapping_hash = m_mapping.content_hash;
        run.program_version = session.context().program_version;
        run.started_at = to_text(session.context().clock.now());
    }

    ledger::RunReport execute() {
        begin();
        for (int attempt = 1;; ++attempt) {
            try {
                attempt_once();
                break;
            } catch (const decode::DeliveryRefused& refused) {
                refuse(refused);
                break;
            } catch (const Error& error) {
                if (error.retry_class() == Retry::now && attempt < max_attempts) {
                    m_log.warn("run again after a lost race",
                               {{"attempt", attempt}, {"code", ours(error.error_code())}});
                    back_off(attempt);
                    m_session.reconnect();
                    if (settled_before()) break;
                    continue;
                }
                fail(error);
                break;
            }
        }
        m_report.run.ended_at = to_text(m_session.context().clock.now());
        m_session.context().followers.committed(m_session, m_report);
        m_log.info("run ended", {{"run", m_report.run.id},
                                 {"outcome", ours(model::to_string(*m_report.run.outcome))},
                                 {"records", m_report.run.records.read},
                                 {"rejected", m_report.run.records.rejected}});
        return std::move(m_report);
    }

private:
    void begin() {
        m_session.write(
            [&] {
                if (m_contract.successive)
                    (void)m_session.ledger().unit_id(catalog::owner_of_rows(m_request.unit, true));
                m_report.run.id = m_session.ledger().begin_run(m_report.run);
            },
            Retry::now);
    }

    /// A commit whose answer was lost may have gone through: the run's own row, written in that transaction, tells.
    bool settled_before() {
        const auto stored = m_session.ledger().run(m_report.run.id);
        if (!stored || !stored->outcome || *stored->outcome == model::Outcome::failed) return false;
        m_report.run = *stored;
        return true;
    }

    /// What an attempt noted about rows is true only if it committed.
    void forget_rows() {
        m_report.run.load_seq.reset();
        m_report.run.rows.clear();
    }

    void attempt_once() {
        forget_rows();
        m_report.steps.clear();
        m_report.examples.clear();
        m_report.told.clear();
        m_report.finding_counts.clear();
        m_report.delivery_findings.clear();
        m_report.held_slices.clear();
        m_report.run.reason.clear();
        m_session.require_loadable(m_request.unit);
        if (const auto state = foregone(m_session, m_contract, m_mapping, m_request, m_report)) {
            finish(*state, m_report.delivery.records);
            return;
        }
        LoadStep step(m_session, m_request, m_contract, m_mapping, m_report);
        step.read();
        step.decide();
        step.load();
    }

    /// Without a state the delivery keeps the one it has.
    void finish(std::optional<model::DeliveryState> state, std::uint64_t records) {
        m_session.write(
            [&] {
                auto& ledger = m_session.ledger();
                if (state) ledger.set_delivery_state(m_report.delivery.id, *state, records);
                if (m_request.cursor) ledger.set_cursor(m_report.run.unit_id, *m_request.cursor);
                m_report.run.ended_at = to_text(m_session.context().clock.now());
                ledger.finish_run(m_report.run, m_report.steps);
                m_session.context().followers.owe(m_session, m_report);
            },
            Retry::now);
        if (state) m_report.delivery.state = *state;
        m_report.message = m_report.run.reason;
    }

    /// The delivery as a whole cannot be read: its sender must act. The cursor moves on, or the same broken bytes would
    /// be fetched for ever; the last good data stays live.
    void refuse(const decode::DeliveryRefused& refused) {
        const auto findings = note_refusal(m_session, m_contract, m_request, refused, m_report);
        m_session.write([&] { m_session.ledger().write_rejects(m_report.run.id, m_report.delivery.id, findings); },
                        Retry::now);
        // An empty file is refused as the file it is; a nil return of before, which has the same content, stands.
        const auto& delivery = m_report.delivery;
        const bool nil_before = delivery.bytes == 0 && delivery.state != model::DeliveryState::landed &&
                                delivery.state != model::DeliveryState::rejected;
        finish(nil_before ? std::nullopt : std::optional(model::DeliveryState::rejected), 0);
    }

    void fail(const Error& error) {
        auto& run = m_report.run;
        forget_rows();
        set_failure(run, error, m_session.context().clock.now());
        m_report.message = error.what();
        m_log.error("run failed", error);
        // Recording the failure is a courtesy to the operator: when the warehouse is gone, the first error is the one
        // to show.
        try {
            m_session.reconnect();
            m_session.write(
                [&] {
                    run.ended_at = to_text(m_session.context().clock.now());
                    m_session.ledger().finish_run(run, m_report.steps);
                },
                Retry::now);
        } catch (const Error& second) {
            m_log.error("the failure could not be recorded; the next start settles the run", second);
        }
    }

    void back_off(int attempt) {
        std::uniform_int_distribution<int> jitter(20, 100);
        m_session.context().clock.sleep_for(std::chrono::milliseconds(jitter(m_random) * attempt));
    }

    session::Session& m_session;
    const RunRequest& m_request;
    const catalog::Contract& m_contract;
    const catalog::Mapping& m_mapping;
    Logger m_log;
    ledger::RunReport m_report;
    std::minstd_rand m_random{std::random_device{}()};
};

}  // namespace

void set_failure(ledger::Run& run, const Error& error, Instant now) {
    run.outcome = model::Outcome::failed;
    run.reason = error.what();
    run.error_kind = error.kind();
    run.error_code = error.error_code();
    if (error.retry_class() != Retry::never)
        run.retry_at = to_text(now + std::max(error.retry_after(), std::chrono::seconds{60}));
}

ledger::RunReport run_unit(session::Session& session, const RunRequest& request) {
    session::require_loads(session.context().catalog, request.unit);
    return UnitRun(session, request).execute();
}

}  // namespace tilsig::run

#include "night/unit_night.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "ledger/run_notes.hpp"
#include "run/acquire.hpp"
#include "run/deliver.hpp"
#include "run/derive.hpp"
#include "run/queue.hpp"
#include "run/unit_run.hpp"

namespace tilsig::night {

namespace {

using answers::UnitAnswer;

// A sender with more waiting files than this gets the rest next night; one sender must not hold the others up.
constexpr int max_deliveries_a_night = 200;

void add_run(UnitAnswer& answer, const ledger::RunReport& report, bool first) {
    add_counts(answer, report.run);
    const auto code = report.exit_code();
    const bool worse = model::severity_rank(code) > model::severity_rank(answer.code);
    const bool says_more = answer.outcome == model::Outcome::nothing_new;
    if (!first && !worse && !(says_more && code == model::ExitCode::good)) return;
    describe(answer, report.run, report.held_slices);
    answer.code = code;
    answer.message = report.held_slices.empty() ? report.message : answer.message;
}

/// A run without a delivery: begins and ends now.
ledger::Run run_without_delivery(const session::Session& session, std::int64_t unit_id,
                                 std::optional<std::int64_t> night_id, model::Outcome outcome,
                                 const std::string& reason) {
    ledger::Run run;
    run.unit_id = unit_id;
    run.night_id = night_id;
    run.cause = run::cause_within(night_id);
    run.program_version = session.context().program_version;
    run.started_at = run.ended_at = to_text(session.context().clock.now());
    run.outcome = outcome;
    run.reason = reason;
    return run;
}

void store(session::Session& session, ledger::Run& run) {
    session.write([&] {
        run.id = session.ledger().begin_run(run);
        session.ledger().finish_run(run, {});
    });
}

/// The unit's newest run in this night, when that was over a delivery and did not fail: the night was interrupted
/// behind it.
std::optional<ledger::Run> run_before(session::Session& session, std::int64_t unit_id,
                                      std::optional<std::int64_t> night_id) {
    if (!night_id) return std::nullopt;
    auto newest = session.ledger().runs(unit_id, night_id, 1);
    if (newest.empty() || !newest[0].delivery_id || !newest[0].outcome || *newest[0].outcome == model::Outcome::failed)
        return std::nullopt;
    return std::move(newest[0]);
}

/// A fetch that brought nothing usable is a run without a delivery, so that the ledger shows it.
void record_fetch_end(session::Session& session, UnitAnswer& result, const fetch::FetchResult& fetched,
                      std::int64_t unit_id, std::optional<std::int64_t> night_id) {
    const bool nothing = fetched.end == fetch::FetchEnd::nothing_new;
    auto run = run_without_delivery(session, unit_id, night_id,
                                    nothing ? model::Outcome::nothing_new : model::Outcome::failed, fetched.message);
    if (!nothing) {
        run.error_kind = fetched.end == fetch::FetchEnd::crashed || fetched.end == fetch::FetchEnd::over_limit ||
                                 fetched.end == fetch::FetchEnd::protocol_error
                             ? ErrorKind::plugin
                             : ErrorKind::transport;
        run.error_code = fetch::to_string(fetched.end);
        if (fetched.end != fetch::FetchEnd::refused) {
            run.retry_at =
                to_text(session.context().clock.now() + std::max(fetched.retry_after, std::chrono::seconds{60}));
        }
    }
    store(session, run);
    ledger::RunReport report;
    report.unit = result.unit;
    report.run = run;
    report.message = fetched.message;
    add_run(result, report, result.run_id == 0);
}

/// What failed outside a run (a landing zone that is full, a unit that cannot be named) is a run too: tomorrow's reader
/// looks in the ledger. When that is what failed, the night's report and the log are all there is.
void record_failure(session::Session& session, UnitAnswer& result, const Error& error,
                    std::optional<std::int64_t> night_id) {
    try {
        if (session.lost()) session.reconnect();
        auto run = run_without_delivery(session, session.unit_number(result.unit), night_id, model::Outcome::failed,
                                        error.what());
        run::set_failure(run, error, session.context().clock.now());
        store(session, run);
        result.run_id = run.id;
    } catch (const Error& second) {
        session.context().log.error("the failure could not be recorded", second);
    }
}

void add_note(session::Session& session, const ledger::RunNote& note) {
    session.write([&] { ledger::RunNotes(session.connection(), session.context().clock).add(note); });
}

/// What stands behind the last delivery of tonight is not forgotten, and must not look so.
void note_waiting(session::Session& session, UnitAnswer& result) {
    result.note = grouped(max_deliveries_a_night);
    result.note += " deliveries were taken; what stands behind them waits for the next night";
    add_note(session, {result.run_id, ledger::RunNoteKind::more_waits, result.note});
}

/// Tells the source that a delivery is safe; false when it would not hear it. That costs a second look at the same
/// bytes, never data: the outcome stays what it is, and somebody must look at the source.
bool acknowledge(session::Session& session, UnitAnswer& result, const std::string& cursor) {
    const auto& unit = result.unit;
    auto request = run::fetch_request(session.context(), unit, cursor);
    request.acknowledge = true;
    run::LandingSink nothing(session.landing(unit), unit, "0d");
    const auto end = fetch::run_fetch(request, nothing, session.context().log);
    if (end.end == fetch::FetchEnd::delivered || end.end == fetch::FetchEnd::nothing_new) return true;
    session.context().log.warn("the source did not take the acknowledgement; the same delivery will be seen again",
                               {{"unit", ours(unit.text())}, {"end", ours(fetch::to_string(end.end))}});
    result.cause = answers::not_acknowledged;
    result.message = "not acknowledged: " + end.message;
    result.code = model::ExitCode::technical_failure;
    add_note(session, {result.run_id, ledger::RunNoteKind::not_acknowledged, end.message});
    return false;
}

/// The run of a derived feed whose inputs are not there: nothing is made of nothing.
void skip_derived(session::Session& session, UnitAnswer& result, std::optional<std::int64_t> night_id,
                  const std::string& reason) {
    auto run =
        run_without_delivery(session, session.unit_number(result.unit), night_id, model::Outcome::skipped, reason);
    store(session, run);
    ledger::RunReport report;
    report.unit = result.unit;
    report.run = run;
    report.message = reason;
    add_run(result, report, true);
}

/// A derived feed has no source to ask: it is made here, landed, and run like any delivery.
void process_derived(session::Session& session, UnitAnswer& result, std::optional<std::int64_t> night_id) {
    const auto& contract = session.context().catalog.contract(result.unit.feed);
    if (const auto missing = run::missing_input(session, result.unit.feed)) {
        skip_derived(session, result, night_id, *missing);
        return;
    }
    run::LandingSink sink(session.landing(result.unit), result.unit, contract.retention);
    run::derive_into(session, result.unit.feed, sink);
    run::RunRequest request;
    request.unit = result.unit;
    request.delivery = run::record_landed(session, result.unit, sink.landed().at(0), contract);
    request.cause = run::cause_within(night_id);
    request.night_id = night_id;
    add_run(result, run::run_unit(session, request), true);
}

bool process_once(session::Session& session, UnitAnswer& result, std::int64_t unit_id,
                  std::optional<std::int64_t> night_id, const std::string& remark, std::string& last_content) {
    const auto& contract = session.context().catalog.contract(result.unit.feed);
    const auto cursor = session.ledger().cursor(unit_id);
    run::LandingSink sink(session.landing(result.unit), result.unit, contract.retention);
    auto fetched =
        fetch::run_fetch(run::fetch_request(session.context(), result.unit, cursor), sink, session.context().log);
    if (fetched.end == fetch::FetchEnd::nothing_new && !remark.empty())
        fetched.message += (fetched.message.empty() ? "" : "; ") + remark;
    if (fetched.end != fetch::FetchEnd::delivered || sink.landed().empty()) {
        const bool nothing_new = fetched.end == fetch::FetchEnd::nothing_new;
        if (nothing_new) result.note = fetched.message;
        // The account of a unit that loaded ends with its load, unless there is more to tell and no trouble to hide.
        if (nothing_new && result.run_id != 0 && (result.note.empty() || result.code != model::ExitCode::good))
            return false;
        if (const auto before =
                nothing_new && result.note.empty() ? run_before(session, unit_id, night_id) : std::nullopt) {
            ledger::RunReport report;
            report.unit = result.unit;
            report.run = *before;
            report.message = before->reason;
            add_run(result, report, true);
            return false;
        }
        record_fetch_end(session, result, fetched, unit_id, night_id);
        return false;
    }
    for (const auto& manifest : sink.landed()) {
        run::RunRequest request;
        request.unit = result.unit;
        request.delivery = run::record_landed(session, result.unit, manifest, contract);
        request.proof = manifest.proof;
        request.cause = run::cause_within(night_id);
        request.night_id = night_id;
        if (&manifest == &sink.landed().back()) request.cursor = fetched.cursor;
        // With its proof: a nil return behind an empty file is another answer in the same bytes.
        const std::string content = request.delivery.hash + " " + manifest.proof.kind;
        const bool seen = content == last_content;
        last_content = content;
        // An equal file may stand before a newer one: only a source that does not move on ends here.
        const bool moves_on = fetched.cursor && fetched.cursor != cursor;
        if (seen && sink.landed().size() == 1 && !moves_on) return false;
        const auto report = run::run_unit(session, request);
        add_run(result, report, result.run_id == 0);
        if (report.run.outcome == model::Outcome::failed) return false;
    }
    // The cursor is stored with the rows; only now may the source let go of the bytes. What only a shadow has loaded
    // stays: the active feed is still to come for it.
    if (fetched.cursor && !result.unit.shadow && !acknowledge(session, result, *fetched.cursor)) return false;
    return fetched.cursor.has_value();
}

}  // namespace

answers::UnitAnswer process_unit(session::Session& session, const model::UnitName& unit,
                                 std::optional<std::int64_t> night_id, const std::string& remark) {
    UnitAnswer result;
    result.unit = unit;
    try {
        session.require_loadable(unit);
        const auto& catalog = session.context().catalog;
        if (catalog.sources.at(catalog.contract(unit.feed).source).protocol == run::derived_protocol) {
            process_derived(session, result, night_id);
            return result;
        }
        const std::int64_t unit_id = session.unit_number(unit);
        for (const auto& report : run::run_queued(session, unit, unit_id, night_id))
            add_run(result, report, result.run_id == 0);
        std::string last_content;
        int count = 0;
        while (count < max_deliveries_a_night && process_once(session, result, unit_id, night_id, remark, last_content))
            ++count;
        if (count == max_deliveries_a_night) note_waiting(session, result);
    } catch (const Error& error) {
        session.context().log.error("unit failed", error);
        result.outcome = model::Outcome::failed;
        set_failure(result, error);
        record_failure(session, result, error, night_id);
    }
    return result;
}

}  // namespace tilsig::night

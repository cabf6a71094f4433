#include "run/load_step.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "calendar/local_day.hpp"
#include "catalog/expressions.hpp"
#include "catalog/period.hpp"
#include "catalog/stages.hpp"
#include "check/codes.hpp"
#include "ledger/rule_counts.hpp"
#include "model/reason.hpp"
#include "rules/rule_book.hpp"
#include "run/announced.hpp"
#include "run/loaded_rows.hpp"
#include "run/sent_as.hpp"
#include "session/layout_choice.hpp"
#include "session/links.hpp"
#include "sets/collector.hpp"
#include "warehouse/migrate.hpp"
#include "warehouse/row_count.hpp"

namespace tilsig::run {

namespace {

constexpr std::size_t shown_examples = 20;
constexpr const char* newer_period = "newer_period";  // why a record of an older period is not loaded
constexpr std::size_t reject_chunk = 5000;            // findings handed to the ledger at a time: about 1 MB

}  // namespace

LoadStep::LoadStep(session::Session& session, const RunRequest& request, const catalog::Contract& contract,
                   const catalog::Mapping& mapping, ledger::RunReport& report)
    : m_session(session),
      m_request(request),
      m_contract(contract),
      m_mapping(mapping),
      m_report(report),
      m_table(session.context().catalog.table_of(request.unit)),
      m_parts(mapping, m_table),
      m_subjects(contract, session.context().senders, request.unit, request.delivery.received_at,
                 session.subject_keys()) {}

LoadStep::~LoadStep() = default;

PassInput LoadStep::pass_input() {
    const auto& catalog = m_session.context().catalog;
    const auto& delivery = m_request.delivery;
    // A reader of its own per pass: a pass always starts at the first byte.
    auto reader = std::make_shared<land::LandedReader>(m_session.landing(m_request.unit).open(delivery.hash));
    // Changes are many on one day and none on the next: a day of them is not measured by the day before.
    const bool measured = m_contract.successive && m_contract.delivery == model::DeliveryKind::snapshot;
    const auto previous = measured ? m_session.ledger().last_loaded_until(m_request.unit)
                                   : m_session.ledger().last_loaded(delivery.unit_id);
    // What replaces a part is measured by that part alone, when its rows are known (compare_parts).
    const auto previous_records = m_mapping.partition.empty() ? still_expected(previous) : std::nullopt;
    PassInput input{m_contract,
                    m_mapping,
                    catalog,
                    session::layout_of(m_contract, m_session.context().senders, m_request.unit, delivery.received_at),
                    [this, reader, done = std::uint64_t{0}](char* buffer, std::size_t size) mutable {
                        const std::size_t count = reader->read(buffer, size);
                        done += count;
                        if (m_session.progress() && count > 0)
                            m_session.progress()(m_request.unit, done, m_request.delivery.bytes);
                        return count;
                    },
                    m_request.unit.text() + " delivery " + std::to_string(delivery.seq),
                    {m_request.unit, delivery.received_at},
                    previous_records,
                    m_session.context().places.cache,
                    &m_subjects};
    input.persons = m_persons;
    input.sets = m_sets ? &*m_sets : nullptr;
    input.erased = model::ErasedPlaces(reader->manifest().erased);
    return input;
}

void LoadStep::note(const char* step, std::chrono::steady_clock::time_point since, std::uint64_t count) {
    const auto wall = m_session.context().clock.steady() - since;
    m_report.steps.push_back({step, std::chrono::duration_cast<std::chrono::microseconds>(wall), count});
}

void LoadStep::collect_sets() {
    const auto& catalog = m_session.context().catalog;
    const auto owner = catalog::owner_of_rows(m_request.unit, m_contract.successive);
    LoadedTables loaded(m_session.connection(), catalog, m_session.ledger().find_unit(owner).value_or(0));
    const auto day = calendar::local_day(parse_instant(m_request.delivery.received_at)).time_since_epoch().count();
    // Two persons may turn out to be one while the delivery is read; what was kept under the other id then belongs
    // elsewhere. The second time everybody is known.
    for (int reading = 1; !m_sets; ++reading) {
        const auto since = m_session.context().clock.steady();
        sets::Collector collector({m_contract, catalog, catalog::mapped_stage(m_contract),
                                   catalog::circumstances(catalog, m_request.unit.period, m_request.unit.sender,
                                                          m_request.delivery.received_at),
                                   day, m_session.context().places.cache, &loaded});
        auto input = pass_input();
        input.subjects = nullptr;  // what this pass finds the next one finds again
        input.collector = &collector;
        input.stop_before = StepName::map;
        const auto merged = m_persons == nullptr ? 0 : m_persons->merged();
        (void)run_pass(std::move(input), [](const map::RowBatch&, const check::CheckedBatch&) {});
        if (reading == 2 || m_persons == nullptr || m_persons->merged() == merged) m_sets = collector.finish();
        note("sets", since, collector.members());
    }
}

void LoadStep::consume_pass(bool first) {
    const auto since = m_session.context().clock.steady();
    auto input = pass_input();
    input.present = [this](const map::RowBatch& keys) { m_loader->add_present(keys.batch); };
    auto pass =
        run_pass(std::move(input), [this, first](const map::RowBatch& rows, const check::CheckedBatch& checked) {
            if (first && m_watch) m_watch(rows, checked);
            if (first) m_parts.count(rows.batch);
            m_loader->add(rows.batch, rows.owners);
        });
    note(first ? "read" : "read again", since, pass.records.read);
    if (first) m_pass = std::move(pass);
}

std::optional<load::Window> LoadStep::window_of(const std::string& period) const {
    if (!m_mapping.window) return std::nullopt;
    const int year = catalog::deciding_year({"", "", period}, m_request.delivery.received_at);
    return load::Window{m_mapping.window->until, std::to_string(year - m_mapping.window->years_back) + "-01-01"};
}

std::optional<std::uint64_t> LoadStep::still_expected(const std::optional<ledger::Delivery>& previous) {
    if (!previous || previous->id == m_request.delivery.id) return std::nullopt;
    const auto window = m_contract.successive ? window_of(m_request.unit.period) : std::nullopt;
    const auto before = window ? m_session.ledger().unit_name(previous->unit_id) : std::nullopt;
    if (!before || m_structure_pending) return previous->records;
    const std::string begun = window_of(before->period)->day;
    if (begun >= window->day) return previous->records;
    const auto owner = m_session.ledger().find_unit(catalog::owner_of_rows(m_request.unit, true)).value_or(0);
    const auto left =
        warehouse::count_rows_between(m_session.connection(), m_table, owner, window->column, begun, window->day);
    return previous->records - std::min(previous->records, left);
}

load::LoadScope LoadStep::scope_of_rows() {
    load::LoadScope scope;
    scope.unit_id = m_request.delivery.unit_id;
    scope.whole = m_contract.delivery == model::DeliveryKind::snapshot;
    scope.partition = m_mapping.partition;
    scope.taken_back = m_mapping.taken_back;
    if (!m_contract.successive) return scope;
    auto& ledger = m_session.ledger();
    scope.unit_id = ledger.find_unit(catalog::owner_of_rows(m_request.unit, true)).value_or(0);
    scope.window = window_of(m_request.unit.period);
    m_newer = ledger.loaded_after(m_request.unit);
    if (m_newer.empty()) return scope;
    scope.whole = false;
    scope.newer = load::Newer{{}, window_of(m_newer.front().period), false};
    for (const auto& newer : m_newer) {
        scope.newer->deliveries.push_back(newer.delivery_id);
        scope.newer->of_all = scope.newer->of_all || newer.kind == model::DeliveryKind::snapshot;
    }
    return scope;
}

void LoadStep::read(const warehouse::PendingStructure& pending) {
    load::LoadScope scope = scope_of_rows();
    scope.delivery_id = m_request.delivery.id;
    scope.received_at = m_request.delivery.received_at;
    scope.mapping_hash = m_mapping.content_hash;
    scope.pending = pending;
    m_structure_pending = pending.any();
    // What records teach about persons is committed while they are read: no row ever comes before its link.
    if (m_contract.person)
        m_persons = &m_session.links().begin({"tilsig", m_report.run.id, "load"}, m_request.delivery.received_at);
    if (sets::has_set_rules(m_contract)) collect_sets();
    m_loader = std::make_unique<load::UnitLoader>(m_session.loader_options(), m_table, std::move(scope),
                                                  m_session.connection(), m_session.context().log);
    consume_pass(true);
    require_closed_account(m_pass);
    if (m_loader->end_pass()) {
        consume_pass(false);
        (void)m_loader->end_pass();
    }
}

void LoadStep::decide() {
    if (m_persons != nullptr) m_session.links().end();
    const auto lifted = lifted_slices(m_session, m_request);
    m_verdict = judge(m_contract, m_mapping, m_pass, lifted);
    hold_foreign_slices(m_session.context(), m_request, m_pass, lifted, m_verdict);
    m_report.delivery_findings = m_pass.verdict.findings;
    if (const auto finding = lacking(m_session, m_contract, m_request)) {
        m_report.delivery_findings.push_back(*finding);
        m_report.run.reason = finding->code + ": " + finding->message;
        const bool holds = finding->action == model::Action::block_delivery && !lifted.contains("");
        if (holds && !m_verdict.hold_delivery) m_verdict.hold_delivery = m_report.run.reason;
    }
    if (auto finding = sent_under_a_number(m_session, m_request))
        m_report.delivery_findings.push_back(std::move(*finding));
    if (!m_newer.empty()) {
        const auto& entry = rules::RuleBook::program().at(check::code::older_period);
        const std::string stands = "what was delivered for " + m_newer.back().period + " stands";
        m_report.delivery_findings.push_back(
            {check::code::older_period, entry.severity, entry.action, "", {}, stands, {}, {}});
    }
    const auto refused = refused_slices(m_session, m_request);
    for (const auto& [owner, reason] : m_verdict.hold_slices) {
        if (!m_verdict.hold_delivery && !refused.contains(owner)) m_report.held_slices.emplace(owner, reason);
    }
    settle_clashes();
    for (auto& finding : hold_for_the_whole(m_contract, m_request, m_pass, lifted, m_verdict)) {
        m_report.held_slices.clear();
        m_report.delivery_findings.push_back(std::move(finding));
    }
    if (!m_verdict.hold_delivery) {
        classify();
        if (is_whole() && !nothing_usable()) compare_with_changes(lifted);
        if (!m_verdict.hold_delivery) compare_parts(lifted);
    }
    m_subjects.answer_for_delivery(m_report.delivery_findings);
    settle_held_records();
    m_report.run.bytes = m_pass.decoded.bytes;
    m_report.run.records = m_pass.records;
    m_report.run.parts = m_parts.counted();
    m_report.examples = m_pass.findings.examples(shown_examples);
    m_report.finding_counts = m_pass.findings.counts();
    for (const auto& finding : m_report.delivery_findings) ++m_report.finding_counts[finding.code.str()];
    m_report.told = m_pass.findings.told(session::told_places, m_pass.lost);
    m_report.told.insert(m_report.told.end(), m_report.delivery_findings.begin(), m_report.delivery_findings.end());
    require_closed_account(m_pass);
    if (m_verdict.hold_delivery) return;

    settle_superseded();
    if (nothing_usable()) m_delta.rows = {};  // a delivery of which nothing can be used closes nothing either
    m_report.run.rows[m_table.name] = m_delta.rows;
    if (m_delta.rows.residual() != 0 || m_delta.rows.derived != m_pass.records.accepted) {
        throw Error(ErrorKind::internal, "the ledger does not close: " + std::to_string(m_pass.records.accepted) +
                                             " accepted records became " + std::to_string(m_delta.rows.derived) +
                                             " rows with residual " + std::to_string(m_delta.rows.residual()) + " in " +
                                             m_table.name)
            .remedy("nothing was loaded; report this with the delivery's number");
    }
}

void LoadStep::classify() {
    std::set<std::string> held;
    for (const auto& [owner, reason] : m_verdict.hold_slices) held.insert(owner);
    m_loader->exclude_owners(held);
    m_loader->set_closing(m_verdict.closes_missing, m_verdict.no_close_owners);
    const auto since = m_session.context().clock.steady();
    m_delta = m_loader->classify();
    note("classify", since, m_delta.rows.derived);
}

void LoadStep::settle_clashes() {
    const auto& clashes = m_loader->clashes();
    if (clashes.empty()) return;
    std::set<std::uint64_t> numbers;
    for (const auto& clash : clashes) numbers.insert(clash.record);
    const auto located = locate_records(pass_input(), numbers);
    m_pass.lose_marks_of(numbers);
    for (const auto& clash : clashes) {
        const auto& record = located.at(clash.record);
        --m_pass.records.accepted;
        --m_pass.accepted_by_owner[m_contract.owner.empty() ? "" : record.slice];
        if (!clash.conflict) {
            ++m_pass.records.duplicate;
            continue;
        }
        ++m_pass.records.rejected;
        ++m_pass.records.rejected_by_rule[clash.code.str()];
        // Of a row that does not fit the field is known; a clash is about all fields of the key, and says none.
        m_pass.findings.add({clash.code, model::Severity::error, model::Action::reject_record, record.unfit_field,
                             record.place, "", record.answer.owner, record.answer.subject});
        if (clash.key_known) continue;  // counts as present
        if (m_contract.owner.empty()) m_verdict.closes_missing = false;
        m_verdict.no_close_owners.insert(record.slice);
    }
}

/// Under the load lock: what was classified is wrong when a newer period was loaded meanwhile.
void LoadStep::require_newest_known() {
    if (!m_contract.successive || m_session.ledger().loaded_after(m_request.unit).size() == m_newer.size()) return;
    throw Error(ErrorKind::database, m_table.name + ": a newer period of these rows was loaded meanwhile")
        .retry(Retry::now);
}

/// Of an older period: accepted records of which a newer one has the word are loaded by nobody.
void LoadStep::settle_superseded() {
    if (m_delta.superseded == 0) return;
    auto& records = m_pass.records;
    records.accepted -= m_delta.superseded;
    records.filtered += m_delta.superseded;
    records.filtered_by_reason[newer_period] += m_delta.superseded;
    m_report.run.records = records;
}

void LoadStep::settle_held_records() {
    auto& records = m_pass.records;
    if (m_verdict.hold_delivery) {
        records.held += records.accepted;
        records.accepted = 0;
        return;
    }
    for (const auto& [owner, reason] : m_verdict.hold_slices) {
        const auto counted = m_pass.accepted_by_owner.find(owner);
        if (counted == m_pass.accepted_by_owner.end()) continue;
        records.held += counted->second;
        records.accepted -= counted->second;
    }
}

model::DeliveryState LoadStep::conclude() {
    auto& run = m_report.run;
    m_report.all_held = m_verdict.hold_delivery.has_value();
    if (m_verdict.hold_delivery) {
        run.outcome = model::Outcome::held;
        run.reason = *m_verdict.hold_delivery;
    } else if (nothing_usable()) {
        run.outcome = model::Outcome::rejected;
        run.reason = rejected_text(run.records);
        m_report.held_slices.clear();  // there is nothing that could wait
        m_report.message = run.reason;
        return model::DeliveryState::rejected;
    } else {
        const bool tells = changes_rows() || run.records.rejected > 0 || run.records.held > 0;
        run.outcome = tells ? model::Outcome::loaded : model::Outcome::nothing_new;
        // Each slice waits: nothing was loaded, and no row of an owner that is gone was closed either.
        if (!changes_rows() && run.records.accepted == 0 && run.records.held > 0) run.outcome = model::Outcome::held;
    }
    m_report.message = run.reason;
    return m_report.all_held ? model::DeliveryState::held : model::DeliveryState::loaded;
}

load::DeltaExamples LoadStep::predict(std::size_t most) {
    m_report.delivery.state = conclude();
    if (m_verdict.hold_delivery || nothing_usable()) return {};
    return m_loader->examples(most);
}

void LoadStep::write_rule_counts() {
    constexpr std::size_t longest_slice = 100;
    // A code under which nothing is loaded and which nobody answers for may be anything, also a number of a person: its
    // records are counted under no slice.
    const auto told = [this](const std::string& slice) {
        return slice.size() <= longest_slice &&
               (m_pass.accepted_by_owner.contains(slice) || m_subjects.is_known(slice));
    };
    std::vector<ledger::RuleCountRow> rows;
    for (const auto& rule : m_contract.rules) {
        const auto counted = m_pass.rule_counts.find(rule.code.str());
        if (counted == m_pass.rule_counts.end()) continue;
        std::map<std::string, model::RuleCount> by_slice;
        for (const auto& [slice, count] : counted->second) by_slice[told(slice) ? slice : ""] += count;
        for (const auto& [slice, count] : by_slice)
            rows.push_back({slice, m_subjects.owner_of(slice), rule.code.str(), rule.version, rule.shadow, count});
    }
    ledger::RuleCounts(m_session.connection()).add(m_report.run.id, rows);
}

void LoadStep::write_ledger(std::optional<std::int64_t> load_seq) {
    auto& ledger = m_session.ledger();
    auto& run = m_report.run;
    const auto& delivery = m_request.delivery;
    run.load_seq = load_seq;
    const auto state = conclude();
    if (m_verdict.hold_delivery) {
        ledger.hold(delivery.id, "", *m_verdict.hold_delivery);
    } else if (!nothing_usable()) {
        // What is newer and good takes the place of what waits.
        if (m_contract.delivery == model::DeliveryKind::snapshot)
            ledger.supersede_holds(delivery.unit_id, delivery.seq, "");
        for (const auto& [owner, reason] : m_report.held_slices) ledger.hold(delivery.id, owner, reason);
    }
    for (const std::int64_t hold : m_request.releases)
        ledger.decide_hold(hold, model::HoldState::released, m_request.decided_by, m_request.waiver);
    // The delivery's own first: what was found is listed as a whole, and an earlier run's findings go in any case.
    ledger.write_rejects(run.id, delivery.id, m_report.delivery_findings);
    m_pass.findings.for_each_chunk(reject_chunk, [&](const std::vector<model::Finding>& findings) {
        ledger.write_rejects(run.id, delivery.id, findings);
    });
    write_rule_counts();
    if (m_request.cursor) ledger.set_cursor(run.unit_id, *m_request.cursor);
    // What repeats itself is counted once: the next delivery is measured by it.
    ledger.set_delivery_state(delivery.id, state, run.records.read - run.records.duplicate);
    if (m_pass.decoded.kind && *m_pass.decoded.kind != delivery.kind)
        ledger.set_delivery_kind(delivery.id, *m_pass.decoded.kind);
    run.ended_at = to_text(m_session.context().clock.now());
    ledger.finish_run(run, m_report.steps);
    m_session.context().followers.owe(m_session, m_report);
    m_report.delivery.state = state;
}

void LoadStep::load() {
    const auto since = m_session.context().clock.steady();
    std::optional<std::int64_t> load_seq;
    // An answer that was lost: the caller reconnects and asks the ledger whether this run exists before it does
    // anything again.
    m_session.write(
        [&] {
            if (changes_rows()) {
                load_seq = m_session.ledger().begin_load(m_report.run.id);
                require_newest_known();
                m_loader->apply(*load_seq);
            }
            if (m_contract.person)
                m_session.links().note(m_session.connection(), load_seq.value_or(m_session.ledger().newest_load()));
            note("load", since, m_delta.rows.fresh + m_delta.rows.updated + m_delta.rows.closed);
            write_ledger(load_seq);
            m_session.require_fence();
        },
        Retry::now);
    if (!load_seq) return;
    m_session.note_load(*load_seq);
    m_loader->committed(*load_seq);
}

}  // namespace tilsig::run

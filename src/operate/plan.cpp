#include "operate/plan.hpp"

#include <algorithm>
#include <iterator>
#include <set>

#include "odbc/connection_string.hpp"
#include "odbc/dialect.hpp"
#include "operate/plan_folder.hpp"
#include "report/views.hpp"
#include "run/acquire.hpp"
#include "run/derive.hpp"
#include "run/foregone.hpp"
#include "run/load_step.hpp"
#include "run/queue.hpp"
#include "warehouse/migrate.hpp"

namespace tilsig::operate {

namespace fs = std::filesystem;

namespace {

/// What stands in the way of a prediction, and what does not.
enum class Ground { none, older, current };

bool has_no_file(const session::Context& context) {
    const auto target = odbc::parse_connection_string(context.dsn.connection_string);
    return target.engine == odbc::Engine::sqlite && !fs::exists(target.database);
}

Ground ground_of(const session::Context& context) {
    if (has_no_file(context)) return Ground::none;
    auto connection = odbc::Connection::open(context.dsn, "tilsig-plan");
    ledger::Ledger ledger(connection, context.clock);
    const bool pending = !ledger.pending_ddl().empty();
    if (!connection.query_integer(connection.dialect().table_exists_query(), {"ops_migration"})) return Ground::none;
    return pending ? Ground::older : Ground::current;
}

session::Context context_for(const session::Context& context, const PlanFolder& folder, Ground ground) {
    session::Context own = context;
    own.places = folder.instead_of(context.places);
    if (ground == Ground::none) {
        // Nothing is loaded and nothing is recorded: an empty warehouse of our own answers as the real one would.
        own.dsn.connection_string = "Driver=SQLite3;Database=" + (folder.path() / "empty.db").string();
        own.dsn.password = Secret();
    }
    return own;
}

bool loads_into(const catalog::Catalog& catalog, const catalog::Contract& contract, const std::string& table) {
    if (contract.state == catalog::FeedState::draft) return false;
    const bool shadow = contract.state == catalog::FeedState::shadow;
    return catalog.table_of({contract.feed, "", "", shadow}).name == table;
}

/// One unit's prediction.
class UnitPlan {
public:
    UnitPlan(const session::Context& context, const PlanRequest& wanted, session::Session& session)
        : m_context(context),
          m_wanted(wanted),
          m_session(session),
          m_contract(context.catalog.contract(wanted.unit.feed)),
          m_mapping(context.catalog.mappings.at(wanted.unit.feed)),
          m_unit_id(session.ledger().find_unit(wanted.unit)) {
        m_request.unit = wanted.unit;
        m_request.again = wanted.again || !wanted.releases.empty();
        m_request.releases = wanted.releases;
        m_plan.unit = wanted.unit;
        m_plan.table = context.catalog.table_of(wanted.unit).name;
        const fs::path landing = wanted.unit.shadow ? context.places.shadow_landing() : context.places.landing;
        if (fs::exists(landing) && fs::exists(context.places.key_file)) {
            m_landed.emplace(landing, context.places.key_file, context.clock);
        }
    }

    answers::UnitPlan make() {
        if (acquire()) predict();
        return std::move(m_plan);
    }

private:
    [[nodiscard]] bool acquire() {
        run::LandingSink sink(m_session.landing(m_wanted.unit), m_wanted.unit, m_contract.retention);
        if (!m_wanted.file.empty()) {
            run::read_file(m_context, m_wanted.unit, m_wanted.file, sink);
            return take(sink.landed().at(0), false);
        }
        if (m_wanted.landed) {
            m_wanted.landed(sink);
            return take(sink.landed().at(0), true);
        }
        if (m_context.catalog.sources.at(m_contract.source).protocol == run::derived_protocol) {
            if (const auto missing = run::missing_input(m_session, m_wanted.unit.feed)) {
                m_plan.message = std::string(to_string(model::Outcome::skipped)) + ": " + *missing;
                return false;
            }
            run::derive_into(m_session, m_wanted.unit.feed, sink);
            return take(sink.landed().at(0), false);
        }
        return take_queued(sink) || fetch_into(sink);
    }

    /// A delta that waits for its turn comes before anything that is fetched.
    bool take_queued(run::LandingSink& sink) {
        if (!m_unit_id) return false;
        const auto queued = m_session.ledger().queued(*m_unit_id);
        if (queued.empty() || run::waits_behind(m_session, queued.front())) return false;
        if (!m_landed)
            throw Error(ErrorKind::state,
                        "delivery " + std::to_string(queued.front().id) + " waits, but there is no landing zone")
                .remedy("restore the landing zone and its key file");
        landed_bytes(m_landed.value(), {queued.front(), m_wanted.unit})(sink);
        m_request.delivery = queued.front();
        if (queued.size() > 1) leave_out(std::to_string(queued.size() - 1) + " deliveries that wait behind this one");
        leave_out("what the source has after that");
        return true;
    }

    [[nodiscard]] bool fetch_into(run::LandingSink& sink) {
        const auto cursor = m_unit_id ? m_session.ledger().cursor(*m_unit_id) : std::nullopt;
        auto request = run::fetch_request(m_context, m_wanted.unit, cursor);
        request.look_only = true;
        const auto fetched = fetch::run_fetch(request, sink, m_context.log);
        if (fetched.end != fetch::FetchEnd::delivered || sink.landed().empty()) {
            const bool nothing = fetched.end == fetch::FetchEnd::nothing_new;
            m_plan.message = std::string(nothing ? "nothing new" : fetch::to_string(fetched.end)) +
                             (fetched.message.empty() ? "" : ": " + fetched.message);
            m_plan.code = nothing ? model::ExitCode::good : model::ExitCode::technical_failure;
            return false;
        }
        const auto others = sink.landed().size() - 1;
        if (others > 0) leave_out(std::to_string(others) + " more deliveries of this fetch");
        // Asking a source for what follows tells some of them that this delivery is safe. It is not.
        if (fetched.cursor) leave_out("what the source has after this delivery: the run asks it again");
        return take(sink.landed().front(), true);
    }

    void leave_out(const std::string& what) { m_plan.not_predicted.push_back(what); }

    /// The delivery as the ledger would number it. False when the prediction would be about other bytes.
    [[nodiscard]] bool take(const land::Manifest& fetched, bool proven) {
        land::Manifest manifest = fetched;
        if (const auto first = m_landed ? m_landed->find(fetched.delivery) : std::nullopt) {
            // The same bytes landed before keep their first manifest.
            if (!first->derived_from.empty()) {
                m_plan.message =
                    "nothing can be predicted: these bytes were landed before and blanked by an erasure, and the run "
                    "reads what is left of them";
                m_plan.code = model::ExitCode::technical_failure;
                return false;
            }
            manifest.received_at = first->received_at;
            if (!proven) manifest.proof = first->proof;
        }
        m_request.proof = manifest.proof;
        if (const auto known =
                m_unit_id ? m_session.ledger().delivery_by_hash(*m_unit_id, manifest.delivery) : std::nullopt) {
            m_request.delivery = *known;
            return true;
        }
        auto& delivery = m_request.delivery;
        delivery.unit_id = m_unit_id.value_or(0);  // no unit has this number
        delivery.seq = 1;
        if (m_unit_id) {
            if (const auto all = m_session.ledger().deliveries(*m_unit_id); !all.empty())
                delivery.seq = all.back().seq + 1;
        }
        delivery.hash = manifest.delivery;
        delivery.bytes = manifest.bytes;
        delivery.received_at = m_wanted.received_at.value_or(manifest.received_at);
        delivery.kind = m_contract.delivery;
        delivery.state = model::DeliveryState::landed;
        return true;
    }

    void predict() {
        ledger::RunReport report;
        report.unit = m_wanted.unit;
        report.delivery = m_request.delivery;
        report.run.unit_id = m_request.delivery.unit_id;
        report.run.cause = m_request.cause;
        report.run.mapping_hash = m_mapping.content_hash;
        report.run.program_version = m_context.program_version;
        try {
            if (const auto state = run::foregone(m_session, m_contract, m_mapping, m_request, report)) {
                report.delivery.state = *state;
                report.message = report.run.reason;
            } else {
                run::LoadStep step(m_session, m_request, m_contract, m_mapping, report);
                step.watch(m_wanted.watch);
                step.read(
                    warehouse::pending_structure(m_session.connection(), m_context.catalog.table_of(m_wanted.unit)));
                step.decide();
                m_plan.examples = step.predict(plan_examples);
            }
        } catch (const decode::DeliveryRefused& refused) {
            (void)run::note_refusal(m_session, m_contract, m_request, refused, report);
            report.message = report.run.reason;
            report.delivery.state = model::DeliveryState::rejected;
        }
        m_plan.code = report.exit_code();
        m_plan.run = std::move(report);
    }

    const session::Context& m_context;
    const PlanRequest& m_wanted;
    session::Session& m_session;
    const catalog::Contract& m_contract;
    const catalog::Mapping& m_mapping;
    std::optional<std::int64_t> m_unit_id;
    std::optional<land::LandingZone> m_landed;
    run::RunRequest m_request;
    answers::UnitPlan m_plan;
};

}  // namespace

answers::StructurePlan plan_structure(const session::Context& context) {
    const auto pending = [&](odbc::Connection connection) {
        answers::StructurePlan plan{ledger::Ledger(connection, context.clock).pending_ddl(), {}};
        auto tables = warehouse::pending_ddl(connection, context.catalog.model);
        std::set<std::string> refused;
        for (const auto& [table, error] : tables.refused) {
            plan.refused.push_back({table, {}, error.message(), error.remedy_text()});
            for (const auto& [feed, contract] : context.catalog.contracts) {
                if (loads_into(context.catalog, contract, table)) plan.refused.back().feeds.push_back(feed);
            }
            refused.insert(table);
        }
        std::ranges::move(tables.statements, std::back_inserter(plan.statements));
        std::ranges::move(report::pending_views(connection, context.catalog, refused),
                          std::back_inserter(plan.statements));
        return plan;
    };
    if (!has_no_file(context)) return pending(odbc::Connection::open(context.dsn, "tilsig-plan"));
    const PlanFolder folder(context.places.cache);
    return pending(odbc::Connection::open(context_for(context, folder, Ground::none).dsn, "tilsig-plan"));
}

answers::UnitPlan plan_unit(const session::Context& context, const PlanRequest& request,
                            const session::ReadProgress& progress) {
    session::require_key(context.places);
    const Ground ground = ground_of(context);
    if (ground == Ground::older) {
        answers::UnitPlan plan;
        plan.unit = request.unit;
        plan.message = "nothing can be predicted: the ledger is of an older version, which the next run upgrades first";
        plan.code = model::ExitCode::technical_failure;
        return plan;
    }
    const PlanFolder folder(context.places.cache);
    const session::Context own = context_for(context, folder, ground);
    if (ground == Ground::none) {
        auto connection = odbc::Connection::open(own.dsn, "tilsig-plan");
        ledger::Ledger(connection, own.clock).migrate();
        // Its own tables only: those of the model are pending, as far as the unit needs them.
        warehouse::migrate_warehouse(connection, {});
    }
    // Gone with the plan; nobody is to be told to copy it.
    (void)session::make_missing_key(own.places);
    session::Session session(own, session::SessionRole::planner);
    session::LoadWitness(context.places.landing).require_not_older(session.ledger(), context.log);
    session.set_progress(progress);
    const auto refused = warehouse::pending_ddl(session.connection(), context.catalog.model).refused;
    if (const auto why = refused.find(context.catalog.table_of(request.unit).name); why != refused.end()) {
        answers::UnitPlan plan;
        plan.unit = request.unit;
        plan.message = std::string("nothing would be run: ") + why->second.what();
        plan.code = model::ExitCode::refused;
        return plan;
    }
    return UnitPlan(context, request, session).make();
}

}  // namespace tilsig::operate

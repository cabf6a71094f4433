// A series of deliveries through the loader, each compared with the model in memory: counts, current content, history,
// marker.
#include <algorithm>

#include "base/clock.hpp"
#include "conform/checks.hpp"
#include "conform/conform_model.hpp"
#include "conform/deliveries.hpp"
#include "conform/reference_model.hpp"
#include "ledger/ledger.hpp"
#include "load/loader.hpp"
#include "load/retract.hpp"
#include "odbc/dialect.hpp"
#include "warehouse/checksum.hpp"
#include "warehouse/migrate.hpp"

namespace tilsig::conform {

namespace {

class Series {
public:
    explicit Series(const Options& options)
        : m_connection(odbc::Connection::open(options.dsn, "tilsig-conform")),
          m_ledger(m_connection, m_clock),
          m_model(conform_model()),
          m_reference(fact()) {
        m_options.dsn = options.dsn;
        m_options.cache_folder = options.work_folder;
        m_options.hash_key = HashKey{7, 9};
        m_ledger.migrate();
        warehouse::migrate_warehouse(m_connection, m_model);
        m_units = {m_ledger.unit_id({"conform.first", "conform", "2026"}),
                   m_ledger.unit_id({"conform.second", "conform", "2026"})};
    }

    /// Loads a delivery of unit 0 or 1; what was loaded, or throws where it differs from the model.
    std::string deliver(int unit, const std::vector<Row>& rows, bool closes = true) {
        const std::int64_t unit_id = m_units[static_cast<std::size_t>(unit)];
        const std::string received = to_text(m_clock.now());
        const auto delivery = m_ledger.record_delivery(unit_id, "delivery-" + std::to_string(++m_number), rows.size(),
                                                       received, model::DeliveryKind::snapshot, "short");
        m_last_delivery = delivery.id;
        load::LoadScope scope;
        scope.unit_id = unit_id;
        scope.delivery_id = delivery.id;
        scope.received_at = received;
        scope.mapping_hash = "conform";
        scope.closes_missing = closes;
        load::UnitLoader loader(m_options, fact(), scope, m_connection, m_log);
        feed(loader, fact(), rows);
        if (loader.end_pass()) {
            feed(loader, fact(), rows);
            if (loader.end_pass()) throw Error(ErrorKind::internal, "a third pass was asked for");
        }
        const load::Delta delta = loader.classify();
        const auto expected = m_reference.deliver(unit_id, rows, closes);
        compare("new rows", delta.rows.fresh, expected.fresh);
        compare("updated rows", delta.rows.updated, expected.updated);
        compare("unchanged rows", delta.rows.unchanged, expected.unchanged);
        compare("closed rows", delta.rows.closed, expected.closed);
        if (!delta.empty()) {
            commit([&](std::int64_t load_seq) {
                loader.apply(load_seq);
                return load_seq;
            });
            loader.committed(m_load_seq);
        }
        compare_content();
        return std::to_string(expected.fresh) + " new, " + std::to_string(expected.updated) + " updated, " +
               std::to_string(expected.unchanged) + " unchanged, " + std::to_string(expected.closed) +
               " closed; content as the model has it";
    }

    std::string retract() {
        commit([&](std::int64_t load_seq) {
            (void)load::retract_delivery(m_connection, fact(), m_last_delivery, load_seq);
        });
        m_reference.take_back();
        compare_content();
        return "content as before the delivery";
    }

    /// A load that is rolled back: no row, no marker.
    std::string roll_back(const std::vector<Row>& rows) {
        {
            load::LoadScope scope;
            scope.unit_id = m_units[0];
            scope.delivery_id = m_last_delivery;
            scope.received_at = to_text(m_clock.now());
            scope.mapping_hash = "conform";
            load::UnitLoader loader(m_options, fact(), scope, m_connection, m_log);
            feed(loader, fact(), rows);
            if (loader.end_pass()) {
                feed(loader, fact(), rows);
                (void)loader.end_pass();
            }
            if (loader.classify().empty()) throw Error(ErrorKind::internal, "the delivery changes nothing");
            const std::int64_t run = begin_run();
            odbc::Transaction transaction(m_connection, odbc::Transaction::Mode::write);
            loader.apply(m_ledger.begin_load(run));
            transaction.roll_back();
            if (m_ledger.marker(run))
                throw Error(ErrorKind::internal, "the marker of a load that was rolled back is there");
        }
        compare_content();
        return "neither rows nor marker";
    }

    /// As known at an earlier load, rows are what they were.
    std::string history() {
        const auto twice = m_connection.query_integer(
            "SELECT count(*) FROM (SELECT area, item FROM fact_conform GROUP BY area, item HAVING count(*) > 1) d");
        expect_equal("business keys with two current rows", twice.value(), 0);
        const auto broken =
            m_connection.query_integer("SELECT count(*) FROM fact_conform_history WHERE replaced_seq <= load_seq");
        expect_equal("replaced versions that end before they begin", broken.value(), 0);
        const auto lost = m_connection.query_integer(
            "SELECT count(*) FROM fact_conform c WHERE NOT EXISTS (SELECT 1 FROM ops_load l WHERE l.load_seq = "
            "c.load_seq)");
        expect_equal("rows of a load without marker", lost.value(), 0);
        m_ledger.verify({"fact_conform", "dim_conform_area"});
        return std::to_string(m_connection.query_integer("SELECT count(*) FROM fact_conform_history").value()) +
               " replaced versions, " + std::to_string(m_reference.size()) + " current rows";
    }

private:
    [[nodiscard]] const model::Table& fact() const { return m_model.tables[1]; }

    static void compare(const char* what, std::uint64_t found, std::uint64_t expected) {
        expect_equal(what, static_cast<std::int64_t>(found), static_cast<std::int64_t>(expected));
    }
    void compare_content() {
        expect_equal("the content checksum", warehouse::content_checksum(m_connection, fact()), m_reference.checksum());
    }

    std::int64_t begin_run() {
        ledger::Run run;
        run.unit_id = m_units[0];
        run.cause = model::RunCause::command;
        return m_ledger.begin_run(run);
    }

    template <typename Work>
    void commit(const Work& work) {
        const std::int64_t run = begin_run();
        odbc::Transaction transaction(m_connection, odbc::Transaction::Mode::write);
        m_load_seq = m_ledger.begin_load(run);
        work(m_load_seq);
        ledger::Run done;
        done.id = run;
        done.unit_id = m_units[0];
        done.outcome = model::Outcome::loaded;
        done.load_seq = m_load_seq;
        m_ledger.finish_run(done, {});
        if (transaction.commit() != odbc::TransactionEnd::committed)
            throw Error(ErrorKind::database, "COMMIT was not answered");
        expect_equal("the load sequence of the marker", m_ledger.marker(run).value_or(0), m_load_seq);
    }

    SystemClock m_clock;
    odbc::Connection m_connection;
    ledger::Ledger m_ledger;
    model::WarehouseModel m_model;
    ReferenceModel m_reference;
    load::LoaderOptions m_options;
    Logger m_log = Logger::silent();
    std::vector<std::int64_t> m_units;
    int m_number = 0;
    std::int64_t m_last_delivery = 0;
    std::int64_t m_load_seq = 0;
};

}  // namespace

void check_loads(Checks& checks, const Options& options) {
    std::unique_ptr<Series> series;
    bool good = true;
    const auto step = [&](const std::string& promise, const std::function<std::string()>& check) {
        if (!good) return checks.skip(promise, "a load before it failed");
        good = checks.run(promise, check);
    };
    step("ledger and warehouse are made", [&] {
        series = std::make_unique<Series>(options);
        return std::string();
    });
    const std::vector<Row> base = generated(options.rows, 0, 1);
    step("first delivery", [&] { return series->deliver(0, base); });
    step("the same again changes nothing", [&] { return series->deliver(0, base); });
    step("re-ordered changes nothing", [&] { return series->deliver(0, reordered(base)); });
    const std::vector<Row> changed = with_changes(base, 100);
    step("one in a hundred changed", [&] { return series->deliver(0, changed); });
    std::vector<Row> fewer(changed.begin(), changed.end() - static_cast<std::ptrdiff_t>(changed.size() / 10));
    step("rows that are no longer delivered are closed", [&] { return series->deliver(0, fewer); });
    step("and come back", [&] { return series->deliver(0, changed); });
    step("a second unit takes rows over",
         [&] { return series->deliver(1, with_changes(std::vector<Row>(base.begin(), base.begin() + 50), 2), false); });
    step("a load that is rolled back leaves nothing", [&] { return series->roll_back(with_changes(changed, 7)); });
    step("text of every kind, extremes, NULL and empty", [&] { return series->deliver(1, torture(), false); });
    step("and again changes nothing", [&] { return series->deliver(1, torture(), false); });
    step("a delivery is retracted", [&] {
        (void)series->deliver(0, with_changes(changed, 5));
        return series->retract();
    });
    step("equal keys: duplicates once, conflicts not at all", [&] { return series->deliver(1, clashing(), false); });
    step("a small unit", [&] { return series->deliver(1, generated(40, 900000, 3), false); });
    step("history, keys and ledger agree", [&] { return series->history(); });
}

}  // namespace tilsig::conform

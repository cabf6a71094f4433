#include "protect/link_store.hpp"

#include <fcntl.h>

#include <algorithm>
#include <tuple>

#include "base/error.hpp"
#include "base/own_file.hpp"
#include "base/text.hpp"
#include "ledger/insert_rows.hpp"
#include "ledger/statement_cache.hpp"
#include "odbc/connection_string.hpp"
#include "odbc/scrub.hpp"
#include "odbc/write.hpp"
#include "protect/link_schema.hpp"

namespace tilsig::protect {

namespace {

constexpr std::size_t looked_up_at_once = 200;  // parameters of one query
constexpr std::size_t most_recent = 1 << 16;    // numbers kept between two batches: 3 MB

/// A person under its own id, whatever it was told under.
const std::string root_of = "coalesce(p.same_as, p.person_id)";

std::string list_of_parameters(std::size_t count) {
    std::string text = "(?";
    for (std::size_t i = 1; i < count; ++i) text += ", ?";
    return text + ")";
}

template <typename Value, typename Row>
void for_each_listed(ledger::StatementCache& statements, const std::string& before, const std::string& behind,
                     const std::vector<Value>& values, const Row& row) {
    for (std::size_t start = 0; start < values.size(); start += looked_up_at_once) {
        const std::size_t count = std::min(looked_up_at_once, values.size() - start);
        // Few lengths, so that few statements are prepared; what is left over asks for the last one again.
        std::size_t asked = 1;
        while (asked < count) asked *= 2;
        asked = std::min(asked, looked_up_at_once);
        auto& statement = statements.prepared(before + list_of_parameters(asked) + behind);
        for (std::size_t i = 0; i < asked; ++i)
            ledger::bind_one(statement, static_cast<int>(i) + 1, values[start + std::min(i, count - 1)]);
        statement.execute();
        while (statement.fetch()) row(statement);
    }
}

std::vector<std::string> texts_of(const std::vector<Lookup>& lookups) {
    std::vector<std::string> texts;
    texts.reserve(lookups.size());
    for (const Lookup& lookup : lookups) texts.push_back(lookup_text(lookup));
    return texts;
}

NumberKind kind_in(const std::string& word) {
    if (const auto kind = parse_number_kind(word)) return *kind;
    throw Error(ErrorKind::state, "the link store holds a number of an unknown kind")
        .remedy("restore the link store from its backup");
}

/// An embedded store is a file that its owner alone may read, from the first byte on.
odbc::Connection open_private(const odbc::Dsn& dsn) {
    const auto target = odbc::parse_connection_string(dsn.connection_string);
    if (target.engine == odbc::Engine::sqlite) (void)open_own_file(target.database, O_RDWR | O_CREAT);
    return odbc::Connection::open(dsn, "tilsig-links");
}

std::string new_store_id() {
    const KeyBytes random = KeyBytes::random();
    return to_hex({random.data(), 16});
}

}  // namespace

LinkStore::LinkStore(const odbc::Dsn& dsn, LinkKeys keys, const Clock& clock, Mode mode)
    : m_keys(std::move(keys)), m_clock(clock), m_mode(mode), m_connection(open_private(dsn)) {
    m_statements = std::make_unique<ledger::StatementCache>(m_connection);
    const auto tables = link_migrations(m_connection.dialect());
    if (mode == Mode::learns)
        make();
    else
        ledger::require_migrations(m_connection, "links", tables);
    const auto key = m_statements->text("SELECT key_id FROM link_store WHERE id = 1");
    if (key != m_keys.id())
        throw Error(ErrorKind::state, "the link store was made with another link key")
            .remedy("restore the key file that belongs to it; without it no person can be known again");
    if (mode == Mode::looks)
        m_last_guessed = m_statements->number("SELECT last_person FROM link_store WHERE id = 1").value();
}

/// Two programs that make it at once agree on one row.
void LinkStore::make() {
    ledger::apply_migrations(m_connection, m_clock, "links", link_migrations(m_connection.dialect()));
    odbc::write(m_connection, [&] {
        m_statements->run(
            "INSERT INTO link_store (id, store_id, key_id, generation, last_person, made_at) "
            "VALUES (1, ?, ?, 0, 0, ?)" +
                m_connection.dialect().or_update("link_store", "id", {"id"}),
            new_store_id(), m_keys.id(), to_text(m_clock.now()));
    });
}

LinkStore::~LinkStore() = default;

ledger::LinkState LinkStore::state() {
    auto& row = m_statements->run("SELECT store_id, generation FROM link_store WHERE id = 1");
    ledger::LinkState state;
    while (row.fetch()) state = {row.text(1).value(), row.integer(2).value()};
    return state;
}

void LinkStore::require_not_older(const ledger::LinkState& loaded_by) {
    if (loaded_by.store.empty()) return;
    const auto here = state();
    if (here.store != loaded_by.store)
        throw Error(ErrorKind::state, "the warehouse was loaded by another link store than this one")
            .remedy("correct `links:` in tilsig.yaml, or restore the link store that belongs to the warehouse");
    if (here.generation < loaded_by.generation)
        throw Error(ErrorKind::state, "the link store is older than the warehouse: it was written " +
                                          grouped(static_cast<std::uint64_t>(here.generation)) +
                                          " times, the warehouse was loaded by it when it had been " +
                                          grouped(static_cast<std::uint64_t>(loaded_by.generation)) + " times")
            .remedy(
                "restore the newest copy of the link store; persons that only the lost one knew would get a "
                "second id");
}

void LinkStore::begin_use(const Use& use, const std::string& received_at) {
    m_received_at = received_at;
    m_persons.clear();
    if (m_mode == Mode::looks) return;
    m_use = odbc::write(m_connection, [&] {
        return m_statements->insert("INSERT INTO link_use (used_at, who, run_id, purpose) VALUES (?, ?, ?, ?)",
                                    to_text(m_clock.now()), use.who, use.run_id, use.purpose);
    });
}

void LinkStore::end_use() {
    if (!m_use) return;
    const auto persons = static_cast<std::int64_t>(std::count(m_persons.begin(), m_persons.end(), true));
    odbc::write(m_connection,
                [&] { m_statements->run("UPDATE link_use SET persons = ? WHERE id = ?", persons, *m_use); });
    m_use.reset();
}

Lookup LinkStore::lookup(NumberKind kind, std::string_view digits) const { return m_keys.lookup(kind, digits); }

std::vector<Settled> LinkStore::settle(const Claims& claims) {
    Answers answers;
    try {
        if (m_mode == Mode::looks)
            answers = guess(claims);
        else if (!knows_all(claims, answers))
            answers = learn(claims);
    } catch (Error& error) {
        error.while_doing("the link store");  // not the warehouse, which may be on another disk or server
        throw;
    }
    count(answers);
    return answers;
}

void LinkStore::count(const Answers& answers) {
    for (const Settled& answer : answers) {
        const auto person = static_cast<std::size_t>(answer.person);
        if (person >= m_persons.size()) m_persons.resize(std::max(person + 1, 2 * m_persons.size()));
        if (person > 0) m_persons[person] = true;
    }
}

/// Most batches: each number is known and each record's numbers are one person's. Nothing is locked for that.
bool LinkStore::knows_all(const Claims& claims, Answers& answers) {
    std::vector<Lookup> unknown;
    for (const Lookup& lookup : claims.lookups())
        if (!m_recent.contains(lookup)) unknown.push_back(lookup);
    if (m_recent.size() + unknown.size() > most_recent) {
        m_recent.clear();
        unknown = claims.lookups();
    }
    for_each_listed(*m_statements,
                    "SELECT n.lookup, " + root_of +
                        ", n.person_id FROM link_number n JOIN link_person p ON p.person_id = n.person_id "
                        "WHERE n.lookup IN ",
                    "", texts_of(unknown), [&](odbc::Statement& row) {
                        m_recent[parse_lookup(row.view(1))] = {row.integer(2).value(), row.integer(3).value()};
                    });
    answers.reserve(claims.size());
    for (std::size_t i = 0; i < claims.size(); ++i) {
        std::int64_t person = 0, kept = 0;
        for (const Number& number : claims.of(i)) {
            const auto found = m_recent.find(number.lookup);
            if (found == m_recent.end() || (person != 0 && found->second.person != person)) return false;
            person = found->second.person;
            if (number.keeps_id) kept = found->second.told;
        }
        answers.push_back({kept == 0 ? person : kept, Doubt::none, false});
    }
    return true;
}

/// What the store says about these numbers and all others of the same persons.
void LinkStore::gather(const Claims& claims, LinkBook& book) {
    const auto lookups = texts_of(claims.lookups());
    std::vector<std::int64_t> persons;
    for_each_listed(*m_statements,
                    "SELECT DISTINCT " + root_of +
                        " FROM link_number n JOIN link_person p ON p.person_id = n.person_id WHERE n.lookup IN ",
                    "", lookups, [&](odbc::Statement& row) { persons.push_back(row.integer(1).value()); });
    const auto know = [&](odbc::Statement& row) {
        book.know(kind_in(row.text(2).value()), parse_lookup(row.view(1)), row.integer(3).value(),
                  row.integer(4).value());
    };
    const std::string numbers =
        "SELECT n.lookup, n.kind, " + root_of +
        ", n.person_id FROM link_person p JOIN link_number n ON n.person_id = p.person_id WHERE ";
    for_each_listed(*m_statements, numbers + "p.person_id IN ", "", persons, know);
    for_each_listed(*m_statements, numbers + "p.same_as IN ", "", persons, know);
    for_each_listed(*m_statements, "SELECT lookup FROM link_tombstone WHERE lookup IN ", "", lookups,
                    [&](odbc::Statement& row) { book.know_erased(parse_lookup(row.view(1))); });
}

/// In one transaction: what the store says, what follows from the records, and what is new.
LinkStore::Answers LinkStore::learn(const Claims& claims) {
    m_recent.clear();
    return odbc::write(
        m_connection,
        [&] {
            // Its row is locked until the end: whoever learns at the same time waits, and then knows.
            m_statements->run("UPDATE link_store SET generation = generation + 1 WHERE id = 1");
            std::int64_t last = m_statements->number("SELECT last_person FROM link_store WHERE id = 1").value();
            const std::int64_t before = last;
            LinkBook book;
            gather(claims, book);
            Answers answers = book.settle_all(claims, [&] { return ++last; });
            write(book.changes());
            m_merged += book.changes().merges.size();
            if (last != before) m_statements->run("UPDATE link_store SET last_person = ? WHERE id = 1", last);
            return answers;
        },
        Retry::now);
}

LinkStore::Answers LinkStore::guess(const Claims& claims) {
    gather(claims, m_guessed);
    auto answers = m_guessed.settle_all(claims, [this] { return ++m_last_guessed; });
    m_merged += m_guessed.changes().merges.size();
    m_guessed.written();
    return answers;
}

void LinkStore::write(const LinkBook::Changes& changes) {
    const std::string now = to_text(m_clock.now());
    const std::string& received = m_received_at.empty() ? now : m_received_at;
    ledger::insert_rows(m_connection, *m_statements, "INSERT INTO link_person (person_id, made_at)", "(?, ?)", "",
                        changes.persons.size(), [&](odbc::Statement& statement, int first, std::size_t i) {
                            statement.bind(first, changes.persons[i]).bind(first + 1, now);
                        });
    ledger::insert_rows(
        m_connection, *m_statements, "INSERT INTO link_number (lookup, kind, person_id, key_id, sealed, known_from)",
        "(?, ?, ?, ?, ?, ?)", "", changes.numbers.size(), [&](odbc::Statement& statement, int first, std::size_t i) {
            const auto& [number, person] = changes.numbers[i];
            statement.bind(first, lookup_text(number.lookup))
                .bind(first + 1, to_string(number.kind))
                .bind(first + 2, person)
                .bind(first + 3, m_keys.id())
                .bind(first + 4, m_keys.seal(number.kind, person, number.digits))
                .bind(first + 5, received);
        });
    ledger::insert_rows(m_connection, *m_statements, "INSERT INTO link_tombstone (lookup, erased_at)", "(?, ?)", "",
                        changes.tombstones.size(), [&](odbc::Statement& statement, int first, std::size_t i) {
                            statement.bind(first, lookup_text(changes.tombstones[i])).bind(first + 1, now);
                        });
    for (const auto& [alias, person] : changes.merges)
        m_statements->run("UPDATE link_person SET same_as = ? WHERE person_id = ? OR same_as = ?", person, alias,
                          alias);
}

std::optional<std::int64_t> LinkStore::find(NumberKind kind, std::string_view digits) {
    const auto person = m_statements->number("SELECT " + root_of +
                                                 " FROM link_number n JOIN link_person p ON p.person_id = n.person_id "
                                                 "WHERE n.lookup = ?",
                                             lookup_text(m_keys.lookup(kind, digits)));
    if (person) count({{*person, Doubt::none, false}});
    return person;
}

std::vector<std::int64_t> LinkStore::ids_of(std::int64_t person) {
    auto& rows = m_statements->run(
        "SELECT person_id FROM link_person WHERE person_id = ? OR same_as = ? ORDER BY person_id", person, person);
    std::vector<std::int64_t> ids;
    while (rows.fetch()) ids.push_back(rows.integer(1).value());
    return ids;
}

/// From a row of kind, person, sealed digits and the time.
HeldNumber LinkStore::held(odbc::Statement& row) const {
    const NumberKind kind = kind_in(row.text(1).value());
    const std::int64_t under = row.integer(2).value();
    const auto digits = m_keys.open(kind, under, row.view(3));
    if (!digits)
        throw Error(ErrorKind::state,
                    "a number in the link store cannot be opened: it was changed, or moved to "
                    "another person")
            .remedy("restore the link store from its backup");
    return {kind, *digits, row.text(4).value_or(""), under};
}

std::vector<HeldNumber> LinkStore::numbers_of(std::int64_t person) {
    auto& rows = m_statements->run(
        "SELECT n.kind, n.person_id, n.sealed, n.known_from FROM link_number n JOIN link_person p ON p.person_id = "
        "n.person_id WHERE p.person_id = ? OR p.same_as = ? ORDER BY n.known_from, n.lookup",
        person, person);
    std::vector<HeldNumber> numbers;
    while (rows.fetch()) numbers.push_back(held(rows));
    return numbers;
}

std::vector<std::optional<HeldNumber>> LinkStore::lead_numbers(const std::vector<std::int64_t>& ids) {
    std::unordered_map<std::int64_t, std::int64_t> roots;  // of each id
    for_each_listed(*m_statements, "SELECT p.person_id, " + root_of + " FROM link_person p WHERE p.person_id IN ", "",
                    ids, [&](odbc::Statement& row) { roots[row.integer(1).value()] = row.integer(2).value(); });
    std::vector<std::int64_t> persons;
    for (const auto& [id, root] : roots) persons.push_back(root);
    std::sort(persons.begin(), persons.end());
    persons.erase(std::unique(persons.begin(), persons.end()), persons.end());

    std::unordered_map<std::int64_t, HeldNumber> leads;  // of each person
    const auto consider = [&](odbc::Statement& row) {
        auto number = held(row);
        const auto [at, added] = leads.try_emplace(row.integer(5).value(), number);
        // Of several candidate numbers any would do, as long as it is always the same one.
        if (!added && std::tie(number.kind, number.digits) < std::tie(at->second.kind, at->second.digits))
            at->second = std::move(number);
    };
    const std::string numbers = "SELECT n.kind, n.person_id, n.sealed, n.known_from, " + root_of +
                                " FROM link_person p JOIN link_number n ON n.person_id = p.person_id WHERE ";
    for_each_listed(*m_statements, numbers + "p.person_id IN ", "", persons, consider);
    for_each_listed(*m_statements, numbers + "p.same_as IN ", "", persons, consider);

    std::vector<std::optional<HeldNumber>> answer(ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto root = roots.find(ids[i]);
        if (root == roots.end()) continue;
        if (const auto lead = leads.find(root->second); lead != leads.end()) answer[i] = lead->second;
    }
    return answer;
}

std::vector<LinkStore::Known> LinkStore::everybody() {
    std::vector<Known> all;
    auto& rows = m_statements->prepared("SELECT p.person_id, " + root_of +
                                        ", p.erased_at FROM link_person p WHERE p.person_id > ? ORDER BY p.person_id "
                                        "LIMIT 10000");  // drivers hold a whole result in memory
    for (std::size_t before = 1; before != all.size();) {
        before = all.size();
        rows.bind(1, all.empty() ? std::int64_t{0} : all.back().id).execute();
        while (rows.fetch())
            all.push_back({rows.integer(1).value(), rows.integer(2).value(), rows.text(3).has_value()});
    }
    return all;
}

void LinkStore::forget(const std::vector<std::int64_t>& persons) {
    m_recent.clear();
    for (std::size_t start = 0; start < persons.size(); start += 1000) {
        odbc::write(m_connection, [&] {
            m_statements->run("UPDATE link_store SET generation = generation + 1 WHERE id = 1");
            for (std::size_t i = start; i < std::min(start + 1000, persons.size()); ++i) {
                for (const std::int64_t id : ids_of(persons[i])) {
                    m_statements->run("DELETE FROM link_number WHERE person_id = ?", id);
                    m_statements->run("DELETE FROM link_person WHERE person_id = ?", id);
                }
                count({{persons[i], Doubt::none, false}});
            }
        });
    }
}

std::vector<std::pair<std::int64_t, std::int64_t>> LinkStore::aliases() {
    auto& rows = m_statements->run(
        "SELECT person_id, same_as FROM link_person WHERE same_as IS NOT NULL AND erased_at IS NULL "
        "ORDER BY person_id");
    std::vector<std::pair<std::int64_t, std::int64_t>> found;
    while (rows.fetch()) found.emplace_back(rows.integer(1).value(), rows.integer(2).value());
    return found;
}

void LinkStore::bury(const Lookup& lookup) {
    odbc::write(m_connection, [&] {
        // Its row is locked until the end, so that nobody learns the number meanwhile.
        m_statements->run("UPDATE link_store SET generation = generation + 1 WHERE id = 1");
        if (is_buried(lookup)) return;
        m_statements->run("INSERT INTO link_tombstone (lookup, erased_at) VALUES (?, ?)", lookup_text(lookup),
                          to_text(m_clock.now()));
    });
}

bool LinkStore::is_buried(const Lookup& lookup) {
    return m_statements->text("SELECT erased_at FROM link_tombstone WHERE lookup = ?", lookup_text(lookup)).has_value();
}

std::vector<Lookup> LinkStore::tombstones() {
    auto& rows = m_statements->run("SELECT lookup FROM link_tombstone ORDER BY lookup");
    std::vector<Lookup> found;
    while (rows.fetch()) found.push_back(parse_lookup(rows.view(1)));
    return found;
}

std::vector<std::int64_t> LinkStore::erased_ids() {
    auto& rows = m_statements->run("SELECT person_id FROM link_person WHERE erased_at IS NOT NULL ORDER BY person_id");
    std::vector<std::int64_t> ids;
    while (rows.fetch()) ids.push_back(rows.integer(1).value());
    return ids;
}

void LinkStore::scrub() {
    m_statements = std::make_unique<ledger::StatementCache>(m_connection);  // open statements would be in the way
    odbc::scrub(m_connection, {"link_number", "link_person"});
}

bool LinkStore::erase(std::int64_t person) {
    m_recent.clear();
    return odbc::write(m_connection, [&] {
        m_statements->run("UPDATE link_store SET generation = generation + 1 WHERE id = 1");
        const std::string now = to_text(m_clock.now());
        const auto ids = ids_of(person);
        bool any = false;
        for (const std::int64_t id : ids) {
            m_statements->run(
                "INSERT INTO link_tombstone (lookup, erased_at) SELECT lookup, ? FROM link_number WHERE person_id = ?",
                now, id);
            m_statements->run("DELETE FROM link_number WHERE person_id = ?", id);
            any = m_statements->changed() > 0 || any;
            m_statements->run("UPDATE link_person SET erased_at = ? WHERE person_id = ? AND erased_at IS NULL", now,
                              id);
        }
        count({{person, Doubt::none, false}});
        return any;
    });
}

}  // namespace tilsig::protect

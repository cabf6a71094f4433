// The link store on each engine: who is known stays known, and nothing in it tells a number.
#include "protect/link_store.hpp"

#include <gtest/gtest.h>

#include <set>

#include "base/error.hpp"
#include "base/files.hpp"
#include "odbc/dialect.hpp"
#include "support/databases.hpp"

namespace tilsig::protect {
namespace {

struct Told {
    NumberKind kind;
    std::string digits;
};
const Told fnr{NumberKind::fnr, "14837936625"}, dnr{NumberKind::dnr, "54837940659"},
    duf{NumberKind::duf, "200690012310"};
const Told other_fnr{NumberKind::fnr, "02918536941"};

class Links : public test::OnEveryEngine {
protected:
    void SetUp() override {
        OnEveryEngine::SetUp();
        if (IsSkipped()) return;
        make_key_file(key_file());
        m_store = open();
        m_store->begin_use({"test", 1, "load"}, "2026-11-30T02:00:00.000000Z");
    }
    std::filesystem::path key_file() { return database().folder() / "link.key"; }
    odbc::Dsn dsn() {
        odbc::Dsn dsn;
        dsn.connection_string = connection_string();
        return dsn;
    }
    std::unique_ptr<LinkStore> open() { return std::make_unique<LinkStore>(dsn(), LinkKeys::load(key_file()), clock); }
    LinkStore& store() { return *m_store; }
    std::vector<Settled> tell(const std::vector<std::vector<Told>>& records, LinkStore* into = nullptr) {
        LinkStore& where = into ? *into : store();
        Claims claims;
        for (const auto& record : records) {
            claims.begin();
            for (const auto& one : record) claims.add({one.kind, where.lookup(one.kind, one.digits), one.digits});
        }
        return where.settle(claims);
    }
    std::int64_t who(const Told& one) { return tell({{one}})[0].person; }

    ManualClock clock{parse_instant("2026-11-30T03:00:00Z")};

private:
    std::unique_ptr<LinkStore> m_store;
};

TEST_P(Links, APersonKeepsItsIdWhateverItIsToldUnder) {
    EXPECT_EQ(who(duf), 1);
    EXPECT_EQ(who(other_fnr), 2);
    EXPECT_EQ(who(fnr), 3) << "nobody has said yet that it is the person of the DUF number";
    EXPECT_EQ(tell({{fnr, duf}})[0].person, 1);
    EXPECT_EQ(tell({{dnr, fnr}})[0].person, 1);
    EXPECT_EQ(who(fnr), 1);
    EXPECT_EQ(store().ids_of(1), (std::vector<std::int64_t>{1, 3}));
    EXPECT_EQ(store().aliases(), (std::vector<std::pair<std::int64_t, std::int64_t>>{{3, 1}}));
    const auto again = open();
    EXPECT_EQ(tell({{dnr}, {other_fnr}, {duf}}, again.get())[2].person, 1);
    const auto held = store().numbers_of(1);
    ASSERT_EQ(held.size(), 3U);
    std::set<std::string> digits;
    for (const auto& one : held) digits.insert(one.digits);
    EXPECT_EQ(digits, (std::set<std::string>{fnr.digits, dnr.digits, duf.digits}));
    EXPECT_EQ(held[0].known_from, "2026-11-30T02:00:00.000000Z");
}

TEST_P(Links, ANumberThatKeepsItsIdHasItInEveryOpening) {
    const auto ask = [](LinkStore& where, const std::string& digits, const std::string& leads = {}) {
        Claims claims;
        claims.begin();
        claims.add({NumberKind::duf, where.lookup(NumberKind::duf, digits), digits, false, true});
        if (!leads.empty()) claims.add({NumberKind::duf, where.lookup(NumberKind::duf, leads), leads, true, false});
        return where.settle(claims)[0];
    };
    const std::string second = "200790104504";
    tell({{fnr, duf}});
    EXPECT_EQ(ask(store(), second).person, 2);
    EXPECT_EQ(ask(store(), second, duf.digits).person, 2);
    EXPECT_EQ(ask(store(), duf.digits).person, 1);
    EXPECT_EQ(store().aliases(), (std::vector<std::pair<std::int64_t, std::int64_t>>{{2, 1}}));
    const auto again = open();
    const auto before = again->state();
    EXPECT_EQ(ask(*again, second, duf.digits).person, 2);
    EXPECT_EQ(who({NumberKind::duf, second}), 1) << "the person behind the number";
    EXPECT_EQ(again->state().generation, before.generation) << "known already: nothing is written";
    LinkStore looks(dsn(), LinkKeys::load(key_file()), clock, LinkStore::Mode::looks);
    EXPECT_EQ(ask(looks, second, duf.digits).person, 2);
    const auto lead = store().lead_numbers({2})[0];
    ASSERT_TRUE(lead);
    EXPECT_EQ(lead->digits, fnr.digits);
}

TEST_P(Links, WhatIsKnownWritesNothing) {
    tell({{fnr, duf}, {other_fnr}});
    const auto before = store().state();
    const auto again = open();
    tell({{duf}, {fnr, duf}, {other_fnr}}, again.get());
    EXPECT_EQ(store().state().generation, before.generation);
    EXPECT_EQ(store().state().store, before.store);
}

TEST_P(Links, TwoWhoLearnTheSameAtOnceAgree) {
    const auto other = open();
    EXPECT_EQ(tell({{duf}})[0].person, 1);
    EXPECT_EQ(tell({{duf}, {fnr}}, other.get())[1].person, 2);
    EXPECT_EQ(tell({{fnr}})[0].person, 2);
    EXPECT_EQ(tell({{fnr, duf}}, other.get())[0].person, 1);
    EXPECT_EQ(tell({{duf, fnr}})[0].person, 1) << "what the other has merged is not taken for two persons";
}

TEST_P(Links, AThousandPersonsAreOneBatch) {
    std::vector<std::vector<Told>> records;
    for (int i = 0; i < 1000; ++i) records.push_back({{NumberKind::candidate, "sp-" + std::to_string(900000 + i)}});
    const auto first = tell(records);
    EXPECT_EQ(store().state().generation, 1) << "one transaction";
    const auto again = open();
    const auto second = tell(records, again.get());
    for (std::size_t i = 0; i < records.size(); ++i) EXPECT_EQ(second[i].person, first[i].person);
    std::set<std::int64_t> persons;
    for (const auto& one : first) persons.insert(one.person);
    EXPECT_EQ(persons.size(), 1000U);
}

TEST_P(Links, NothingInTheStoreTellsANumber) {
    tell({{fnr, duf}, {dnr}});
    auto connection = odbc::Connection::open(dsn(), "test");
    auto tables = connection.once(connection.dialect().table_names_query());
    tables.execute();
    std::vector<std::string> names;
    while (tables.fetch())
        if (const auto name = tables.text(1).value(); name.starts_with("link_") || name.starts_with("ops_"))
            names.push_back(name);
    EXPECT_GE(names.size(), 5U);
    for (const auto& name : names) {
        auto rows = connection.once("SELECT * FROM " + odbc::quoted(name));
        rows.execute();
        while (rows.fetch()) {
            for (int column = 1; column <= rows.column_count(); ++column) {
                const std::string cell = rows.text(column).value_or("");
                for (const auto& one : {fnr, dnr, duf}) {
                    EXPECT_EQ(cell.find(one.digits), std::string::npos) << name;
                    EXPECT_EQ(cell.find(to_hex(
                                  {reinterpret_cast<const unsigned char*>(one.digits.data()), one.digits.size()})),
                              std::string::npos)
                        << name;
                }
            }
        }
    }
}

TEST_P(Links, ErasedPersonsDoNotComeBack) {
    const auto person = tell({{fnr, duf}, {other_fnr}})[0].person;
    EXPECT_EQ(store().find(NumberKind::duf, duf.digits), person);
    EXPECT_TRUE(store().erase(person));
    EXPECT_FALSE(store().erase(person));
    EXPECT_FALSE(store().find(NumberKind::duf, duf.digits));
    EXPECT_TRUE(store().numbers_of(person).empty());
    const auto back = tell({{fnr}, {dnr, duf}, {other_fnr}});
    EXPECT_TRUE(back[0].erased);
    EXPECT_TRUE(back[1].erased);
    EXPECT_FALSE(back[2].erased);
    EXPECT_TRUE(tell({{dnr}})[0].erased) << "the number that came with one of theirs";
}

TEST_P(Links, ErasureIsCompletedByTombstonesAndIdsWithoutANumber) {
    (void)tell({{fnr}, {duf}, {other_fnr}});
    (void)tell({{fnr, duf}});
    const auto of_fnr = store().lookup(fnr.kind, fnr.digits), of_duf = store().lookup(duf.kind, duf.digits);
    EXPECT_FALSE(store().is_buried(of_duf));
    ASSERT_TRUE(store().erase(1));
    EXPECT_EQ(store().erased_ids(), (std::vector<std::int64_t>{1, 2})) << "its alias too";
    const auto stones = store().tombstones();
    EXPECT_EQ(std::set<Lookup>(stones.begin(), stones.end()), (std::set<Lookup>{of_fnr, of_duf}));
    store().scrub();
    const auto of_dnr = store().lookup(dnr.kind, dnr.digits);
    store().bury(of_dnr);
    store().bury(of_dnr);
    EXPECT_TRUE(store().is_buried(of_dnr));
    EXPECT_TRUE(tell({{dnr}})[0].erased) << "nobody ever had it";
    EXPECT_EQ(store().tombstones().size(), 3U);
}

TEST_P(Links, WhoOnlyLooksChangesNothingAndKnowsWhoIsKnown) {
    tell({{fnr, duf}});
    const auto before = store().state().generation;
    LinkStore looks(dsn(), LinkKeys::load(key_file()), clock, LinkStore::Mode::looks);
    looks.begin_use({"test", {}, "plan"});
    const auto answers = tell({{duf}, {other_fnr}}, &looks);
    EXPECT_EQ(answers[0].person, 1);
    EXPECT_EQ(answers[1].person, 2);
    EXPECT_EQ(tell({{other_fnr}, {fnr}}, &looks)[0].person, 2) << "the same guess for the whole run";
    looks.end_use();
    EXPECT_EQ(store().state().generation, before);
    EXPECT_FALSE(store().find(NumberKind::fnr, other_fnr.digits));
    EXPECT_EQ(odbc::Connection::open(dsn(), "test").query_integer("SELECT count(*) FROM link_use"), 1);
}

TEST_P(Links, AnotherKeyIsRefused) {
    tell({{fnr}});
    EXPECT_THROW(LinkStore(dsn(), LinkKeys(KeyBytes::random()), clock), Error);
}

TEST_P(Links, AnOlderCopyOrAnotherStoreIsRefused) {
    tell({{fnr}});
    const auto loaded_by = store().state();
    EXPECT_NO_THROW(store().require_not_older(loaded_by));
    EXPECT_NO_THROW(store().require_not_older({}));
    for (const auto& other :
         {ledger::LinkState{loaded_by.store, loaded_by.generation + 1}, ledger::LinkState{"another", 0}}) {
        try {
            store().require_not_older(other);
            FAIL();
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::state);
        }
    }
}

TEST_P(Links, EachUseIsOnRecordWithTheNumberOfPersons) {
    tell({{fnr, duf}, {other_fnr}, {duf}});
    store().end_use();
    auto connection = odbc::Connection::open(dsn(), "test");
    EXPECT_EQ(connection.query_text("SELECT who FROM link_use"), "test");
    EXPECT_EQ(connection.query_text("SELECT purpose FROM link_use"), "load");
    EXPECT_EQ(connection.query_integer("SELECT run_id FROM link_use"), 1);
    EXPECT_EQ(connection.query_integer("SELECT persons FROM link_use"), 2);
}

TEST_P(Links, TheLeadNumberOfAPersonIsTheStrongestUnderWhicheverId) {
    EXPECT_EQ(who(duf), 1);
    EXPECT_EQ(who(dnr), 2);
    EXPECT_EQ(who(other_fnr), 3);
    const auto leads = [&](const std::vector<std::int64_t>& ids) {
        std::vector<std::string> digits;
        for (const auto& lead : store().lead_numbers(ids)) digits.push_back(lead ? lead->digits : "-");
        return digits;
    };
    using Digits = std::vector<std::string>;
    EXPECT_EQ(leads({2, 1, 3, 4}), (Digits{dnr.digits, duf.digits, other_fnr.digits, "-"}));
    (void)tell({{dnr, duf}});
    EXPECT_EQ(leads({1, 2}), (Digits{dnr.digits, dnr.digits})) << "both ids are one person's";
    (void)tell({{duf, fnr}});
    EXPECT_EQ(leads({2, 1}), (Digits{fnr.digits, fnr.digits}));
    ASSERT_TRUE(store().erase(1));
    EXPECT_EQ(leads({1, 2, 3}), (Digits{"-", "-", other_fnr.digits}));
}

TILSIG_ON_EVERY_ENGINE(Links);

TEST(LinkFile, IsReadableByItsOwnerAlone) {
    const TempFolder folder;
    odbc::Dsn dsn;
    dsn.connection_string = "Driver=SQLite3;Database=" + (folder.path() / "links.db").string();
    const SystemClock clock;
    const LinkStore store(dsn, LinkKeys(KeyBytes::random()), clock);
    using std::filesystem::perms;
    EXPECT_EQ(std::filesystem::status(folder.path() / "links.db").permissions(),
              perms::owner_read | perms::owner_write);
}

}  // namespace
}  // namespace tilsig::protect

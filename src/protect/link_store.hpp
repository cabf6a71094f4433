// The store of links: which number belongs to which person. Apart from the warehouse, and readable with its key only.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "ledger/link_state.hpp"
#include "odbc/odbc.hpp"
#include "protect/person_ids.hpp"

namespace tilsig::ledger {
class StatementCache;
}

namespace tilsig::protect {

/// One number of a person as its holder may see it.
struct HeldNumber {
    NumberKind kind = NumberKind::fnr;
    std::string digits;
    std::string known_from;   ///< when the delivery was received that told of it
    std::int64_t person = 0;  ///< under which id it was told: the person's, or one of its aliases
};

/// Who used the store, and what for; one row each, kept.
struct Use {
    std::string who;
    std::optional<std::int64_t> run_id;
    std::string purpose;  ///< load, subject, erase, ..
};

/// Tables: link_store (one row), link_person, link_number, link_tombstone, link_use. No number stands in any column: it
/// is looked up by a keyed hash and kept sealed, bound to its person. Whoever writes does so in transactions of their
/// own, one after the other; links are committed before anything is loaded that needs them. Not shared between threads.
class LinkStore final : public PersonIds {
public:
    enum class Mode {
        learns,  ///< makes or upgrades the tables, and keeps what records teach
        looks    ///< changes nothing; who is new gets an id that nobody else will ever see
    };
    /// Opens the store and checks that the key is the one it was made with. Error(state): another key, a newer version,
    /// or nothing there to look at. Error(database) as for any database.
    LinkStore(const odbc::Dsn& dsn, LinkKeys keys, const Clock& clock, Mode mode = Mode::learns);
    ~LinkStore() override;
    LinkStore(const LinkStore&) = delete;
    LinkStore& operator=(const LinkStore&) = delete;

    [[nodiscard]] ledger::LinkState state();
    /// Error(state) when this is another store than the one `loaded_by` names, or an older copy of it.
    void require_not_older(const ledger::LinkState& loaded_by);

    /// Notes a use; settle() and what else is asked belong to it until the next one.
    void begin_use(const Use& use, const std::string& received_at = {});
    /// How many persons the use was about.
    void end_use();

    [[nodiscard]] Lookup lookup(NumberKind kind, std::string_view digits) const override;
    /// Known persons cost one query per some hundred numbers. What is new is written in one transaction per call.
    std::vector<Settled> settle(const Claims& claims) override;
    [[nodiscard]] std::uint64_t merged() const override { return m_merged; }

    /// The person a number belongs to; nothing when nobody has it, or its person was erased.
    [[nodiscard]] std::optional<std::int64_t> find(NumberKind kind, std::string_view digits);
    [[nodiscard]] std::vector<HeldNumber> numbers_of(std::int64_t person);
    /// The strongest number of each of these persons, whatever id of theirs it was told under; nothing for who was
    /// erased, or is not known. One query per some hundred persons.
    [[nodiscard]] std::vector<std::optional<HeldNumber>> lead_numbers(const std::vector<std::int64_t>& ids);
    /// The person and all its aliases.
    [[nodiscard]] std::vector<std::int64_t> ids_of(std::int64_t person);
    /// Everybody who has an id, by id; `person` is another id where this one is an alias.
    struct Known {
        std::int64_t id = 0, person = 0;
        bool erased = false;
    };
    [[nodiscard]] std::vector<Known> everybody();
    /// Takes away who has no row anywhere, with all aliases, and no tombstone stays: their numbers are in no warehouse,
    /// and whoever is delivered again gets a new id. Under the process lock.
    void forget(const std::vector<std::int64_t>& persons);
    /// (alias, person) of everybody who is known under several ids, by alias; of nobody who was erased.
    [[nodiscard]] std::vector<std::pair<std::int64_t, std::int64_t>> aliases();
    /// Forgets the person: its numbers are gone, what is left are tombstones under their keyed hashes. False when there
    /// was nothing left to forget.
    bool erase(std::int64_t person);
    /// A tombstone for a number that is nobody's: it never becomes a person's. Nothing when it has one already.
    void bury(const Lookup& lookup);
    [[nodiscard]] bool is_buried(const Lookup& lookup);
    /// Of everybody who was erased.
    [[nodiscard]] std::vector<Lookup> tombstones();
    /// The ids, aliases too, under which they stood; ascending.
    [[nodiscard]] std::vector<std::int64_t> erased_ids();
    /// Takes what deletions have left behind out of the store's files (odbc/scrub.hpp).
    void scrub();

private:
    using Answers = std::vector<Settled>;
    [[nodiscard]] bool knows_all(const Claims& claims, Answers& answers);
    [[nodiscard]] Answers learn(const Claims& claims);
    [[nodiscard]] Answers guess(const Claims& claims);
    void make();
    void gather(const Claims& claims, LinkBook& book);
    void write(const LinkBook::Changes& changes);
    void count(const Answers& answers);
    [[nodiscard]] HeldNumber held(odbc::Statement& row) const;

    LinkKeys m_keys;
    const Clock& m_clock;
    Mode m_mode;
    odbc::Connection m_connection;
    std::unique_ptr<ledger::StatementCache> m_statements;
    struct Recent {
        std::int64_t person = 0, told = 0;  ///< whose it is, and under which id of theirs it was told
    };
    std::unordered_map<Lookup, Recent, LookupHash> m_recent;  ///< bounded; cleared when persons merge
    LinkBook m_guessed;  ///< of a store that is only looked at: what this run's records would teach
    std::int64_t m_last_guessed = 0;
    std::uint64_t m_merged = 0;
    std::optional<std::int64_t> m_use;
    std::string m_received_at;
    std::vector<bool> m_persons;  ///< that the use was about
};

}  // namespace tilsig::protect

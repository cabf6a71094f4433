// Erasures of persons: who asked for one and why, how far it came, how much it took out of each store.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "model/batch.hpp"
#include "model/subject.hpp"
#include "odbc/odbc.hpp"

namespace tilsig::ledger {

class StatementCache;

/// One row of ops_erasure with its counts. Nothing in it leads back to the person: no number, no id, no place.
struct Erasure {
    struct Count {
        std::string store;  ///< links, table, history, landing, findings
        std::string name;   ///< the table; records, mentions, deliveries of the landing zone
        std::uint64_t items = 0;
    };
    std::int64_t id = 0;
    std::string begun_at;
    std::optional<std::string> ended_at;  ///< nothing: it was cut off, and `tilsig erase --again` completes it
    std::string who, reason;
    std::vector<Count> counts;
};

/// Every method is one round of statements inside the caller's transaction, or none.
class Erasures {
public:
    Erasures(odbc::Connection& connection, const Clock& clock);
    ~Erasures();
    Erasures(const Erasures&) = delete;
    Erasures& operator=(const Erasures&) = delete;

    /// Returns its number. Long numbers in the reason are blanked.
    [[nodiscard]] std::int64_t begin(const std::string& who, const std::string& reason);
    /// Adds to the count.
    void add(std::int64_t erasure, const Erasure::Count& count);
    /// This one, and those before it that were cut off: what is done for one is done for all.
    void end(std::int64_t erasure);
    /// Newest first.
    [[nodiscard]] std::vector<Erasure> list();

    /// Findings about these persons or cases are about nobody from now on. Returns how many there were.
    std::uint64_t forget_subjects(const std::vector<model::Subject>& subjects);
    /// The same of what was found in a record of the deliveries with this content.
    std::uint64_t forget_subject_at(const std::string& content_hash, const model::RecordPlace& place);

    /// What was found about these persons, and in these records of deliveries with their content; each once, in the
    /// order of deliveries and records.
    struct Found {
        std::int64_t delivery = 0, record = 0, line = 0;
        std::string code, field, severity, owner, received_at;
        bool about = true;  ///< says what it is about; else an erasure has nothing to take from it
        auto operator<=>(const Found&) const = default;
    };
    struct Place {
        std::string content_hash;
        model::RecordPlace place;
    };
    [[nodiscard]] std::vector<Found> findings(const std::vector<model::Subject>& subjects,
                                              const std::vector<Place>& places);

private:
    odbc::Connection& m_connection;
    const Clock& m_clock;
    std::unique_ptr<StatementCache> m_statements;
};

}  // namespace tilsig::ledger

// Erasing a person from every store.
#pragma once

#include <optional>
#include <string>

#include "answers/erasure_answer.hpp"
#include "operate/given_number.hpp"
#include "operate/landed_search.hpp"
#include "operate/person_lookup.hpp"
#include "session/links.hpp"
#include "session/session.hpp"

namespace tilsig::operate {

/// What one erasure takes out: of one person, or of everybody who was erased before (to complete what was cut off, or
/// after a backup was put back). The session holds the process lock; nothing is loaded between the look and the act.
class Erasure {
public:
    /// Looks for all that would go; changes nothing but the link store's list of uses. Without a number: everybody who
    /// was erased before.
    Erasure(session::Session& session, const std::optional<GivenNumber>& given, const std::string& who);

    /// Counts, and no word of who it is.
    [[nodiscard]] answers::ErasureAnswer answer(bool done) const;
    /// Takes it out, in this order: what findings are about, which only the numbers can tell; the numbers themselves,
    /// for which tombstones stand from then on, so that no run brings the person back; rows with all their versions;
    /// landed records; what databases keep of deleted rows. After a kill anywhere, or an Error, the same again
    /// completes it: behind the tombstones nothing needs a number.
    void carry_out(const std::string& who, const std::string& reason);

private:
    void forget_numbers();
    void erase_rows(std::int64_t erasure);
    void blank_deliveries(std::int64_t erasure);
    void scrub();
    void add(std::int64_t erasure, const ledger::Erasure::Count& count);

    session::Session& m_session;
    protect::LinkStore& m_store;
    std::vector<warehouse::PersonColumn> m_columns;
    std::vector<warehouse::PersonRows> m_rows;  ///< by column
    bool m_known = false;
    PersonFound m_found;
    std::vector<model::Subject> m_subjects;
    std::vector<std::int64_t> m_ids;
    std::optional<protect::TheirNumbers> m_theirs;
    LandedSearch m_search;
    std::uint64_t m_findings = 0;  ///< that say what they are about
};

}  // namespace tilsig::operate

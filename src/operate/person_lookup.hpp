// Who a given number belongs to, and where rows about persons may stand.
#pragma once

#include <memory>
#include <vector>

#include "operate/given_number.hpp"
#include "protect/link_store.hpp"
#include "session/session.hpp"
#include "warehouse/person_rows.hpp"

namespace tilsig::operate {

/// Every column of the warehouse, shadow tables too, that holds ids of persons.
[[nodiscard]] std::vector<warehouse::PersonColumn> person_columns(const catalog::Catalog& catalog);

struct PersonFound {
    std::int64_t person = 0;        ///< 0: the store knows nobody with the number
    bool erased = false;            ///< the number has a tombstone
    std::vector<std::int64_t> ids;  ///< of the person, aliases too
    std::vector<protect::HeldNumber> numbers;
    std::vector<protect::Lookup> lookups;  ///< of all these numbers, and of the given one
};

/// Of a store whose use was begun.
[[nodiscard]] PersonFound find_person(protect::LinkStore& store, const GivenNumber& given);

/// What findings about the person are known by (run/finding_subjects.hpp).
[[nodiscard]] std::vector<model::Subject> subjects_of(session::Session& session, const PersonFound& found,
                                                      const GivenNumber& given);

}  // namespace tilsig::operate

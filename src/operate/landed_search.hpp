// Where the numbers of some persons stand in the landing zone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "decode/blanking.hpp"
#include "land/landing_zone.hpp"
#include "ledger/erasures.hpp"
#include "protect/their_numbers.hpp"
#include "session/session.hpp"

namespace tilsig::operate {

/// A delivery in which they stand.
struct LandedHit {
    land::Manifest manifest;
    model::UnitName unit;
    const catalog::Layout* layout = nullptr;
    std::vector<model::RecordPlace> records;  ///< about one of them, readable or not
    std::uint64_t mentions = 0;               ///< numbers elsewhere in it
    bool unreadable = false;                  ///< refused as a whole: nobody knows its records
};

/// A delivery that could not be looked into, and why.
struct Unsearched {
    std::string unit, delivery, why;
};

/// Where the records of all hits stand.
struct LandedSearch;
[[nodiscard]] std::vector<ledger::Erasures::Place> places_of(const LandedSearch& search);

struct LandedSearch {
    std::uint64_t searched = 0;  ///< deliveries of feeds about persons
    std::vector<LandedHit> hits;
    std::vector<Unsearched> unsearched;
};

/// Reads every landed delivery of the feeds with `person`, in shadow too, whatever became of it. The same bytes may be
/// deliveries of several units: they are read as the one of them that can read them does.
[[nodiscard]] LandedSearch search_landed(session::Session& session, const protect::TheirNumbers& theirs);

/// Puts what is left of the delivery without them in its place.
void blank_landed(session::Session& session, const LandedHit& hit, const protect::TheirNumbers& theirs);

}  // namespace tilsig::operate

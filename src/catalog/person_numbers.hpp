// Which fields of a record are numbers of the person it is about, and what takes their place.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"

namespace tilsig::catalog {

/// `person:` of a contract. The step `protect` takes the numbers out of the record and puts one integer in.
struct PersonNumbers {
    enum class Kind {
        national,  ///< fødselsnummer or D-number, told apart by the number itself
        fnr,       ///< these two where a record may hold both
        dnr,
        duf,
        lead_duf,  ///< another DUF number of the same person, under which the source goes on
        candidate  ///< known to its source only, and unique there
    };
    struct Number {
        std::string field;
        Kind kind = Kind::national;
        Place place;
    };
    std::vector<Number> numbers;         ///< at least one
    std::string id_field = "person_id";  ///< what mappings call the integer
    /// A field whose value says that the person's address is protected, and the values that say so; empty: the feed
    /// does not tell.
    std::string mark_field;
    std::vector<std::string> marks;
    /// The number by which the source keeps its records. The integer is then of this number: it stays when two numbers
    /// turn out to be one person's, as two ids of one person, and may be part of the key. Empty: it is of the person.
    std::string id_of;
    Place place;
};

}  // namespace tilsig::catalog

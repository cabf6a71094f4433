// One field of a contract's record: where it comes from, its type, who may see it.
#pragma once

#include <map>
#include <string>

#include "base/error.hpp"
#include "model/privacy.hpp"
#include "model/value.hpp"

namespace tilsig::catalog {

/// A field of the contract record. `column` is its name in the source (header text, JSON key, JSON-stat dimension, path
/// from the XML record).
struct Field {
    std::string name;
    std::string column;
    std::map<std::string, std::string> title;  ///< nb, nn, en: what people call it; empty: not declared
    model::Type type = model::Type::text;
    model::ValueFormat format;
    bool required = false;                       ///< null is a finding (SYS-F001)
    std::map<std::string, std::string> missing;  ///< marker -> reason ("." -> not_applicable): the value becomes null
                                                 ///< and the reason is offered to the mapping as field `<name>_missing`
    std::string split;  ///< of a cell like "0101 Halden": `code` takes the part before the first blank, `name` the
                        ///< rest; "" for none
    model::Privacy privacy = model::Privacy::public_;
    int max_length = 4000;
    bool optional_column = false;  ///< the source may leave the column out altogether
    bool person = false;           ///< the id of a person, in a feed that is derived from rows about persons
    Place place;

    /// The title in nb, nn or en; nynorsk falls back to bokmål. Empty when none is declared.
    [[nodiscard]] std::string title_in(std::string_view language) const;
};

}  // namespace tilsig::catalog

// What a person may call a unit: known senders, and periods in the form of the feed's schedule.
#pragma once

#include <string>
#include <string_view>

#include "catalog/catalog.hpp"
#include "model/unit.hpp"
#include "senders/register.hpp"

namespace tilsig::operate {

/// A unit as somebody named it; empty is what was not given.
struct NamedUnit {
    std::string feed, sender, period;
    bool from_file = false;  ///< the bytes come from a file: what they are about cannot be guessed from today
};

/// The unit that is meant, complete and checked; asked before anything is landed or recorded, because a unit that
/// exists stays. Error(usage) with an example or the nearest name: an unknown feed; a sender that is neither the feed's
/// source nor in the register (none given, when the register delivers the feed); a period that has not the form of the
/// feed's schedule, or is missing although the feed has periods and the bytes come from a file. A text that may hold a
/// personal identifier is not repeated.
[[nodiscard]] model::UnitName require_unit(const catalog::Catalog& catalog, const senders::Register& senders, Day today,
                                           const NamedUnit& named);

}  // namespace tilsig::operate

// What lies in the folders of all senders, by the periods that names give: for nights that take late files.
#pragma once

#include <functional>

#include "sender_folder.hpp"
#include "spi/connector.hpp"

namespace inbox {

/// Looks through every sender's folder below `root` (only that of the unit's sender when it names one) and tells the
/// host of each sender and period with a file that is `ready`. Names that give no period are the strays of a fetch.
void survey(tilsig::spi::Host& host, const tilsig::spi::Unit& unit, const std::function<bool(const Entry&)>& ready);

}  // namespace inbox

// The exemptions of the schedules against the register: the catalog does not know who is in it.
#pragma once

#include "catalog/catalog.hpp"
#include "config/lints.hpp"
#include "senders/register.hpp"

namespace tilsig::night {

/// Notes every exempt sender that the register does not have, or that never owes the feed. Called once both are read.
void check_exempt_senders(const catalog::Catalog& catalog, const senders::Register& senders, config::Lints& lints);

}  // namespace tilsig::night

// Tells the sender what became of its delivery, in its out-folder.
#pragma once

#include "catalog/contract.hpp"
#include "pipeline/unit_run.hpp"

namespace tilsig::pipeline {

/// Writes the receipt of a finished run. A receipt that cannot be written is logged as a warning and never spoils the run:
/// the rows are committed, and the next run over the delivery writes it again.
void write_receipt(Session& session, const catalog::Contract& contract, const RunReport& report);

}  // namespace tilsig::pipeline

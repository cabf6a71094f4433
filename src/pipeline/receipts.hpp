// Tells the sender what became of its delivery, in its out-folder.
#pragma once

#include "pipeline/unit_run.hpp"

namespace tilsig::pipeline {

/// Notes that the run's sender is to be told, in the transaction that decides what: a kill between that commit and the
/// receipt, or a full disk, loses none. Nobody is told of a shadow unit, here or below.
void owe_receipt(Session& session, const RunReport& report);

/// Writes the receipt of a finished run, as the ledger has it; of a run that met bytes read before, the receipt of the
/// run that read them, if it is missing. A receipt that cannot be written is logged and never spoils the run: the rows
/// are committed, and it stays owed.
void write_receipt(Session& session, const RunReport& report);

/// The same after somebody decided about the delivery (hold, retract).
void owe_decision(Session& session, const ledger::Delivery& delivery, const model::UnitName& unit);
void write_decision(Session& session, const ledger::Delivery& delivery);

/// Writes what killed processes, a full disk or a closed folder left unwritten. Called at the start of a session and at
/// the end of a night, under the process lock. Returns how many are still owed.
std::size_t write_owed_receipts(Session& session);

}  // namespace tilsig::pipeline

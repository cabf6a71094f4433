// Tells the sender what became of its delivery, in its out-folder.
#pragma once

#include "catalog/contract.hpp"
#include "pipeline/unit_run.hpp"

namespace tilsig::pipeline {

/// Notes on disk that the run's sender is still to be told; before the run commits. A kill between commit and receipt
/// leaves the note. Nobody is told of a shadow unit, here or below.
void note_untold(Session& session, const RunReport& report);

/// Writes the receipt of a finished run and takes its note away; of a run that met bytes read before, the receipt of
/// the run that read them, if it is missing. A receipt that cannot be written is logged and never spoils the run: the
/// rows are committed, and the note stays.
void write_receipt(Session& session, const RunReport& report);

/// Tells what killed processes, or a full disk, left untold. Called at the start of a session, under the process lock.
void tell_untold(Session& session);

}  // namespace tilsig::pipeline

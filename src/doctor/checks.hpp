// The checks, each in a file of its own. All of them only look, unless they say otherwise, and may throw.
#pragma once

#include "doctor/check.hpp"
#include "doctor/installation.hpp"

namespace tilsig::doctor {

/// tilsig.yaml and what it names: mistakes, modes, secrets.
[[nodiscard]] Remarks look_at_configuration(const Installation& here);
/// The fetch program, its HTTP client and the connectors that sources need: there, executable, of this ABI.
[[nodiscard]] Remarks look_at_programs(const Installation& here);
/// Server or file, rights, structure, binding, clock. Not bad: the database answers.
[[nodiscard]] Remarks look_at_database(const Installation& here);
/// Free space and inodes, modes and owners of the folders that tilsig writes.
[[nodiscard]] Remarks look_at_disk(const Installation& here);
/// Synchronized, zones, year.
[[nodiscard]] Remarks look_at_clock(const Installation& here);
/// The key of the landing zone: there, of the right mode, opens what was landed last.
[[nodiscard]] Remarks look_at_key(const Installation& here);
/// In- and out-folders of the senders. `fix` makes those that are missing and says so.
[[nodiscard]] Remarks look_at_folders(const Installation& here, bool fix);
/// Options and certificates of the sources; no network.
[[nodiscard]] Remarks look_at_doors(const Installation& here);
/// Whether the hosts of the sources can be reached: name, connection, TLS.
[[nodiscard]] Remarks look_at_network(const Installation& here);
/// When something is due next, what is paused, and who runs it. `database`: it answers.
[[nodiscard]] Remarks look_at_schedules(const Installation& here, bool database);
/// The server of letters, and where they go.
[[nodiscard]] Remarks look_at_mail(const Installation& here);
/// Whether everybody who owes something can be written to.
[[nodiscard]] Remarks look_at_contacts(const Installation& here);

}  // namespace tilsig::doctor

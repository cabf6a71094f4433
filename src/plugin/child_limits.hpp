// The fences a fetch child puts around itself before any code of a connector is loaded.
#pragma once

#include <sys/types.h>

#include "plugin/child_request.hpp"

namespace tilsig::plugin {

/// Dies with its guard, is the first to go when the machine runs out of memory, cannot gain rights, leaves no core file
/// (a core would hold secrets). Called first in the connector's process; `guard` is its parent.
void become_expendable(pid_t guard) noexcept;

/// Address space, CPU, open files; no core file, and no growing of files at all: a connector delivers through the host.
/// Hard limits, so that a connector without privileges cannot lift them. Error(internal) when the kernel refuses.
/// Sanitizer builds reserve terabytes of address space and run without the memory limit.
void apply_limits(const ChildLimits& limits);
[[nodiscard]] bool memory_limit_works() noexcept;

}  // namespace tilsig::plugin

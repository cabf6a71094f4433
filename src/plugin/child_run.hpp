// The connector's process: read the request, put up the fences, load, call, report, leave.
#pragma once

namespace tilsig::plugin {

/// Runs the request on standard input to its end and never returns. A result frame and exit code 0 belong together;
/// everything else means that the connector took the process down.
[[noreturn]] void run_child();

}  // namespace tilsig::plugin

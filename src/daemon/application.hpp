// The daemon as a server application of Poco.
#pragma once

#include "daemon/daemon.hpp"

namespace tilsig::daemon {

/// Runs the daemon to its end as the main() of a Poco::Util::ServerApplication, which gives it the surroundings that
/// Poco's parts expect. Throws what Daemon throws.
void run_application(Daemon& daemon);

}  // namespace tilsig::daemon

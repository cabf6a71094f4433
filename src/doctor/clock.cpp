// Time: everything is due, late, dated and sealed by it.
#include <sys/timex.h>

#include "calendar/zone.hpp"
#include "doctor/checks.hpp"

namespace tilsig::doctor {

namespace {

using namespace std::chrono;

/// What a zone database that is there says of a summer's day in Norway.
Remark zone_remark() {
    const auto zone = calendar::Zone::named("Europe/Oslo");
    const Instant noon = sys_days{2026y / July / 1} + 12h;
    const auto ahead = zone.local(noon).time_since_epoch() - noon.time_since_epoch();
    if (ahead == 2h) return good("zones are known: Europe/Oslo");
    return bad(ErrorKind::configuration, "the zone database does not know the summer time of Europe/Oslo",
               "install the package tzdata again");
}

Remark synchronized_remark() {
    struct timex state {};
    if (::adjtimex(&state) == TIME_ERROR || (state.status & STA_UNSYNC) != 0)
        return warning(
            "the kernel says that nothing keeps the clock right",
            "start a time service: `timedatectl set-ntp true`, or chrony; in a container its host does that");
    return good("the clock is kept right by a time service");
}

}  // namespace

Remarks look_at_clock(const Installation& here) {
    Remarks remarks;
    const Instant now = here.clock.now();
    // Before this program was written, or so far ahead that years would be recorded as skipped.
    if (now < sys_days{2026y / January / 1} || now > sys_days{2100y / January / 1})
        remarks.push_back(bad(ErrorKind::configuration, "the clock says " + to_text(now),
                              "set the clock before anything is run: what is loaded now is dated by it"));
    remarks.push_back(synchronized_remark());
    try {
        remarks.push_back(zone_remark());
    } catch (const Error& error) {
        remarks.push_back(bad(error));
    }
    return remarks;
}

}  // namespace tilsig::doctor

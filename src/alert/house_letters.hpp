// The letters to the house itself: the operator's night in at most twelve lines, the directorate's page of the week.
#pragma once

#include "alert/document.hpp"
#include "arrivals/arrival.hpp"
#include "calendar/zone.hpp"
#include "config/mail.hpp"
#include "session/session.hpp"

namespace tilsig::alert {

/// How the newest night stands, what it left to do, and how the letters go; also when it has not closed, and when none
/// ran since yesterday. Its text has at most twelve lines that say something.
[[nodiscard]] Document night_letter(session::Session& session, const config::Mail& mail);

/// Who owes what, by region: overdue deliveries with the reminders that were sent, letters about errors that no
/// corrected delivery has answered, owners that cannot be reached. Names of senders, no persons.
[[nodiscard]] Document week_letter(session::Session& session, const config::Mail& mail, calendar::LocalDay monday,
                                   const std::vector<arrivals::Arrival>& arrivals);

}  // namespace tilsig::alert

// All that is held about one person, for whoever answers a request for access.
#pragma once

#include <string>

#include "answers/subject_answer.hpp"
#include "operate/given_number.hpp"
#include "session/session.hpp"

namespace tilsig::operate {

/// Asks the link store (a use that is written down, `who` for), every table with person ids, the findings and every
/// landed delivery of feeds about persons. `show_numbers`: with the digits. Changes nothing else; needs no lock.
[[nodiscard]] answers::SubjectAnswer subject_answer(session::Session& session, const GivenNumber& given,
                                                    const std::string& who, bool show_numbers);

}  // namespace tilsig::operate

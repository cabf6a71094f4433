// The sender register on a date: who delivers what, from which region.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "answers/page.hpp"
#include "senders/register.hpp"

namespace tilsig::answers {

struct SendersAnswer {
    std::vector<senders::Sender> senders;  ///< in the order of the register
};

/// `day` counts from 1970-01-01.
[[nodiscard]] SendersAnswer senders_answer(const senders::Register& all, std::int64_t day);
[[nodiscard]] Page to_page(const SendersAnswer& answer);
[[nodiscard]] nlohmann::json to_json(const SendersAnswer& answer);

}  // namespace tilsig::answers

// What a night and its workers say to each other: JSON in frames.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "answers/unit_answer.hpp"
#include "process/frames.hpp"

namespace tilsig::night {

/// A request goes to the worker, an answer comes back; each is one text, a JSON document.
enum class WorkerFrame : std::uint8_t { request = 1, answer = 2 };

inline constexpr process::FrameRules worker_rules{std::pair{WorkerFrame::request, 64U << 10},
                                                  {WorkerFrame::answer, 1024U << 10}};

/// Run this unit as part of that night.
struct UnitRequest {
    model::UnitName unit;
    std::int64_t night = 0;
    std::string remark{};  ///< said besides when its source has nothing new
};

[[nodiscard]] std::string encode(const UnitRequest& request);
/// What the night needs to know while it runs: which unit, how it ended, whether it may be tried again, and why where
/// no run tells that. Counts and causes are read from the ledger. The message is cut so that it fits into its frame.
[[nodiscard]] std::string encode(answers::UnitAnswer answer);

/// Of a frame that came in. Error(internal) for one that is not what the other side sends.
[[nodiscard]] UnitRequest decode_request(const process::Frame& frame);
[[nodiscard]] answers::UnitAnswer decode_answer(const process::Frame& frame);

}  // namespace tilsig::night

#include "model/states.hpp"

#include <initializer_list>

namespace tilsig::model {

namespace {

template <typename Word>
std::optional<Word> word_among(std::initializer_list<Word> words, std::string_view text) noexcept {
    for (const Word word : words) {
        if (text == to_string(word)) return word;
    }
    return std::nullopt;
}

}  // namespace

const char* to_string(DeliveryKind kind) noexcept { return kind == DeliveryKind::snapshot ? "snapshot" : "delta"; }

std::optional<DeliveryKind> parse_delivery_kind(std::string_view word) noexcept {
    return word_among({DeliveryKind::snapshot, DeliveryKind::delta}, word);
}

const char* to_string(DeliveryState state) noexcept {
    switch (state) {
        case DeliveryState::landed: return "landed";
        case DeliveryState::loaded: return "loaded";
        case DeliveryState::held: return "held";
        case DeliveryState::rejected: return "rejected";
        case DeliveryState::superseded: return "superseded";
        case DeliveryState::retracted: return "retracted";
        case DeliveryState::queued: return "queued";
    }
    return "landed";
}

std::optional<DeliveryState> parse_delivery_state(std::string_view word) noexcept {
    return word_among({DeliveryState::landed, DeliveryState::loaded, DeliveryState::held, DeliveryState::rejected,
                       DeliveryState::superseded, DeliveryState::retracted, DeliveryState::queued},
                      word);
}

const char* to_string(HoldState state) noexcept {
    switch (state) {
        case HoldState::held: return "held";
        case HoldState::released: return "released";
        case HoldState::rejected: return "rejected";
        case HoldState::superseded: return "superseded";
    }
    return "held";
}

std::optional<HoldState> parse_hold_state(std::string_view word) noexcept {
    return word_among({HoldState::held, HoldState::released, HoldState::rejected, HoldState::superseded}, word);
}

const char* to_string(RunCause cause) noexcept {
    switch (cause) {
        case RunCause::night: return "night";
        case RunCause::command: return "command";
        case RunCause::replay: return "replay";
        case RunCause::release: return "release";
        case RunCause::retract: return "retract";
    }
    return "command";
}

std::optional<RunCause> parse_run_cause(std::string_view word) noexcept {
    return word_among({RunCause::night, RunCause::command, RunCause::replay, RunCause::release, RunCause::retract},
                      word);
}

const char* to_string(SlotState state) noexcept {
    switch (state) {
        case SlotState::running: return "running";
        case SlotState::done: return "done";
        case SlotState::failed: return "failed";
        case SlotState::late: return "late";
        case SlotState::skipped: return "skipped";
    }
    return "failed";
}

std::optional<SlotState> parse_slot_state(std::string_view word) noexcept {
    return word_among({SlotState::running, SlotState::done, SlotState::failed, SlotState::late, SlotState::skipped},
                      word);
}

const char* to_string(ArrivalState state) noexcept {
    switch (state) {
        case ArrivalState::expected: return "expected";
        case ArrivalState::nil: return "nil";
        case ArrivalState::received: return "received";
        case ArrivalState::held: return "held";
        case ArrivalState::partly_accepted: return "partly accepted";
        case ArrivalState::accepted: return "accepted";
        case ArrivalState::overdue: return "overdue";
        case ArrivalState::exempt: return "exempt";
    }
    return "";
}

std::optional<ErrorKind> parse_error_kind(std::string_view word) noexcept {
    return word_among(
        {ErrorKind::usage, ErrorKind::configuration, ErrorKind::data, ErrorKind::transport, ErrorKind::database,
         ErrorKind::storage, ErrorKind::plugin, ErrorKind::state, ErrorKind::internal},
        word);
}

}  // namespace tilsig::model

#include "night/worker_messages.hpp"

#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "model/states.hpp"

/// Between processes as in the ledger: its word, and an empty one for none.
template <>
struct nlohmann::adl_serializer<std::optional<tilsig::ErrorKind>> {
    static void to_json(json& value, const std::optional<tilsig::ErrorKind>& kind) {
        value = kind ? to_string(*kind) : "";
    }
    static void from_json(const json& value, std::optional<tilsig::ErrorKind>& kind) {
        kind = tilsig::model::parse_error_kind(value.get_ref<const std::string&>());
    }
};

namespace tilsig::model {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(UnitName, feed, sender, period, shadow)
// An outcome that is none counts as failed: it stands first.
NLOHMANN_JSON_SERIALIZE_ENUM(Outcome, {{Outcome::failed, "failed"},
                                       {Outcome::loaded, "loaded"},
                                       {Outcome::nothing_new, "nothing_new"},
                                       {Outcome::held, "held"},
                                       {Outcome::rejected, "rejected"},
                                       {Outcome::late, "late"},
                                       {Outcome::skipped, "skipped"}})

}  // namespace tilsig::model

namespace tilsig::answers {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(UnitAnswer, unit, outcome, code, message, error_kind, error_code, run_id, retryable)

}  // namespace tilsig::answers

namespace tilsig::night {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(UnitRequest, unit, night, remark)

namespace {

using nlohmann::json;

/// Fits into an answer even if every byte of it is escaped as six.
constexpr std::size_t most_text = 40U << 10;

/// Texts may hold what a source or a driver said: bytes that are no UTF-8 are replaced.
std::string document(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

template <typename Message>
Message decode(const process::Frame& frame, WorkerFrame wanted) {
    const auto texts = frame.texts();
    if (frame.as<WorkerFrame>() != wanted || !texts || texts->size() != 1)
        throw Error(ErrorKind::internal, "a message of another kind than expected");
    try {
        return json::parse((*texts)[0]).get<Message>();
    } catch (const json::exception& error) {
        throw Error(ErrorKind::internal, "a message that cannot be read: " + std::string(error.what()));
    }
}

}  // namespace

std::string encode(const UnitRequest& request) { return document(request); }

std::string encode(answers::UnitAnswer answer) {
    if (answer.message.size() > most_text) answer.message.resize(most_text);
    return document(answer);
}

UnitRequest decode_request(const process::Frame& frame) { return decode<UnitRequest>(frame, WorkerFrame::request); }

answers::UnitAnswer decode_answer(const process::Frame& frame) {
    return decode<answers::UnitAnswer>(frame, WorkerFrame::answer);
}

}  // namespace tilsig::night

#include "decode/codes.hpp"

#include "decode/decoder.hpp"

namespace tilsig::decode {

namespace {

model::Finding make(model::RuleCode code, model::Severity severity, model::Action action, model::RecordPlace place,
                    std::string message) {
    model::Finding finding;
    finding.code = code;
    finding.severity = severity;
    finding.action = action;
    finding.place = place;
    finding.message = std::move(message);
    return finding;
}

/// The findings that end the delivery, in one sentence; the rest is in findings().
std::string summary(const std::vector<model::Finding>& findings) {
    std::string text;
    std::size_t more = 0;
    constexpr std::size_t shown = 5;
    std::size_t count = 0;
    for (const auto& finding : findings) {
        if (finding.severity == model::Severity::info) continue;
        if (++count > shown) {
            ++more;
            continue;
        }
        if (!text.empty()) text += "; ";
        text += finding.code + " " + finding.message;
    }
    if (more > 0) text += "; and " + std::to_string(more) + " more";
    return text;
}

}  // namespace

std::string behind_end_message(const std::string& where) {
    return where +
           " has a value in every column, behind the line that ends the table: a record may have been left out; "
           "correct "
           "`ends_before`, or ask the sender for a correct file";
}

model::Finding refusal(model::RuleCode code, model::RecordPlace place, std::string message) {
    return make(code, model::Severity::critical, model::Action::block_delivery, place, std::move(message));
}

model::Finding unreadable_record(model::RuleCode code, model::RecordPlace place, std::string message, bool blocks) {
    return make(code, model::Severity::error, blocks ? model::Action::block_delivery : model::Action::reject_record,
                place, std::move(message));
}

model::Finding note(model::RuleCode code, model::RecordPlace place, std::string message) {
    return make(code, model::Severity::info, model::Action::none, place, std::move(message));
}

model::Finding end_mark_note(std::uint64_t offset, std::size_t count) {
    model::RecordPlace place;
    place.offset = offset;
    place.length = static_cast<std::uint32_t>(count);
    return note(
        code::end_mark, place,
        "behind the last line stands " +
            (count == 1 ? std::string("an end mark (byte 0x1A)") : std::to_string(count) + " end marks (byte 0x1A)") +
            ", as DOS and host transfers write it; it is no record");
}

void refuse(std::vector<model::Finding> known, model::Finding finding, const std::string& shown_name) {
    known.push_back(std::move(finding));
    throw DeliveryRefused(std::move(known), shown_name);
}

DeliveryRefused::DeliveryRefused(std::vector<model::Finding> findings, const std::string& shown_name)
    : Error(ErrorKind::data, "the delivery cannot be read: " + summary(findings)), m_findings(std::move(findings)) {
    Place place{shown_name, 0, 0};
    for (const auto& finding : m_findings) {
        if (finding.severity != model::Severity::critical) continue;
        place.line = finding.place.line;
        place.column = finding.place.column;
        code(finding.code.str());
        break;
    }
    at(std::move(place));
}

}  // namespace tilsig::decode

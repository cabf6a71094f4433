// What is wrong with single registrations, as it is written and as it is to be believed.
#include "municipal.hpp"

namespace nation {

const char* name_of(Wrong wrong) {
    switch (wrong) {
        case Wrong::start_early: return "start_before_decision";
        case Wrong::check_digit: return "check_digit";
        case Wrong::end_reason: return "end_reason_unknown";
        case Wrong::asylum_right: return "asylum_right";
        case Wrong::old_offer: return "offer_too_old";
        case Wrong::young: return "too_young";
        case Wrong::status: return "status_unknown";
        case Wrong::right: return "right_unknown";
        default: return "";
    }
}

const char* effect_of(Wrong wrong) {
    switch (wrong) {
        case Wrong::status:
        case Wrong::right: return "reject";
        case Wrong::check_digit:
        case Wrong::end_reason: return "null";
        default: return "flag";
    }
}

ProgrammeRow spoilt(ProgrammeRow row, Wrong wrong) {
    switch (wrong) {
        case Wrong::start_early: row.start = row.decision - 3; break;
        case Wrong::check_digit:
            row.common.fnr.back() = static_cast<char>(row.common.fnr.back() == '9' ? '0' : row.common.fnr.back() + 1);
            break;
        case Wrong::end_reason: row.reason = "99"; break;
        case Wrong::asylum_right: row.right = "AN"; break;
        case Wrong::old_offer: row.offer = row.decision - 120; break;
        case Wrong::young: row.common.birth = row.start - 15 * 365; break;
        case Wrong::status: row.status = '9'; break;
        case Wrong::right: row.right = "XX"; break;
        default: break;
    }
    return row;
}

ProgrammeRow believed(ProgrammeRow row, Wrong wrong) {
    row = spoilt(std::move(row), wrong);
    if (wrong == Wrong::check_digit) row.common.fnr.clear();
    if (wrong == Wrong::end_reason) row.reason = "";
    return row;
}

}  // namespace nation

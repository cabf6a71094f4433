#include "run/verdict.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "catalog/period.hpp"
#include "check/codes.hpp"
#include "check/delivery_rules.hpp"
#include "decode/codes.hpp"
#include "decode/stated_total.hpp"
#include "model/reason.hpp"
#include "rules/rule_book.hpp"
#include "run/queue.hpp"
#include "run/unit_run.hpp"

namespace tilsig::run {

namespace {

model::Finding hold_all(LoadVerdict& verdict, model::RuleCode code, const std::string& text) {
    verdict.hold_delivery = model::coded_reason(code, text);
    verdict.hold_slices.clear();
    const auto& entry = rules::RuleBook::program().at(code);
    return {code, entry.severity, entry.action, "", {}, text, {}, {}};
}

std::optional<model::Finding> hold_other_day(const RunRequest& request, const PassResult& pass,
                                             const std::set<std::string>& lifted, LoadVerdict& verdict) {
    const auto& day = pass.decoded.day;
    if (!day || verdict.hold_delivery || lifted.contains("") || catalog::can_tell_of(*day, request.unit.period))
        return std::nullopt;
    return hold_all(verdict, decode::code::day,
                    "the document says it is of " + to_text(Day{std::chrono::days{*day}}) + ", asked for is " +
                        request.unit.period);
}

std::optional<model::Finding> hold_repeated(const catalog::Contract& contract, const PassResult& pass,
                                            const std::set<std::string>& lifted, LoadVerdict& verdict) {
    const auto& records = pass.records;
    if (records.duplicate == 0 || verdict.hold_delivery || lifted.contains("") || !pass.previous_records)
        return std::nullopt;
    const auto different = static_cast<std::uint64_t>(records.read - records.duplicate);
    if (!check::shrunken(different, *pass.previous_records, contract.completeness.max_shrink)) return std::nullopt;
    const std::string text = "the delivery holds " + std::to_string(different) + " different records, " +
                             std::to_string(records.duplicate) + " repeat them; the last good one held " +
                             std::to_string(*pass.previous_records);
    return hold_all(verdict, check::code::shrunken, text);
}

}  // namespace

LoadVerdict judge(const catalog::Contract& contract, const catalog::Mapping& mapping, const PassResult& pass,
                  const std::set<std::string>& lifted) {
    LoadVerdict verdict;
    const auto& decoded = pass.decoded;
    if (!lifted.contains("")) {
        if (pass.verdict.hold_delivery) {
            verdict.hold_delivery = pass.verdict.hold_delivery;
        } else if (!decoded.closed) {
            verdict.hold_delivery =
                decoded.open_reason.empty()
                    ? model::coded_reason(decode::code::cut, "the document does not end as its format demands")
                    : decoded.open_reason;
        } else if (decoded.records == 0 && pass.previous_records.value_or(0) > 0) {
            // A nil return is complete, but not where the last good delivery had records: those would all be closed.
            verdict.hold_delivery = model::coded_reason(check::code::nothing_reported,
                                                        "nothing is reported, although the last good delivery held " +
                                                            std::to_string(*pass.previous_records) + " records");
        } else if (decoded.stated_records && *decoded.stated_records != decoded.records) {
            verdict.hold_delivery = model::coded_reason(
                decode::code::trailer, decode::StatedTotal::count_text(*decoded.stated_records, decoded.records));
        }
        for (const auto& [owner, reason] : pass.verdict.hold_slices) {
            if (!lifted.contains(owner)) verdict.hold_slices.emplace(owner, reason);
        }
    }
    // A rejected record counts as present by its key, and so does one that was erased, whose key is gone. Where nobody
    // knows which record it is, nothing is closed in its slice, and nothing at all when its slice is unknown.
    const bool states_all =
        decoded.kind.value_or(contract.delivery) == model::DeliveryKind::snapshot || !mapping.partition.empty();
    verdict.closes_missing =
        states_all && decoded.closed && (!decoded.stated_records || *decoded.stated_records == decoded.records) &&
        pass.unreadable == 0 && decoded.erased == 0 && !pass.verdict.unknown_owner && !pass.unsure_owners.contains("");
    verdict.no_close_owners = pass.unsure_owners;
    verdict.no_close_owners.insert(pass.verdict.unreadable_key_owners.begin(),
                                   pass.verdict.unreadable_key_owners.end());
    for (const auto& [owner, reason] : pass.verdict.hold_slices) verdict.no_close_owners.insert(owner);
    return verdict;
}

void require_closed_account(const PassResult& pass) {
    const std::int64_t bytes = pass.decoded.bytes.residual(pass.decoded.delivery_bytes);
    const std::int64_t records = pass.records.residual();
    if (bytes == 0 && records == 0) return;
    throw Error(ErrorKind::internal, "the ledger does not close: " + std::to_string(bytes) + " bytes and " +
                                         std::to_string(records) + " records are unaccounted for")
        .remedy("nothing was loaded; report this with the delivery's number");
}

void hold_foreign_slices(const session::Context& context, const RunRequest& request, const PassResult& pass,
                         const std::set<std::string>& lifted, LoadVerdict& verdict) {
    const auto schedule = context.catalog.schedules.find(request.unit.feed);
    if (schedule == context.catalog.schedules.end() || !schedule->second.of_register || lifted.contains("")) return;
    const std::int64_t day = catalog::deciding_day(request.unit, request.delivery.received_at);
    const auto* sender = context.senders.find(request.unit.sender, day);
    for (const auto& [code, count] : pass.accepted_by_owner) {
        if (code.empty() || lifted.contains(code)) continue;
        const auto* owner = context.senders.owner_of_code(code, day);
        const bool own = sender != nullptr && sender->municipality == code;
        if (own ||
            (owner != nullptr && context.senders.may_deliver(request.unit.sender, owner->id, request.unit.feed, day)))
            continue;
        verdict.hold_slices.emplace(
            code, model::coded_reason(check::code::foreign_slice,
                                      "sender " + request.unit.sender + " has no right to deliver for " + code));
        verdict.no_close_owners.insert(code);
        // Who sends what is not theirs has sent the wrong file, or a wrong code: what is not in it is not gone.
        verdict.closes_missing = false;
    }
}

std::vector<model::Finding> hold_for_the_whole(const catalog::Contract& contract, const RunRequest& request,
                                               const PassResult& pass, const std::set<std::string>& lifted,
                                               LoadVerdict& verdict) {
    std::vector<model::Finding> findings;
    for (auto finding :
         {hold_other_day(request, pass, lifted, verdict), hold_repeated(contract, pass, lifted, verdict)})
        if (finding) findings.push_back(*finding);
    return findings;
}

std::set<std::string> lifted_slices(session::Session& session, const RunRequest& request) {
    std::set<std::string> lifted;
    for (const auto& hold : session.ledger().holds_of(request.delivery.id)) {
        const bool now = std::find(request.releases.begin(), request.releases.end(), hold.id) != request.releases.end();
        if (now || hold.state == model::HoldState::released) lifted.insert(hold.slice);
    }
    return lifted;
}

std::set<std::string> refused_slices(session::Session& session, const RunRequest& request) {
    std::set<std::string> refused;
    if (!request.again) return refused;
    for (const auto& hold : session.ledger().holds_of(request.delivery.id)) {
        if (hold.state == model::HoldState::rejected && !hold.slice.empty()) refused.insert(hold.slice);
    }
    return refused;
}

std::string rejected_text(const model::RecordAccount& records) {
    std::string codes;
    for (const auto& [code, count] : records.rejected_by_rule)
        codes += (codes.empty() ? "" : ", ") + code + " " + grouped(count);
    return (records.read == 1 ? "the only record could not be loaded ("
                              : "none of the " + grouped(records.read) + " records could be loaded (") +
           codes + ")";
}

std::optional<std::string> must_wait(session::Session& session, const catalog::Contract& contract,
                                     const RunRequest& request) {
    const auto& delivery = request.delivery;
    if (delivery.state == model::DeliveryState::retracted && request.cause == model::RunCause::night) {
        return model::coded_reason(check::code::retracted_again,
                                   "this content was retracted and is delivered again; `tilsig replay " +
                                       std::to_string(delivery.id) + "` loads it all the same");
    }
    if (contract.delivery != model::DeliveryKind::delta || !request.releases.empty()) return std::nullopt;
    const auto reason = waits_behind(session, delivery);
    return reason ? std::optional(model::coded_reason(check::code::waits_for_older, *reason)) : std::nullopt;
}

bool loaded_before(session::Session& session, const RunRequest& request, const std::string& mapping_hash) {
    if (request.delivery.state != model::DeliveryState::loaded) return false;
    const auto newest = session.ledger().last_loaded(request.delivery.unit_id);
    if (!newest || newest->id != request.delivery.id) return false;  // an older state delivered again is a new truth
    for (const auto& run : session.ledger().runs(request.delivery.unit_id, std::nullopt, 20)) {
        if (run.delivery_id == request.delivery.id && run.outcome == model::Outcome::loaded) {
            return run.mapping_hash == mapping_hash && run.records.held == 0;
        }
    }
    return false;
}

}  // namespace tilsig::run

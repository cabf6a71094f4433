// May this delivery be loaded? Everything that parks a delivery or a slice, in one place (promise 4).
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "catalog/contract.hpp"
#include "run/pass.hpp"
#include "session/session.hpp"

namespace tilsig::run {

struct RunRequest;

/// What is parked and what may be closed.
struct LoadVerdict {
    std::optional<std::string> hold_delivery;        ///< reason; nothing is loaded
    std::map<std::string, std::string> hold_slices;  ///< owner -> reason; the rest is loaded
    bool closes_missing = false;                     ///< it is the whole truth about what it names, and proven whole
    std::set<std::string> no_close_owners;           ///< slices in which nothing may be closed
};

/// Judges a finished pass: proof of completeness, stated counts, volume, expected sets, slices. `lifted` are the slices
/// whose hold was released ("" stands for the delivery and lifts all): that lifts holds, never the suspension of
/// closing.
[[nodiscard]] LoadVerdict judge(const catalog::Contract& contract, const catalog::Mapping& mapping,
                                const PassResult& pass, const std::set<std::string>& lifted);

/// Holds slices that this sender has no right to deliver (senders register: itself, its own municipality, or by
/// delegation), for feeds that are delivered by the register. A foreign slice is never loaded silently: wrong owners
/// are how wrong figures begin. A delivery that has one closes nothing: it may be the file of somebody else.
void hold_foreign_slices(const session::Context& context, const RunRequest& request, const PassResult& pass,
                         const std::set<std::string>& lifted, LoadVerdict& verdict);

/// Holds a delivery for what only the whole of it tells, with the finding that says so. A page that comes twice hides
/// one that is missing: records that repeat each other are one, and when there are far fewer of them than before, it
/// has shrunk. A document of another day than its unit asks for would be loaded for a time of which it says nothing.
[[nodiscard]] std::vector<model::Finding> hold_for_the_whole(const catalog::Contract& contract,
                                                             const RunRequest& request, const PassResult& pass,
                                                             const std::set<std::string>& lifted, LoadVerdict& verdict);

/// Slices of the request's delivery whose hold was released before or is released by this request.
[[nodiscard]] std::set<std::string> lifted_slices(session::Session& session, const RunRequest& request);

/// Slices of the request's delivery that a person rejected: a release or replay of the delivery parks them without
/// asking again. The same bytes delivered anew are a new question.
[[nodiscard]] std::set<std::string> refused_slices(session::Session& session, const RunRequest& request);

/// Promise 1: throws Error(internal) with the residual when bytes or records do not add up. Nothing is loaded then.
void require_closed_account(const PassResult& pass);

/// "none of the 3 960 records could be loaded (SYS-U001 3 960)".
[[nodiscard]] std::string rejected_text(const model::RecordAccount& records);

/// A reason not even to read the delivery: a delta must not overtake an older delta of its unit (run/queue.hpp),
/// and content that was retracted does not come back by being delivered again.
[[nodiscard]] std::optional<std::string> must_wait(session::Session& session, const catalog::Contract& contract,
                                                   const RunRequest& request);

/// The same bytes were loaded with the same declarations, and nothing of them was held.
[[nodiscard]] bool loaded_before(session::Session& session, const RunRequest& request, const std::string& mapping_hash);

}  // namespace tilsig::run

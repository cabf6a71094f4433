// What a sender is told about one delivery: counts, rules and places - never a value.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/account.hpp"
#include "model/finding.hpp"
#include "model/unit.hpp"
#include "senders/register.hpp"

namespace tilsig::alert {

/// How a rule is explained, by language (nb, nn, en): what is wrong, and how to repair it. From the contract's rules,
/// or from the program's own codes.
struct RuleInfo {
    model::Severity severity = model::Severity::error;
    std::map<std::string, std::string> text;
    std::map<std::string, std::string> fix;
};
/// Nothing for a code that nobody explains; the receipt then says so and gives the code.
using RuleLookup = std::function<std::optional<RuleInfo>(std::string_view code)>;

/// What a run over a delivery came to, as the ledger holds it. The caller fills it from the ledger's own rows, after
/// the commit, so that a receipt never tells of what was rolled back.
struct DeliveryOutcome {
    model::UnitName unit;
    std::int64_t delivery_seq = 0;
    std::string delivery_hash;  ///< 64 hex digits
    std::uint64_t delivery_bytes = 0;
    std::string received_at;  ///< canonical instant
    std::int64_t run_id = 0;
    model::Outcome outcome = model::Outcome::loaded;
    std::string reason;            ///< the ledger's reason for held, rejected, failed; English
    model::RecordAccount records;  ///< all counts come from here
    std::vector<model::Finding>
        findings;  ///< may be a selection; gives places, and the rules against the whole delivery
    std::map<std::string, std::string> held_slices;  ///< owner -> reason
};

/// A place in the delivery; 0 where it is not known.
struct ReceiptPlace {
    std::uint64_t record = 0;
    std::uint64_t line = 0;
    std::uint32_t column = 0;
    std::string field;
    bool operator==(const ReceiptPlace&) const = default;
};

struct ReceiptRule {
    std::string code;
    model::Severity severity = model::Severity::error;
    std::uint64_t rejected = 0;        ///< findings that kept a record out, as the account counts them
    std::uint64_t flagged = 0;         ///< findings on records that were loaded
    bool whole_delivery = false;       ///< a finding against the delivery itself
    std::string text, fix;             ///< in the receipt's language; fix may be empty
    std::vector<ReceiptPlace> places;  ///< the first ones in order of appearance
};

/// The receipt, in one language, ready to be written. The same run always gives the same receipt: nothing of the moment
/// or the machine it is written on stands in it.
struct Receipt {
    std::string sender_id, sender_name, language, case_system;
    DeliveryOutcome outcome;         ///< without findings
    std::uint64_t remarks = 0;       ///< sum of flagged_by_rule
    std::vector<ReceiptRule> rules;  ///< worst severity first, then by code

    /// Something the sender is to repair.
    [[nodiscard]] bool asks_for_repair() const noexcept;
};

/// Places shown per rule. The rest is counted, and stands in full in the ledger.
inline constexpr std::size_t shown_places = 20;

/// Error(internal) when the account does not close (a receipt must not tell wrong numbers) or the outcome is none that
/// a delivery can have.
[[nodiscard]] Receipt make_receipt(DeliveryOutcome outcome, const senders::Sender& sender, const RuleLookup& rules);

/// The machine's form, schema `tilsig.receipt/1` (README).
[[nodiscard]] std::string receipt_json(const Receipt& receipt);
/// The form for people, in the receipt's language.
[[nodiscard]] std::string receipt_text(const Receipt& receipt);

}  // namespace tilsig::alert

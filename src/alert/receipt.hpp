// What a sender is told about one delivery: counts, rules and places - never a value.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/contract.hpp"
#include "model/account.hpp"
#include "model/finding.hpp"
#include "model/unit.hpp"
#include "senders/register.hpp"
#include "words/word_book.hpp"

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

/// What is declared about the feed. What is pointed to outlives the call.
struct Declared {
    RuleLookup rules;
    const words::WordBook* word_book = &words::WordBook::program();  ///< in which words the receipt is written
    const catalog::Contract* contract = nullptr;                     ///< nullptr: feed and fields go by their names
    const catalog::Layout* layout = nullptr;                         ///< of the delivery's year; nullptr: none fits
    std::string contact;                                             ///< whom the sender may ask
    std::map<std::string, std::string> due;                          ///< language -> when deliveries are due
};

/// What a person decided about a hold on the delivery.
struct Decision {
    std::string slice;  ///< owner; empty: the whole delivery
    bool released = false;
    std::string at;      ///< canonical instant
    std::string reason;  ///< in the words of the one who decided
};

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
    std::string reason;            ///< the ledger's reason for held, rejected, failed; English, with its code in front
    model::RecordAccount records;  ///< all counts come from here
    std::vector<model::Finding>
        findings;  ///< may be a selection; gives places, and the rules against the whole delivery
    std::map<std::string, std::string> held_slices;  ///< owner -> reason, with its code in front
    std::vector<Decision> decisions;                 ///< in the order in which the holds were made
    bool retracted = false;                          ///< taken back since
    std::string file_name;  ///< under which it was sent, where its unit has no period to be known by; may be empty
    /// Of a feed whose deliveries are parts of a whole (`partition`): the contract's field that names them, and which.
    std::string part_field;
    std::vector<std::string> parts;
};

/// A place in the delivery; 0 where it is not known.
struct ReceiptPlace {
    std::uint64_t record = 0;
    std::uint64_t line = 0;
    std::uint32_t column = 0;
    std::uint32_t sheet = 0;  ///< of a workbook: `line` is then the row
    std::string field;
    bool operator==(const ReceiptPlace&) const = default;
};

/// A field as its sender knows it.
struct ReceiptField {
    std::string column;             ///< the sender's own name of it: header text, key, path
    std::vector<std::string> also;  ///< other columns that are meant with it: those of the key
    std::string title;              ///< in the receipt's language; may be empty
    std::string expected;           ///< what a value must look like, where the rule is about that; may be empty
    bool named_by_header = false;   ///< `column` stands above its values; else a column may need its number
    bool by_record = false;         ///< many records may stand in one line: places are told by the record's number
};

struct ReceiptRule {
    std::string code;
    model::Severity severity = model::Severity::error;
    std::uint64_t rejected = 0;                  ///< findings that kept a record out, as the account counts them
    std::uint64_t flagged = 0;                   ///< findings on records that were loaded, or are held
    bool empties = false;                        ///< they are loaded without the value that it is about
    bool whole_delivery = false;                 ///< a finding against the delivery itself
    std::string text, fix;                       ///< in the receipt's language; fix may be empty
    std::vector<ReceiptPlace> places;            ///< the first ones in order of appearance
    std::map<std::string, ReceiptField> fields;  ///< of the places, by the contract's name
};

/// Why something is held, in the receipt's language.
struct ReceiptReason {
    std::string owner;  ///< of the slice: a code of an area or sender, or `?`; empty: the whole delivery
    std::string code;   ///< empty for a hold of before reasons had codes
    std::string text, fix;
};

/// The receipt, in one language, ready to be written. The same run always gives the same receipt: nothing of the moment
/// or the machine it is written on stands in it.
struct Receipt {
    const words::WordBook* word_book = &words::WordBook::program();  ///< outlives the receipt
    std::string sender_id, sender_name, language, case_system;
    std::string title;                ///< the contract's, in the receipt's language; else the feed's name
    std::string contact, due;         ///< may be empty
    DeliveryOutcome outcome;          ///< without findings
    std::string part_title;           ///< the field that names the parts, in the receipt's language
    std::uint64_t remarks = 0;        ///< sum of flagged_by_rule
    std::uint64_t emptied = 0;        ///< of the remarks: values that are not loaded
    std::vector<ReceiptRule> rules;   ///< worst severity first, then by code
    std::vector<ReceiptReason> held;  ///< what waits for a decision, and why

    /// Something the sender is to repair in its records; what is wrong with the file says itself how to go on.
    [[nodiscard]] bool asks_for_repair() const noexcept;
    /// Of which records the marks are: nothing is called loaded that waits or was refused.
    enum class Marked { loaded, loaded_and_held, held, refused };
    [[nodiscard]] Marked marked() const noexcept;
    /// The delivery as a whole was held, assessed and rejected.
    [[nodiscard]] bool refused_after_hold() const noexcept;
};

/// Places shown per rule and field. The rest is counted, and stands in full in the ledger.
inline constexpr std::size_t shown_places = 20;

/// Error(internal) when the account does not close (a receipt must not tell wrong numbers) or the outcome is none that
/// a delivery can have.
[[nodiscard]] Receipt make_receipt(DeliveryOutcome outcome, const senders::Sender& sender, const Declared& declared);

/// The machine's form, schema `tilsig.receipt/1` (README).
[[nodiscard]] std::string receipt_json(const Receipt& receipt);
/// The form for people, in the receipt's language.
[[nodiscard]] std::string receipt_text(const Receipt& receipt);

}  // namespace tilsig::alert

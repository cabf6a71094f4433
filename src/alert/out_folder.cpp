#include "alert/out_folder.hpp"

#include <algorithm>
#include <cstdio>

#include <nlohmann/json.hpp>

#include "alert/access.hpp"
#include "alert/receipt_parts.hpp"
#include "base/error.hpp"
#include "base/files.hpp"

namespace tilsig::alert {
namespace {

/// Parts of names come from configuration and the ledger. This is the last look before they become a path.
const std::string& name_part(const std::string& part) {
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789_.-";
    if (part.empty() || part.size() > 64 || part.front() == '.' ||
        part.find_first_not_of(allowed) != std::string::npos || part.find("..") != std::string::npos) {
        throw Error(ErrorKind::internal, "a part of a receipt's name is not of our making");
    }
    return part;
}

enum class Standing { other, same, later };

/// Compares with the receipt that stands there. The run's number alone makes no other receipt: a replay that comes to
/// the same tells nothing new. One that cannot be read is another.
Standing compare(const std::string& standing, const std::string& fresh) {
    nlohmann::json before = nlohmann::json::parse(standing, nullptr, false);
    nlohmann::json now = nlohmann::json::parse(fresh);
    if (!before.is_object() || !before.contains("run") || !before["run"].is_number_integer()) return Standing::other;
    if (before["run"].get<std::int64_t>() > now["run"].get<std::int64_t>()) return Standing::later;
    before.erase("run");
    now.erase("run");
    return before == now ? Standing::same : Standing::other;
}

/// Runs that found nothing to do, or broke, say nothing against what an earlier run over the same bytes told.
bool adds_nothing(const DeliveryOutcome& outcome) {
    return outcome.outcome == model::Outcome::failed ||
           (outcome.outcome == model::Outcome::nothing_new && outcome.records.read == 0 && !outcome.reason.empty());
}

/// A folder that may not be searched is an Error like any other trouble with storage, not "no".
bool stands(const std::filesystem::path& path) {
    std::error_code error;
    const bool there = std::filesystem::exists(path, error);
    if (error) throw system_error("look for", path.string(), error.value());
    return there;
}

void write_if_other(const std::filesystem::path& path, const std::string& bytes) {
    if (!stands(path) || read_file(path) != bytes) write_file_durably(path, bytes, 0600);
}

/// Where the receipt stands, or will.
ReceiptFiles files_of(const session::OutPlace& out, const Receipt& receipt) {
    const std::filesystem::path folder = out.root / "out" / name_part(receipt.sender_id);
    const std::string name = receipt_name(receipt);
    return {folder / (name + ".json"), folder / (name + ".txt"), Told::now};
}

}  // namespace

std::string receipt_name(const Receipt& receipt) {
    const DeliveryOutcome& outcome = receipt.outcome;
    char number[24];
    std::snprintf(number, sizeof number, "%04lld", static_cast<long long>(outcome.delivery_seq));
    return name_part(outcome.unit.feed) + "_" + name_part(outcome.unit.period) + "_" + name_part(number) + "_" +
           name_part(short_hash(outcome));
}

bool has_receipt(const session::OutPlace& out, const Receipt& receipt) {
    const ReceiptFiles files = files_of(out, receipt);
    return stands(files.json) && stands(files.text);
}

ReceiptFiles write_receipt(const session::OutPlace& out, const Receipt& receipt) {
    ReceiptFiles files = files_of(out, receipt);
    const std::string json = receipt_json(receipt);
    if (stands(files.json)) {
        const Standing standing = compare(read_file(files.json), json);
        files.told = standing == Standing::later                                   ? Told::later
                     : standing == Standing::same || adds_nothing(receipt.outcome) ? Told::already
                                                                                   : Told::anew;
        // Also when the JSON stands the text may be missing: a kill cannot do that, but a hand can.
        if (files.told != Told::anew && stands(files.text)) return files;
        if (files.told == Told::later || adds_nothing(receipt.outcome)) return files;
    }
    (void)prepare_folder(out, receipt.sender_id);
    // The text first: when the JSON stands, both are told.
    write_if_other(files.text, receipt_text(receipt));
    write_if_other(files.json, json);
    for (const auto& file : {files.text, files.json}) settle_file(out, receipt.sender_id, file);
    return files;
}

}  // namespace tilsig::alert

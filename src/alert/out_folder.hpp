// The sender's out-folder: receipts go there under names of ours, durably, and are told once.
#pragma once

#include <filesystem>
#include <string>

#include "alert/receipt.hpp"
#include "session/out_place.hpp"

namespace tilsig::alert {

enum class Told {
    now,      ///< the sender had no receipt of this delivery
    already,  ///< what is to be told stands there; nothing was touched
    anew,     ///< a later run or a decision came to something else; the receipt was replaced
    later     ///< a receipt of a later run stands there and stays
};

struct ReceiptFiles {
    std::filesystem::path json, text;
    Told told = Told::now;
};

/// `municipal.intro_2008_0003_ab12cd34ef56`: feed, period, number, hash. Error(internal) when a part is not of our
/// making.
[[nodiscard]] std::string receipt_name(const Receipt& receipt);

/// Whether the sender has a whole receipt of this delivery, of whatever run. Error(storage) when nobody can look.
[[nodiscard]] bool has_receipt(const session::OutPlace& out, const Receipt& receipt);

/// Writes `<name>.json` and `<name>.txt` into the sender's folder, making it when it is missing. Called after the run's
/// commit; called again after a kill, a decision, or for a replay of the same delivery. Folders of ours get the group
/// and mode that are configured; those of somebody else stay as they are. Error(storage) leaves no half file: also when
/// a folder may be written by everybody, is a link, or may not be looked into. Error(configuration): no such group.
ReceiptFiles write_receipt(const session::OutPlace& out, const Receipt& receipt);

}  // namespace tilsig::alert

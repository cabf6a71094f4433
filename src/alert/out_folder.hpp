// The sender's out-folder: receipts go there under names of ours, durably, and are told once.
#pragma once

#include <filesystem>
#include <string>

#include "alert/receipt.hpp"

namespace tilsig::alert {

enum class Told {
    now,      ///< the sender had no receipt of this delivery
    already,  ///< what is to be told stands there; nothing was touched
    anew,     ///< a later run came to something else; the receipt was replaced
    later     ///< a receipt of a later run stands there and stays
};

struct ReceiptFiles {
    std::filesystem::path json, text;
    Told told = Told::now;
};

/// `municipal.intro_2008_0003_ab12cd34ef56`: feed, period, number, hash. Error(internal) when a part is not of our
/// making.
[[nodiscard]] std::string receipt_name(const Receipt& receipt);

/// Whether the sender has a whole receipt of this delivery, of whatever run.
[[nodiscard]] bool has_receipt(const std::filesystem::path& root, const Receipt& receipt);

/// Writes `<name>.json` and `<name>.txt` into `root`/out/<sender id>, making the folder when it is missing. Called
/// after the run's commit; called again after a kill, or for a replay of the same delivery. Error(storage) leaves no
/// half file.
ReceiptFiles write_receipt(const std::filesystem::path& root, const Receipt& receipt);

}  // namespace tilsig::alert

// Fields as their sender knows them: its own column, a title people use, and what a value must look like.
#pragma once

#include "alert/receipt.hpp"

namespace tilsig::alert {

[[nodiscard]] ReceiptField receipt_field(const Declared& declared, const std::string& field, std::string_view code,
                                         const std::string& language);

/// The contract's title in that language; the feed's name where there is none.
[[nodiscard]] std::string feed_title(const catalog::Contract* contract, const std::string& feed,
                                     std::string_view language);

/// What a delivery states about itself and its records do not come to, with the numbers as the language writes them;
/// empty for a reason that says something else, or in which the numbers may not be shown.
[[nodiscard]] std::string total_in_words(const std::string& reason, const Declared& declared,
                                         const std::string& language);

}  // namespace tilsig::alert

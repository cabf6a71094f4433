// Fields as their sender knows them: its own column, a title people use, and what a value must look like.
#pragma once

#include "alert/receipt.hpp"

namespace tilsig::alert {

[[nodiscard]] ReceiptField receipt_field(const Declared& declared, const std::string& field, std::string_view code,
                                         const std::string& language);

}  // namespace tilsig::alert

// What would be told now: the letters to senders, the operator's and the directorate's.
#pragma once

#include <string>

#include "cli/environment.hpp"
#include "cli/output.hpp"

namespace tilsig::cli {

struct AlertPreview {
    std::string owner;     ///< id in the register; empty: all to whom something would be told
    std::string language;  ///< nb, nn or en; empty: the reader's
    std::string html;      ///< file for the page of the first letter; empty: none
    bool of_operator = false, of_directorate = false;  ///< the house's letter instead
};

/// Sends nothing and notes nothing. Error(usage) for a language or owner that is none.
int show_alert_preview(Environment& environment, const Output& output, const AlertPreview& asked);

}  // namespace tilsig::cli

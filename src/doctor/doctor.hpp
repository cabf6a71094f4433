// tilsig doctor: is everything there that a night needs? Each check answers good, or with its remedy.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "answers/page.hpp"
#include "doctor/check.hpp"
#include "doctor/installation.hpp"
#include "model/unit.hpp"

namespace tilsig::doctor {

struct Options {
    bool network = false;  ///< also reaches for the hosts of sources
    bool fix = false;      ///< makes the folders of senders that are missing
};

struct Answer {
    std::string check;
    Remarks remarks;
};

/// All checks, one after the other, in the order of what stands on what. Called by a program with one thread. Never
/// throws for what a check finds.
[[nodiscard]] std::vector<Answer> examine(const Installation& here, const Options& options);

/// good when nothing is bad; configuration (78) when something is bad that an edit mends and no trying again; else
/// technical failure (1).
[[nodiscard]] model::ExitCode exit_code_of(const std::vector<Answer>& answers) noexcept;

/// One line for each remark, its remedy below it, and the sum.
[[nodiscard]] answers::Page to_page(const std::vector<Answer>& answers);
[[nodiscard]] nlohmann::json to_json(const std::vector<Answer>& answers);

}  // namespace tilsig::doctor

#include "cli/run_view.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace tilsig::cli {

void watch_reading(session::Session& session, Output& output) {
    session.set_progress([&output](const model::UnitName& unit, std::uint64_t done, std::uint64_t total) {
        output.byte_progress(done, total, unit.text());
    });
}

std::string counted_outcomes(const std::map<std::string, std::size_t>& counts) {
    std::string text;
    for (const auto& [outcome, count] : counts) {
        std::string word = outcome;
        std::replace(word.begin(), word.end(), '_', ' ');
        text += (text.empty() ? "" : ", ") + grouped(count) + " " + word;
    }
    return text;
}

}  // namespace tilsig::cli

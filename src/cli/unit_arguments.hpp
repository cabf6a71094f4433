// The arguments by which a person names one unit and its bytes; the same for every command that runs or predicts one.
#pragma once

#include <optional>
#include <string>

#include "cli/command.hpp"
#include "cli/environment.hpp"
#include "model/unit.hpp"

namespace tilsig::cli {

class UnitArguments {
public:
    void declare(Arguments& arguments, bool feed_required);

    [[nodiscard]] bool has_feed() const noexcept { return !m_feed.empty(); }
    /// Empty: from the source.
    [[nodiscard]] const std::string& file() const noexcept { return m_file; }
    /// The unit that is meant; Error(usage) as operate::require_unit() says.
    [[nodiscard]] model::UnitName unit(Environment& environment) const;
    /// The declared time of receipt in canonical text. Error(usage) when it is no time, lies ahead, or stands without a
    /// file.
    [[nodiscard]] std::optional<std::string> received_at(Environment& environment) const;

private:
    std::string m_feed, m_file, m_sender, m_period, m_received_at;
};

}  // namespace tilsig::cli

// A unit and options as a host would give them, for tests of what connectors make of them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "spi/connector.hpp"

namespace tilsig::test {

class SpiUnit {
public:
    explicit SpiUnit(std::map<std::string, std::string> options, std::string period = "2008")
        : m_options(std::move(options)), m_period(std::move(period)) {
        for (const auto& [name, value] : m_options) m_rows.push_back({spi::text(name), spi::text(value)});
        m_raw.size = sizeof m_raw;
        m_raw.feed = spi::text("ssb.municipality");
        m_raw.sender = spi::text("ssb");
        m_raw.period = spi::text(m_period);
        m_raw.options = m_rows.data();
        m_raw.option_count = m_rows.size();
    }
    SpiUnit(const SpiUnit&) = delete;
    SpiUnit& operator=(const SpiUnit&) = delete;

    [[nodiscard]] spi::Unit unit() const { return spi::Unit(m_raw); }

    /// All mistakes a check finds in these options.
    template <class Check>
    [[nodiscard]] std::vector<std::string> mistakes(Check check) const {
        std::vector<std::string> found;
        spi::OptionCheck checked(
            spi::Options(m_rows.data(), m_rows.size()),
            [](void* sink, tilsig_text message) {
                static_cast<std::vector<std::string>*>(sink)->emplace_back(spi::view(message));
            },
            &found);
        check(checked);
        EXPECT_EQ(checked.good(), found.empty());
        return found;
    }

private:
    std::map<std::string, std::string> m_options;
    std::string m_period;
    std::vector<tilsig_option> m_rows;
    tilsig_unit m_raw{};
};

}  // namespace tilsig::test

// A connector's options as it sees them: read typed, and checked so that all mistakes are told at once.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spi/abi.h"

namespace tilsig::spi {

[[nodiscard]] inline std::string_view view(tilsig_text text) noexcept {
    return text.data == nullptr ? std::string_view{} : std::string_view(text.data, text.size);
}
[[nodiscard]] inline tilsig_text text(std::string_view view) noexcept {
    return {view.data() == nullptr ? "" : view.data(), view.size()};
}

/// The options of one unit: source options overlaid by feed options. A view; valid as long as the unit.
class Options {
public:
    Options(const tilsig_option* options, std::size_t count) noexcept : m_options(options), m_count(count) {}

    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const noexcept {
        for (std::size_t i = 0; i < m_count; ++i) {
            if (view(m_options[i].name) == name) return view(m_options[i].value);
        }
        return std::nullopt;
    }
    /// The option's values in the other feeds of the source, in the order of feeds: for whoever shares a place with
    /// them.
    [[nodiscard]] std::vector<std::string_view> of_siblings(std::string_view name) const {
        std::vector<std::string_view> values;
        for (std::size_t i = 0; i < m_count; ++i) {
            const auto whole = view(m_options[i].name);
            const auto colon = whole.find(':');
            if (colon != std::string_view::npos && whole.substr(colon + 1) == name)
                values.push_back(view(m_options[i].value));
        }
        return values;
    }
    [[nodiscard]] std::string_view text_or(std::string_view name, std::string_view fallback) const noexcept {
        return find(name).value_or(fallback);
    }
    /// The number, or the fallback when the option is absent or no number (check() has told about that).
    [[nodiscard]] std::int64_t integer_or(std::string_view name, std::int64_t fallback) const noexcept {
        const auto found = find(name);
        return found ? parse(*found).value_or(fallback) : fallback;
    }
    [[nodiscard]] static std::optional<std::int64_t> parse(std::string_view digits) noexcept {
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
        if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
        return number;
    }

private:
    const tilsig_option* m_options;
    std::size_t m_count;
};

/// Used by check(): every method notes its mistake and goes on. Unknown options are found by the host, not here.
class OptionCheck {
public:
    OptionCheck(Options options, tilsig_report_fn report, void* sink) noexcept
        : m_options(options), m_report(report), m_sink(sink) {}

    [[nodiscard]] const Options& options() const noexcept { return m_options; }
    [[nodiscard]] bool good() const noexcept { return m_good; }

    /// `option NAME: what is wrong; remedy`
    void mistake(std::string_view name, const std::string& message) {
        m_good = false;
        const std::string whole = "option " + std::string(name) + ": " + message;
        m_report(m_sink, text(whole));
    }
    std::string_view required(std::string_view name, std::string_view example) {
        const auto found = m_options.find(name);
        if (!found || found->empty()) mistake(name, "is missing; write for instance " + std::string(example));
        return found.value_or(std::string_view{});
    }
    void https_url(std::string_view name) {
        const auto value = required(name, "https://host/path");
        if (!value.empty() && !value.starts_with("https://")) {
            mistake(name, "is no https address; only https:// is fetched");
        }
    }
    void integer(std::string_view name, std::int64_t least, std::int64_t most) {
        const auto found = m_options.find(name);
        if (!found) return;
        const auto number = Options::parse(*found);
        if (!number || *number < least || *number > most) {
            mistake(name, "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
        }
    }
    /// `choices` separated by blanks: "codes changes correspondences".
    void choice(std::string_view name, std::string_view choices) {
        const auto found = m_options.find(name);
        if (!found) return;
        const std::string padded = " " + std::string(choices) + " ";
        if (found->empty() || found->find(' ') != std::string_view::npos ||
            padded.find(" " + std::string(*found) + " ") == std::string::npos) {
            mistake(name, "is not one of: " + std::string(choices));
        }
    }

private:
    Options m_options;
    tilsig_report_fn m_report;
    void* m_sink;
    bool m_good = true;
};

}  // namespace tilsig::spi

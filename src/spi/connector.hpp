// How to write a connector in C++: derive from Connector, describe it, and put TILSIG_CONNECTOR(Type) at the end of the
// file.
//
//     class Clock final : public tilsig::spi::Connector {
//     public:
//         static constexpr const char* name = "clock";
//         static constexpr std::array options{"zone"};
//         static void check(tilsig::spi::OptionCheck& check) { check.required("zone", "Europe/Oslo"); }
//         using Connector::Connector;
//         tilsig::spi::Status fetch(tilsig::spi::Host& host) override;
//     };
//     TILSIG_CONNECTOR(Clock, TILSIG_CAN_HTTP);
//
// Every exception is caught at the border and becomes a status and a message. Nothing outside src/spi and the standard
// library is needed; the process around the connector holds no key, no database and no files of tilsig.
#pragma once

#include <array>
#include <memory>
#include <new>
#include <optional>
#include <string_view>

#include "spi/abi.h"
#include "spi/host.hpp"
#include "spi/options.hpp"

namespace tilsig::spi {

/// What is to be fetched. Views; valid until the connector is destroyed.
class Unit {
public:
    explicit Unit(const tilsig_unit& unit) noexcept : m_unit(unit) {}
    [[nodiscard]] std::string_view feed() const noexcept { return view(m_unit.feed); }
    [[nodiscard]] std::string_view sender() const noexcept { return view(m_unit.sender); }
    [[nodiscard]] std::string_view period() const noexcept { return view(m_unit.period); }
    /// What the last fetch stored; empty optional on the first.
    [[nodiscard]] std::optional<std::string_view> cursor() const noexcept {
        if (m_unit.cursor.data == nullptr) return std::nullopt;
        return view(m_unit.cursor);
    }
    /// Change nothing at the source; go on behind the cursor although nothing is ever acknowledged.
    [[nodiscard]] bool look_only() const noexcept { return m_unit.look_only != 0; }
    /// What is larger is refused by the host: where a size is known before the content, compare it first.
    [[nodiscard]] std::uint64_t delivery_bytes() const noexcept { return m_unit.delivery_bytes; }
    [[nodiscard]] Options options() const noexcept { return {m_unit.options, m_unit.option_count}; }

private:
    tilsig_unit m_unit;
};

class Connector {
public:
    /// Called by open(); a derived class that reads options here may throw Failure(bad_options). No network.
    explicit Connector(const Unit& unit) noexcept : m_unit(unit) {}
    virtual ~Connector() = default;
    Connector(const Connector&) = delete;
    Connector& operator=(const Connector&) = delete;

    /// Brings what is new after unit().cursor(): begin, write, end(proof) for each delivery, then cursor(value), then
    /// ok; or nothing_new. Called once. Throws Failure for everything else.
    virtual Status fetch(Host& host) = 0;
    /// The data of `cursor` is committed: delete, move or acknowledge it at the source. May come again for the same
    /// cursor.
    virtual Status acknowledge(Host& /*host*/, std::string_view /*cursor*/) { return Status::ok; }
    /// With TILSIG_CAN_SURVEY: calls lies() for each sender and period of which something is there that was not
    /// delivered; cursor_of() says what was. unit().period() is the newest one, unit().sender() is empty for all.
    virtual Status survey(Host& /*host*/) { return Status::ok; }

    [[nodiscard]] const Unit& unit() const noexcept { return m_unit; }

private:
    Unit m_unit;
};

namespace border {

/// Runs `work` so that nothing escapes. What is thrown becomes a status; the text goes to report.
template <typename Work>
tilsig_status guarded(tilsig_report_fn report, void* sink, Work&& work) noexcept {
    try {
        return static_cast<tilsig_status>(work());
    } catch (const Failure& failure) {
        report(sink, text(failure.what()));
        return static_cast<tilsig_status>(failure.status());
    } catch (const Stopped&) {
        return TILSIG_BAD_SOURCE;  // the host has recorded why it stopped us; its own reason wins
    } catch (const std::bad_alloc&) {
        report(sink, text("out of memory; raise `limits.memory` of the source if it is honest about its size"));
        return TILSIG_OVER_LIMIT;
    } catch (const std::exception& unexpected) {
        report(sink, text(unexpected.what()));
        return TILSIG_DEFECT;
    } catch (...) {
        report(sink, text("an exception of unknown type"));
        return TILSIG_DEFECT;
    }
}

template <typename Type>
struct Instance {
    Instance(const tilsig_host* table, const tilsig_unit& unit) : host(table), connector(Unit(unit)) {}
    Host host;
    Type connector;
};

template <typename Type>
struct Border {
    static tilsig_status check(const tilsig_option* options, std::size_t count, tilsig_report_fn report,
                               void* sink) noexcept {
        return guarded(report, sink, [&] {
            OptionCheck checked(Options(options, count), report, sink);
            Type::check(checked);
            return checked.good() ? Status::ok : Status::bad_options;
        });
    }
    static tilsig_status open(const tilsig_host* host, const tilsig_unit* unit, void** instance,
                              tilsig_report_fn report, void* sink) noexcept {
        return guarded(report, sink, [&] {
            if (host->abi != TILSIG_ABI_VERSION || host->size < sizeof(tilsig_host)) {
                throw Failure(Status::bad_options, "the host speaks another ABI; build connector and tilsig together");
            }
            *instance = std::make_unique<Instance<Type>>(host, *unit).release();  // owned by the host until close()
            return Status::ok;
        });
    }
    static tilsig_status fetch(void* instance, tilsig_report_fn report, void* sink) noexcept {
        return guarded(report, sink, [&] {
            auto& whole = *static_cast<Instance<Type>*>(instance);
            return whole.connector.fetch(whole.host);
        });
    }
    static tilsig_status acknowledge(void* instance, tilsig_text cursor, tilsig_report_fn report, void* sink) noexcept {
        return guarded(report, sink, [&] {
            auto& whole = *static_cast<Instance<Type>*>(instance);
            return whole.connector.acknowledge(whole.host, view(cursor));
        });
    }
    static void close(void* instance) noexcept { delete static_cast<Instance<Type>*>(instance); }
    static tilsig_status survey(void* instance, tilsig_report_fn report, void* sink) noexcept {
        return guarded(report, sink, [&] {
            auto& whole = *static_cast<Instance<Type>*>(instance);
            return whole.connector.survey(whole.host);
        });
    }

    template <std::size_t... At>
    static constexpr auto terminated(std::index_sequence<At...>) {
        return std::array<const char*, sizeof...(At) + 1>{Type::options[At]..., nullptr};
    }
    static constexpr auto option_names = terminated(std::make_index_sequence<Type::options.size()>{});
};

}  // namespace border

/// For `options` of a connector that has none.
inline constexpr std::array<const char*, 0> no_options{};

}  // namespace tilsig::spi

/// Exports `type` as the connector of this library. Once per library, at global scope; `capabilities` from abi.h, or 0.
#define TILSIG_CONNECTOR(type, capabilities_of_it)                                                        \
    extern "C" __attribute__((visibility("default")))                                                     \
    const tilsig_connector tilsig_connector_v1 = {TILSIG_ABI_MAGIC,                                       \
                                                  TILSIG_ABI_VERSION,                                     \
                                                  sizeof(tilsig_connector),                               \
                                                  capabilities_of_it,                                     \
                                                  type::name,                                             \
                                                  tilsig::spi::border::Border<type>::option_names.data(), \
                                                  &tilsig::spi::border::Border<type>::check,              \
                                                  &tilsig::spi::border::Border<type>::open,               \
                                                  &tilsig::spi::border::Border<type>::fetch,              \
                                                  &tilsig::spi::border::Border<type>::acknowledge,        \
                                                  &tilsig::spi::border::Border<type>::close,              \
                                                  &tilsig::spi::border::Border<type>::survey}

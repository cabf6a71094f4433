// From the outside into the landing zone: a fetch child's or a file's bytes become sealed deliveries.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "catalog/contract.hpp"
#include "fetch/fetch.hpp"
#include "land/landing_zone.hpp"
#include "session/context.hpp"

namespace tilsig::run {

/// What a fetch child is to be told for a unit.
[[nodiscard]] fetch::FetchRequest fetch_request(const session::Context& context, const model::UnitName& unit,
                                                std::optional<std::string> cursor);

/// Seals what it is given; nothing of a delivery that was not ended stays.
class LandingSink final : public fetch::DeliverySink {
public:
    LandingSink(land::LandingZone& zone, model::UnitName unit, std::string retention)
        : m_zone(zone), m_unit(std::move(unit)), m_retention(std::move(retention)) {}

    void begin(std::string_view outside_name, std::string_view media_type, std::string_view charset) override;
    /// Content that another unit delivered counts as unknown: whoever claims it must have it.
    [[nodiscard]] bool known(const std::string& sha256) override;
    void write(std::string_view bytes) override;
    void end(const model::Proof& proof) override;
    void abandon() noexcept override;

    /// With the proofs of this fetch, also for bytes that were landed before.
    [[nodiscard]] const std::vector<land::Manifest>& landed() const noexcept { return m_landed; }

private:
    land::LandingZone& m_zone;
    model::UnitName m_unit;
    std::string m_retention;
    std::optional<land::LandingWriter> m_writer;
    std::optional<land::Manifest> m_known;  ///< what the open delivery is, when that was landed before
    std::vector<land::Manifest> m_landed;
};

/// A local file instead of a fetch, within the size that the feed's source may deliver.
void read_file(const session::Context& context, const model::UnitName& unit, const std::filesystem::path& file,
               LandingSink& sink);

}  // namespace tilsig::run

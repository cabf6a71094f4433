#include "run/acquire.hpp"

namespace tilsig::run {

fetch::FetchRequest fetch_request(const session::Context& context, const model::UnitName& unit,
                                  std::optional<std::string> cursor) {
    const auto& source = context.catalog.sources.at(context.catalog.contract(unit.feed).source);
    fetch::FetchRequest request;
    request.program = context.places.fetch_program;
    request.connector = context.places.connectors / (source.protocol + ".so");
    request.source = &source;
    request.unit = unit;
    request.cursor = std::move(cursor);
    request.look_only = unit.shadow;
    return request;
}

void read_file(const session::Context& context, const model::UnitName& unit, const std::filesystem::path& file,
               LandingSink& sink) {
    // A feed that is only delivered by hand has no source.
    const auto source = context.catalog.sources.find(context.catalog.contract(unit.feed).source);
    const auto limits = source == context.catalog.sources.end() ? catalog::Limits{} : source->second.limits;
    fetch::read_local(file, limits.delivery_bytes, sink);
}

void LandingSink::begin(std::string_view outside_name, std::string_view media_type, std::string_view charset) {
    m_writer.emplace(m_zone.begin(m_unit, outside_name, media_type, charset, m_retention));
}

bool LandingSink::known(const std::string& sha256) {
    m_known = m_zone.find_whole(sha256);
    if (m_known && m_known->unit != m_unit.text()) m_known.reset();
    return m_known.has_value();
}

void LandingSink::write(std::string_view bytes) {
    if (!m_writer) throw Error(ErrorKind::plugin, "bytes of a delivery that was not begun");
    m_writer->write(bytes);
}

void LandingSink::end(const model::Proof& proof) {
    if (!m_writer) throw Error(ErrorKind::plugin, "end of a delivery that was not begun");
    m_landed.push_back(m_known ? std::move(*m_known) : m_writer->seal(proof));
    m_known.reset();
    // The same bytes landed before keep their first manifest, but what this fetch proved is what counts for this run.
    m_landed.back().proof = proof;
    m_writer.reset();
}

void LandingSink::abandon() noexcept {
    m_writer.reset();
    m_known.reset();
    m_landed.clear();
}

}  // namespace tilsig::run

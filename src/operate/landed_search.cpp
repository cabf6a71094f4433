#include "operate/landed_search.hpp"

#include <algorithm>
#include <memory>
#include <optional>

#include "catalog/format.hpp"
#include "catalog/period.hpp"
#include "decode/container/container.hpp"
#include "operate/landed.hpp"
#include "session/layout_choice.hpp"

namespace tilsig::operate {

namespace {

using decode::ByteSource;

decode::IsTheirs any_of(const protect::TheirNumbers& theirs) {
    return [&theirs](std::string_view digits) { return theirs.has(digits); };
}

ByteSource bytes_of(land::LandingZone& zone, const std::string& delivery) {
    auto reader = std::make_shared<land::LandedReader>(zone.open(delivery));
    return [reader](char* buffer, std::size_t size) { return reader->read(buffer, size); };
}

std::uint64_t standing_in(const protect::TheirNumbers& theirs, std::string_view text) {
    decode::NumberSweep sweep(any_of(theirs), {});
    sweep.write(text);
    sweep.end();
    return sweep.found();
}

class DeliverySearch {
public:
    DeliverySearch(session::Session& session, land::LandingZone& zone, const catalog::Contract& contract,
                   const protect::TheirNumbers& theirs, LandedHit& hit)
        : m_session(session), m_zone(zone), m_contract(contract), m_theirs(theirs), m_hit(hit) {}

    void run() {
        try {
            read_records();
        } catch (const decode::DeliveryRefused&) {
            m_hit.unreadable = true;
            m_hit.records.clear();
        }
        if (!catalog::format_of(*m_hit.layout).is_text) {
            if (m_hit.unreadable) throw Error(ErrorKind::data, "the workbook cannot be read");
            return;
        }
        const auto all = decode::count_numbers(*m_hit.layout, any_of(m_theirs), bytes());
        m_hit.mentions = all - std::min(all, m_in_records);
    }

private:
    [[nodiscard]] ByteSource bytes() const { return bytes_of(m_zone, m_hit.manifest.delivery); }

    void read_records() {
        const auto decoder =
            decode::make_decoder(m_contract, *m_hit.layout, bytes(), m_hit.unit.text(),
                                 m_session.context().places.cache, model::ErasedPlaces(m_hit.manifest.erased));
        model::Batch batch;
        std::vector<model::Finding> unreadable;
        while (decoder->next(batch, unreadable)) {
            for (std::size_t row = 0; row < batch.rows(); ++row) take_record(batch, row);
            for (const auto& finding : unreadable)
                if (finding.place.number > 0) m_unreadable.push_back(finding.place);
            unreadable.clear();
        }
        take_unreadable();
    }

    void take_record(const model::Batch& batch, std::size_t row) {
        if (m_theirs.in_record(m_contract, batch, row)) {
            m_hit.records.push_back(batch.places[row]);
            for (const auto& column : batch.columns) m_in_records += standing_in(m_theirs, column.cells[row]);
            return;
        }
        if (catalog::format_of(*m_hit.layout).is_text) return;
        for (const auto& column : batch.columns) m_hit.mentions += standing_in(m_theirs, column.cells[row]);
    }

    /// Records that no decoder could hand over: known by their bytes alone.
    void take_unreadable() {
        if (m_unreadable.empty() || !catalog::format_of(*m_hit.layout).is_text) return;
        const ByteSource source = decode::unpacked_bytes(*m_hit.layout, bytes(), m_hit.unit.text());
        std::uint64_t offset = 0;
        std::string piece;
        const auto read = [&](std::uint64_t end) {
            piece.clear();
            while (offset < end) {
                char buffer[64 * 1024];
                const auto count =
                    source(buffer, static_cast<std::size_t>(std::min<std::uint64_t>(sizeof buffer, end - offset)));
                if (count == 0) return;
                piece.append(buffer, count);
                offset += count;
            }
        };
        for (const auto& place : m_unreadable) {
            while (offset < place.offset) {
                const auto before = offset;
                read(std::min<std::uint64_t>(place.offset, offset + 64 * 1024));
                if (offset == before) return;
            }
            read(place.offset + place.length);
            const auto found = standing_in(m_theirs, piece);
            if (found > 0) m_hit.records.push_back(place);
            m_in_records += found;
        }
    }

    session::Session& m_session;
    land::LandingZone& m_zone;
    const catalog::Contract& m_contract;
    const protect::TheirNumbers& m_theirs;
    LandedHit& m_hit;
    std::vector<model::RecordPlace> m_unreadable;
    std::uint64_t m_in_records = 0;
};

/// The units that were delivered these bytes, the one they were landed for first.
std::vector<model::UnitName> units_of(session::Session& session, const land::Manifest& manifest) {
    std::vector<model::UnitName> units{unit_named(manifest.unit)};
    auto rows = session.connection().once("SELECT DISTINCT unit_id FROM ops_delivery WHERE hash = ? ORDER BY unit_id");
    rows.bind(1, manifest.delivery).execute();
    std::vector<std::int64_t> ids;
    while (rows.fetch()) ids.push_back(rows.integer(1).value());
    for (const std::int64_t id : ids) {
        const auto unit = session.ledger().unit_name(id);
        if (unit && unit->shadow == units.front().shadow && *unit != units.front()) units.push_back(*unit);
    }
    return units;
}

/// Which reading of the same bytes tells most of them: one that knows their records, and knows most.
bool tells_more(const LandedHit& hit, const LandedHit& than) {
    if (hit.unreadable != than.unreadable) return than.unreadable;
    return hit.records.size() > than.records.size();
}

void search_delivery(session::Session& session, land::LandingZone& zone, const protect::TheirNumbers& theirs,
                     const land::Manifest& manifest, LandedSearch& search) {
    const auto& catalog = session.context().catalog;
    std::optional<LandedHit> best;
    std::optional<Unsearched> failed;
    std::vector<const catalog::Layout*> read;
    for (const auto& unit : units_of(session, manifest)) {
        const auto contract = catalog.contracts.find(unit.feed);
        if (contract == catalog.contracts.end()) {
            failed = {unit.text(), manifest.delivery, "its feed is declared no more"};
            continue;
        }
        if (!contract->second.person || manifest.bytes == 0) continue;
        LandedHit hit;
        hit.manifest = manifest;
        hit.unit = unit;
        try {
            hit.layout =
                &session::layout_of(contract->second, session.context().senders, hit.unit, hit.manifest.received_at);
            if (std::find(read.begin(), read.end(), hit.layout) != read.end()) continue;
            read.push_back(hit.layout);
            DeliverySearch(session, zone, contract->second, theirs, hit).run();
        } catch (const Error& error) {
            failed = {unit.text(), manifest.delivery, error.message()};
            continue;
        }
        if (!best || tells_more(hit, *best)) best = std::move(hit);
    }
    if (!best) {
        if (failed) search.unsearched.push_back(std::move(*failed));
        return;
    }
    ++search.searched;
    if (!best->records.empty() || best->mentions > 0) search.hits.push_back(std::move(*best));
}

void search_zone(session::Session& session, land::LandingZone& zone, const protect::TheirNumbers& theirs,
                 LandedSearch& search) {
    std::vector<Error> damaged;
    for (const auto& manifest : zone.list(&damaged)) search_delivery(session, zone, theirs, manifest, search);
    for (const auto& error : damaged) search.unsearched.push_back({"", "", error.message()});
}

}  // namespace

LandedSearch search_landed(session::Session& session, const protect::TheirNumbers& theirs) {
    LandedSearch search;
    search_zone(session, session.active_landing(), theirs, search);
    if (std::filesystem::exists(session.context().places.shadow_landing()))
        search_zone(session, session.shadow_landing(), theirs, search);
    return search;
}

std::vector<ledger::Erasures::Place> places_of(const LandedSearch& search) {
    std::vector<ledger::Erasures::Place> places;
    for (const auto& hit : search.hits)
        for (const auto& place : hit.records) places.push_back({hit.manifest.delivery, place});
    return places;
}

void blank_landed(session::Session& session, const LandedHit& hit, const protect::TheirNumbers& theirs) {
    const decode::Blanks blanks{model::ErasedPlaces(hit.records), any_of(theirs), hit.unreadable};
    (void)session.landing(hit.unit).rewrite(
        hit.manifest.delivery, hit.records,
        [&](const land::LandingZone::Source& source, const land::LandingZone::Sink& sink) {
            decode::write_blanked(*hit.layout, blanks, source, sink, session.context().places.cache);
        });
}

}  // namespace tilsig::operate

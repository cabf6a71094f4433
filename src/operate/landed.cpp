#include "operate/landed.hpp"

namespace tilsig::operate {

namespace {

constexpr std::size_t piece_bytes = 1U << 16U;

std::string named(const ledger::Delivery& delivery) { return "delivery " + std::to_string(delivery.id); }

}  // namespace

NumberedDelivery numbered_delivery(session::Session& session, std::int64_t delivery_id) {
    auto delivery = session.ledger().delivery(delivery_id);
    if (!delivery) {
        throw Error(ErrorKind::usage, "there is no delivery " + std::to_string(delivery_id))
            .remedy("`tilsig ledger` lists deliveries by run");
    }
    auto unit = session.ledger().unit_name(delivery->unit_id);
    if (!unit) throw Error(ErrorKind::state, named(*delivery) + " belongs to no unit of the ledger");
    return {std::move(*delivery), std::move(*unit)};
}

model::UnitName unit_named(const std::string& text) {
    const auto first = text.find('/');
    const auto last = text.rfind('/');
    if (first == std::string::npos || first == last)
        throw Error(ErrorKind::state, "a manifest of the landing zone names no unit");
    return model::UnitName::recorded(text.substr(0, first), text.substr(first + 1, last - first - 1),
                                     text.substr(last + 1));
}

LandedBytes landed_bytes(land::LandingZone& zone, const NumberedDelivery& numbered) {
    const auto& delivery = numbered.delivery;
    const auto manifest = zone.find(delivery.hash);
    if (!manifest) {
        throw Error(ErrorKind::usage, "the bytes of " + named(delivery) +
                                          " are not in the landing zone any more: its keeping time is over, or they "
                                          "were never brought along")
            .remedy("`tilsig ledger` keeps the account of its runs; for its rows the sender delivers again");
    }
    if (!manifest->derived_from.empty()) {
        throw Error(ErrorKind::usage, "bytes of " + named(delivery) +
                                          " were blanked by an erasure: it is not what was delivered any more")
            .remedy("`tilsig ledger` keeps the account of its runs");
    }
    // The proof of a landing for another unit says nothing about this one.
    const auto proof = manifest->unit == numbered.unit.text() ? manifest->proof : model::Proof{"local-file"};
    return [&zone, hash = delivery.hash, proof](fetch::DeliverySink& sink) {
        auto reader = zone.open(hash);
        const auto& landed = reader.manifest();
        sink.begin(landed.outside_name, landed.media_type, landed.charset);
        try {
            std::vector<char> buffer(piece_bytes);
            while (const auto count = reader.read(buffer.data(), buffer.size())) sink.write({buffer.data(), count});
        } catch (...) {
            sink.abandon();
            throw;
        }
        sink.end(proof);
    };
}

std::vector<std::int64_t> open_holds(session::Session& session, std::int64_t delivery_id) {
    std::vector<std::int64_t> open;
    for (const auto& hold : session.ledger().holds_of(delivery_id))
        if (hold.state == model::HoldState::held) open.push_back(hold.id);
    return open;
}

}  // namespace tilsig::operate

#include "run/deliver.hpp"

#include "base/text.hpp"
#include "run/acquire.hpp"

namespace tilsig::run {

ledger::Delivery record_landed(session::Session& session, const model::UnitName& unit, const land::Manifest& manifest,
                               const catalog::Contract& contract,
                               const std::optional<std::string>& declared_received_at) {
    return session.write([&] {
        return session.ledger().record_delivery(session.ledger().unit_id(unit), manifest.delivery, manifest.bytes,
                                                declared_received_at.value_or(manifest.received_at), contract.delivery,
                                                manifest.retention);
    });
}

ledger::Delivery deliver_file(session::Session& session, const model::UnitName& unit, const std::filesystem::path& file,
                              const std::optional<std::string>& declared_received_at) {
    const auto& contract = session.context().catalog.contract(unit.feed);
    LandingSink sink(session.landing(unit), unit, contract.retention);
    read_file(session.context(), unit, file, sink);
    return record_landed(session, unit, sink.landed().at(0), contract, declared_received_at);
}

}  // namespace tilsig::run

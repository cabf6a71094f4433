// Tells the sender what became of its delivery, in its out-folder.
#pragma once

#include "session/follower.hpp"

namespace tilsig::alert {

/// A follower that writes receipts. Each is owed (ops_receipt) in the transaction that decides what it says; a run that
/// met bytes read before writes the receipt of the run that read them, if it is missing. Nobody is told of a shadow
/// unit, nor of a failure of ours. Whatever keeps a receipt from being written, it stays owed.
class Receipts final : public session::Follower {
public:
    void owe(session::Session& session, const ledger::RunReport& ended) override;
    void committed(session::Session& session, const ledger::RunReport& ended) override;
    void owe_decision(session::Session& session, const ledger::Delivery& delivery,
                      const model::UnitName& unit) override;
    void decided(session::Session& session, const ledger::Delivery& delivery) override;
    std::size_t catch_up(session::Session& session) override;
};

}  // namespace tilsig::alert

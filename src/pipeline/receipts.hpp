// Tells the sender what became of its delivery, in its out-folder.
#pragma once

#include "pipeline/follower.hpp"

namespace tilsig::pipeline {

/// A follower that writes receipts. Each is owed (ops_receipt) in the transaction that decides what it says; a run that
/// met bytes read before writes the receipt of the run that read them, if it is missing. Nobody is told of a shadow
/// unit, nor of a failure of ours. Whatever keeps a receipt from being written, it stays owed.
class Receipts final : public Follower {
public:
    void owe(Session& session, const EndedRun& ended) override;
    void committed(Session& session, const EndedRun& ended) override;
    void owe_decision(Session& session, const ledger::Delivery& delivery, const model::UnitName& unit) override;
    void decided(Session& session, const ledger::Delivery& delivery) override;
    std::size_t catch_up(Session& session) override;
};

}  // namespace tilsig::pipeline

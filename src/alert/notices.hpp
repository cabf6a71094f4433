// Notes what is to be told to whom, in the transaction that makes it true.
#pragma once

#include "session/follower.hpp"

namespace tilsig::alert {

/// A follower that notes (ops_notice) what letters will tell: a delivery or slice that was refused or held, and what
/// was decided about it, to whoever delivered it and to the owner who waits; what is to mend in a loaded one, to
/// whoever must repair it, which is not always who delivered. It holds no words: what is told is read anew when a
/// letter is composed. Only where `mail:` is configured. A run without findings and holds costs no query; of shadow
/// units and failures of ours nothing is noted.
class Notices final : public session::Follower {
public:
    void owe(session::Session& session, const ledger::RunReport& ended) override;
    void committed(session::Session&, const ledger::RunReport&) override {}
    void owe_decision(session::Session& session, const ledger::Delivery& delivery,
                      const model::UnitName& unit) override;
    void decided(session::Session&, const ledger::Delivery&) override {}
    std::size_t catch_up(session::Session&) override { return 0; }
};

}  // namespace tilsig::alert

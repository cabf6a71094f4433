#include "cli/first_night.hpp"

#include "ledger/migrations.hpp"

namespace tilsig::cli {

std::unique_ptr<session::Session> look_if_there(const session::Context& context, session::SessionRole role) {
    try {
        return std::make_unique<session::Session>(context, role);
    } catch (const Error& error) {
        if (error.error_code() == ledger::no_ledger_yet) return nullptr;
        throw;
    }
}

}  // namespace tilsig::cli

// tilsig alert send, list, pause, resume, test and confirm: the outbox as its operator works with it.
#pragma once

#include <cstdint>
#include <string>

#include "cli/environment.hpp"
#include "cli/output.hpp"

namespace tilsig::cli {

/// Empties the outbox once. 0 when nothing waits but for its hour, 1 when letters wait for the mail server.
int send_letters(Environment& environment, const Output& output);

/// Newest letters first, what is owed, who cannot be reached, whose contact is suspended, who is paused.
int list_letters(Environment& environment, const Output& output, const std::string& owner, std::int64_t limit);

/// Error(usage) for an owner that the register does not have and that is no reader of our own.
int pause_letters(Environment& environment, const Output& output, const std::string& owner, const std::string& reason);
int resume_letters(Environment& environment, const Output& output, const std::string& owner);

/// A person says that the address is right: letters go there again.
int confirm_contact(Environment& environment, const Output& output, const std::string& address);

/// One letter without content, now, whatever the hour; says what the server said. `address` empty: the operator's.
int send_test_letter(Environment& environment, const Output& output, std::string address);

}  // namespace tilsig::cli

#include "operate/issue_key.hpp"

#include "session/subject_key_files.hpp"

namespace tilsig::operate {

ledger::KeyRotation rotate_issue_key(session::Session& session, const std::string& who, const std::string& reason) {
    (void)session.subject_keys();  // refuses where one in force is missing
    const auto& context = session.context();
    const auto key = session::next_subject_key(context.places, ledger::key_rotations(session.connection()));
    const auto next = [&](const Hash128& token) { return model::SubjectKeys::next(key, token); };
    return session.write(
        [&] { return ledger::record_key_rotation(session.connection(), context.clock, who, reason, next); });
}

}  // namespace tilsig::operate

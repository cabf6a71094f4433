// The words that the tables of the outbox and every document have for kinds and states.
#include <array>

#include "ledger/outbox.hpp"

namespace tilsig::ledger {

namespace {

template <typename Word, std::size_t count>
std::optional<Word> find_word(const std::array<Word, count>& all, std::string_view word) noexcept {
    for (const Word one : all) {
        if (word == to_string(one)) return one;
    }
    return std::nullopt;
}

}  // namespace

const char* to_string(NoticeKind kind) noexcept {
    switch (kind) {
        case NoticeKind::refused: return "refused";
        case NoticeKind::overdue: return "overdue";
        case NoticeKind::mend: return "mend";
        case NoticeKind::night: return "night";
        case NoticeKind::week: return "week";
        case NoticeKind::test: return "test";
    }
    return "";
}

std::optional<NoticeKind> parse_notice_kind(std::string_view word) noexcept {
    using enum NoticeKind;
    return find_word(std::array{refused, overdue, mend, night, week, test}, word);
}

bool to_sender(NoticeKind kind) noexcept {
    return kind == NoticeKind::refused || kind == NoticeKind::overdue || kind == NoticeKind::mend;
}

const char* to_string(NoticeState state) noexcept {
    switch (state) {
        case NoticeState::owed: return "owed";
        case NoticeState::told: return "told";
        case NoticeState::dropped: return "dropped";
    }
    return "";
}

std::optional<NoticeState> parse_notice_state(std::string_view word) noexcept {
    using enum NoticeState;
    return find_word(std::array{owed, told, dropped}, word);
}

const char* to_string(LetterState state) noexcept {
    switch (state) {
        case LetterState::waiting: return "waiting";
        case LetterState::sending: return "sending";
        case LetterState::accepted: return "accepted";
        case LetterState::refused: return "refused";
        case LetterState::expired: return "expired";
        case LetterState::dropped: return "dropped";
    }
    return "";
}

std::optional<LetterState> parse_letter_state(std::string_view word) noexcept {
    using enum LetterState;
    return find_word(std::array{waiting, sending, accepted, refused, expired, dropped}, word);
}

}  // namespace tilsig::ledger

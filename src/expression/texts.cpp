// Texts, codes and numbers of persons.
#include <cstring>

#include "expression/kernels.hpp"
#include "model/texts.hpp"

namespace tilsig::expression::kernel {

namespace {

constexpr std::size_t most_text = 64 * 1024;  // no cell is that long; stops a chain of || from filling the memory

/// The byte where the character with this number (from 0) begins, or the size.
std::size_t byte_of_character(std::string_view text, std::int64_t number) noexcept {
    std::size_t at = 0;
    for (; at < text.size() && number > 0; --number) {
        ++at;
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
    }
    return at;
}

/// Calls `ask(text, day, found)` for rows where both are known; neighbours often ask the same, so the last answer is
/// kept.
template <typename Ask, typename Put>
void ask_book(const Step& step, const Frame& frame, Register& out, std::size_t rows, Ask ask, Put put) {
    const Values a = frame.at(step.in[0]);
    const Values b = frame.at(step.in[1]);
    std::string_view last;
    std::int64_t last_day = 0;
    decltype(ask(last, last_day)) answer{};
    for (std::size_t i = 0; i < rows; ++i) {
        out.states[i] = worse(a.states[i & a.mask], b.states[i & b.mask]);
        if (out.states[i] != state_known) {
            put(i, nullptr);
            continue;
        }
        const std::string_view text = a.texts[i & a.mask];
        const std::int64_t day = b.numbers[i & b.mask];
        if (model::Column::is_null(last) || day != last_day || text != last) {
            last = text;
            last_day = day;
            answer = ask(text, day);
        }
        put(i, &answer);
    }
}

}  // namespace

void length(const Step& step, Frame& frame, Register& out) {
    number_of_text(step, frame, out, model::count_characters);
}
void upper(const Step& step, Frame& frame, Register& out) {
    text_of_text(step, frame, out, [&](std::string_view text) { return model::to_upper(text, *frame.arena); });
}
void lower(const Step& step, Frame& frame, Register& out) {
    text_of_text(step, frame, out, [&](std::string_view text) { return model::to_lower(text, *frame.arena); });
}
void trim(const Step& step, Frame& frame, Register& out) {
    text_of_text(step, frame, out, [&](std::string_view text) { return model::trim_name(text, *frame.arena); });
}

void join(const Step& step, Frame& frame, Register& out) {
    const std::size_t rows = texts_for(step, frame, out);
    const Values a = frame.at(step.in[0]);
    const Values b = frame.at(step.in[1]);
    for (std::size_t i = 0; i < rows; ++i) {
        out.states[i] = worse(a.states[i & a.mask], b.states[i & b.mask]);
        out.texts[i] = {};
        if (out.states[i] != state_known) continue;
        const std::string_view left = a.texts[i & a.mask];
        const std::string_view right = b.texts[i & b.mask];
        if (left.size() + right.size() > most_text) {
            out.states[i] = state_failed;
            continue;
        }
        char* at = frame.arena->allocate(left.size() + right.size() + 1);  // never without data: that would be null
        std::copy(left.begin(), left.end(), at);
        std::copy(right.begin(), right.end(), at + left.size());
        out.texts[i] = {at, left.size() + right.size()};
    }
}

void substring(const Step& step, Frame& frame, Register& out) {
    text_of_text(step, frame, out, [&step](std::string_view text) {
        const std::string_view rest = text.substr(byte_of_character(text, step.number - 1));
        return rest.substr(0, byte_of_character(rest, step.second));
    });
}
void starts_with(const Step& step, Frame& frame, Register& out) {
    number_of_text(step, frame, out, [&step](std::string_view text) { return text.starts_with(step.text); });
}
void ends_with(const Step& step, Frame& frame, Register& out) {
    number_of_text(step, frame, out, [&step](std::string_view text) { return text.ends_with(step.text); });
}
void contains(const Step& step, Frame& frame, Register& out) {
    number_of_text(step, frame, out,
                   [&step](std::string_view text) { return text.find(step.text) != std::string_view::npos; });
}
void matches(const Step& step, Frame& frame, Register& out) {
    number_of_text(step, frame, out, [&step](std::string_view text) {
        return re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), *step.pattern);
    });
}

void text_of(const Step& step, Frame& frame, Register& out) {
    const std::size_t rows = texts_for(step, frame, out);
    const Values a = frame.at(step.in[0]);
    for (std::size_t i = 0; i < rows; ++i) {
        out.states[i] = a.states[i & a.mask];
        out.texts[i] = {};
        if (out.states[i] != state_known) continue;
        char buffer[40];
        const auto text = model::canonical_text(static_cast<model::Type>(step.number), static_cast<int>(step.second),
                                                a.numbers[i & a.mask], buffer);
        if (text.empty())
            out.states[i] = state_failed;
        else
            out.texts[i] = frame.arena->store(text);
    }
}

void code_valid(const Step& step, Frame& frame, Register& out) {
    const std::size_t rows = numbers_for(step, frame, out);
    ask_book(
        step, frame, out, rows,
        [&step](std::string_view code, std::int64_t day) { return step.book->target(code, day).has_value(); },
        [&out](std::size_t row, const bool* valid) { out.numbers[row] = valid != nullptr && *valid ? 1 : 0; });
}

void lookup(const Step& step, Frame& frame, Register& out) {
    const std::size_t rows = texts_for(step, frame, out);
    ask_book(
        step, frame, out, rows,
        [&step](std::string_view code, std::int64_t day) { return step.book->target(code, day); },
        [&out](std::size_t row, const std::optional<std::string_view>* target) {
            out.texts[row] = target != nullptr && *target ? **target : std::string_view{};
            if (target != nullptr && !*target) out.states[row] = state_null;
        });
}

void identifier(const Step& step, Frame& frame, Register& out) {
    const std::size_t rows = numbers_for(step, frame, out);
    const identifiers::Persons persons = frame.given->persons;
    ask_book(
        step, frame, out, rows,
        [&step, persons](std::string_view text, std::int64_t day) {
            return identifiers::judge(text, step.identifier, day, persons) == identifiers::Fault::none;
        },
        [&out](std::size_t row, const bool* valid) { out.numbers[row] = valid != nullptr && *valid ? 1 : 0; });
}

void holds_identifier(const Step& step, Frame& frame, Register& out) {
    number_of_text(step, frame, out, identifiers::holds_identifier);
}

}  // namespace tilsig::expression::kernel

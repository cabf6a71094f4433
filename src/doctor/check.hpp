// What a check is and what it answers: one sentence that is good, or one that names place, value and remedy.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace tilsig::doctor {

/// Ordered by how bad they are.
enum class Verdict { good, warning, bad };
[[nodiscard]] const char* to_string(Verdict verdict) noexcept;

/// One line of an answer.
struct Remark {
    Verdict verdict = Verdict::good;
    std::string text;                      ///< place and value
    std::string remedy;                    ///< empty when it is good
    ErrorKind kind = ErrorKind::internal;  ///< of what is bad: configuration is told apart by the exit code
    bool operator==(const Remark&) const = default;
};
using Remarks = std::vector<Remark>;

[[nodiscard]] Remark good(std::string text);
[[nodiscard]] Remark warning(std::string text, std::string remedy);
[[nodiscard]] Remark bad(ErrorKind kind, std::string text, std::string remedy);
[[nodiscard]] Remark bad(const Error& error);
/// Of the worst remark; good when there is none.
[[nodiscard]] Verdict verdict_of(const Remarks& remarks) noexcept;

/// Looks and changes nothing (unless it was asked to mend). May throw: that is told as bad with its error.
struct Check {
    std::string name;                 ///< database, disk, ...
    std::chrono::milliseconds bound;  ///< after which nobody waits for it any more
    std::function<Remarks()> look;
};

/// Runs the check in a process of its own, so that one that hangs, crashes or throws costs one line and the others go
/// on. Called by a program with one thread.
[[nodiscard]] Remarks look_bounded(const Check& check);

}  // namespace tilsig::doctor

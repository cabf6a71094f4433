// An expression, compiled: typed, total, three-valued, run over the columns of a batch.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "expression/scope.hpp"
#include "model/batch.hpp"

namespace tilsig::expression {

/// One mistake: the byte of the expression where it is, what is wrong, what to write instead.
struct Mistake {
    std::size_t at = 0;
    std::string message;
    std::string remedy;
};

/// What is known of one value. `failed` is a null made by a computation that has no result (division by zero, a number
/// or a date beyond the range); it counts as null everywhere, only `computable()` and the callers tell it apart.
enum class State : std::uint8_t { known, null, failed };

struct Frame;

/// The values of one evaluation, one per row. Views into the frame: gone with the next evaluation.
struct Values {
    const std::int64_t* numbers = nullptr;    ///< of all kinds but text and code: as in model::Column
    const std::string_view* texts = nullptr;  ///< of text and code
    const std::uint8_t* states = nullptr;     ///< State
    std::size_t mask = 0;                     ///< 0 when one value stands for all rows

    [[nodiscard]] State state(std::size_t row) const noexcept { return static_cast<State>(states[row & mask]); }
    [[nodiscard]] std::int64_t number(std::size_t row) const noexcept { return numbers[row & mask]; }
    [[nodiscard]] std::string_view text(std::size_t row) const noexcept { return texts[row & mask]; }
    /// Of a boolean.
    [[nodiscard]] bool is_true(std::size_t row) const noexcept {
        return state(row) == State::known && number(row) != 0;
    }
};

/// The working memory of evaluations, kept from batch to batch. One per program and thread.
class Workspace {
public:
    Workspace();
    ~Workspace();
    Workspace(Workspace&&) noexcept;
    Workspace& operator=(Workspace&&) noexcept;

private:
    friend class Program;
    std::unique_ptr<Frame> m_frame;
};

/// Bounds of an expression; what is beyond them is a mistake.
inline constexpr std::size_t most_bytes = 8 * 1024;
inline constexpr int most_depth = 64;
inline constexpr std::size_t most_parts = 1000;

class Program {
public:
    /// Reads, types and compiles. Every mistake of types and names is added to `mistakes`, of the grammar the first
    /// one; nothing is returned then. Never throws for what `text` holds. Code lists of `scope` must outlive the
    /// program.
    [[nodiscard]] static std::optional<Program> compile(std::string_view text, const Scope& scope,
                                                        std::vector<Mistake>& mistakes);
    ~Program();
    Program(Program&&) noexcept;
    Program& operator=(Program&&) noexcept;

    [[nodiscard]] ValueType type() const noexcept;
    /// The columns it looks at, each once, in the order in which they stand in the text.
    [[nodiscard]] const std::vector<std::size_t>& columns() const noexcept;
    /// The code lists it asks.
    [[nodiscard]] const std::vector<std::string>& lists() const noexcept;
    /// True when it looks at `$period`: over a period without a first day it gives nothing.
    [[nodiscard]] bool uses_period() const noexcept;

    /// Evaluates for all rows. Total: no content of the columns makes it throw or crash (memory aside). Typed columns
    /// must have their `numbers`. Computed texts live in `arena`, others in the columns, the program and `given`.
    Values evaluate(const std::vector<model::Column>& columns, std::size_t rows, const Circumstances& given,
                    model::Arena& arena, Workspace& workspace) const;

private:
    struct Code;
    explicit Program(std::unique_ptr<Code> code);
    std::unique_ptr<Code> m_code;
    friend struct Frame;
    friend class Compiler;
};

}  // namespace tilsig::expression

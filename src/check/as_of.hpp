// The date that chooses the validity of a code: a literal, the period, a date field of the record, or none.
#pragma once

#include <cstdint>
#include <optional>

#include "check/predicates.hpp"

namespace tilsig::check {

class AsOf {
public:
    enum class Kind : std::uint8_t { any, fixed, column, unanswerable };

    /// Compiles the date of a rule's check; an unknown field is a lint and gives `unanswerable`, as does the period
    /// where there is none.
    static AsOf compile(const catalog::Rule& rule, const catalog::ValidAt& at, const CompileContext& context);

    [[nodiscard]] Kind kind() const noexcept { return m_kind; }
    [[nodiscard]] std::int64_t fixed_day() const noexcept { return m_day; }
    [[nodiscard]] std::size_t column() const noexcept { return m_column; }

    /// False when the record's date is null.
    [[nodiscard]] bool known(const Columns& columns, std::size_t row) const noexcept {
        return m_kind != Kind::column || !model::Column::is_null(columns[m_column].cells[row]);
    }
    /// The day, or nothing for any validity. Only when known().
    [[nodiscard]] std::optional<std::int64_t> day(const Columns& columns, std::size_t row) const noexcept {
        if (m_kind == Kind::any) return std::nullopt;
        return m_kind == Kind::fixed ? m_day : columns[m_column].numbers[row];
    }

private:
    Kind m_kind = Kind::any;
    std::int64_t m_day = 0;
    std::size_t m_column = 0;
};

}  // namespace tilsig::check

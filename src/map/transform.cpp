#include "map/transform.hpp"

#include "base/error.hpp"
#include "catalog/step.hpp"
#include "map/codes.hpp"
#include "map/dates.hpp"
#include "model/texts.hpp"
#include "model/value.hpp"

namespace tilsig::map {

namespace {

using model::Column;

/// A step's answer for one text: a new text (null allowed), or the code it rejects the record with.
struct Answer {
    std::string_view text;
    const model::RuleCode* reject = nullptr;  ///< none: it came out
};

/// A step that looks at one text at a time. Neighbouring records often hold the same cell (a header repeated over a
/// crosstab, a sorted file), so the last answer is kept.
template <typename Function>
class EachText final : public Transform {
public:
    EachText(Function function, std::string field, std::string column)
        : m_function(std::move(function)), m_field(std::move(field)), m_column(std::move(column)) {}

    void run(const Work& work, Cells& cells) const override {
        std::string_view last_in;
        Answer last;
        for (std::size_t row = 0; row < cells.size(); ++row) {
            std::string_view& cell = cells[row];
            if (Column::is_null(cell)) continue;
            const bool same = cell.size() == last_in.size() && !Column::is_null(last_in) &&
                              (cell.data() == last_in.data() || cell == last_in);
            if (!same) {
                last_in = cell;
                last = m_function(cell, work.arena);
            }
            if (last.reject != nullptr)
                work.rejects.push_back({static_cast<std::uint32_t>(row), last.reject, m_field, m_column});
            cell = last.text;
        }
    }

private:
    Function m_function;
    std::string m_field, m_column;
};

template <typename Function>
std::unique_ptr<Transform> each_text(Function function, const TransformContext& context) {
    return std::make_unique<EachText<Function>>(std::move(function), context.field, context.column);
}

/// The code's target at the record's own date.
class TranslateAt final : public Transform {
public:
    TranslateAt(const catalog::CodeList& list, Input date, std::string field, std::string column)
        : m_list(list), m_date(std::move(date)), m_field(std::move(field)), m_column(std::move(column)) {}

    void run(const Work& work, Cells& cells) const override {
        for (std::size_t row = 0; row < cells.size(); ++row) {
            if (Column::is_null(cells[row])) continue;
            const auto day = model::parse_iso_date(m_date.at(work, row));
            const catalog::Code* code = day ? m_list.find(cells[row], day) : nullptr;
            if (code == nullptr)
                work.rejects.push_back({static_cast<std::uint32_t>(row), &code::unknown_code, m_field, m_column});
            cells[row] = code == nullptr ? Column::null : std::string_view(code->maps_to);
        }
    }

private:
    const catalog::CodeList& m_list;
    Input m_date;
    std::string m_field, m_column;
};

class Coalesce final : public Transform {
public:
    explicit Coalesce(std::vector<Input> inputs) : m_inputs(std::move(inputs)) {}

    void run(const Work& work, Cells& cells) const override {
        for (std::size_t row = 0; row < cells.size(); ++row) {
            for (std::size_t i = 0; Column::is_null(cells[row]) && i < m_inputs.size(); ++i)
                cells[row] = m_inputs[i].at(work, row);
        }
    }

private:
    std::vector<Input> m_inputs;
};

std::unique_ptr<Transform> make_translate(const catalog::ColumnRule::Step& step, const TransformContext& context) {
    const catalog::CodeList& list = context.catalog.code_lists.at(step.arguments[0]);
    std::optional<std::int64_t> day;
    if (step.arguments.size() == 2) {
        const std::string& as_of = step.arguments[1];
        if (context.in.find(as_of) != nullptr)
            return std::make_unique<TranslateAt>(list, resolve_input(as_of, context), context.field, context.column);
        const std::string& text = as_of == "$period" ? context.unit.unit.period : as_of;
        std::array<char, 10> buffer{};
        day = model::parse_iso_date(first_day(text, Span::day, buffer).value_or(""));
        if (!day)
            throw Error(ErrorKind::configuration, "'" + step.name +
                                                      "' asks for the date of the period, but the unit's period is '" +
                                                      context.unit.unit.period + "'")
                .at(step.place)
                .remedy("name a date field or a date, or schedule the feed by year, month or day");
    }
    return each_text(
        [&list, day](std::string_view text, model::Arena&) {
            const catalog::Code* code = list.find(text, day);
            return code == nullptr ? Answer{{}, &code::unknown_code} : Answer{code->maps_to, nullptr};
        },
        context);
}

std::unique_ptr<Transform> make_date(Span span, bool last, const TransformContext& context) {
    return each_text(
        [span, last](std::string_view text, model::Arena& arena) {
            std::array<char, 10> buffer{};
            const auto day = last ? last_day_of_year(text, buffer) : first_day(text, span, buffer);
            return day ? Answer{arena.store(*day), nullptr} : Answer{{}, &code::unfit_value};
        },
        context);
}

}  // namespace

void Input::read(const Work& work, Cells& cells) const {
    if (column == no_column) {
        cells.assign(work.size(), text);
        return;
    }
    const auto& source = work.in.columns[column].cells;
    if (work.all) {
        cells.assign(source.begin(), source.end());
        return;
    }
    cells.resize(work.size());
    for (std::size_t row = 0; row < work.size(); ++row) cells[row] = source[work.rows[row]];
}

Input resolve_input(const std::string& name, const TransformContext& context) {
    if (name == "$period") return {Input::no_column, context.unit.unit.period};
    if (name == "$sender") return {Input::no_column, context.unit.unit.sender};
    if (name == "$received_at") return {Input::no_column, context.unit.received_at};
    const std::size_t column = context.in.index_of(name);
    if (column != context.in.columns.size()) return {column, {}};
    throw Error(ErrorKind::internal, "the mapping names '" + name + "', which its records do not have")
        .remedy("run `tilsig check`");
}

std::unique_ptr<Transform> make_transform(const catalog::ColumnRule::Step& step, const TransformContext& context) {
    const catalog::StepSpec* spec = catalog::find_step(step.name);
    if (spec == nullptr) throw Error(ErrorKind::internal, "unknown step '" + step.name + "'").at(step.place);
    const std::string argument = step.arguments.empty() ? "" : step.arguments[0];
    switch (spec->kind) {
        case catalog::StepKind::strip_prefix:
            return each_text(
                [argument](std::string_view text, model::Arena&) {
                    return Answer{text.starts_with(argument) ? text.substr(argument.size()) : text, nullptr};
                },
                context);
        case catalog::StepKind::strip_suffix:
            return each_text(
                [argument](std::string_view text, model::Arena&) {
                    return Answer{text.ends_with(argument) ? text.substr(0, text.size() - argument.size()) : text,
                                  nullptr};
                },
                context);
        case catalog::StepKind::before:
            return each_text(
                [argument](std::string_view text, model::Arena&) {
                    return Answer{text.substr(0, text.find(argument)), nullptr};
                },
                context);
        case catalog::StepKind::after:
            return each_text(
                [argument](std::string_view text, model::Arena&) {
                    const auto at = text.find(argument);
                    return at == std::string_view::npos ? Answer{} : Answer{text.substr(at + argument.size()), nullptr};
                },
                context);
        case catalog::StepKind::pad_left: {
            const auto width = static_cast<std::size_t>(std::stoi(argument));
            const char fill = step.arguments.at(1).at(0);
            return each_text(
                [width, fill](std::string_view text, model::Arena& arena) {
                    return Answer{model::pad_left(text, width, fill, arena), nullptr};
                },
                context);
        }
        case catalog::StepKind::upper:
            return each_text(
                [](std::string_view text, model::Arena& arena) {
                    return Answer{model::to_upper(text, arena), nullptr};
                },
                context);
        case catalog::StepKind::lower:
            return each_text(
                [](std::string_view text, model::Arena& arena) {
                    return Answer{model::to_lower(text, arena), nullptr};
                },
                context);
        case catalog::StepKind::trim_name:
            return each_text(
                [](std::string_view text, model::Arena& arena) {
                    return Answer{model::trim_name(text, arena), nullptr};
                },
                context);
        case catalog::StepKind::translate: return make_translate(step, context);
        case catalog::StepKind::year_start: return make_date(Span::year, false, context);
        case catalog::StepKind::year_end: return make_date(Span::year, true, context);
        case catalog::StepKind::month_start: return make_date(Span::month, false, context);
        case catalog::StepKind::coalesce: {
            std::vector<Input> inputs;
            for (const auto& name : step.arguments) inputs.push_back(resolve_input(name, context));
            return std::make_unique<Coalesce>(std::move(inputs));
        }
        case catalog::StepKind::fallback:
            return std::make_unique<Coalesce>(std::vector<Input>{{Input::no_column, argument}});
    }
    throw Error(ErrorKind::internal, "step '" + step.name + "' is declared but not built").at(step.place);
}

}  // namespace tilsig::map

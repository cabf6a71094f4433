#include "propose/sample_fit.hpp"

#include <algorithm>
#include <array>

#include "decode/decoder.hpp"
#include "propose/forms.hpp"

namespace tilsig::propose {

namespace {

constexpr std::uint64_t looked_at_records = 10'000;

bool dates_fit(const catalog::Contract& contract, const catalog::Layout& layout, const model::Batch& batch) {
    std::array<char, 40> buffer{};
    for (std::size_t at = 0; at < contract.fields.size(); ++at) {
        const auto& field = contract.fields[at];
        if (field.type != model::Type::date) continue;
        const auto format = catalog::format_in(field, layout);
        for (const auto& cell : batch.columns[at].cells)
            if (!model::Column::is_null(cell) && !cell.empty() && !field.missing.contains(std::string(cell)) &&
                !model::parse_value(field.type, format, cell, buffer.data()))
                return false;
    }
    return true;
}

}  // namespace

bool fits_form(model::Type type, const model::ValueFormat& format, const ColumnProfile& column) {
    const auto& known = forms();
    for (std::size_t at = 0; at < known.size(); ++at) {
        const auto& form = known[at];
        const bool same =
            form.type == type && (type == model::Type::date ? form.format.date == format.date
                                                            : form.format.decimal_mark == format.decimal_mark &&
                                                                  form.format.group_mark == format.group_mark);
        if (same) return column.fitting[at] == column.values;
    }
    return true;  // a form that is not tried says nothing
}

bool values_fit(const catalog::Field& field, const ColumnProfile& column) {
    if (field.type == model::Type::text || field.type == model::Type::code)
        return !field.split.empty() || column.longest <= static_cast<std::size_t>(field.max_length);
    const auto& known = forms();
    bool tried = false;
    for (std::size_t at = 0; at < known.size(); ++at) {
        if (known[at].type != field.type) continue;
        tried = true;
        if (column.fitting[at] == column.values) return true;
    }
    return !tried;
}

bool reads_all(const catalog::Contract& contract, const catalog::Layout& layout, const Sample& sample) {
    try {
        const auto decoder = decode::make_decoder(contract, layout, sample.bytes(), sample.shown());
        model::Batch batch;
        std::vector<model::Finding> findings;
        while (decoder->report().records < looked_at_records) {
            const bool more = decoder->next(batch, findings);
            const bool unreadable = std::any_of(findings.begin(), findings.end(),
                                                [](const auto& finding) { return finding.place.number != 0; });
            if (unreadable || !dates_fit(contract, layout, batch)) return false;
            if (!more) break;
        }
        return decoder->report().records > 0;
    } catch (const decode::DeliveryRefused&) {
        return false;
    }
}

}  // namespace tilsig::propose

#include "alert/receipt_fields.hpp"

#include <algorithm>

#include "catalog/expected.hpp"

namespace tilsig::alert {
namespace {

using catalog::FormatKind;

/// The text that stands above the column in the sender's file, where that differs from the name the contract uses.
std::string header_text(const catalog::Layout& layout, const std::string& column) {
    for (const auto& table : layout.xlsx.tables) {
        for (const auto& [header, name] : table.names)
            if (name == column) return header;
    }
    if (!layout.unpivot) return column;
    const auto& keys = layout.unpivot->keys;
    const auto key = static_cast<std::size_t>(std::find(keys.begin(), keys.end(), column) - keys.begin());
    return key < layout.unpivot->key_headers.size() ? layout.unpivot->key_headers[key] : column;
}

/// A rule about the form of values is best explained by the form they must have.
std::string expected(const catalog::Field& field, std::string_view code, const std::string& language) {
    if (code == "SYS-F002") return catalog::expected_form(field, language);
    return code == "SYS-F003" ? catalog::expected_length(field, language) : std::string();
}

}  // namespace

ReceiptField receipt_field(const Declared& declared, const std::string& name, std::string_view code,
                           const std::string& language) {
    ReceiptField told;
    told.column = name;
    const auto* field = declared.contract == nullptr ? nullptr : declared.contract->find(name);
    if (field == nullptr) return told;
    told.column = field->column;
    told.title = field->title_in(language);
    told.expected = expected(*field, code, language);
    if (declared.layout == nullptr) return told;
    told.column = header_text(*declared.layout, field->column);
    const auto& layout = *declared.layout;
    told.named_by_header = layout.format == FormatKind::xlsx || (layout.format == FormatKind::csv && !layout.unpivot);
    return told;
}

}  // namespace tilsig::alert

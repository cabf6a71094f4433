#include "alert/receipt_fields.hpp"

#include <algorithm>
#include <cstdlib>

#include "catalog/expected.hpp"
#include "catalog/format.hpp"
#include "decode/codes.hpp"
#include "decode/stated_total.hpp"
#include "model/reason.hpp"
#include "rules/codes.hpp"
#include "words/format.hpp"

namespace tilsig::alert {
namespace {

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
std::string expected(catalog::Field field, const catalog::Layout* layout, std::string_view code,
                     const std::string& language) {
    // A cell of a workbook is typed as the spreadsheet of that language shows it, whatever stands in the file.
    if (layout != nullptr) field.format = catalog::format_in(field, *layout);
    if (layout != nullptr && catalog::format_of(*layout).is_shown_typed)
        field.format.decimal_mark = language == "en" ? '.' : ',';
    if (code == rules::code::wrong_type) return catalog::expected_form(field, language);
    return code == rules::code::too_long ? catalog::expected_length(field, language) : std::string();
}

/// `1234.50` as the language writes it.
std::string amount_text(const std::string& number, const words::Words& words) {
    const bool negative = number.starts_with('-');
    const auto point = std::min(number.find('.'), number.size());
    const std::string whole = number.substr(negative ? 1 : 0, point - (negative ? 1 : 0));
    std::string text = (negative ? "-" : "") + words::number_text(std::strtoull(whole.c_str(), nullptr, 10), words);
    if (point < number.size()) text += (words.language() == "en" ? "." : ",") + number.substr(point + 1);
    return text;
}

/// A column as its sender sees it, by the name that the decoder has for it.
std::string column_text(const Declared& declared, const std::string& column, const words::Words& words) {
    return words::quoted_text(declared.layout == nullptr ? column : header_text(*declared.layout, column), words);
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
    told.expected = expected(*field, declared.layout, code, language);
    if (declared.layout == nullptr) return told;
    const auto& layout = *declared.layout;
    told.column = header_text(layout, field->column);
    told.named_by_header = catalog::is_flat_table(layout);
    told.by_record = catalog::format_of(layout).told_by == catalog::ToldBy::number;
    // Records that clash do so by all fields of their key.
    if (code != rules::code::key_conflict) return told;
    for (const auto& part : declared.contract->key) {
        const auto* other = declared.contract->find(part);
        if (part != name && other != nullptr) told.also.push_back(header_text(layout, other->column));
    }
    if (!told.also.empty()) told.title.clear();
    return told;
}

std::string total_in_words(const std::string& reason, const Declared& declared, const std::string& language) {
    using Kind = decode::StatedTotal::Kind;
    if (model::reason_code(reason) != decode::code::trailer.str()) return {};
    const auto total = decode::StatedTotal::parse(reason);
    if (!total) return {};
    const words::Words words(*declared.word_book, "receipt", language);
    switch (total->kind) {
        case Kind::no_trailer: return words("total_no_trailer");
        case Kind::no_count: return words("total_no_count");
        case Kind::unreadable: return words("total_unreadable");
        case Kind::hidden_sum:
            return words("total_hidden_sum", {{"column", column_text(declared, total->column, words)}});
        case Kind::count:
            return words("total_count",
                         {{"stated", amount_text(total->stated, words)}, {"found", amount_text(total->found, words)}});
        case Kind::sum: break;
    }
    return words("total_sum", {{"column", column_text(declared, total->column, words)},
                               {"stated", amount_text(total->stated, words)},
                               {"found", amount_text(total->found, words)}});
}

std::string feed_title(const catalog::Contract* contract, const std::string& feed, std::string_view language) {
    if (contract == nullptr) return feed;
    const bool nynorsk = language == "nn" && !contract->title_nn.empty();
    const auto& title = language == "en" ? contract->title_en : nynorsk ? contract->title_nn : contract->title_nb;
    return title.empty() ? feed : title;
}

}  // namespace tilsig::alert

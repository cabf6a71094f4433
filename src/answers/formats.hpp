// What senders are told of each format, said once: how its layouts are described, and the example that shows one.
#pragma once

#include <string>

#include "answers/example_document.hpp"
#include "catalog/contract.hpp"
#include "catalog/format.hpp"
#include "words/word_book.hpp"

namespace tilsig::answers {

/// The page on which a layout is described, in a language.
struct LayoutPage {
    const catalog::Contract& contract;
    const words::Words& words;
    std::string& text;

    void say(const std::string& line) const { text += line + "\n"; }
};

struct FormatDescription {
    catalog::FormatKind kind = catalog::FormatKind::csv;
    /// Says what the layout has beside encoding, names and dates; null: nothing.
    void (*describe)(const LayoutPage& page, const catalog::Layout& layout) = nullptr;
    /// A delivery of one record, or as much of it as a sender wants to copy, in Markdown; null: it is not shown.
    std::string (*example)(const LayoutPage& page, const catalog::Layout& layout, const ExampleValues& given) = nullptr;
};

/// All of them, in the order of FormatKind.
[[nodiscard]] const catalog::FormatTable<FormatDescription>& format_descriptions() noexcept;
[[nodiscard]] const FormatDescription& description_of(const catalog::Layout& layout);

}  // namespace tilsig::answers

// What is proposed of each format, said once: by what a sample of it is known, who finds its shape, how its part of a
// layout is written.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "catalog/format.hpp"
#include "propose/proposal.hpp"

namespace tilsig::propose {

/// How sure the first characters of a sample are.
enum class Sign : std::uint8_t { none, any_text, sure };

/// What is known of a sample when its format is looked at more closely.
struct Hints {
    catalog::Encoding encoding = catalog::Encoding::utf8;
    std::string sheet;  ///< the person's word, of a workbook
    HeaderWord header;  ///< the person's word
};

struct FormatProposal {
    catalog::FormatKind kind = catalog::FormatKind::csv;
    /// Where it is told which samples are known; empty: of this format nothing is proposed by itself.
    std::string_view known_as{};
    /// `text` is the head of the sample, from its first character that is no whitespace; empty for what is no text. Of
    /// formats that are equally sure the first one is taken.
    Sign (*sign)(std::string_view text) = nullptr;
    Shape (*find)(const Sample& sample, const Hints& hints) = nullptr;
    /// What stands in the layout besides the keys of all formats, as lines of YAML; null: nothing.
    std::string (*lines)(const Proposal& proposal) = nullptr;
    /// What proves that a delivery is whole, where it states no number of records; null: that its document is closed.
    std::string (*proof)(const catalog::Layout& layout) = nullptr;
};

/// All of them, in the order of FormatKind.
[[nodiscard]] const catalog::FormatTable<FormatProposal>& format_proposals() noexcept;
[[nodiscard]] const FormatProposal& proposal_of(const catalog::Layout& layout);

/// Which samples are known, for messages: "CSV, JSON, JSON-stat 2, XML and XLSX".
[[nodiscard]] std::string known_formats(std::string_view before_last);

}  // namespace tilsig::propose

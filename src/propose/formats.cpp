// The table of the formats, in the order of FormatKind.
#include "propose/formats.hpp"

#include "base/text.hpp"
#include "propose/shapes.hpp"
#include "propose/writers.hpp"

namespace tilsig::propose {

namespace {

using catalog::FormatKind;

constexpr catalog::FormatTable<FormatProposal> table{
    FormatProposal{.kind = FormatKind::csv,
                   .known_as = "CSV",
                   .sign = [](std::string_view) { return Sign::any_text; },
                   .find = [](const Sample& sample,
                              const Hints& hints) { return csv_shape(sample, hints.encoding, hints.header); },
                   .lines = csv_lines,
                   .proof = csv_proof},
    FormatProposal{.kind = FormatKind::json,
                   .known_as = "JSON",
                   .sign =
                       [](std::string_view text) {
                           return text.starts_with('{') || text.starts_with('[') ? Sign::sure : Sign::none;
                       },
                   .find = [](const Sample& sample, const Hints& hints) { return json_shape(sample, hints.encoding); },
                   .lines = json_lines},
    FormatProposal{.kind = FormatKind::jsonstat, .known_as = "JSON-stat 2"},  // found as what JSON turns out to be
    FormatProposal{.kind = FormatKind::xml,
                   .known_as = "XML",
                   .sign = [](std::string_view text) { return text.starts_with('<') ? Sign::sure : Sign::none; },
                   .find = [](const Sample& sample, const Hints& hints) { return xml_shape(sample, hints.encoding); },
                   .lines = xml_lines},
    FormatProposal{.kind = FormatKind::fixed},  // where a field begins cannot be seen
    FormatProposal{
        .kind = FormatKind::xlsx,
        .known_as = "XLSX",
        .sign = [](std::string_view) { return Sign::sure; },
        .find = [](const Sample& sample, const Hints& hints) { return xlsx_shape(sample, hints.sheet, hints.header); },
        .lines = xlsx_lines},
};
static_assert(catalog::is_complete(table),
              "a format has no entry here, or one in another order than that of FormatKind");

}  // namespace

const catalog::FormatTable<FormatProposal>& format_proposals() noexcept { return table; }

const FormatProposal& proposal_of(const catalog::Layout& layout) { return catalog::entry_of(table, layout.format); }

std::string known_formats(std::string_view before_last) {
    std::vector<std::string> names;
    for (const auto& format : table)
        if (!format.known_as.empty()) names.emplace_back(format.known_as);
    const std::string last = std::move(names.back());
    names.pop_back();
    return join(names, ", ") + " " + std::string(before_last) + " " + last;
}

}  // namespace tilsig::propose

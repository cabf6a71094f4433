#include "propose/seen_sample.hpp"

#include "catalog/format.hpp"
#include "decode/decoder.hpp"
#include "propose/sample_fit.hpp"

namespace tilsig::propose {

namespace {

using catalog::Layout;

/// Asks for no column, so that the decoder finds all of them to be extra, and says how they are called.
std::vector<std::string> headers_under(const Layout& layout, const Sample& sample) {
    catalog::Contract contract;
    contract.feed = "sample";
    catalog::Field nothing;
    nothing.name = nothing.column = "\x01";  // no header has that name
    nothing.optional_column = true;
    contract.fields.push_back(nothing);
    const auto decoder = decode::make_decoder(contract, layout, sample.bytes(), sample.shown());
    model::Batch batch;
    std::vector<model::Finding> findings;
    (void)decoder->next(batch, findings);
    return decoder->report().header;
}

/// The layouts that a layout is made of, each with columns of its own.
std::vector<Layout> tables_of(const Layout& layout) {
    if (layout.xlsx.tables.empty()) return {layout};
    std::vector<Layout> apart;
    for (const auto& table : layout.xlsx.tables) {
        apart.push_back(layout);
        apart.back().xlsx.tables = {table};
    }
    return apart;
}

/// As one of the contract's layouts; nothing when the sample cannot be read so.
std::optional<SeenSample> read_as(const Layout& known, const Sample& sample, const Request& request,
                                  const catalog::Catalog& catalog) {
    if (!catalog::is_flat_table(known) || !catalog::has_headers(known) ||
        sample.is_workbook() == catalog::format_of(known).is_text)
        return std::nullopt;
    SeenSample seen;
    seen.like = known.name;
    seen.layout = known;
    seen.layout.names.clear();
    seen.layout.dates.clear();
    for (auto& table : seen.layout.xlsx.tables) table.names.clear();
    try {
        for (auto& table : tables_of(seen.layout)) {
            Proposal part;
            for (const auto& header : headers_under(table, sample)) part.shape.columns.push_back({header, header});
            if (part.shape.columns.size() < 2) return std::nullopt;  // another delimiter
            part.shape.layout = std::move(table);
            part.profile = profile_sample(sample, part.shape, catalog, request.today, request.bounds);
            if (part.profile.unreadable > 0) return std::nullopt;
            seen.whole = seen.whole && part.profile.whole;
            seen.based_on = looked_at(part.profile, sample);
            seen.parts.push_back(std::move(part));
        }
    } catch (const Error&) {
        return std::nullopt;  // it is another one, or none that the contract has
    }
    return seen;
}

/// What is outside of the records has no headers that could have changed.
void keep_envelope(const catalog::Contract& contract, Layout& layout) {
    for (const auto& known : contract.layouts)
        if (known.format == layout.format && known.json.records == layout.json.records) layout.json = known.json;
}

}  // namespace

SeenSample look_at(const Sample& sample, const Request& request, const catalog::Contract& contract,
                   const catalog::Catalog& catalog) {
    for (auto known = contract.layouts.rbegin(); known != contract.layouts.rend(); ++known)
        if (auto seen = read_as(*known, sample, request, catalog)) return std::move(*seen);
    SeenSample seen;
    Proposal part;
    part.shape = find_shape(sample, request.sheet, request.header, request.bounds);
    keep_envelope(contract, part.shape.layout);
    part.profile = profile_sample(sample, part.shape, catalog, request.today, request.bounds);
    seen.layout = part.shape.layout;
    seen.based_on = looked_at(part.profile, sample);
    seen.whole = part.profile.whole;
    seen.parts.push_back(std::move(part));
    return seen;
}

}  // namespace tilsig::propose

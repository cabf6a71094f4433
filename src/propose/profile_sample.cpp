#include "propose/profile_sample.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "decode/codes.hpp"
#include "propose/shapes.hpp"

namespace tilsig::propose {

namespace {

/// A contract that promises nothing: every column is a text that may be absent.
catalog::Contract probe_contract(const Shape& shape) {
    catalog::Contract contract;
    contract.feed = "sample";
    contract.layouts.push_back(shape.layout);
    contract.layouts.front().csv.unended_last_line = true;
    for (std::size_t i = 0; i < shape.columns.size(); ++i) {
        catalog::Field field;
        field.name = "c" + std::to_string(i);
        field.column = shape.columns[i].column;
        field.optional_column =
            shape.layout.format == catalog::FormatKind::json || shape.layout.format == catalog::FormatKind::xml;
        for (const auto& error : spreadsheet_errors()) field.missing[error] = "missing";
        contract.fields.push_back(std::move(field));
    }
    return contract;
}

/// Findings about single records; notes are no trouble, and what is about the delivery must be said now.
void take_findings(const std::vector<model::Finding>& findings, const Sample& sample, Profile& profile) {
    for (const auto& finding : findings) {
        if (finding.severity == model::Severity::info) continue;
        if (finding.action == model::Action::block_delivery)
            throw unusable(sample.shown(), finding.place.line, finding.code + " " + finding.message,
                           "take a delivery without this fault, then propose again");
        if (finding.place.number == 0) {
            // That the probe reads numbers as texts is its own doing.
            if (finding.code != decode::code::number_for_text)
                profile.notes.push_back(finding.code + " " + finding.message);
            continue;
        }
        if (profile.unreadable++ == 0)
            profile.first_unreadable =
                finding.code + " in line " + grouped(finding.place.line) + ": " + finding.message;
    }
}

void take_batch(const model::Batch& batch, std::uint64_t most, Profile& profile) {
    const std::size_t rows = static_cast<std::size_t>(std::min<std::uint64_t>(batch.rows(), most - profile.records));
    for (std::size_t column = 0; column < profile.columns.size(); ++column)
        for (std::size_t row = 0; row < rows; ++row)
            profile.hashes[column].push_back(profile.columns[column].add(batch.columns[column].cells[row]));
    profile.records += rows;
}

}  // namespace

Profile profile_sample(const Sample& sample, const Shape& shape, const catalog::Catalog& catalog, std::int64_t today,
                       const Bounds& bounds) {
    const catalog::Contract contract = probe_contract(shape);
    Profile profile;
    profile.columns.assign(shape.columns.size(), ColumnProfile(catalog, today));
    profile.hashes.resize(shape.columns.size());
    const std::uint64_t most =
        std::max<std::uint64_t>(std::min(bounds.records, bounds.cells / shape.columns.size()), 1);
    const auto decoder = decode::make_decoder(contract, contract.layouts.front(), sample.bytes(), sample.shown());
    model::Batch batch;
    std::vector<model::Finding> findings;
    while (profile.records < most && decoder->next(batch, findings)) {
        take_findings(findings, sample, profile);
        findings.clear();
        if (batch.rows() > most - profile.records) profile.whole = false;
        take_batch(batch, most, profile);
    }
    take_findings(findings, sample, profile);
    if (profile.whole && profile.records >= most) profile.whole = !decoder->next(batch, findings);
    profile.bytes = decoder->report().delivery_bytes;
    if (profile.records == 0)
        throw unusable(sample.shown(), 0,
                       profile.unreadable == 0 ? "the sample has a header and no record"
                                               : "no record can be read; the first: " + profile.first_unreadable,
                       "take a delivery that has records");
    if (profile.unreadable * 20 > profile.records)
        throw unusable(sample.shown(), 0,
                       grouped(profile.unreadable) + " of " + grouped(profile.unreadable + profile.records) +
                           " records cannot be read; the first: " + profile.first_unreadable,
                       "take a delivery without this fault, then propose again");
    return profile;
}

std::string looked_at(const Profile& profile, const Sample& sample) {
    const std::string records = counted(profile.records, "record", "records");
    if (profile.whole) return records + ", the whole sample (" + grouped(sample.file_bytes()) + " bytes)";
    return "the first " + records + " (" + grouped(std::min(profile.bytes, sample.file_bytes())) + " of " +
           grouped(sample.file_bytes()) + " bytes); the rest was not read";
}

}  // namespace tilsig::propose

#include "propose/profile_sample.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "catalog/format.hpp"
#include "decode/codes.hpp"
#include "model/texts.hpp"
#include "propose/shapes.hpp"

namespace tilsig::propose {

namespace {

/// A contract that promises nothing: every column is a text that may be absent.
catalog::Contract probe_contract(const Shape& shape) {
    catalog::Contract contract;
    contract.feed = "sample";
    contract.layouts.push_back(shape.layout);
    contract.layouts.front().csv.unended_last_line = true;
    // A page of several is a sample too.
    contract.layouts.front().json.continuation.clear();
    contract.layouts.front().json.count.clear();
    for (std::size_t i = 0; i < shape.columns.size(); ++i) {
        catalog::Field field;
        field.name = "c" + std::to_string(i);
        field.column = shape.columns[i].column;
        field.optional_column = catalog::format_of(shape.layout).names_values;
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

RowSeen seen_row(const model::Batch& batch, std::size_t row) {
    RowSeen seen;
    seen.line = batch.places[row].line;
    for (std::size_t column = 0; column < batch.columns.size(); ++column) {
        const std::string_view cell = batch.columns[column].cells[row];
        if (cell.empty()) continue;
        ++seen.filled;
        seen.note = seen.note || is_note(cell);
        const auto word = sum_word(model::trim_ends(cell).text);
        if (word.empty() || seen.total > 0) continue;
        seen.total = column + 1;
        seen.sum_word = word;
    }
    return seen;
}

/// Reads the sample once; the rows of `without` are left out.
class Reading {
public:
    Reading(const Sample& sample, const Shape& shape, const catalog::Catalog& catalog, std::int64_t today,
            const Bounds& bounds, LooseRows without)
        : m_sample(sample), m_contract(probe_contract(shape)) {
        m_profile.loose = std::move(without);
        m_profile.columns.assign(shape.columns.size(), ColumnProfile(catalog, today));
        m_profile.hashes.resize(shape.columns.size());
        m_most = std::max<std::uint64_t>(std::min(bounds.records, bounds.cells / shape.columns.size()), 1);
    }

    Profile read() {
        const auto decoder =
            decode::make_decoder(m_contract, m_contract.layouts.front(), m_sample.bytes(), m_sample.shown());
        model::Batch batch;
        std::vector<model::Finding> findings;
        while (m_row < m_most && decoder->next(batch, findings)) {
            take_findings(findings, m_sample, m_profile);
            findings.clear();
            if (batch.rows() > m_most - m_row) m_profile.whole = false;
            take_batch(batch);
        }
        take_findings(findings, m_sample, m_profile);
        if (m_profile.whole && m_row >= m_most) m_profile.whole = !decoder->next(batch, findings);
        m_profile.bytes = decoder->report().delivery_bytes;
        return std::move(m_profile);
    }
    [[nodiscard]] const std::vector<RowSeen>& rows() const noexcept { return m_rows; }

private:
    void take_batch(const model::Batch& batch) {
        const auto rows = static_cast<std::size_t>(std::min<std::uint64_t>(batch.rows(), m_most - m_row));
        for (std::size_t row = 0; row < rows; ++row, ++m_row) {
            const auto& loose = m_profile.loose.rows;
            if (std::binary_search(loose.begin(), loose.end(), m_row)) continue;
            for (std::size_t column = 0; column < m_profile.columns.size(); ++column)
                m_profile.hashes[column].push_back(m_profile.columns[column].add(batch.columns[column].cells[row]));
            if (loose.empty()) m_rows.push_back(seen_row(batch, row));
            ++m_profile.records;
        }
    }

    const Sample& m_sample;
    catalog::Contract m_contract;
    Profile m_profile;
    std::vector<RowSeen> m_rows;
    std::uint64_t m_most = 1;
    std::uint64_t m_row = 0;
};

void refuse_unread(const Sample& sample, const Profile& profile) {
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
}

}  // namespace

Profile profile_sample(const Sample& sample, const Shape& shape, const catalog::Catalog& catalog, std::int64_t today,
                       const Bounds& bounds) {
    Reading reading(sample, shape, catalog, today, bounds, {});
    Profile profile = reading.read();
    refuse_unread(sample, profile);
    auto loose = find_loose_rows(shape, profile.columns, profile.hashes, reading.rows());
    if (loose.none()) return profile;
    Profile records = Reading(sample, shape, catalog, today, bounds, std::move(loose)).read();
    // What a loose row holds must have room until it is filtered.
    for (std::size_t at = 0; at < records.columns.size(); ++at)
        records.columns[at].loose_cell = profile.columns[at].longest_cell;
    return records;
}

std::string looked_at(const Profile& profile, const Sample& sample) {
    std::string records = counted(profile.records, "record", "records");
    if (!profile.loose.none())
        records += " and " + counted(profile.loose.rows.size(), "row that is none", "rows that are none");
    if (profile.whole) return records + ", the whole sample (" + grouped(sample.file_bytes()) + " bytes)";
    // What is counted of a workbook are cells.
    if (sample.is_workbook()) return "the first " + records + "; the rest was not read";
    return "the first " + records + " (" + grouped(std::min(profile.bytes, sample.file_bytes())) + " of " +
           grouped(sample.file_bytes()) + " bytes); the rest was not read";
}

}  // namespace tilsig::propose

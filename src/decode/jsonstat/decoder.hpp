// JSON-stat 2 -> batches: one record per cell of the cube.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "catalog/field.hpp"
#include "decode/decoder.hpp"
#include "decode/jsonstat/dataset.hpp"
#include "decode/line_point.hpp"

namespace tilsig::decode {

/// The cells refer to dimensions that may stand anywhere in the document, so it is read as a whole
/// (Limits::document_bytes); what comes out is a stream of batches all the same.
class JsonStatDecoder final : public Decoder {
public:
    JsonStatDecoder(const catalog::Contract& contract, ByteSource source, std::string shown_name);

    bool next(model::Batch& out, std::vector<model::Finding>& unreadable) override;
    [[nodiscard]] const DecodeReport& report() const override { return m_report; }
    [[nodiscard]] const std::vector<std::string>& columns() const override { return m_columns; }

private:
    enum class Part { code, label, value, status, absent };
    struct PartOf {
        Part part = Part::absent;
        std::size_t dimension = 0;
    };

    void start();
    void read_document();
    void plan();
    void read_status();
    /// The next cell in order of appearance: those with a value, then those that have a status only.
    [[nodiscard]] bool next_cell(EntryWalk::Entry& entry, std::uint64_t& index, bool& has_value);
    void take_cell(const EntryWalk::Entry& entry, std::uint64_t index, bool has_value, model::Batch& out,
                   std::vector<model::Finding>& unreadable);
    [[nodiscard]] std::string_view scalar(const Span& span, model::Arena& arena) const;
    [[nodiscard]] std::string_view number(const catalog::Field& field, const Span& span, model::Arena& arena) const;
    [[nodiscard]] std::string_view status_of(std::uint64_t index, model::Arena& arena) const;
    [[nodiscard]] std::optional<std::uint64_t> index_of(const Span& key) const;
    [[nodiscard]] std::string_view category(const PartOf& part, std::uint64_t index, model::Batch& out);
    [[nodiscard]] model::RecordPlace place_at(std::size_t at);
    void finish();
    [[noreturn]] void refuse_at(std::size_t at, model::RuleCode code, const std::string& message);

    const catalog::Contract& m_contract;
    ByteSource m_source;
    std::string m_shown_name;
    std::string m_document;
    std::size_t m_mark = 0;  ///< bytes of a byte-order mark
    StatDataset m_dataset;
    std::vector<PartOf> m_parts;  ///< per contract field
    std::vector<std::uint64_t> m_strides;
    std::optional<EntryWalk> m_values;
    std::optional<EntryWalk> m_status_only;  ///< second pass over a sparse status
    bool m_sparse = false;
    std::uint64_t m_position = 0;
    std::size_t m_between = 0;                ///< end of the value met last
    std::unordered_set<std::uint64_t> m_met;  ///< sparse: indices that have a value
    std::unordered_map<std::uint64_t, Span> m_status;
    std::string m_status_of_all;
    // Codes and labels repeat in every record: one copy per batch, made when first used.
    std::vector<std::vector<std::string_view>> m_code_views, m_label_views;
    DecodeReport m_report;
    std::vector<std::string> m_columns;
    std::vector<model::Finding> m_notes;
    LinePoint m_point;  ///< of m_point_at
    std::size_t m_point_at = 0;
    bool m_started = false;
    bool m_done = false;
};

}  // namespace tilsig::decode

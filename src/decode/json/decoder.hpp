// JSON: an array of objects somewhere in a document -> batches, one record per object.
#pragma once

#include <simdjson.h>

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "decode/decoder.hpp"
#include "decode/json/scan.hpp"

namespace tilsig::decode {

class JsonDecoder final : public Decoder {
public:
    JsonDecoder(const catalog::Contract& contract, const catalog::Layout& layout, ByteSource source,
                std::string shown_name, model::ErasedPlaces erased);

    bool next(model::Batch& out, std::vector<model::Finding>& unreadable) override;
    [[nodiscard]] const DecodeReport& report() const override { return m_report; }
    [[nodiscard]] const std::vector<std::string>& columns() const override { return m_columns; }

private:
    /// One key as it occurs in records.
    struct Key {
        std::vector<std::size_t> fields;  ///< contract fields that read it; empty: an extra key
        bool holds_fields = false;        ///< an object with keys that fields read
        std::uint64_t last_record = 0;    ///< the record it was met in last: met twice in one is a finding
    };
    using Object = simdjson::ondemand::object;
    using Value = simdjson::ondemand::value;

    /// What a value turned out to be: text, null, or trouble.
    struct Reading {
        simdjson::error_code error = simdjson::SUCCESS;
        bool nested = false;
        bool number = false;
        std::string_view text = model::Column::null;
    };

    /// The field reads the key, which may lie in objects: `adresse/poststed`.
    void add_key(const std::string& path, std::size_t field);
    void take(const JsonScan::Element& element, model::Batch& out, std::vector<model::Finding>& unreadable);
    /// The value in the arena. A field of numbers gets the digits of a number without exponent, with the field's mark
    /// and unit: JSON has none of its own.
    [[nodiscard]] std::string_view store(const Reading& reading, const Key& slot, model::Arena& arena) const;
    /// Fills m_row. Empty finding code: readable.
    [[nodiscard]] model::Finding read_record(const JsonScan::Element& element, model::Arena& arena);
    [[nodiscard]] model::Finding read_fields(const JsonScan::Element& element, std::string_view json, Object object,
                                             model::Arena& arena);
    /// The keys of a record, or of an object within one, whose names begin with `within`. The first thing wrong with a
    /// value goes to `finding`; what is returned is wrong with the text.
    [[nodiscard]] std::optional<model::Finding> read_keys(const JsonScan::Element& element, std::string_view json,
                                                          Object object, const std::string& within, model::Arena& arena,
                                                          model::Finding& finding);
    [[nodiscard]] Reading read_value(Value value);
    [[nodiscard]] Key& key(const std::string& within, std::string_view name, const JsonScan::Element& element);
    /// The finding for a text that simdjson does not take; throws when the document as a whole is no JSON.
    [[nodiscard]] model::Finding syntax_finding(const JsonScan::Element& element, std::string_view json,
                                                simdjson::error_code error) const;
    [[nodiscard]] model::Finding unreadable_at(const JsonScan::Element& element, model::RuleCode code,
                                               std::string message) const;
    void finish();
    void check_envelope();
    void check_kind(simdjson::ondemand::document& root);
    void check_day(simdjson::ondemand::document& root);
    /// The text at a pointer; empty when it is no text, nothing when it is not there.
    [[nodiscard]] static std::optional<std::string> said_at(simdjson::ondemand::document& root,
                                                            const std::string& pointer);
    void check_count(simdjson::ondemand::document& root);
    void check_continuation(simdjson::ondemand::document& root);
    void doubt(model::RuleCode code, const std::string& message);
    void check_columns();

    const catalog::Contract& m_contract;
    const catalog::Layout& m_layout;
    std::string m_shown_name;
    model::ErasedPlaces m_erased;
    JsonScan m_scan;
    simdjson::ondemand::parser m_parser;
    DecodeReport m_report;
    std::vector<std::string> m_columns;
    std::vector<model::Finding> m_notes;
    std::unordered_map<std::string, Key> m_keys;
    std::string m_key_buffer;  ///< reused for look-ups
    std::vector<std::string_view> m_row;
    std::vector<std::uint64_t> m_row_seen;  ///< record in which each field was met last
    std::vector<bool> m_ever_seen;
    model::RecordPlace m_first_record;  ///< where messages about keys point; number stays 0
    std::uint64_t m_walked = 0;         ///< records whose keys were all seen
    std::uint64_t m_record_bytes = 0;
    std::uint64_t m_unreadable_bytes = 0;
    bool m_done = false;
};

}  // namespace tilsig::decode

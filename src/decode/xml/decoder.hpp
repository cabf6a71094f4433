// XML: a repeated element somewhere in a document -> batches, one record per element.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "decode/decoder.hpp"
#include "decode/xml/records.hpp"
#include "decode/xml/sax_parser.hpp"
#include "decode/xml/scan.hpp"
#include "decode/xml/schema.hpp"

namespace tilsig::decode {

class XmlDecoder final : public Decoder {
public:
    XmlDecoder(const catalog::Contract& contract, const catalog::Layout& layout, ByteSource source,
               std::string shown_name, model::ErasedPlaces erased);

    bool next(model::Batch& out, std::vector<model::Finding>& unreadable) override;
    [[nodiscard]] const DecodeReport& report() const override { return m_report; }
    [[nodiscard]] const std::vector<std::string>& columns() const override { return m_columns; }

private:
    void feed_piece(model::Batch& out, std::vector<model::Finding>& unreadable);
    /// The piece in UTF-8. Bytes that the encoding lacks become `?`; the record they stand in is told to be unreadable.
    [[nodiscard]] std::string_view transcode_piece();
    void note_unreadable(std::size_t at);
    [[noreturn]] void refuse_fault(const XmlFault& fault, std::string_view utf8) const;
    void finish();
    void doubt(model::RuleCode code, const std::string& message);

    const catalog::Contract& m_contract;
    const catalog::Layout& m_layout;
    std::string m_shown_name;
    XmlScan m_scan;
    XmlScan::Piece m_piece;
    std::optional<XmlSchema> m_schema;
    XmlRecords m_records;
    SaxParser m_parser;
    model::Arena m_transcoded;
    std::string m_mended;                                   ///< a copy of the piece, when bytes had to be replaced
    std::map<std::size_t, std::string> m_unreadable_bytes;  ///< element of the piece -> what to say
    std::optional<std::size_t> m_first_bad_byte;            ///< of the piece
    std::uint64_t m_fed = 0;                                ///< bytes given to the parser before this piece
    std::uint64_t m_high_pieces = 0;  ///< pieces with bytes beyond ASCII, and those of them that are UTF-8
    std::uint64_t m_utf8_pieces = 0;
    DecodeReport m_report;
    std::vector<std::string> m_columns;
    std::vector<model::Finding> m_notes;
    bool m_done = false;
};

}  // namespace tilsig::decode

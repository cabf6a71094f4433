// What libxml2 tells about a document -> rows of a batch.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "decode/decoder.hpp"
#include "decode/xml/fields.hpp"
#include "decode/xml/head_value.hpp"
#include "decode/xml/sax_parser.hpp"
#include "decode/xml/scan.hpp"

namespace tilsig::decode {

/// Follows the way from the root to the records, and in a record the tree of the fields. Elements at the depth of the
/// records are taken one for one from the scan's piece, which knows where they stand.
class XmlRecords final : public SaxEvents {
public:
    XmlRecords(const catalog::Contract& contract, const catalog::Layout& layout, std::string shown_name,
               model::ErasedPlaces erased);

    /// Rows and findings of the piece that is fed next go here. `unreadable_bytes`: elements of the piece that hold
    /// bytes which the encoding lacks, and what to say about them.
    void begin_piece(const XmlScan::Piece& piece, const std::map<std::size_t, std::string>& unreadable_bytes,
                     model::Batch& out, std::vector<model::Finding>& unreadable);
    /// All of the piece was fed.
    void end_piece() { settle(); }

    void start(const SaxElement& element) override;
    void end() override;
    void text(std::string_view piece) override;
    void violation(std::string message) override;

    /// Bytes of what was told so far: records, unreadable ones, white space and markup around them.
    [[nodiscard]] const model::ByteAccount& account() const noexcept { return m_account; }
    /// Bytes of elements at the records' depth that are none, and of what lies around them, after the last record.
    [[nodiscard]] std::uint64_t open_bytes() const noexcept { return m_open_blank + m_open_markup; }
    [[nodiscard]] std::uint64_t records() const noexcept { return m_number; }
    [[nodiscard]] std::uint64_t erased() const noexcept { return m_erased_records; }
    /// What the count of the layout says; nothing: not there, or (count_met) no number.
    [[nodiscard]] std::optional<std::uint64_t> stated() const noexcept;
    [[nodiscard]] bool count_met() const noexcept { return m_count.met(); }
    /// What the kind of the layout says; nothing: it is not there.
    [[nodiscard]] std::optional<std::string> kind() const {
        return m_kind.met() ? std::optional(m_kind.value()) : std::nullopt;
    }
    /// The same for the day of the layout.
    [[nodiscard]] std::optional<std::string> day() const {
        return m_day.met() ? std::optional(m_day.value()) : std::nullopt;
    }
    [[nodiscard]] const std::vector<std::string>& header() const noexcept { return m_header; }

    /// At the end: the path must have led to records, the columns of the contract must have been met. Findings for
    /// notes and doubts; true when the delivery must be refused for them.
    [[nodiscard]] bool conclude(std::vector<model::Finding>& findings) const;

private:
    static constexpr std::size_t no_element = static_cast<std::size_t>(-1);

    void follow(const SaxElement& element);
    void element_at_record_depth(const SaxElement& element);
    void begin_record(const SaxElement& element);
    void begin_child(const SaxElement& element);
    void take_attributes(const SaxElement& element, XmlNode& node);
    void end_child();
    void keep(XmlValue& value, std::string_view text);
    void fault(model::RuleCode code, std::string message, const std::string& field = {});
    void note_extra(const XmlNode& node, SaxName name, std::string_view sign);
    void settle();
    void finish_record();
    [[nodiscard]] model::RecordPlace place() const;
    [[nodiscard]] const XmlScan::Element& element_here() const { return m_piece->elements[m_element]; }
    [[nodiscard]] std::size_t record_depth() const noexcept { return m_path.size(); }
    void check_path(std::vector<model::Finding>& findings) const;
    void check_columns(std::vector<model::Finding>& findings) const;

    const catalog::Contract& m_contract;
    const catalog::Layout& m_layout;
    std::string m_shown_name;
    model::ErasedPlaces m_erased;
    XmlNode m_record;
    std::vector<XmlName> m_path;
    XmlHeadValue m_count, m_kind, m_day;

    const XmlScan::Piece* m_piece = nullptr;
    const std::map<std::size_t, std::string>* m_unreadable_bytes = nullptr;
    model::Batch* m_out = nullptr;
    std::vector<model::Finding>* m_unreadable = nullptr;
    std::size_t m_element = no_element;  ///< of the piece: the one that began last

    std::size_t m_depth = 0;
    std::size_t m_on_path = 0;  ///< open elements that lie on the way to the records
    std::size_t m_deepest = 0;  ///< the most that ever did

    bool m_in_record = false;
    bool m_ended_record = false;   ///< complete but for what the schema may still say about its end
    std::vector<XmlNode*> m_open;  ///< elements of the record that the contract knows; the last is the innermost
    std::size_t m_skipped = 0;     ///< open elements that it does not know
    bool m_nil = false;
    std::uint8_t m_changes = 0;   ///< of the record: see model::Change
    XmlNode* m_recent = nullptr;  ///< the one that began or ended last, when the contract knows it
    std::vector<XmlValue*> m_joined;
    std::string m_text;
    std::string m_attribute;
    model::Finding m_finding;  ///< the first thing that is wrong with the record; without code: none
    std::uint64_t m_number = 0;
    std::uint64_t m_erased_records = 0;
    bool m_is_erased = false;  ///< the record: what the schema or the contract lacks in it says nothing
    std::uint64_t m_read = 0;  ///< records whose elements were all known to be there or missing
    std::vector<std::string_view> m_row;
    std::vector<std::uint64_t> m_row_seen;
    std::vector<bool> m_ever_seen;
    std::vector<std::string> m_header;
    model::RecordPlace m_first_record;

    std::set<std::string> m_extra;                     ///< paths that the contract does not have
    std::set<std::array<const void*, 3>> m_extra_met;  ///< those already noted, by node and addresses of the name
    std::set<std::string> m_other;                     ///< names of elements beside the records
    bool m_other_namespace = false;         ///< an element there has the name of the records, but not their namespace
    std::vector<model::Finding> m_outside;  ///< violations outside records
    model::ByteAccount m_account;
    std::uint64_t m_open_blank = 0;
    std::uint64_t m_open_markup = 0;
};

}  // namespace tilsig::decode

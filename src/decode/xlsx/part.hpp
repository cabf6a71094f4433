// One XML part of a workbook, read from its member of the archive.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "decode/byte_window.hpp"
#include "decode/xml/sax_parser.hpp"

namespace tilsig::decode {

/// What a part says, by local names: the two editions of the format differ in their namespaces only.
class PartEvents {
public:
    virtual ~PartEvents() = default;
    virtual void start(std::string_view name, const SaxElement& element) = 0;
    virtual void end(std::string_view name) = 0;
    virtual void text(std::string_view piece) = 0;
};

/// The value of the attribute of this local name; "" when there is none.
[[nodiscard]] std::string attribute(const SaxElement& element, std::string_view name);

/// Rule D6 for parts: UTF-8 only, no document type, a tag of at most 64 KiB, at most 64 levels. Trouble is
/// DeliveryRefused with the part and the byte: SYS-E012, SYS-E014, SYS-E015 (cut), SYS-E017 (not
/// well-formed), SYS-E030 (document type).
class PartReader final : private SaxEvents {
public:
    /// `part` names it in messages: "the sheet 'Fylker'". `events` must outlive the reader.
    PartReader(ByteSource source, PartEvents& events, std::string part, std::string shown_name);

    /// Reads on; what is read at a time is bounded by bytes. False when the part has ended, its root closed.
    bool read_more();

private:
    void start(const SaxElement& element) override;
    void end() override;
    void text(std::string_view piece) override;
    void violation(std::string message) override;

    [[nodiscard]] std::size_t whole_markup();
    [[noreturn]] void refuse_part(model::RuleCode code, const std::string& message) const;

    static constexpr std::size_t levels = 64;
    ByteWindow m_window;
    PartEvents& m_events;
    std::string m_part;
    std::string m_shown_name;
    SaxParser m_parser;
    std::array<std::string_view, levels> m_names;  ///< of the open elements
    std::size_t m_depth = 0;                       ///< of what the parser has said
    std::size_t m_markup_depth = 0;                ///< of what it was fed
    bool m_first = true;
};

}  // namespace tilsig::decode

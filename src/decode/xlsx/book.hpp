// A workbook as a package of parts: which kind it is, which sheets it has, and where their XML lies.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "decode/container/zip_archive.hpp"
#include "decode/xlsx/part.hpp"
#include "decode/xlsx/values.hpp"

namespace tilsig::decode {

struct BookSheet {
    std::string name;
    std::string part;         ///< member of the archive
    bool hidden = false;      ///< hidden or "very hidden"
    std::uint32_t index = 0;  ///< 1-based, in the order of the tabs
};

/// Refuses what is no plain .xlsx: workbooks with macros, with a password, of the old .xls kind, binary ones (.xlsb).
class XlsxBook {
public:
    /// `spool` holds the whole delivery and must outlive the book.
    XlsxBook(Spool& spool, const std::string& shown_name, ZipLimits limits = {});

    [[nodiscard]] const std::vector<BookSheet>& sheets() const noexcept { return m_sheets; }
    [[nodiscard]] bool from_1904() const noexcept { return m_from_1904; }
    /// By cell style number (attribute `s` of a cell).
    [[nodiscard]] NumberStyle style(std::uint64_t number) const noexcept {
        return number < m_styles.size() ? m_styles[number] : NumberStyle::plain;
    }
    /// "" when the workbook has none.
    [[nodiscard]] const std::string& strings_part() const noexcept { return m_strings_part; }
    /// The bytes of a part; refused (SYS-E021) when the archive has no such member.
    [[nodiscard]] ByteSource open(const std::string& part);
    /// The parts that say what the workbook is; sheets and strings are others.
    [[nodiscard]] const std::set<std::string>& frame_parts() const noexcept { return m_frame; }
    /// Reads a whole part into `events`; `shown` names it in messages.
    void parse(const std::string& part, PartEvents& events, const std::string& shown);

private:
    struct Relation {
        std::string type;  ///< last word of its URL: worksheet, sharedStrings, styles
        std::string part;
    };
    [[nodiscard]] std::map<std::string, Relation> read_relations(const std::string& part);
    void refuse_kinds();
    void read_sheets(const std::string& part, const std::map<std::string, Relation>& relations);
    void read_styles(const std::string& part);

    std::string m_shown_name;
    ZipArchive m_archive;
    std::vector<BookSheet> m_sheets;
    std::vector<NumberStyle> m_styles;
    std::string m_strings_part;
    std::set<std::string> m_frame;
    bool m_from_1904 = false;
};

/// Throws DeliveryRefused when the bytes are a workbook of another kind than a zip package.
void refuse_other_workbooks(Spool& spool, const std::string& shown_name);

}  // namespace tilsig::decode

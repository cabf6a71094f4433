#include "decode/xlsx/book.hpp"

#include <algorithm>
#include <functional>
#include <set>

#include "base/text.hpp"
#include "decode/codes.hpp"
#include "decode/xlsx/values.hpp"

namespace tilsig::decode {

namespace {

/// Events made of one function for start tags; workbook parts other than sheets and strings need no more.
class StartTags final : public PartEvents {
public:
    using Take = std::function<void(std::string_view name, const SaxElement& element)>;
    explicit StartTags(Take take) : m_take(std::move(take)) {}
    void start(std::string_view name, const SaxElement& element) override { m_take(name, element); }
    void end(std::string_view) override {}
    void text(std::string_view) override {}

private:
    Take m_take;
};

/// The part that `target` means in a relation of a part in `folder` ("" or ending in a slash).
std::string part_of(const std::string& folder, std::string_view written) {
    std::string target(written);
    std::replace(target.begin(), target.end(), '\\', '/');
    if (target.starts_with('/')) return target.substr(1);
    std::string path = folder;
    for (std::size_t begin = 0; begin <= target.size();) {
        const std::size_t end = std::min(target.find('/', begin), target.size());
        const std::string step = target.substr(begin, end - begin);
        if (step == "..") {
            path.resize(path.size() < 2 ? 0 : path.rfind('/', path.size() - 2) + 1);
        } else if (step != "." && !step.empty()) {
            path += step;
            if (end < target.size()) path += '/';
        }
        begin = end + 1;
    }
    return path;
}

std::string folder_of(const std::string& part) { return part.substr(0, part.rfind('/') + 1); }

std::string relations_of(const std::string& part) {
    const std::string folder = folder_of(part);
    return folder + "_rels/" + part.substr(folder.size()) + ".rels";
}

bool is_true(std::string_view value) { return value == "1" || value == "true" || value == "on"; }

}  // namespace

void refuse_other_workbooks(Spool& spool, const std::string& shown_name) {
    std::string head(8, '\0');
    head.resize(spool.read(0, head.data(), head.size()));
    const auto refuse_kind = [&](model::RuleCode code, const std::string& message) {
        refuse({}, refusal(code, {}, message), shown_name);
    };
    if (head.size() > 3 && head[0] == '\x09' &&
        std::string_view("\x00\x02\x04\x08", 4).find(head[1]) != std::string_view::npos)
        refuse_kind(code::other_workbook,
                    "the delivery is a very old workbook (.xls); ask the sender to save it as .xlsx");
    if (head != "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") return;
    // The names in an OLE container are UTF-16; the one of a workbook with a password stands in its directory.
    std::string mark;
    for (const char c : std::string_view("EncryptedPackage")) mark += {c, '\0'};
    std::string window(1U << 20U, '\0');
    for (std::uint64_t at = 0; at < spool.size(); at += window.size() - mark.size()) {
        const std::size_t count = spool.read(at, window.data(), window.size());
        if (std::string_view(window).substr(0, count).find(mark) != std::string_view::npos)
            refuse_kind(code::encrypted, "the workbook is encrypted; ask the sender for one without a password");
        if (count < window.size()) break;
    }
    refuse_kind(code::other_workbook,
                "the delivery is a workbook of the old kind (.xls); ask the sender to save it as .xlsx");
}

XlsxBook::XlsxBook(Spool& spool, const std::string& shown_name, ZipLimits limits)
    : m_shown_name(shown_name), m_archive(spool, shown_name, limits, MemberNames::parts) {
    refuse_kinds();
    std::string book = "xl/workbook.xml";
    for (const auto& [id, relation] : read_relations("_rels/.rels"))
        if (relation.type == "officeDocument") book = relation.part;
    const auto relations = read_relations(relations_of(book));
    for (const auto& [id, relation] : relations) {
        if (relation.type == "sharedStrings") m_strings_part = relation.part;
        if (relation.type == "styles") read_styles(relation.part);
    }
    read_sheets(book, relations);
    for (const auto& part : {std::string("[Content_Types].xml"), std::string("_rels/.rels"), book, relations_of(book)})
        if (m_archive.find(part) != nullptr) m_frame.insert(part);
    for (const auto& [id, relation] : relations)
        if (relation.type == "styles") m_frame.insert(relation.part);
}

ByteSource XlsxBook::open(const std::string& part) {
    const auto* member = m_archive.find(part);
    if (member == nullptr) {
        refuse({}, refusal(code::member, {}, "the workbook has no part '" + display_name(part) + "': it is damaged"),
               m_shown_name);
    }
    return m_archive.open(*member);
}

void XlsxBook::parse(const std::string& part, PartEvents& events, const std::string& shown) {
    PartReader reader(open(part), events, shown, m_shown_name);
    while (reader.read_more()) {
    }
}

void XlsxBook::refuse_kinds() {
    bool macros = false;
    bool binary = false;
    StartTags types([&](std::string_view, const SaxElement& element) {
        const auto type = attribute(element, "ContentType");
        binary = binary || type.find("sheet.binary") != type.npos;  // these are named "macroEnabled" always
        macros = macros || type.find("macroEnabled") != type.npos || type.find("vbaProject") != type.npos;
    });
    if (m_archive.find("mimetype") != nullptr && m_archive.find("content.xml") != nullptr) {
        refuse({},
               refusal(code::other_workbook, {},
                       "the workbook is an OpenDocument one (.ods); ask the sender to save it as .xlsx"),
               m_shown_name);
    }
    if (m_archive.find("[Content_Types].xml") == nullptr) {
        refuse({}, refusal(code::archive, {}, "the zip archive is not a workbook: it has no list of content types"),
               m_shown_name);
    }
    parse("[Content_Types].xml", types, "the content types");
    for (const auto& member : m_archive.members()) macros = macros || member.name.ends_with("vbaProject.bin");
    if (binary) {
        refuse({},
               refusal(code::other_workbook, {},
                       "the workbook is a binary one (.xlsb); ask the sender to save it as .xlsx"),
               m_shown_name);
    }
    if (macros) {
        refuse({},
               refusal(code::other_workbook, {},
                       "the workbook has macros; ask the sender to save it as .xlsx, without them"),
               m_shown_name);
    }
}

std::map<std::string, XlsxBook::Relation> XlsxBook::read_relations(const std::string& part) {
    std::map<std::string, Relation> relations;
    if (m_archive.find(part) == nullptr) return relations;
    // `xl/_rels/workbook.xml.rels` speaks of things below `xl/`.
    const std::string above = folder_of(part).substr(0, folder_of(part).size() - std::string_view("_rels/").size());
    StartTags tags([&](std::string_view name, const SaxElement& element) {
        if (name != "Relationship" || attribute(element, "TargetMode") == "External") return;
        const std::string type(attribute(element, "Type"));
        relations[std::string(attribute(element, "Id"))] = {type.substr(type.rfind('/') + 1),
                                                            part_of(above, attribute(element, "Target"))};
    });
    parse(part, tags, "the relations of the workbook");
    return relations;
}

void XlsxBook::read_sheets(const std::string& part, const std::map<std::string, Relation>& relations) {
    std::set<std::string> names;
    StartTags tags([&](std::string_view name, const SaxElement& element) {
        if (name == "workbookPr") m_from_1904 = is_true(attribute(element, "date1904"));
        if (name != "sheet") return;
        BookSheet sheet;
        sheet.index = static_cast<std::uint32_t>(m_sheets.size() + 1);
        sheet.name = attribute(element, "name");
        const auto state = attribute(element, "state");
        sheet.hidden = !state.empty() && state != "visible";
        const auto relation = relations.find(std::string(attribute(element, "id")));
        if (relation != relations.end() && relation->second.type == "worksheet") sheet.part = relation->second.part;
        if (!names.insert(sheet.name).second) {
            refuse(
                {},
                refusal(code::format, {}, "sheet " + std::to_string(sheet.index) + " has the name of an earlier one"),
                m_shown_name);
        }
        m_sheets.push_back(std::move(sheet));
    });
    parse(part, tags, "the list of sheets");
}

void XlsxBook::read_styles(const std::string& part) {
    std::map<std::uint64_t, NumberStyle> own;  // number formats of the workbook itself
    bool in_cell_styles = false;
    StartTags tags([&](std::string_view name, const SaxElement& element) {
        if (name == "numFmt") {
            if (const auto id = parse_count(attribute(element, "numFmtId")))
                own[*id] = number_style(attribute(element, "formatCode"));
        }
        if (name == "cellXfs" || name == "cellStyleXfs" || name == "cellStyles") in_cell_styles = name == "cellXfs";
        if (name != "xf" || !in_cell_styles) return;
        const std::uint64_t id = parse_count(attribute(element, "numFmtId")).value_or(0);
        const auto declared = own.find(id);
        m_styles.push_back(declared == own.end() ? number_style(id) : declared->second);
    });
    parse(part, tags, "the styles");
}

}  // namespace tilsig::decode

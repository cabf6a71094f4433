#include "decode/first_bytes.hpp"

#include <algorithm>
#include <cstring>

#include "decode/codes.hpp"
#include "decode/formats.hpp"
#include "decode/other_layout.hpp"

namespace tilsig::decode {

namespace {

bool begins(std::string_view text, std::string_view lower_case) noexcept {
    return text.size() >= lower_case.size() &&
           std::equal(lower_case.begin(), lower_case.end(), text.begin(),
                      [](char wanted, char c) { return wanted == (c >= 'A' && c <= 'Z' ? c + 0x20 : c); });
}

std::string_view skip_space(std::string_view text) noexcept {
    return text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
}

bool is_web_page(std::string_view text) noexcept {
    for (const std::string_view start : {"<!doctype html", "<html", "<head", "<body", "<table"}) {
        if (begins(text, start)) return true;
    }
    return false;
}

/// An object or array that begins as only JSON does: `{"`, `{}`, `[{`, `[[`, `["`, `[]`.
bool is_json(std::string_view text) noexcept {
    if (text.empty() || (text[0] != '{' && text[0] != '[')) return false;
    const std::string_view next = skip_space(text.substr(1));
    if (next.empty()) return false;
    return text[0] == '{' ? next[0] == '"' || next[0] == '}'
                          : next[0] == '{' || next[0] == '[' || next[0] == '"' || next[0] == ']';
}

struct Kind {
    model::RuleCode code;
    std::string what, remedy;
};

std::optional<Kind> binary_kind(std::string_view head) {
    if (head.starts_with("PK\x03\x04") || head.starts_with("PK\x05\x06")) {
        if (head.find("application/vnd.oasis.opendocument") != std::string_view::npos)
            return Kind{code::workbook, "an OpenDocument workbook or document (.ods)", ""};
        if (head.find("[Content_Types].xml") != std::string_view::npos || head.find("xl/") != std::string_view::npos)
            return Kind{code::workbook, "an Excel workbook (.xlsx)", ""};
        return Kind{code::other_file, "a zip archive",
                    "ask the sender for the file itself, or agree on `compression: zip`"};
    }
    if (head.starts_with("\xD0\xCF\x11\xE0")) return Kind{code::workbook, "an old Excel workbook (.xls)", ""};
    if (head.starts_with("\x1F\x8B"))
        return Kind{code::other_file, "a gzip archive",
                    "ask the sender for the file itself, or agree on `compression: gzip`"};
    if (head.starts_with("%PDF-"))
        return Kind{code::other_file, "a PDF document", "ask the sender for the file with the data"};
    return std::nullopt;
}

}  // namespace

std::optional<model::Finding> other_kind(std::string_view head, const catalog::Layout& layout) {
    const catalog::Format& format = catalog::format_of(layout);
    const std::string shown(format.shown);
    const Beginning begins_as = decoding_of(layout).begins;
    std::optional<Kind> kind = format.is_text ? binary_kind(head) : std::nullopt;
    if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
    const std::string_view text = skip_space(head);
    const bool page_is_declared = !layout.xml.records.empty() && begins(layout.xml.records.front().local, "html");
    if (kind) {
        if (kind->remedy.empty()) kind->remedy = "ask the sender to save it as " + shown;
    } else if (is_web_page(text) && !page_is_declared) {
        kind = Kind{code::web_page, "a web page (HTML), perhaps of a login or of an error",
                    format.is_text ? "fetch it anew, and look at the address and the sign-in"
                                   : "ask the sender to save the workbook as " + std::string(format.ending)};
    } else if (begins_as != Beginning::xml && begins(text, "<?xml")) {
        const bool workbook = head.find("Excel.Sheet") != std::string_view::npos;
        kind = Kind{workbook ? code::workbook : code::other_file,
                    workbook ? "a workbook saved as XML" : "an XML document", "ask the sender for " + shown};
    } else if (begins_as != Beginning::json && is_json(text)) {
        kind = Kind{code::answer, "JSON, perhaps the error message of a service",
                    "look at what the source answers, and fetch it anew"};
    }
    if (!kind) return std::nullopt;
    model::RecordPlace place;
    place.line = 1;
    return refusal(kind->code, place,
                   "the delivery is " + kind->what + ", the contract says " + shown + "; " + kind->remedy);
}

ByteSource look_at_first_bytes(ByteSource source, const catalog::Contract& contract, const catalog::Layout& layout,
                               std::string shown_name) {
    return [source = std::move(source), &contract, &layout, shown_name = std::move(shown_name), head = std::string(),
            looked = false, given = std::size_t{0}](char* buffer, std::size_t size) mutable {
        if (!looked) {
            looked = true;
            head.resize(first_bytes);
            std::size_t held = 0;
            while (held < head.size()) {  // a source may give its bytes one by one
                const std::size_t got = source(head.data() + held, head.size() - held);
                if (got == 0) break;
                held += got;
            }
            head.resize(held);
            if (auto finding = other_layout(head, contract, layout)) refuse({}, std::move(*finding), shown_name);
            if (auto finding = other_kind(head, layout)) refuse({}, std::move(*finding), shown_name);
        }
        if (given == head.size()) return source(buffer, size);
        const std::size_t count = std::min(size, head.size() - given);
        std::memcpy(buffer, head.data() + given, count);
        given += count;
        return count;
    };
}

}  // namespace tilsig::decode

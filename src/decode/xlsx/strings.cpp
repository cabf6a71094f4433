#include "decode/xlsx/strings.hpp"

#include <cstring>

#include "decode/codes.hpp"
#include "decode/xlsx/values.hpp"

namespace tilsig::decode {

namespace {

constexpr std::size_t pages = 64;  // 1 MiB: a row's strings are mostly the ones of the rows before it

class Reader final : public PartEvents {
public:
    Reader(Spool& texts, Spool& ends, const std::string& shown_name)
        : m_texts(texts), m_ends(ends), m_shown_name(shown_name) {}

    void start(std::string_view name, const SaxElement&) override {
        if (name == "si") m_text.clear();
        if (name == "rPh") m_phonetic = true;
        if (name == "t") m_in_text = !m_phonetic;
    }
    void end(std::string_view name) override {
        if (name == "rPh") m_phonetic = false;
        if (name == "t") m_in_text = false;
        if (name != "si") return;
        unescape(m_text);
        m_texts.write(m_text);
        const std::uint64_t end = m_texts.size();
        m_ends.write({reinterpret_cast<const char*>(&end), sizeof end});
    }
    void text(std::string_view text) override {
        if (!m_in_text) return;
        m_text += text;
        if (m_text.size() <= Limits::cell_bytes) return;
        refuse({},
               refusal(code::limit, {},
                       "string " + std::to_string(m_ends.size() / 8) + " of the workbook is longer than 1 MiB"),
               m_shown_name);
    }

private:
    Spool& m_texts;
    Spool& m_ends;
    const std::string& m_shown_name;
    std::string m_text;
    bool m_phonetic = false;
    bool m_in_text = false;
};

}  // namespace

XlsxStrings::XlsxStrings(XlsxBook& book, const std::filesystem::path& folder, const std::string& shown_name)
    : m_texts(folder, pages), m_ends(folder, pages) {
    if (book.strings_part().empty()) return;
    Reader reader(m_texts, m_ends, shown_name);
    book.parse(book.strings_part(), reader, "the shared strings");
    m_count = m_ends.size() / sizeof(std::uint64_t);
}

void XlsxStrings::append(std::uint64_t number, std::string& text) {
    std::uint64_t bounds[2] = {0, 0};
    if (number == 0) {
        (void)m_ends.read(0, reinterpret_cast<char*>(&bounds[1]), sizeof bounds[1]);
    } else {
        (void)m_ends.read((number - 1) * sizeof bounds[0], reinterpret_cast<char*>(bounds), sizeof bounds);
    }
    const std::size_t before = text.size();
    text.resize(before + static_cast<std::size_t>(bounds[1] - bounds[0]));
    (void)m_texts.read(bounds[0], text.data() + before, text.size() - before);
}

}  // namespace tilsig::decode

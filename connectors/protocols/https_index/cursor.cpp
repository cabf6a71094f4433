#include "cursor.hpp"

#include "sha256.hpp"

namespace tilsig::https_index {

namespace {

constexpr std::size_t host_limit = 4096;
constexpr std::string_view version = "1";
constexpr std::size_t mark_size = 12;

std::string item_mark(const Item& item) { return mark_of(item.name + '\n' + item.sha256); }

/// Takes what stands before the next line break off the front.
std::string_view take_line(std::string_view& text) {
    const auto end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

}  // namespace

std::string mark_of(std::string_view text) {
    Sha256 hash;
    hash.update(text);
    return hash.finish().substr(0, mark_size);
}

Cursor::Cursor(std::string_view text) {
    if (take_line(text) != version) return;
    m_question = take_line(text);
    m_etag = take_line(text);
    for (; text.size() >= mark_size; text.remove_prefix(mark_size)) m_marks.emplace(text.substr(0, mark_size));
}

bool Cursor::has(const Item& item) const { return m_marks.count(item_mark(item)) != 0; }

std::string Cursor::text(const std::string& question, const std::string& etag, const std::vector<Item>& items) {
    const bool plain = etag.size() <= 500 && etag.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos;
    const std::string head = std::string(version) + '\n' + question + '\n' + (plain ? etag : "") + '\n';
    if (head.size() + items.size() * mark_size > host_limit) return head;
    std::string whole = head;
    for (const Item& item : items) whole += item_mark(item);
    return whole;
}

}  // namespace tilsig::https_index

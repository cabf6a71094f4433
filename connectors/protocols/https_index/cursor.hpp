// What has been loaded already: a short mark per item (name and content together), and the ETag of the index.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "index.hpp"

namespace tilsig::https_index {

/// A set of marks, not "the last name" or "the newest date": items that share a date, come late or are corrected cannot
/// be skipped.
class Cursor {
public:
    Cursor() = default;
    /// A cursor that cannot be read counts as none: everything is fetched again, and the loader knows what it has.
    explicit Cursor(std::string_view text);

    [[nodiscard]] const std::string& etag() const noexcept { return m_etag; }
    [[nodiscard]] bool has(const Item& item) const;

    /// The cursor for an index whose every item is loaded. Over the host's 4096 bytes the marks are left out and only
    /// the ETag stays: a changed index then brings all items again, which costs bytes but loses nothing.
    [[nodiscard]] static std::string text(const std::string& question, const std::string& etag,
                                          const std::vector<Item>& items);
    /// The cursor belongs to this question (base, index and item pattern).
    [[nodiscard]] bool answers(const std::string& question) const { return m_question == question; }

private:
    std::string m_question;
    std::string m_etag;
    std::set<std::string, std::less<>> m_marks;
};

/// Twelve hexadecimal digits of SHA-256 over what is given.
[[nodiscard]] std::string mark_of(std::string_view text);

}  // namespace tilsig::https_index

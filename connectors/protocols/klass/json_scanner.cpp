#include "json_scanner.hpp"

namespace tilsig::klass {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

constexpr std::size_t longest_key = 200;

}  // namespace

void JsonScanner::fail(const char* what) {
    if (m_problem.empty()) m_problem = std::string(what) + " at byte " + std::to_string(m_bytes);
}

void JsonScanner::feed(std::string_view bytes) {
    for (const char c : bytes) {
        if (!m_problem.empty()) return;
        ++m_bytes;
        if (m_current != nullptr && m_current->text.size() < m_keep_now) m_current->text += c;
        if (m_in_string) {
            take_in_string(c);
        } else if (!is_blank(c)) {
            take(c);
        }
    }
}

void JsonScanner::take_in_string(char c) {
    const bool is_key = m_depth == 1 && m_expect == Expect::colon;
    if (m_escaped) {
        m_escaped = false;
    } else if (c == '\\') {
        m_escaped = true;
    } else if (c == '"') {
        m_in_string = false;
        return;
    }
    if (is_key) {
        if (m_key.size() >= longest_key) return fail("a key of more than 200 bytes in the root");
        m_key += c;
    }
}

void JsonScanner::take(char c) {
    if (m_closed) return fail("something stands after the end of the document");
    if (m_depth == 0) {
        if (c != '{') return fail("the document is no JSON object; often it is an error page");
        return open(c);
    }
    if (m_depth == 1) {
        switch (m_expect) {
            case Expect::key:
                if (c == '"') {
                    m_key.clear();
                    m_in_string = true;
                    m_expect = Expect::colon;
                } else if (c == '}' && m_members.empty()) {
                    close(c);
                } else {
                    fail("a key is missing");
                }
                return;
            case Expect::colon:
                if (c != ':') return fail("a colon is missing");
                m_expect = Expect::value;
                return;
            case Expect::value:
                if (c == ',' || c == '}' || c == ']' || c == ':') return fail("a value is missing");
                begin_value(c == '[' || c == '{' || c == '"' ? c : 'v');
                if (c == '[' || c == '{') open(c);
                m_in_string = c == '"';
                return;
            case Expect::comma:
                if (c == ',') {
                    m_current->text.pop_back();
                    m_current = nullptr;
                    m_expect = Expect::key;
                } else if (c == '}') {
                    close(c);
                } else if (m_current->kind != 'v') {
                    fail("a comma is missing");
                }
                return;
        }
        return;
    }
    if (m_depth == 2 && c == ',') {
        m_element_open = false;
        return;
    }
    if (c == '}' || c == ']') return close(c);
    if (m_depth == 2) count_element();
    if (c == '{' || c == '[') return open(c);
    m_in_string = c == '"';
}

void JsonScanner::begin_value(char kind) {
    const auto [place, is_new] = m_members.try_emplace(m_key);
    if (!is_new) return fail("a key stands twice in the root");
    m_current = &place->second;
    const auto kept = m_kept.find(m_key);
    m_keep_now = kept == m_kept.end() ? text_kept : kept->second;
    m_current->kind = kind;
    m_current->text.assign(1, kind == 'v' ? ' ' : kind);
    m_expect = Expect::comma;
    m_element_open = false;
}

void JsonScanner::count_element() {
    if (m_element_open) return;
    m_element_open = true;
    ++m_current->elements;
}

void JsonScanner::open(char c) {
    if (m_depth == deepest) return fail("brackets deeper than 64");
    m_open[m_depth++] = c;
    if (m_depth == 1) m_expect = Expect::key;
}

void JsonScanner::close(char c) {
    const char opened = m_open[m_depth - 1];
    if ((opened == '{') != (c == '}')) return fail("a bracket is closed by another one");
    --m_depth;
    if (m_depth == 0) {
        m_closed = true;
        // The root's own bracket stands behind its last member and is none of it.
        if (m_current != nullptr && m_current->text.size() < m_keep_now) m_current->text.pop_back();
        m_current = nullptr;
    }
}

std::string JsonScanner::problem() const {
    if (!m_problem.empty()) return m_problem;
    if (m_bytes == 0) return "the document is empty";
    if (!m_closed) return "the document ends after " + std::to_string(m_bytes) + " bytes before it is closed";
    return {};
}

const RootMember* JsonScanner::member(const std::string& key) const {
    const auto found = m_members.find(key);
    return found == m_members.end() ? nullptr : &found->second;
}

}  // namespace tilsig::klass

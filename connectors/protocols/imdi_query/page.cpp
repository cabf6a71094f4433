#include "page.hpp"

#include "spi/host.hpp"

namespace tilsig::imdi_query {

namespace {

using Json = nlohmann::json;

[[noreturn]] void bad(std::size_t number, const std::string& what) {
    throw spi::Failure(spi::Status::bad_source,
                       "page " + std::to_string(number) + " " + what + "; nothing of the answer is used");
}

/// Past the string that begins at `at`. The text is known to be JSON.
std::size_t after_string(std::string_view text, std::size_t at) {
    for (++at; text[at] != '"'; ++at)
        if (text[at] == '\\') ++at;
    return at + 1;
}

/// The inside of the root's array `data`, byte for byte: a row that is written anew would no longer be what the server
/// said. Empty data when it stands twice or its name is written with escapes.
std::string_view inside_of_data(std::string_view text) {
    std::size_t depth = 0, begin = 0;
    std::string_view found(nullptr, 0);
    bool in_data = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '"') {
            const std::size_t end = after_string(text, at);
            const std::size_t next = text.find_first_not_of(" \t\r\n", end);
            if (depth == 1 && text[next] == ':' && text.substr(at, end - at) == "\"data\"") {
                if (found.data() != nullptr) return {};
                in_data = true;
            }
            at = end - 1;
        } else if (c == '[' || c == '{') {
            if (++depth == 2 && in_data) begin = at + 1;
        } else if (c == ']' || c == '}') {
            if (depth-- == 2 && in_data) {
                found = text.substr(begin, at - begin);
                in_data = false;
            }
        }
    }
    return found;
}

std::string_view without_blanks(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

}  // namespace

Page read_page(std::string_view text, std::size_t number) {
    Json answer = Json::parse(text, nullptr, false);
    if (!answer.is_object()) bad(number, "is no JSON object");
    const auto data = answer.find("data");
    if (data == answer.end() || !data->is_array()) bad(number, "has no array `data`");
    Page page;
    page.bytes = without_blanks(inside_of_data(text));
    page.rows = std::move(*data);
    if (page.bytes.empty() != page.rows.empty()) bad(number, "has `data` twice");
    for (const Json& row : page.rows)
        if (!row.is_object()) bad(number, "holds a row that is no object");
    if (page.rows.size() > rows_of_a_page)
        bad(number, "holds " + std::to_string(page.rows.size()) + " rows where the service gives at most " +
                        std::to_string(rows_of_a_page));
    const auto token = answer.find("continuation");
    if (token == answer.end() || token->is_null()) return page;
    if (!token->is_string() || token->get_ref<const std::string&>().empty())
        bad(number, "has a continuation that is no token");
    page.continuation = token->get<std::string>();
    if (page.rows.empty()) bad(number, "is empty and promises another page");
    return page;
}

}  // namespace tilsig::imdi_query

#include "index.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "spi/connector.hpp"

namespace tilsig::https_index {

namespace {

using Json = nlohmann::json;
using spi::Failure;
using spi::Status;

constexpr std::size_t most_items = 100000;

[[noreturn]] void bad(std::size_t number, const std::string& what) {
    throw Failure(Status::bad_source, "index, item " + std::to_string(number) + ": " + what);
}

std::string text_of(const Json& item, const char* key, std::size_t number, bool required) {
    const auto found = item.find(key);
    if (found == item.end() || found->is_null()) {
        if (required) bad(number, std::string("has no '") + key + "'");
        return {};
    }
    if (!found->is_string()) bad(number, std::string("'") + key + "' is no text");
    return found->get<std::string>();
}

// A media type may have 127 characters on either side of its slash (RFC 6838); the one of a workbook has 65 in all.
bool is_header_text(std::string_view text, std::size_t longest) {
    return text.size() <= longest && std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

Item read_item(const Json& entry, std::size_t number) {
    if (!entry.is_object()) bad(number, "is no object");
    Item item;
    item.name = text_of(entry, "name", number, true);
    if (!is_safe_name(item.name))
        bad(number, "its name is empty, longer than 200 bytes, or holds a slash or control byte");
    const auto length = entry.find("length");
    if (length == entry.end() || !length->is_number_unsigned()) bad(number, "'length' is no whole number of bytes");
    item.length = length->get<std::uint64_t>();
    item.sha256 = text_of(entry, "sha256", number, true);
    for (char& c : item.sha256) c = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    if (item.sha256.size() != 64 || item.sha256.find_first_not_of("0123456789abcdef") != std::string::npos) {
        bad(number, "'sha256' is not 64 hexadecimal digits");
    }
    item.media_type = text_of(entry, "type", number, false);
    item.charset = text_of(entry, "charset", number, false);
    if (!is_header_text(item.media_type, 255) || !is_header_text(item.charset, 64))
        bad(number, "'type' or 'charset' is no short plain word");
    return item;
}

}  // namespace

bool is_safe_name(std::string_view name) {
    if (name.empty() || name.size() > 200 || name == "." || name == "..") return false;
    return std::none_of(name.begin(), name.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20U || byte == 0x7FU || c == '/' || c == '\\';
    });
}

bool is_named(std::string_view name, std::string_view pattern) {
    const std::size_t star = pattern.find('*');
    if (star == std::string_view::npos) return name == pattern;
    const std::string_view begin = pattern.substr(0, star), end = pattern.substr(star + 1);
    return name.size() >= begin.size() + end.size() && name.starts_with(begin) && name.ends_with(end);
}

std::vector<Item> read_index(std::string_view json) {
    const Json root = Json::parse(json, nullptr, false);
    if (root.is_discarded())
        throw Failure(Status::bad_source, "the index is no complete JSON document; nothing of it is used");
    const auto list = root.is_object() ? root.find("items") : root.end();
    if (!root.is_object() || list == root.end() || !list->is_array()) {
        throw Failure(Status::bad_source, "the index has no list 'items'; is the address right?");
    }
    if (list->size() > most_items) throw Failure(Status::bad_source, "the index lists more than 100000 items");
    const auto count = root.find("count");
    if (count != root.end() && (!count->is_number_unsigned() || count->get<std::uint64_t>() != list->size())) {
        throw Failure(Status::bad_source,
                      "the index says 'count' and lists " + std::to_string(list->size()) + " items; they differ");
    }
    std::vector<Item> items;
    std::set<std::string> names;
    for (const Json& entry : *list) {
        items.push_back(read_item(entry, items.size() + 1));
        if (!names.insert(items.back().name).second) bad(items.size(), "its name stands twice in the index");
    }
    return items;
}

}  // namespace tilsig::https_index

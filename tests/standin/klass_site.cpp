#include "standin/klass_site.hpp"

#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/text.hpp"

namespace tilsig::standin {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* open_end = "9999-12-31";
constexpr const char* open_start = "0001-01-01";

std::string text_or(const Json& row, const char* key, const char* fallback) {
    const auto found = row.find(key);
    return found == row.end() || found->is_null() ? fallback : found->get<std::string>();
}

/// [from, to) of the question; KLASS counts the start in and the end out.
struct Range {
    std::string from, to;
    [[nodiscard]] bool meets(const Json& row) const {
        return text_or(row, "validFrom", open_start) < to && text_or(row, "validTo", open_end) > from;
    }
};

Json code_row(const Json& row) {
    return {{"code", row.at("code")}, {"parentCode", nullptr},  {"level", "1"},         {"name", row.at("name")},
            {"shortName", ""},        {"presentationName", ""}, {"validFrom", nullptr}, {"validTo", nullptr}};
}

Json codes_in(const Json& data, const Range& range) {
    Json rows = Json::array();
    for (const Json& row : data.at("codes")) {
        if (!range.meets(row)) continue;
        Json out = code_row(row);
        const std::string start = std::max(text_or(row, "validFrom", open_start), range.from);
        const std::string end = std::min(text_or(row, "validTo", open_end), range.to);
        out["validFromInRequestedRange"] = start;
        out["validToInRequestedRange"] = end == open_end ? Json(nullptr) : Json(end);
        out["notes"] = "";
        rows.push_back(std::move(out));
    }
    return {{"codes", std::move(rows)}};
}

Json codes_at(const Json& data, const std::string& date) {
    Json rows = Json::array();
    for (const Json& row : data.at("codes")) {
        if (text_or(row, "validFrom", open_start) > date || text_or(row, "validTo", open_end) <= date) continue;
        Json out = code_row(row);
        out["notes"] = "";
        rows.push_back(std::move(out));
    }
    return {{"codes", std::move(rows)}};
}

Json changes_in(const Json& data, const Range& range) {
    Json rows = Json::array();
    for (const Json& row : data.value("changes", Json::array())) {
        const std::string date = row.at("changeOccurred");
        if (date < range.from || date >= range.to) continue;
        rows.push_back({{"oldCode", row.at("oldCode")},
                        {"oldName", row.at("oldName")},
                        {"oldShortName", ""},
                        {"newCode", row.at("newCode")},
                        {"newName", row.at("newName")},
                        {"newShortName", ""},
                        {"changeOccurred", date}});
    }
    return {{"codeChanges", std::move(rows)}};
}

Json correspondence_in(const Json& table, const Range& range) {
    Json rows = Json::array();
    for (const Json& row : table) {
        if (!range.meets(row)) continue;
        rows.push_back({{"sourceCode", row.at("sourceCode")},
                        {"sourceName", row.at("sourceName")},
                        {"sourceShortName", ""},
                        {"targetCode", row.at("targetCode")},
                        {"targetName", row.at("targetName")},
                        {"targetShortName", ""},
                        {"validFrom", row.at("validFrom")},
                        {"validTo", row.at("validTo")}});
    }
    return {{"correspondenceItems", std::move(rows)}};
}

/// UTF-8 to ISO-8859-1; what does not exist there becomes '?', as the service does it.
std::string to_latin1(const std::string& text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte < 0x80U) {
            result += text[i];
        } else if ((byte == 0xC2U || byte == 0xC3U) && i + 1 < text.size()) {
            result += static_cast<char>(((byte & 0x03U) << 6U) | (static_cast<unsigned char>(text[++i]) & 0x3FU));
        } else if (byte >= 0xC0U) {
            result += '?';  // the continuation bytes that follow match no branch and vanish
        }
    }
    return result;
}

/// All strings quoted, null is nothing between separators.
std::string as_csv(const Json& rows) {
    std::string out;
    if (rows.empty()) return out;
    for (const auto& [name, ignored] : rows.front().items()) out += (out.empty() ? "" : ",") + name;
    out += '\n';
    for (const Json& row : rows) {
        bool first = true;
        for (const auto& cell : row) {
            if (!first) out += ',';
            first = false;
            if (!cell.is_null()) out += '"' + cell.get<std::string>() + '"';
        }
        out += '\n';
    }
    return out;
}

Response in_wanted_form(const Request& request, const Json& answer) {
    const std::string accept = request.header("accept");
    if (accept.find("application/json") != std::string::npos) return json_response(200, answer.dump());
    if (accept.find("text/csv") != std::string::npos) {
        const std::string csv = as_csv(answer.front());
        if (accept.find("UTF-8") != std::string::npos) return {200, "text/csv;charset=UTF-8", csv};
        return {200, "text/csv;charset=ISO-8859-1", to_latin1(csv)};
    }
    return {200, "application/xml;charset=UTF-8", "<?xml version=\"1.0\" encoding=\"UTF-8\"?><list/>"};
}

Response error(int status, const std::string& message) {
    return json_response(status, Json{{"message", message}}.dump());
}

std::optional<Response> answer(const std::filesystem::path& data, const Request& request) {
    const auto rest = below(request.path, "/api/klass/v1/classifications/");
    if (!rest) return std::nullopt;
    const auto slash = rest->find('/');
    const std::string id = rest->substr(0, slash);
    const std::string what = slash == std::string::npos ? "" : rest->substr(slash + 1);
    const std::filesystem::path file = data / "klass" / (id + ".json");
    if (id.find_first_not_of("0123456789") != std::string::npos || !std::filesystem::exists(file)) {
        return error(404, "Classification not found with id " + id);
    }
    const Json classification = Json::parse(read_file(file));
    if (what.empty()) {
        return json_response(
            200, Json{{"name", classification.at("name")}, {"classificationType", "Klassifikasjon"}}.dump());
    }
    if (what == "codesAt") {
        const std::string date = request.parameter("date");
        if (date.size() != 10) return error(400, "date is required as yyyy-MM-dd");
        return in_wanted_form(request, codes_at(classification, date));
    }
    Range range{request.parameter("from"), request.parameter("to")};
    if (range.from.size() != 10) return error(400, "from is required as yyyy-MM-dd");
    if (range.to.empty()) range.to = open_end;
    if (what == "codes") return in_wanted_form(request, codes_in(classification, range));
    if (what == "changes") return in_wanted_form(request, changes_in(classification, range));
    if (what == "corresponds") {
        const auto table = classification.find("corresponds-" + request.parameter("targetClassificationId"));
        if (table == classification.end()) return error(404, "no correspondence table");
        return in_wanted_form(request, correspondence_in(*table, range));
    }
    return error(404, "no such resource");
}

}  // namespace

Site klass_site(const std::filesystem::path& data) {
    return [data](const Request& request) { return answer(data, request); };
}

}  // namespace tilsig::standin

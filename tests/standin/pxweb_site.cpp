#include "standin/pxweb_site.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/files.hpp"

namespace tilsig::standin {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t cell_limit = 800000;

struct ParameterError {};

/// The codes of a dimension in the order of its index.
std::vector<std::string> codes_of(const Json& dimension) {
    const Json& index = dimension.at("category").at("index");
    std::vector<std::string> codes(index.size());
    for (const auto& [code, position] : index.items()) codes.at(position.get<std::size_t>()) = code;
    return codes;
}

Json metadata(const Json& dataset) {
    Json variables = Json::array();
    for (const std::string id : dataset.at("id")) {
        const Json& dimension = dataset.at("dimension").at(id);
        Json variable{{"code", id},
                      {"text", dimension.at("label")},
                      {"values", codes_of(dimension)},
                      {"valueTexts", Json::array()}};
        for (const std::string& code : codes_of(dimension)) {
            variable["valueTexts"].push_back(dimension.at("category").at("label").at(code));
        }
        if (id == "Tid") variable["time"] = true;
        variables.push_back(std::move(variable));
    }
    return {{"title", dataset.at("label")}, {"variables", std::move(variables)}};
}

/// Which positions of each dimension the query picks, in the order it names them.
std::vector<std::vector<std::size_t>> selection(const Json& dataset, const Json& query) {
    std::vector<std::vector<std::size_t>> picked;
    for (const std::string id : dataset.at("id")) {
        const std::vector<std::string> codes = codes_of(dataset.at("dimension").at(id));
        std::vector<std::size_t> positions;
        const auto wanted = std::find_if(query.begin(), query.end(), [&](const Json& q) { return q.at("code") == id; });
        if (wanted == query.end()) {
            for (std::size_t i = 0; i < codes.size(); ++i) positions.push_back(i);
        } else if (wanted->at("selection").at("filter") == "all") {
            for (const std::string pattern : wanted->at("selection").at("values"))
                for (std::size_t i = 0; i < codes.size(); ++i)
                    if (fnmatch(pattern.c_str(), codes[i].c_str(), 0) == 0) positions.push_back(i);
        } else {
            if (wanted->at("selection").at("filter") != "item") throw ParameterError{};
            for (const std::string code : wanted->at("selection").at("values")) {
                const auto found = std::find(codes.begin(), codes.end(), code);
                if (found == codes.end()) throw ParameterError{};
                positions.push_back(static_cast<std::size_t>(found - codes.begin()));
            }
        }
        if (positions.empty()) throw ParameterError{};
        picked.push_back(std::move(positions));
    }
    return picked;
}

Json subset(const Json& dataset, const std::vector<std::vector<std::size_t>>& picked) {
    Json result = dataset;
    const std::vector<std::size_t> full = dataset.at("size");
    std::size_t dimension_number = 0;
    for (const std::string id : dataset.at("id")) {
        const auto codes = codes_of(dataset.at("dimension").at(id));
        Json index = Json::object();
        Json label = Json::object();
        for (const std::size_t position : picked[dimension_number]) {
            const std::string& code = codes[position];
            index[code] = index.size();
            label[code] = dataset.at("dimension").at(id).at("category").at("label").at(code);
        }
        result["dimension"][id]["category"]["index"] = std::move(index);
        result["dimension"][id]["category"]["label"] = std::move(label);
        result["size"][dimension_number] = picked[dimension_number].size();
        ++dimension_number;
    }
    Json values = Json::array();
    Json statuses = Json::object();
    const Json known_status = dataset.value("status", Json::object());
    std::vector<std::size_t> counter(picked.size(), 0);
    for (bool more = true; more;) {
        std::size_t flat = 0;
        for (std::size_t d = 0; d < picked.size(); ++d) flat = flat * full[d] + picked[d][counter[d]];
        if (const auto status = known_status.find(std::to_string(flat)); status != known_status.end()) {
            statuses[std::to_string(values.size())] = *status;
        }
        values.push_back(dataset.at("value").at(flat));
        more = false;
        for (std::size_t d = picked.size(); d-- > 0 && !more;) {
            more = ++counter[d] < picked[d].size();
            if (!more) counter[d] = 0;
        }
    }
    result["value"] = std::move(values);
    if (result.contains("status")) result["status"] = std::move(statuses);
    return result;
}

Response select(const Json& dataset, const std::string& body) {
    try {
        const Json query = Json::parse(body);
        if (query.at("response").at("format") != "json-stat2") throw ParameterError{};
        const auto picked = selection(dataset, query.at("query"));
        std::size_t cells = 1;
        for (const auto& positions : picked) cells *= positions.size();
        if (cells > cell_limit) return json_response(403, R"({"error":"Too many values selected"})");
        return json_response(200, subset(dataset, picked).dump());
    } catch (const Json::exception&) {
        return json_response(400, R"({"error":"Parameter error"})");
    } catch (const ParameterError&) {
        return json_response(400, R"({"error":"Parameter error"})");
    }
}

}  // namespace

Site pxweb_site(const std::filesystem::path& data) {
    return [data](const Request& request) -> std::optional<Response> {
        const auto rest = below(request.path, "/api/v0/");
        if (!rest) return std::nullopt;
        const auto last = rest->rfind("/table/");
        const std::string id = last == std::string::npos ? "" : rest->substr(last + 7);
        const std::filesystem::path file = data / "pxweb" / (id + ".json");
        if (id.empty() || id.find_first_not_of("0123456789") != std::string::npos || !std::filesystem::exists(file)) {
            return json_response(404, R"({"error":"Table not found"})");
        }
        const Json dataset = Json::parse(read_file(file));
        return request.method == "POST" ? select(dataset, request.body) : json_response(200, metadata(dataset).dump());
    };
}

}  // namespace tilsig::standin

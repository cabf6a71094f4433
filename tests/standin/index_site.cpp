#include "standin/index_site.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/hash.hpp"

namespace tilsig::standin {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

std::string type_of(const std::filesystem::path& file) {
    if (file.extension() == ".xlsx") return workbook;
    if (file.extension() == ".csv") return "text/csv;charset=UTF-8";
    if (file.extension() == ".json") return "application/json;charset=UTF-8";
    if (file.extension() == ".xml") return "application/xml";
    return "application/octet-stream";
}

Response list_of(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        // A hidden file keeps the folder of a source that has published nothing.
        const bool hidden = entry.path().filename().string().starts_with('.');
        if (entry.is_regular_file() && !hidden) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    Json items = Json::array();
    for (const auto& file : files) {
        const std::string bytes = read_file(file);
        items.push_back({{"name", file.filename().string()}, {"length", bytes.size()}, {"sha256", sha256_hex(bytes)}});
        if (file.extension() == ".xlsx") {
            items.back()["type"] = workbook;
        } else if (file.extension() == ".xml" || file.extension() == ".json") {
            items.back()["type"] = file.extension() == ".xml" ? "application/xml" : "application/json";
        } else {
            items.back()["type"] = "text/csv";
            items.back()["charset"] = "utf-8";
        }
    }
    const std::size_t count = items.size();
    return json_response(200, Json{{"count", count}, {"items", std::move(items)}}.dump());
}

}  // namespace

Site index_site(const std::filesystem::path& data) {
    return [data](const Request& request) -> std::optional<Response> {
        const auto rest = below(request.path, "/index/");
        if (!rest) return std::nullopt;
        const auto slash = rest->find('/');
        const std::string site = rest->substr(0, slash);
        const std::string name = slash == std::string::npos ? "" : rest->substr(slash + 1);
        const std::filesystem::path folder = data / "index" / site;
        const bool plain = site.find("..") == std::string::npos && name.find('/') == std::string::npos && name != "..";
        if (!plain || !std::filesystem::is_directory(folder)) return Response{404, "text/plain", "no such site\n"};
        if (name == "index.json") return list_of(folder);
        if (name.empty() || !std::filesystem::is_regular_file(folder / name))
            return Response{404, "text/plain", "no such item\n"};
        return Response{200, type_of(name), read_file(folder / name)};
    };
}

}  // namespace tilsig::standin

#include "standin/lacking.hpp"

#include <nlohmann/json.hpp>

namespace tilsig::standin {

using Json = nlohmann::ordered_json;

std::string without_one_category(const std::string& document, bool newest) {
    Json dataset = Json::parse(document, nullptr, false);
    if (!dataset.is_object() || !dataset.contains("size") || !dataset.contains("dimension")) return document;
    const std::size_t number = newest ? dataset.at("size").size() - 1 : 0;
    const std::size_t size = dataset.at("size").at(number);
    const std::size_t dropped = newest ? size - 1 : 0;
    std::size_t stride = 1;
    for (std::size_t d = number + 1; d < dataset.at("size").size(); ++d)
        stride *= dataset["size"][d].get<std::size_t>();

    Json& category = dataset["dimension"][dataset.at("id").at(number).get<std::string>()]["category"];
    Json index = Json::object();
    for (const auto& [code, position] : category.at("index").items()) {
        if (position.get<std::size_t>() == dropped) {
            category["label"].erase(code);
        } else {
            index[code] = index.size();
        }
    }
    category["index"] = std::move(index);
    dataset["size"][number] = size - 1;
    Json values = Json::array();
    Json statuses = Json::object();
    const Json known = dataset.value("status", Json::object());
    for (std::size_t flat = 0; flat < dataset.at("value").size(); ++flat) {
        if (flat / stride % size == dropped) continue;
        if (const auto status = known.find(std::to_string(flat)); status != known.end())
            statuses[std::to_string(values.size())] = *status;
        values.push_back(dataset["value"][flat]);
    }
    dataset["value"] = std::move(values);
    if (dataset.contains("status")) dataset["status"] = std::move(statuses);
    return dataset.dump();
}

}  // namespace tilsig::standin

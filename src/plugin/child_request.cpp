#include "plugin/child_request.hpp"

#include <cstring>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/text.hpp"

namespace tilsig::plugin {

namespace {

using nlohmann::json;

constexpr int request_version = 2;

void demand_utf8(std::string_view value, const std::string& what) {
    if (find_invalid_utf8(value) == std::string_view::npos) return;
    throw Error(ErrorKind::configuration, what + " is not UTF-8 text").remedy("store it as text, for instance base64");
}

const char* name_of(ChildMode mode) noexcept {
    switch (mode) {
        case ChildMode::fetch: return "fetch";
        case ChildMode::acknowledge: return "acknowledge";
        case ChildMode::check: return "check";
        case ChildMode::describe: return "describe";
        case ChildMode::survey: return "survey";
    }
    return "fetch";
}

ChildMode mode_of(const std::string& name) {
    for (const auto mode :
         {ChildMode::fetch, ChildMode::acknowledge, ChildMode::check, ChildMode::describe, ChildMode::survey}) {
        if (name == name_of(mode)) return mode;
    }
    throw Error(ErrorKind::internal, "request with unknown mode");
}

}  // namespace

void wipe(std::string& text) noexcept {
    if (!text.empty()) explicit_bzero(text.data(), text.size());
    text.clear();
}

std::string encode(const ChildRequest& request) {
    json document;
    document["version"] = request_version;
    document["mode"] = name_of(request.mode);
    document["library"] = request.library;
    document["feed"] = request.feed;
    document["sender"] = request.sender;
    document["period"] = request.period;
    if (request.cursor) {
        demand_utf8(*request.cursor, "the stored cursor");
        document["cursor"] = *request.cursor;
    }
    document["look_only"] = request.look_only;
    for (const auto& [name, value] : request.options) {
        demand_utf8(name + value, "option " + display_name(name));
        document["options"][name] = value;
    }
    for (const auto& [name, value] : request.siblings) {
        demand_utf8(name + value, "option " + display_name(name));
        document["siblings"][name] = value;
    }
    document["limits"] = {{"memory", request.limits.memory},
                          {"cpu", request.limits.cpu.count()},
                          {"deadline", request.limits.deadline.count()},
                          {"delivery_bytes", request.limits.delivery_bytes},
                          {"open_files", request.limits.open_files}};
    for (const auto& [name, secret] : request.secrets) {
        demand_utf8(secret.reveal(), "secret " + display_name(name));
        document["secrets"][name] = std::string(secret.reveal());
    }
    std::string text = document.dump();
    if (!request.secrets.empty()) {
        for (auto& value : document["secrets"]) wipe(value.get_ref<std::string&>());
    }
    return text;
}

ChildRequest decode(std::string_view document) {
    ChildRequest request;
    try {
        json parsed = json::parse(document);
        if (parsed.at("version").get<int>() != request_version) {
            throw Error(ErrorKind::internal, "request of another version")
                .remedy("install tilsig and tilsig-fetch together");
        }
        request.mode = mode_of(parsed.at("mode").get<std::string>());
        request.library = parsed.at("library").get<std::string>();
        request.feed = parsed.at("feed").get<std::string>();
        request.sender = parsed.at("sender").get<std::string>();
        request.period = parsed.at("period").get<std::string>();
        if (parsed.contains("cursor")) request.cursor = parsed.at("cursor").get<std::string>();
        request.look_only = parsed.at("look_only").get<bool>();
        if (parsed.contains("options"))
            request.options = parsed.at("options").get<std::map<std::string, std::string>>();
        if (parsed.contains("siblings"))
            request.siblings = parsed.at("siblings").get<std::map<std::string, std::string>>();
        const json& limits = parsed.at("limits");
        request.limits.memory = limits.at("memory").get<std::uint64_t>();
        request.limits.cpu = std::chrono::seconds(limits.at("cpu").get<std::int64_t>());
        request.limits.deadline = std::chrono::seconds(limits.at("deadline").get<std::int64_t>());
        request.limits.delivery_bytes = limits.at("delivery_bytes").get<std::uint64_t>();
        request.limits.open_files = limits.at("open_files").get<int>();
        if (parsed.contains("secrets")) {
            for (auto& [name, value] : parsed.at("secrets").items()) {
                auto& text = value.get_ref<std::string&>();
                request.secrets.emplace(name, Secret(text));
                wipe(text);
            }
        }
    } catch (const json::exception&) {
        // The library's own text quotes the input, which may be a secret.
        throw Error(ErrorKind::internal, "standard input holds no request")
            .remedy("tilsig starts tilsig-fetch by itself");
    }
    return request;
}

}  // namespace tilsig::plugin

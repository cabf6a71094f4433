#include "land/manifest.hpp"

#include <charconv>

#include <sodium.h>
#include <nlohmann/json.hpp>

#include "base/hash.hpp"

namespace tilsig::land {
namespace {

using Json = nlohmann::ordered_json;
constexpr const char* schema = "tilsig.landing/1";

std::string to_base64(std::string_view bytes) {
    std::string out(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                      sodium_base64_VARIANT_ORIGINAL);
    out.pop_back();  // the terminating zero that libsodium writes
    return out;
}

std::string from_base64(const std::string& text) {
    std::string out(text.size(), '\0');
    std::size_t length = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(), text.size(), nullptr,
                          &length, nullptr, sodium_base64_VARIANT_ORIGINAL) != 0) {
        throw std::invalid_argument("base64");
    }
    out.resize(length);
    return out;
}

constexpr std::string_view lacks_mark = ", lacks=";

/// A proof without counts is written as one text: so were all of them once, and the wrapping of a manifest
/// authenticates the very text it was made with.
Json written(const model::Proof& proof) {
    if (proof.expected.empty() && proof.found.empty())
        return proof.lacks.empty() ? proof.kind : proof.kind + std::string(lacks_mark) + proof.lacks;
    return Json{{"kind", proof.kind}, {"expected", proof.expected}, {"found", proof.found}, {"lacks", proof.lacks}};
}

model::Proof read_proof(const Json& content) {
    if (content.is_string()) {
        const auto text = content.get<std::string>();
        const auto at = text.find(lacks_mark);
        if (at == std::string::npos) return {text};
        return {text.substr(0, at), "", "", text.substr(at + lacks_mark.size())};
    }
    return {content.at("kind").get<std::string>(), content.at("expected").get<std::string>(),
            content.at("found").get<std::string>(), content.at("lacks").get<std::string>()};
}

Json written(const std::vector<model::RecordPlace>& places) {
    Json list = Json::array();
    for (const auto& place : places)
        list.push_back({place.line, place.column, place.offset, place.length, place.sheet});
    return list;
}

std::vector<model::RecordPlace> read_places(const Json& list) {
    std::vector<model::RecordPlace> places;
    for (const auto& each : list) {
        model::RecordPlace place;
        each.at(0).get_to(place.line);
        each.at(1).get_to(place.column);
        each.at(2).get_to(place.offset);
        each.at(3).get_to(place.length);
        each.at(4).get_to(place.sheet);
        places.push_back(place);
    }
    return places;
}

Json fields(const StoredManifest& stored) {
    const Manifest& manifest = stored.manifest;
    Json content{{"schema", schema},
                 {"delivery", manifest.delivery},
                 {"unit", manifest.unit},
                 {"bytes", manifest.bytes},
                 {"outside_name", to_base64(stored.sealed_name)},
                 {"media_type", manifest.media_type},
                 {"charset", manifest.charset},
                 {"proof", written(manifest.proof)},
                 {"received_at", manifest.received_at},
                 {"retention", manifest.retention},
                 {"chunk_bytes", manifest.chunk_bytes},
                 {"key_id", manifest.key_id},
                 {"derived_from", manifest.derived_from}};
    // Only where there are some: the wrapping of older manifests authenticates their text without.
    if (!manifest.erased_at.empty())
        content["erased"] = {{"at", manifest.erased_at}, {"records", written(manifest.erased)}};
    return content;
}

std::string check_sum(const Json& content) { return sha256_hex(content.dump()).substr(0, 32); }

}  // namespace

std::string StoredManifest::bound() const { return fields(*this).dump(); }

std::string StoredManifest::text() const {
    Json content = fields(*this);
    content["data_key"] = to_base64(wrapped_key);
    content["check"] = check_sum(content);
    return content.dump(1) + "\n";
}

StoredManifest parse_manifest(std::string_view text, const std::string& path) {
    const auto damaged = [&](const std::string& how) {
        return Error(ErrorKind::storage, "the manifest of a landed delivery is damaged (" + how + ")")
            .at({path})
            .remedy("restore the file from a backup; without it the delivery cannot be opened")
            .code("landing-damaged");
    };
    Json content = Json::parse(text, nullptr, false);
    if (!content.is_object()) throw damaged("not JSON");
    try {
        if (const std::string found = content.at("schema").get<std::string>(); found != schema) {
            if (!found.starts_with("tilsig.landing/")) throw damaged("unknown schema");
            throw Error(ErrorKind::state, "the manifest was written by another version of this program (" + found + ")")
                .at({path})
                .remedy("use the program version that wrote it, or newer");
        }
        const std::string check = content.at("check").get<std::string>();
        content.erase("check");
        if (check != check_sum(content)) throw damaged("check sum differs");
        StoredManifest stored;
        Manifest& manifest = stored.manifest;
        content.at("delivery").get_to(manifest.delivery);
        content.at("unit").get_to(manifest.unit);
        content.at("bytes").get_to(manifest.bytes);
        content.at("media_type").get_to(manifest.media_type);
        content.at("charset").get_to(manifest.charset);
        manifest.proof = read_proof(content.at("proof"));
        content.at("received_at").get_to(manifest.received_at);
        content.at("retention").get_to(manifest.retention);
        content.at("chunk_bytes").get_to(manifest.chunk_bytes);
        content.at("key_id").get_to(manifest.key_id);
        content.at("derived_from").get_to(manifest.derived_from);
        if (content.contains("erased")) {
            content.at("erased").at("at").get_to(manifest.erased_at);
            manifest.erased = read_places(content.at("erased").at("records"));
        }
        stored.sealed_name = from_base64(content.at("outside_name").get<std::string>());
        stored.wrapped_key = from_base64(content.at("data_key").get<std::string>());
        return stored;
    } catch (const nlohmann::json::exception&) {
        throw damaged("a field is missing or has another type");
    } catch (const std::invalid_argument&) {
        throw damaged("a field is not base64");
    }
}

std::optional<std::chrono::seconds> retention_length(std::string_view retention) {
    if (retention == "keep") return std::nullopt;
    std::int64_t count = 0;
    const char* end = retention.data() + retention.size();
    const auto [stop, problem] = std::from_chars(retention.data(), end, count);
    const std::int64_t unit = stop + 1 != end ? 0
                              : *stop == 's'  ? 1
                              : *stop == 'm'  ? 60
                              : *stop == 'h'  ? 3600
                              : *stop == 'd'  ? 86400
                                              : 0;
    constexpr std::int64_t longest = 200 * 366;  // days; also keeps the product far from overflow
    if (problem != std::errc{} || unit == 0 || count <= 0 || count > longest * 86400 / unit) {
        throw Error(ErrorKind::configuration, "'" + std::string(retention) + "' is not a retention class")
            .remedy("write a count of days such as 90d, or keep");
    }
    return std::chrono::seconds{count * unit};
}

}  // namespace tilsig::land

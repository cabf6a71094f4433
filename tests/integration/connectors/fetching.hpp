// One fetch of a real connector in a real fetch child against the stand-in.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "fetch/fetch.hpp"
#include "standin/process.hpp"

namespace tilsig::test {

struct Delivered {
    std::string name, media_type, charset, bytes;
    model::Proof proof{};
};

struct KeepingSink final : fetch::DeliverySink {
    std::vector<Delivered> deliveries;
    bool abandoned = false;

    void begin(std::string_view name, std::string_view media_type, std::string_view charset) override {
        deliveries.push_back({std::string(name), std::string(media_type), std::string(charset), "", ""});
    }
    void write(std::string_view bytes) override { deliveries.back().bytes += bytes; }
    void end(const model::Proof& proof) override { deliveries.back().proof = proof; }
    void restart() override { deliveries.pop_back(); }
    void abandon() noexcept override { abandoned = true; }
};

struct Fetched {
    fetch::FetchResult result;
    std::vector<Delivered> deliveries;
    bool abandoned = false;
};

/// `options` without ca_file: the stand-in's is added.
inline Fetched fetch_with(const StandIn& stand_in, const std::string& protocol,
                          std::map<std::string, std::string> options, const std::optional<std::string>& cursor = {},
                          const std::string& period = "2008") {
    catalog::Source source;
    source.name = "ssb";
    source.protocol = protocol;
    source.options = std::move(options);
    source.options["ca_file"] = stand_in.ca_file();
    source.limits.deadline = std::chrono::seconds(60);
    fetch::FetchRequest request;
    request.program = TILSIG_BINARY_DIR "/lib/tilsig/tilsig-fetch";
    request.connector = TILSIG_BINARY_DIR "/lib/tilsig/connectors/" + protocol + ".so";
    request.source = &source;
    request.unit = {"ssb.municipality", "ssb", period};
    request.cursor = cursor;
    KeepingSink sink;
    Fetched fetched;
    fetched.result = fetch::run_fetch(request, sink, Logger::silent());
    fetched.deliveries = std::move(sink.deliveries);
    fetched.abandoned = sink.abandoned;
    return fetched;
}

/// A survey of the same source, whose newest period is 2008.
inline fetch::FetchResult survey_with(const StandIn& stand_in, const std::string& protocol,
                                      std::map<std::string, std::string> options, const std::string& sender,
                                      fetch::SurveySink& sink) {
    catalog::Source source;
    source.name = "ssb";
    source.protocol = protocol;
    source.options = std::move(options);
    source.options["ca_file"] = stand_in.ca_file();
    fetch::FetchRequest request;
    request.program = TILSIG_BINARY_DIR "/lib/tilsig/tilsig-fetch";
    request.connector = TILSIG_BINARY_DIR "/lib/tilsig/connectors/" + protocol + ".so";
    request.source = &source;
    request.unit = {"ssb.municipality", sender, "2008"};
    return fetch::run_survey(request, sink, Logger::silent());
}

inline const StandIn& shared_stand_in() {
    static const StandIn shared;
    return shared;
}

}  // namespace tilsig::test

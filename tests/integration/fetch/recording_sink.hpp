// A sink that remembers what it was told, and a way to start one fetch of a bad connector.
#pragma once

#include <dirent.h>

#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "catalog/source.hpp"
#include "fetch/fetch.hpp"

namespace tilsig::test {

struct RecordingSink final : fetch::DeliverySink {
    struct Delivery {
        std::string name, media_type, charset, bytes;
        model::Proof proof{};
    };
    std::vector<Delivery> deliveries;
    int begun = 0, ended = 0, restarted = 0, abandoned = 0;
    bool throws = false;
    std::string knows;  ///< SHA-256 of the one content that need not be handed over

    void begin(std::string_view name, std::string_view media_type, std::string_view charset) override {
        ++begun;
        deliveries.push_back({std::string(name), std::string(media_type), std::string(charset), ""});
    }
    bool known(const std::string& sha256) override { return sha256 == knows; }
    void write(std::string_view bytes) override {
        if (throws) throw std::runtime_error("disk full");
        deliveries.back().bytes += bytes;
    }
    void end(const model::Proof& proof) override {
        ++ended;
        deliveries.back().proof = proof;
    }
    void restart() override {
        ++restarted;
        deliveries.pop_back();
    }
    void abandon() noexcept override { ++abandoned; }
};

/// Processes of this name that are alive (a zombie is dead).
inline int processes_named(const std::string& name) {
    int found = 0;
    DIR* folder = ::opendir("/proc");
    while (const dirent* entry = ::readdir(folder)) {
        const std::string base = std::string("/proc/") + entry->d_name;
        std::string comm;
        if (!std::getline(std::ifstream(base + "/comm"), comm) || comm != name) continue;
        std::string stat;
        std::getline(std::ifstream(base + "/stat"), stat);
        const auto at = stat.rfind(')');
        if (at != std::string::npos && at + 2 < stat.size() && stat[at + 2] != 'Z') ++found;
    }
    ::closedir(folder);
    return found;
}

/// Children of this process, dead ones too: nothing may be left unreaped.
inline std::string own_children() {
    std::string children;
    std::getline(std::ifstream("/proc/self/task/" + std::to_string(::getpid()) + "/children"), children);
    return children;
}

struct BadFetch {
    catalog::Source source;
    fetch::FetchRequest request;
    RecordingSink sink;
    Logger log = Logger::silent();
    std::string mark;

    explicit BadFetch(const std::string& act, const std::string& library = "bad") {
        // At most 15 characters fit into a process name.
        static int number = 0;
        mark = "t" + std::to_string(::getpid()) + "_" + std::to_string(++number);
        source.name = "municipal";
        source.protocol = library;
        source.options["act"] = act;
        if (library == "bad") source.options["mark"] = mark;
        source.limits.deadline = std::chrono::seconds(20);
        request.program = TILSIG_BINARY_DIR "/lib/tilsig/tilsig-fetch";
        request.connector = std::string(BAD_CONNECTORS "/") + library + ".so";
        request.source = &source;
        request.unit = {"municipal.grant", "k0301", "2026"};
    }
    BadFetch(const BadFetch&) = delete;
    BadFetch& operator=(const BadFetch&) = delete;

    fetch::FetchResult run() { return fetch::run_fetch(request, sink, log); }
};

}  // namespace tilsig::test

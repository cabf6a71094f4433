// A root folder with one sender's in-folder, and a fetch from it.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <ctime>
#include <fstream>
#include <functional>

#include "base/files.hpp"
#include "base/hash.hpp"
#include "fetch/fetch.hpp"

namespace tilsig::test {

struct InboxSink final : fetch::DeliverySink {
    std::string name, bytes, proof;
    int ended = 0, abandoned = 0;
    std::function<void()> on_first_write;
    std::function<bool(const std::string&)> knows;  ///< asked with the SHA-256; empty: knows nothing

    void begin(std::string_view outside, std::string_view, std::string_view) override {
        name = outside;
        bytes.clear();
    }
    bool known(const std::string& sha256) override { return knows && knows(sha256); }
    void write(std::string_view piece) override {
        if (bytes.empty() && on_first_write) on_first_write();
        bytes += piece;
    }
    void end(const model::Proof& how) override {
        ++ended;
        proof = how.kind;
    }
    void abandon() noexcept override { ++abandoned; }
};

class InboxTest : public testing::Test {
protected:
    void SetUp() override {
        std::filesystem::create_directory(folder());
        source.name = "municipal";
        source.protocol = "inbox";
        source.options = {{"folder", root.path().string()}, {"settle_seconds", "0"}};
        source.limits.deadline = std::chrono::seconds(30);
        request.program = TILSIG_BINARY_DIR "/lib/tilsig/tilsig-fetch";
        request.connector = TILSIG_BINARY_DIR "/lib/tilsig/connectors/inbox.so";
        request.source = &source;
        request.unit = {"municipal.intro", "k0301", "2026"};
    }

    [[nodiscard]] std::filesystem::path folder() const { return root.path() / "k0301"; }
    [[nodiscard]] std::filesystem::path done(const std::string& content) const {
        return folder() / "done" / sha256_hex(content);
    }

    void put(const std::string& name, const std::string& text, int age = 100) const {
        std::ofstream(folder() / name, std::ios::binary) << text;
        const struct timespec then { std::time(nullptr) - age, 0 };
        const struct timespec times[2] = {then, then};
        ::utimensat(AT_FDCWD, (folder() / name).c_str(), times, 0);
    }

    fetch::FetchResult fetch() {
        request.acknowledge = false;
        return fetch::run_fetch(request, sink, Logger::silent());
    }
    fetch::FetchResult acknowledge(const std::string& cursor) {
        request.acknowledge = true;
        request.cursor = cursor;
        return fetch::run_fetch(request, sink, Logger::silent());
    }

    /// The content a cursor names; when it arrived may stand behind it.
    static std::string content_of(const fetch::FetchResult& result) { return result.cursor.value_or("").substr(0, 64); }

    TempFolder root;
    catalog::Source source;
    fetch::FetchRequest request;
    InboxSink sink;
};

}  // namespace tilsig::test

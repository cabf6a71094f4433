// A running tilsig-standin for one test: started when made, ended when destroyed.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "base/files.hpp"
#include "process/child.hpp"

namespace tilsig::test {

/// Starts the stand-in and waits (at most 30 s) until it listens. Throws Error(internal) with its output when it does
/// not.
class StandIn {
public:
    /// `data` empty: the committed data set. A test that changes data gives a folder of its own.
    explicit StandIn(const std::filesystem::path& data = {});
    ~StandIn();
    StandIn(const StandIn&) = delete;
    StandIn& operator=(const StandIn&) = delete;

    /// Ends the process now; nobody listens on its ports any more.
    void stop() noexcept;

    [[nodiscard]] int port() const { return port("port"); }
    /// Another listener: "expired", "wrong-host", "tls11", "stranger" (another CA), "mute" (never ends a handshake).
    [[nodiscard]] int port(const std::string& listener) const;
    [[nodiscard]] std::string ca_file() const;
    /// `https://127.0.0.1:PORT` + path; path begins with '/'.
    [[nodiscard]] std::string url(const std::string& path) const { return url("port", path); }
    [[nodiscard]] std::string url(const std::string& listener, const std::string& path) const;
    /// The path answered dishonestly: `/misbehave/KIND` + path.
    [[nodiscard]] std::string broken(const std::string& kind, const std::string& path) const {
        return url("/misbehave/" + kind + path);
    }
    /// From now on the next `times` answers (-1: all) to paths beginning with `path` are of this kind. For code under
    /// test whose addresses cannot hold `/misbehave/`.
    void misbehave(const std::string& kind, const std::string& path, int times,
                   const std::string& retry_after = {}) const;
    /// Honest again, and the list of requests empty.
    void clear() const;
    /// Every question since the start or `clear`, as a JSON list of {method, path, query, headers}.
    [[nodiscard]] std::string requests() const;

private:
    [[nodiscard]] std::string control(const std::string& what) const;

    TempFolder m_folder;
    process::Child m_process;
    std::map<std::string, std::string> m_facts;
};

}  // namespace tilsig::test

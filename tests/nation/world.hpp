// The nation, the nights that are asked for, and the folders that are written.
#pragma once

#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>

#include "lives.hpp"
#include "making.hpp"

namespace nation {

struct Options {
    std::uint64_t seed = 1;
    double scale = 1;
    std::filesystem::path out;
    std::filesystem::path data;
    Day from = 0;
    Day to = 0;  // the last night
    bool faults = true;
    bool disagreement = false;  // a whole register of UDI says something else than its changes
    int places = -1;            // so many municipalities and districts; 0 all; -1 by scale
    int backlog = 1;            // months of municipal deliveries that the first night hands out
};

/// A file that is written in pieces; what is over a megabyte leaves memory.
class File {
public:
    explicit File(const std::filesystem::path& path);
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File();

    std::string& text() { return m_text; }
    /// After each record: hands over what has come together.
    void record() {
        if (m_text.size() > (1U << 20)) flush();
    }

private:
    void flush();

    std::FILE* m_file;
    std::string m_text;
};

/// nights/<night>/<source>/<feed>/<sender>/<file>
class Nights {
public:
    explicit Nights(const std::filesystem::path& out) : m_out(out) {}
    std::filesystem::path path(Day night, std::string_view feed, const std::string& sender, const std::string& file);
    /// What was delivered and told: for the account at the end.
    void count(std::string_view feed, long long records) {
        m_records[std::string(feed)] += records;
        ++m_units[std::string(feed)];
    }
    const std::map<std::string, long long>& records() const { return m_records; }
    const std::map<std::string, long long>& units() const { return m_units; }

private:
    std::filesystem::path m_out;
    std::filesystem::path m_made;
    std::map<std::string, long long> m_records;
    std::map<std::string, long long> m_units;
};

/// truth/<name>.csv: what is known from which night on (TRUTH.md).
class Truth {
public:
    explicit Truth(const std::filesystem::path& folder) : m_folder(folder) {}
    /// The text of a log, created with its header at the first call.
    std::string& log(const std::string& name, const char* header);
    void record(const std::string& name);
    /// Two numbers of one person in one record.
    void link(Day night, std::string_view feed, std::string_view one, std::string_view other);
    void fault(Day night, std::string_view feed, std::string_view sender, std::string_view file, std::string_view key,
               std::string_view kind, std::string_view effect);
    void close() { m_logs.clear(); }

private:
    std::filesystem::path m_folder;
    std::map<std::string, std::unique_ptr<File>> m_logs;
    std::unordered_set<std::uint64_t> m_links;
};

struct World {
    Options options;
    const Places& places;
    const Nation& nation;
    Nights nights;
    Truth truth;
};

// What a source says on a night. `first`: the night on which everything is told that is known so far.
class Source {
public:
    virtual ~Source() = default;
    virtual void night(Day night, bool first) = 0;
};

std::unique_ptr<Source> udi(World& world);
std::unique_ptr<Source> nav(World& world);
std::unique_ptr<Source> municipal(World& world);
std::unique_ptr<Source> language_test(World& world);
std::unique_ptr<Source> imdi(World& world);

void write_persons(World& world);

// Cells of truth files and of CSV.
void put_cell(std::string& out, Day day);  // yyyy-MM-dd;, empty for kNever
void put_cell(std::string& out, std::string_view text);
void put_count(std::string& out, long long number);
void put_fnr(std::string& out, std::uint64_t number);  // empty for 0
void put_duf(std::string& out, std::uint64_t number);
std::string fnr_text(std::uint64_t number);
std::string duf_text(std::uint64_t number);

/// Leaves two thirds of a file, as a transfer that broke off does: never whole lines.
void cut(const std::filesystem::path& file);

}  // namespace nation

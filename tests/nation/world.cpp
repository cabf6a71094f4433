#include "world.hpp"

#include <stdexcept>

namespace nation {

File::File(const std::filesystem::path& path) : m_file(std::fopen(path.c_str(), "wb")) {
    if (m_file == nullptr) throw std::runtime_error("cannot write " + path.string());
}

File::~File() {
    try {
        flush();
    } catch (const std::exception& problem) {
        std::fprintf(stderr, "tilsig-nation: %s\n", problem.what());
        std::_Exit(1);
    }
    std::fclose(m_file);
}

void File::flush() {
    if (std::fwrite(m_text.data(), 1, m_text.size(), m_file) != m_text.size() || std::fflush(m_file) != 0)
        throw std::runtime_error("cannot write: is the disk full?");
    m_text.clear();
}

std::filesystem::path Nights::path(Day night, std::string_view feed, const std::string& sender,
                                   const std::string& file) {
    const std::string source(feed.substr(0, feed.find('.')));
    auto folder = m_out / "nights" / iso(night) / source / std::string(feed) / sender;
    if (folder != m_made) {
        std::filesystem::create_directories(folder);
        m_made = folder;
    }
    return folder / file;
}

std::string& Truth::log(const std::string& name, const char* header) {
    auto& log = m_logs[name];
    if (!log) {
        std::filesystem::create_directories(m_folder);
        log = std::make_unique<File>(m_folder / (name + ".csv"));
        log->text() += header;
        log->text() += '\n';
    }
    return log->text();
}

void Truth::record(const std::string& name) { m_logs.at(name)->record(); }

void Truth::link(Day night, std::string_view feed, std::string_view one, std::string_view other) {
    if (one.empty() || other.empty() || one == other) return;
    std::uint64_t known = 1469598103934665603ULL;
    for (const auto text : {one, std::string_view(";"), other}) {
        for (const char each : text) known = (known ^ static_cast<unsigned char>(each)) * 1099511628211ULL;
    }
    if (!m_links.insert(known).second) return;
    auto& out = log("links", "known_at;feed;number;other_number");
    put_cell(out, night);
    put_cell(out, feed);
    put_cell(out, one);
    out += other;
    out += '\n';
    record("links");
}

void Truth::fault(Day night, std::string_view feed, std::string_view sender, std::string_view file,
                  std::string_view key, std::string_view kind, std::string_view effect) {
    auto& out = log("faults", "night;feed;sender;file;key;kind;effect");
    put_cell(out, night);
    put_cell(out, feed);
    put_cell(out, sender);
    put_cell(out, file);
    put_cell(out, key);
    put_cell(out, kind);
    out += effect;
    out += '\n';
    record("faults");
}

void put_cell(std::string& out, Day day) {
    if (day < kNever) put_iso(out, day);
    out += ';';
}

void put_cell(std::string& out, std::string_view text) {
    out += text;
    out += ';';
}

void put_count(std::string& out, long long number) { out += std::to_string(number) + ";"; }

void put_fnr(std::string& out, std::uint64_t number) {
    if (number != 0) put_digits(out, number, 11);
}

void put_duf(std::string& out, std::uint64_t number) {
    if (number != 0) put_digits(out, number, 12);
}

std::string fnr_text(std::uint64_t number) {
    std::string text;
    put_fnr(text, number);
    return text;
}

std::string duf_text(std::uint64_t number) {
    std::string text;
    put_duf(text, number);
    return text;
}

void cut(const std::filesystem::path& file) {
    auto left = std::filesystem::file_size(file) * 2 / 3;
    std::FILE* bytes = std::fopen(file.c_str(), "rb");
    if (bytes == nullptr) throw std::runtime_error("cannot read " + file.string());
    const bool at_line_end =
        left > 0 && std::fseek(bytes, static_cast<long>(left) - 1, SEEK_SET) == 0 && std::fgetc(bytes) == '\n';
    std::fclose(bytes);
    if (at_line_end) left -= 3;
    std::filesystem::resize_file(file, left);
}

void write_persons(World& world) {
    const char* header =
        "person;birth_date;birth_date_quality;sex;country;fnr;dnr;fnr_from;dnr_from;arrival;death;emigrated";
    for (std::size_t at = 0; at < world.nation.persons.size(); ++at) {
        const Person& person = world.nation.persons[at];
        auto& out = world.truth.log("persons", header);
        put_count(out, static_cast<long long>(at));
        put_cell(out, person.birth);
        out += person.birth_quality;
        out += ';';
        put_cell(out, person.woman ? "K" : "M");
        put_count(out, person.country);
        put_fnr(out, person.fnr);
        out += ';';
        put_fnr(out, person.dnr);
        out += ';';
        put_cell(out, person.fnr_from);
        put_cell(out, person.dnr_from);
        put_cell(out, person.arrival);
        put_cell(out, person.death);
        if (person.emigrated != kNever) put_iso(out, person.emigrated);
        out += '\n';
        world.truth.record("persons");
    }
    for (const Registration& registration : world.nation.registrations) {
        auto& out = world.truth.log("registrations", "duf;person;lead_duf");
        put_duf(out, registration.duf);
        out += ';';
        put_count(out, registration.person);
        if (registration.lead >= 0)
            put_duf(out, world.nation.registrations[static_cast<std::size_t>(registration.lead)].duf);
        out += '\n';
        world.truth.record("registrations");
    }
}

}  // namespace nation

#include "session/load_witness.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <optional>
#include <string>

#include "base/own_file.hpp"

namespace tilsig::session {

namespace {

constexpr std::size_t number_width = 19, seal_width = 16;
constexpr std::size_t line_length = number_width + 1 + seal_width + 1;

struct Seen {
    std::int64_t load_seq = 0;
    std::string seal;
};

std::optional<Seen> parse(const std::string& line) {
    constexpr const char* digits = "0123456789";
    if (line.size() != line_length || line[number_width] != ' ' || line.back() != '\n') return std::nullopt;
    const std::string number = line.substr(0, number_width);
    if (number.find_first_not_of(digits) != std::string::npos || number[0] != '0') return std::nullopt;
    return Seen{std::stoll(number), line.substr(number_width + 1, seal_width)};
}

}  // namespace

void LoadWitness::require_not_older(ledger::Ledger& ledger, const Logger& log) const {
    if (const auto noted = read_own_file(m_file)) {
        const auto seen = parse(*noted);
        if (!seen) {
            log.warn("the note of the newest load cannot be read and is made again");
        } else if (ledger.seal_of_load(seen->load_seq) != seen->seal) {
            const std::int64_t last = ledger.newest_load();
            throw Error(ErrorKind::state,
                        "the database " + (last == 0 ? "holds no load" : "ends with load " + std::to_string(last)) +
                            ", but this installation has committed load " + std::to_string(seen->load_seq) +
                            (last >= seen->load_seq ? " with another content" : ""))
                .at({m_file.string()})
                .remedy(
                    "restore the newest backup of the database; when there is no newer one, `tilsig replay --landed` "
                    "loads what the "
                    "landing zone holds and the database does not know");
        }
    }
}

void LoadWitness::require_held(ledger::Ledger& ledger, const Logger& log) const {
    require_not_older(ledger, log);
    if (const std::int64_t last = ledger.newest_load(); last > 0) note(ledger, last, log);
}

void LoadWitness::note(ledger::Ledger& ledger, std::int64_t load_seq, const Logger& log) const noexcept {
    try {
        const auto seal = ledger.seal_of_load(load_seq);
        if (!seal) throw Error(ErrorKind::internal, "load " + std::to_string(load_seq) + " has no marker");
        char number[number_width + 1];
        std::snprintf(number, sizeof number, "%019lld", static_cast<long long>(load_seq));
        const std::string line = std::string(number) + " " + *seal + "\n";
        const UniqueFd file = open_own_file(m_file, O_WRONLY | O_CREAT);
        // One write of one length in place: two workers may note at once, and a torn line is no witness.
        if (::pwrite(file.get(), line.data(), line.size(), 0) != static_cast<ssize_t>(line.size())) {
            throw system_error("write", m_file.string(), errno);
        }
    } catch (const Error& error) {
        log.error("the newest load could not be noted beside the landing zone", error);
    } catch (const std::exception&) {
        log.warn("the newest load could not be noted beside the landing zone");
    }
}

}  // namespace tilsig::session

#include "scenarios/kill_point.hpp"

#include <algorithm>
#include <set>
#include <sstream>

#include "base/error.hpp"
#include "base/text.hpp"

namespace tilsig::test {

namespace {

/// The step a traced line belongs to, by the path or peer that strace shows. `main` is the program itself, not a child.
std::string step_of(const std::string& line, bool main) {
    static const std::vector<std::pair<std::string, std::string>> marks{
        {"/landing", "landing"},       {"/out/", "receipt"},  {"/in/", "acknowledge"},
        {"warehouse.db", "warehouse"}, {"links.db", "links"}, {"/cache/tilsig.lock", "other"},
        {"/cache", "cache"},           {"tilsig.log", "log"}};
    for (const auto& [mark, name] : marks) {
        if (line.find(mark) != std::string::npos) return name;
    }
    if (line.find("TCP:[") != std::string::npos) return main ? "server" : "source";
    return "other";
}

/// execve is traced besides, so that the first line always belongs to the program itself.
std::vector<std::string> traced(const Installation& where, const std::string& calls) {
    return {"strace", "-f",
            "-yy",    "-qq",
            "-s",     "0",
            "-e",     "signal=none",
            "-o",     (where.folder() / "strace.txt").string(),
            "-e",     "trace=execve," + calls};
}

/// Lines of the trace as (process, text).
std::vector<std::pair<std::string, std::string>> trace_lines(const Installation& where) {
    std::vector<std::pair<std::string, std::string>> lines;
    std::istringstream text(read_file(where.folder() / "strace.txt"));
    for (std::string line; std::getline(text, line);) {
        const auto blank = line.find(' ');
        if (blank == std::string::npos) continue;
        lines.emplace_back(line.substr(0, blank), line.substr(line.find_first_not_of(' ', blank)));
    }
    return lines;
}

}  // namespace

const std::vector<std::string>& changing_calls() {
    static const std::vector<std::string> calls{"write",     "pwrite64", "fsync",  "fdatasync", "ftruncate", "rename",
                                                "renameat2", "renameat", "linkat", "unlink",    "unlinkat",  "sendto"};
    return calls;
}

std::string tracing_missing() {
    const auto probe =
        run_program({"strace", "-qq", "-o", "/dev/null", "true"}, std::filesystem::temp_directory_path());
    return probe.exit_code == 0 ? "" : "strace cannot trace here: apt-get install strace, and allow ptrace";
}

std::vector<KillPoint> kill_points(const Installation& where, const std::string& command,
                                   const std::vector<std::string>& arguments) {
    const auto answer = where.tilsig_under(traced(where, join(changing_calls(), ",")), command, arguments);
    if (answer.exit_code != 0)
        throw Error(ErrorKind::internal, "the undisturbed run failed: " + answer.out + answer.err);
    std::vector<KillPoint> points;
    std::map<std::string, int> counts;
    std::set<std::pair<std::string, int>> seen;
    const auto lines = trace_lines(where);
    for (const auto& [process, text] : lines) {
        const std::string call = text.substr(0, text.find('('));
        if (std::find(changing_calls().begin(), changing_calls().end(), call) == changing_calls().end()) continue;
        // Of several processes the one that comes first to its n-th call is the one that will be killed.
        const int n = ++counts[process + call];
        if (seen.emplace(call, n).second) points.push_back({call, n, step_of(text, process == lines.front().first)});
    }
    return points;
}

std::vector<KillPoint> sample(const std::vector<KillPoint>& points, std::size_t each) {
    std::map<std::string, std::vector<KillPoint>> by_step;
    for (const auto& point : points) by_step[point.step].push_back(point);
    std::vector<KillPoint> chosen;
    for (const auto& [step, all] : by_step) {
        const std::size_t count = std::min(each, all.size());
        for (std::size_t i = 0; i < count; ++i)
            chosen.push_back(all[count == 1 ? 0 : i * (all.size() - 1) / (count - 1)]);
    }
    return chosen;
}

KilledRun run_killed(const Installation& where, const std::string& call, int n, const std::string& command,
                     const std::vector<std::string>& arguments) {
    auto wrapper = traced(where, call);
    wrapper.insert(wrapper.end(), {"-e", "inject=" + call + ":signal=KILL:when=" + std::to_string(n)});
    KilledRun run;
    run.answer = where.tilsig_under(wrapper, command, arguments);
    const auto lines = trace_lines(where);
    std::map<std::string, std::string> begun;  // strace shows a call in two lines when another process got in between
    for (const auto& [process, text] : lines) {
        if (!text.starts_with("<...")) begun[process] = text;
        // A call without a result is the one its process died in.
        // What dies after it was only taken along.
        if (run.happened || !text.ends_with("= ?")) continue;
        run.happened = true;
        run.step = step_of(begun[process], process == lines.front().first);
    }
    return run;
}

}  // namespace tilsig::test

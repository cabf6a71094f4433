#include "catalog/dependency_cycles.hpp"

#include <algorithm>
#include <map>

namespace tilsig::catalog {

std::vector<std::vector<std::string>> dependency_cycles(
    const std::vector<std::string>& names, const std::function<std::vector<std::string>(const std::string&)>& before) {
    enum class State { untouched, on_the_way, done };
    std::map<std::string, State> states;
    for (const auto& name : names) states[name] = State::untouched;
    std::vector<std::vector<std::string>> found;
    std::vector<std::string> path;
    const std::function<void(const std::string&)> visit = [&](const std::string& name) {
        states[name] = State::on_the_way;
        path.push_back(name);
        for (const auto& earlier : before(name)) {
            const auto state = states.find(earlier);
            if (state == states.end()) continue;
            if (state->second == State::untouched) {
                visit(earlier);
            } else if (state->second == State::on_the_way) {
                found.emplace_back(std::find(path.begin(), path.end(), earlier), path.end()).push_back(earlier);
            }
        }
        path.pop_back();
        states[name] = State::done;
    };
    for (const auto& name : names)
        if (states[name] == State::untouched) visit(name);
    return found;
}

}  // namespace tilsig::catalog

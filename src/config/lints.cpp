#include "config/lints.hpp"

#include <algorithm>
#include <tuple>

namespace tilsig::config {

void Lints::add(Place place, std::string message, std::string remedy) {
    m_lints.push_back({std::move(place), std::move(message), std::move(remedy)});
}

std::vector<Lint> Lints::sorted() const {
    std::vector<Lint> out = m_lints;
    std::stable_sort(out.begin(), out.end(), [](const Lint& a, const Lint& b) {
        return std::tie(a.place.file, a.place.line, a.place.column) <
               std::tie(b.place.file, b.place.line, b.place.column);
    });
    return out;
}

std::vector<std::string> Lints::lines() const {
    std::vector<std::string> out;
    out.reserve(m_lints.size());
    for (const auto& lint : sorted()) {
        std::string line = lint.place.text();
        if (!line.empty()) line += ": ";
        line += lint.message;
        if (!lint.remedy.empty()) line += "; " + lint.remedy;
        out.push_back(std::move(line));
    }
    return out;
}

void Lints::throw_if_any() const {
    if (m_lints.empty()) return;
    if (m_lints.size() == 1) {
        const Lint& only = m_lints.front();
        throw Error(ErrorKind::configuration, only.message).at(only.place).remedy(only.remedy);
    }
    std::string all = std::to_string(m_lints.size()) + " mistakes in the configuration";
    for (const auto& line : lines()) all += "\n" + line;
    throw Error(ErrorKind::configuration, all);
}

}  // namespace tilsig::config

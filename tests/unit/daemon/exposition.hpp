// Reads the Prometheus text format the way a scraper does, strictly.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <sstream>
#include <string>

namespace tilsig::daemon {

struct ExposedFamily {
    std::string help;
    std::string type;
    std::map<std::string, double> samples;  ///< `name{labels}` as written -> value
};

/// Family name -> family; everything that is not the format is a failure.
inline std::map<std::string, ExposedFamily> exposed(const std::string& text) {
    static const std::regex help("# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)");
    static const std::regex type("# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge)");
    static const std::regex sample(
        R"re(([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\.)*",?)+\})? (\S+))re");
    std::map<std::string, ExposedFamily> families;
    std::string current;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        std::smatch match;
        if (std::regex_match(line, match, help)) {
            current = match[1];
            EXPECT_FALSE(families.contains(current)) << current << " stands twice";
            families[current].help = match[2];
        } else if (std::regex_match(line, match, type)) {
            EXPECT_EQ(match[1], current) << "HELP stands before TYPE";
            families[current].type = match[2];
        } else if (std::regex_match(line, match, sample)) {
            EXPECT_EQ(match[1], current) << line;
            const bool first =
                families[current].samples.emplace(match[1].str() + match[2].str(), std::stod(match[3])).second;
            EXPECT_TRUE(first) << "twice: " << line;
        } else {
            ADD_FAILURE() << "not the text format: " << line;
        }
    }
    EXPECT_TRUE(text.ends_with('\n'));
    return families;
}

}  // namespace tilsig::daemon

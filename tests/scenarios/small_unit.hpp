// A small unit of numbered contents, and the three ways it comes in: by hand, through an in-folder, from an HTTPS
// source.
#pragma once

#include <string>
#include <vector>

#include "scenarios/installation.hpp"

namespace tilsig::test {

enum class Channel { file, inbox, https };

/// Delivers content number n to both installations and says how to run the unit. From one content to the next a row is
/// updated, and one comes or goes. The same object serves one pair of installations.
class SmallUnit {
public:
    explicit SmallUnit(Channel channel) : m_channel(channel) {
        if (channel != Channel::https) return;
        std::filesystem::create_directories(m_site.path() / "index/imdi");
        for (const char* name : {"klass", "pxweb"}) std::filesystem::copy(standin_data(name), m_site.path() / name);
        put(0);
        m_standin = std::make_unique<StandIn>(m_site.path());
    }

    [[nodiscard]] const StandIn* standin() const { return m_standin.get(); }

    /// Content n is there from now on. To be called once for each n.
    void deliver(int n, const std::vector<const Installation*>& where) {
        if (m_channel == Channel::https) put(n);
        for (const auto* one : where) {
            if (m_channel == Channel::file) (void)one->file("delivery.csv", settled(n));
            if (m_channel == Channel::inbox) one->deliver("k1601", "bosatte-" + std::to_string(n) + ".csv", settled(n));
        }
    }
    [[nodiscard]] std::vector<std::string> arguments(const Installation& where) const {
        if (m_channel == Channel::https) return {"imdi.region", "--quiet"};
        std::vector<std::string> words{"municipal.settled", "--sender", "k1601", "--period", "2026-10", "--quiet"};
        if (m_channel == Channel::file)
            words.insert(words.end(), {"--from", (where.folder() / "delivery.csv").string()});
        return words;
    }

    static std::string settled(int n) {
        return "kommunenr;maaned;bosatte\n5001;2026-10-01;" + std::to_string(n) + "\n5001;2026-08-01;7\n" +
               (n % 2 == 0 ? "5001;2026-09-01;3\n" : "");
    }

private:
    void put(int n) const {
        std::string text = "code;name_nb;name_en\n";
        for (int i = 0; i < 8 + n % 2; ++i)
            text += "r" + std::to_string(i) + ";Navn " + std::to_string(i == 0 ? n : 0) + ";Name\n";
        write_file_durably(m_site.path() / "index/imdi/region.csv", text);
    }

    Channel m_channel;
    TempFolder m_site;
    std::unique_ptr<StandIn> m_standin;
};

}  // namespace tilsig::test

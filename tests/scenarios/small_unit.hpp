// A small unit of numbered contents, and the ways it comes in: by hand, through an in-folder, from an HTTPS source; and
// one about persons.
#pragma once

#include <string>
#include <vector>

#include "identifiers/identifiers.hpp"
#include "scenarios/installation.hpp"

namespace tilsig::test {

enum class Channel { file, inbox, https, persons };

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

    [[nodiscard]] std::unique_ptr<Installation> install(TestEngine engine) const {
        if (m_channel != Channel::persons) return std::make_unique<Installation>(engine, m_standin.get());
        auto made = std::make_unique<Installation>(
            engine, std::filesystem::path(TILSIG_SOURCE_DIR "/tests/scenarios/content/persons"));
        (void)made->file("tilsig.yaml", read_file(made->folder() / "tilsig.yaml") + "mode: test\n");
        return made;
    }
    [[nodiscard]] const StandIn* standin() const { return m_standin.get(); }

    /// Content n is there from now on. To be called once for each n.
    void deliver(int n, const std::vector<const Installation*>& where) {
        if (m_channel == Channel::https) put(n);
        for (const auto* one : where) {
            if (m_channel == Channel::file) (void)one->file("delivery.csv", settled(n));
            if (m_channel == Channel::persons) (void)one->file("delivery.csv", visits(n));
            if (m_channel == Channel::inbox) one->deliver("k1601", "bosatte-" + std::to_string(n) + ".csv", settled(n));
        }
    }
    [[nodiscard]] std::vector<std::string> arguments(const Installation& where) const {
        if (m_channel == Channel::https) return {"imdi.region", "--quiet"};
        if (m_channel == Channel::persons)
            return {"desk.visit", "--sender", "north", "--quiet", "--from", (where.folder() / "delivery.csv").string()};
        std::vector<std::string> words{"municipal.settled", "--sender", "k1601", "--period", "2026-10", "--quiet"};
        if (m_channel == Channel::file)
            words.insert(words.end(), {"--from", (where.folder() / "delivery.csv").string()});
        return words;
    }

    static std::string settled(int n) {
        return "kommunenr;maaned;bosatte\n5001;2026-10-01;" + std::to_string(n) + "\n5001;2026-08-01;7\n" +
               (n % 2 == 0 ? "5001;2026-09-01;3\n" : "");
    }

    /// Somebody new each time, in the row of the one before.
    static std::string visits(int n) {
        return "sak;fodselsnr;dufnr;besok;merknad\na;14837936625;200690012310;" + std::to_string(n) + ";\nb;;" +
               duf(n) + ";1;\n" + (n % 2 == 0 ? "c;02918536941;;3;\n" : "");
    }
    /// A number of 2006 with right check digits.
    static std::string duf(int n) {
        const std::string serial = "2006" + std::to_string(910000 + n);
        for (int check = 0; check < 100; ++check) {
            std::string number = serial + (check < 10 ? "0" : "") + std::to_string(check);
            if (identifiers::is_duf_number(number)) return number;
        }
        return {};
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

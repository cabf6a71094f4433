#include "propose/senders.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "base/text.hpp"
#include "model/value.hpp"
#include "propose/writers.hpp"

namespace tilsig::propose {

namespace {

using catalog::Code;
using catalog::CodeList;

constexpr std::int64_t open_end = std::numeric_limits<std::int64_t>::max();
constexpr std::string_view unknown = "9999";  // has no office that could send anything
const std::int64_t begin_of_2006 = model::parse_iso_date("2006-01-01").value();

const CodeList& list_of(const catalog::Catalog& catalog, const std::string& name) {
    const auto found = catalog.code_lists.find(name);
    if (found != catalog.code_lists.end()) return found->second;
    throw Error(ErrorKind::configuration, "the code list " + name + " is not there")
        .remedy("the register is made from mappings/codelists/" + name + ".yaml");
}

/// "Trondheim - Tråante", "Våler (Østfold)": what stays the same when the rest is added or taken away.
std::string plain_name(const std::string& name) {
    return name.substr(0, std::min({name.find(" - "), name.find(" ("), name.size()}));
}

/// A code and its names, as one stretch of time.
struct Stretch {
    std::string code;
    std::int64_t from = 0, to = 0;
    std::vector<const Code*> rows;  ///< by date: names change
};

std::vector<Stretch> stretches(const CodeList& list) {
    std::vector<Stretch> found;
    for (const Code& row : list.codes) {  // by code and date
        if (row.valid_to <= begin_of_2006 || row.code == unknown) continue;
        const std::int64_t from = std::max(row.valid_from, begin_of_2006);
        if (!found.empty() && found.back().code == row.code && found.back().to == from) {
            found.back().to = row.valid_to;
            found.back().rows.push_back(&row);
        } else {
            found.push_back({row.code, from, row.valid_to, {&row}});
        }
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
    return found;
}

class Lineage {
public:
    explicit Lineage(const catalog::Catalog& catalog) : m_regions(list_of(catalog, "imdi_region_municipality")) {
        for (const Code& change : list_of(catalog, "municipality_change").codes) {
            m_before[{change.valid_from, change.maps_to}].push_back(change.code);
            m_after[{change.valid_from, change.code}].push_back(change.maps_to);
        }
        for (const Stretch& stretch : stretches(list_of(catalog, "municipality"))) place(stretch);
        name_successors();
    }
    [[nodiscard]] std::vector<ProposedSender> take() { return std::move(m_senders); }

private:
    using Moment = std::pair<std::int64_t, std::string>;

    [[nodiscard]] std::vector<std::string> codes_in(const std::map<Moment, std::vector<std::string>>& changes,
                                                    std::int64_t day, const std::string& code) const {
        const auto found = changes.find({day, code});
        return found == changes.end() ? std::vector<std::string>{} : found->second;
    }
    /// Who had the code until this day.
    [[nodiscard]] ProposedSender* leaving(std::int64_t day, const std::string& code) {
        for (auto& sender : m_senders)
            if (sender.periods.back().code == code && sender.periods.back().to == day) return &sender;
        return nullptr;
    }
    /// Whose code this is from now on: that of somebody who goes on, who comes back, or somebody new.
    ProposedSender& sender_of(const Stretch& stretch) {
        const std::string name = plain_name(stretch.rows.front()->name_nb);
        const auto before = codes_in(m_before, stretch.from, stretch.code);
        for (const auto& code : before)
            if (auto* sender = leaving(stretch.from, code); sender && plain_name(sender->periods.back().name) == name)
                return *sender;
        if (before.size() == 1 && codes_in(m_after, stretch.from, before.front()).size() == 1)
            if (auto* sender = leaving(stretch.from, before.front())) return *sender;
        if (!before.empty())
            for (auto& sender : m_senders)
                if (sender.periods.back().to < stretch.from && plain_name(sender.periods.back().name) == name)
                    return sender;
        std::string id = "k" + stretch.code;
        if (std::any_of(m_senders.begin(), m_senders.end(), [&](const auto& one) { return one.id == id; }))
            throw Error(ErrorKind::configuration,
                        "code " + stretch.code + " is given out twice to different municipalities")
                .remedy("correct mappings/codelists/municipality.yaml");
        m_senders.push_back({id, false, {}, {}});
        return m_senders.back();
    }
    void place(const Stretch& stretch) {
        auto& periods = sender_of(stretch).periods;
        for (const Code* row : stretch.rows) {
            const std::int64_t from = std::max(row->valid_from, begin_of_2006);
            const Code* region = m_regions.find(stretch.code, from);
            periods.push_back({from, row->valid_to, stretch.code, row->name_nb, region ? region->maps_to : ""});
        }
    }
    void name_successors() {
        for (auto& sender : m_senders) {
            const auto& last = sender.periods.back();
            if (last.to == open_end) continue;
            std::set<std::string> found;
            for (const auto& code : codes_in(m_after, last.to, last.code))
                for (const auto& other : m_senders)
                    for (const auto& period : other.periods)
                        if (period.code == code && period.from <= last.to && last.to < period.to && &other != &sender)
                            found.insert(other.id);
            sender.successors.assign(found.begin(), found.end());
        }
    }

    const CodeList& m_regions;
    std::map<Moment, std::vector<std::string>> m_before, m_after;
    std::vector<ProposedSender> m_senders;
};

/// A district registers itself; its code says which municipality it is part of.
void add_districts(const catalog::Catalog& catalog, std::vector<ProposedSender>& senders) {
    const auto oslo = std::find_if(senders.begin(), senders.end(), [](const auto& one) { return one.id == "k0301"; });
    if (oslo == senders.end()) return;
    const std::string region = oslo->periods.back().region;
    for (const Code& district : list_of(catalog, "district").codes) {
        // 16 and 17 have no administration, 99 is unspecified.
        if (district.code >= "030116") continue;
        senders.push_back({"b" + district.code,
                           true,
                           {{std::max(district.valid_from, begin_of_2006), district.valid_to,
                             district.code.substr(0, 4), "Bydel " + district.name_nb, region}},
                           {}});
    }
}

std::string date_text(std::int64_t day) {
    char buffer[40];
    return std::string(model::canonical_text(model::Type::date, 0, day, buffer));
}

void write_period(std::string& text, const ProposedSender& sender, const SenderPeriod& period) {
    const auto& last = sender.periods.back();
    text += "      - {from: " + date_text(period.from);
    if (period.to != open_end) text += ", to: " + date_text(period.to);
    text += ", municipality: \"" + period.code + "\"";
    if (period.name != last.name) text += ", name: " + yaml_text(period.name);
    if (period.region != last.region) text += ", region: " + period.region;
    const bool leaves = &period == &last && period.to != open_end;
    if (leaves && sender.successors.size() == 1) text += ", successor: " + sender.successors.front();
    text += "}\n";
    if (leaves && sender.successors.size() > 1)
        text += "      # decide: successor, who answers for it afterwards: " + join(sender.successors, " or ") + "\n";
}

}  // namespace

bool ProposedSender::has_left() const { return periods.back().to != open_end; }

std::vector<ProposedSender> propose_senders(const catalog::Catalog& catalog) {
    auto senders = Lineage(catalog).take();
    std::stable_sort(senders.begin(), senders.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    add_districts(catalog, senders);
    return senders;
}

namespace {

/// A line for each feed that comes in several forms: which one a sender writes follows from its case system.
std::string forms_to_decide(const catalog::Catalog& catalog, const std::vector<std::string>& feeds) {
    std::string text;
    for (const auto& feed : feeds) {
        const auto contract = catalog.contracts.find(feed);
        if (contract == catalog.contracts.end()) continue;
        std::vector<std::string> forms;
        for (const auto& layout : contract->second.layouts)
            if (std::find(forms.begin(), forms.end(), layout.form) == forms.end()) forms.push_back(layout.form);
        if (forms.size() < 2) continue;
        text += "# decide: forms: {" + feed + ": ...} of whoever does not write " + forms.front() + " but " +
                join({forms.begin() + 1, forms.end()}, " or ") + ".\n";
    }
    return text;
}

}  // namespace

std::string register_text(const std::vector<ProposedSender>& senders, const catalog::Catalog& catalog,
                          const std::vector<std::string>& feeds) {
    std::string text =
        "# All municipalities of Norway since 2006 and the districts of Oslo: who delivers, and who answers for what.\n"
        "# Facts about codes, names and dates: Statistics Norway (SSB), KLASS 131 and 103, CC BY 4.0.\n"
        "# decide: contacts of each, whose addresses end in .invalid until somebody has asked; language nb or nn;\n"
        "# case_system, so that texts can say where to repair. What begins with \"decide:\" below needs a person, "
        "too.\n" +
        forms_to_decide(catalog, feeds) + "version: 1\nregions: [";
    std::set<std::string> regions;
    for (const auto& sender : senders)
        for (const auto& period : sender.periods) regions.insert(period.region);
    for (const Code& region : list_of(catalog, "imdi_region").codes)
        if (regions.contains(region.code)) text += (text.ends_with('[') ? "" : ", ") + region.code;
    text += "]\n\nsenders:\n";
    const bool by_districts =
        std::any_of(senders.begin(), senders.end(), [](const auto& sender) { return sender.district; });
    for (const auto& sender : senders) {
        const auto& last = sender.periods.back();
        // Whoever has districts that register answers for nothing itself.
        const bool owes = !by_districts || sender.id != "k0301";
        text += "  - id: " + sender.id + "\n    kind: " + (sender.district ? "district" : "municipality") +
                "\n    name: " + yaml_text(last.name) + "\n    region: " + last.region +
                "\n    language: nb\n    feeds: [" + (owes ? join(feeds, ", ") : "") + "]\n    contacts: [" +
                sender.id + "@decide.invalid]\n    periods:\n";
        for (const auto& period : sender.periods) write_period(text, sender, period);
    }
    return text;
}

}  // namespace tilsig::propose

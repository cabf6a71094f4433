// tilsig senders, retention and checksum: looking after an installation.
#include <nlohmann/json.hpp>

#include "answers/local_text.hpp"
#include "calendar/local_day.hpp"
#include "cli/commands.hpp"
#include "cli/environment.hpp"
#include "cli/lock.hpp"
#include "session/session.hpp"

namespace tilsig::cli {

namespace {

class Senders final : public Command {
public:
    std::string name() const override { return "senders"; }
    std::string summary() const override {
        return "The sender register on a date: who delivers what, from which region";
    }
    std::string examples() const override { return "  tilsig senders\n  tilsig senders --date 2019-12-31"; }
    void declare(Arguments& arguments) override {
        arguments.option("--date", m_date, "yyyy-mm-dd (default: today in Oslo)");
    }
    int execute(const Globals& globals, Output& output) override {
        Environment environment(globals);
        std::int64_t day = calendar::local_day(environment.clock().now()).time_since_epoch().count();
        if (!m_date.empty()) {
            const auto parsed = model::parse_iso_date(m_date);
            if (!parsed) throw Error(ErrorKind::usage, "--date is not a date").remedy("write it as 2026-11-22");
            day = *parsed;
        }
        std::vector<std::vector<std::string>> rows{
            {"sender", "kind", "name", "municipality", "region", "language", "feeds"}};
        nlohmann::json list = nlohmann::json::array();
        for (const auto& sender : environment.senders().senders) {
            if (!sender.validity.contains(day)) continue;
            std::string feeds;
            for (const auto& feed : sender.feeds) feeds += (feeds.empty() ? "" : " ") + feed;
            rows.push_back(
                {sender.id, sender.kind, sender.name, sender.municipality, sender.region, sender.language, feeds});
            list.push_back({{"sender", sender.id},
                            {"kind", sender.kind},
                            {"name", sender.name},
                            {"municipality", sender.municipality},
                            {"region", sender.region},
                            {"language", sender.language},
                            {"feeds", sender.feeds}});
        }
        output.table(rows);
        output.document({{"senders", list}});
        return 0;
    }

private:
    std::string m_date;
};

class Retention final : public Command {
public:
    std::string name() const override { return "retention"; }
    std::string summary() const override {
        return "Landed deliveries whose keeping time is over; --apply removes their bytes";
    }
    std::string examples() const override { return "  tilsig retention\n  tilsig retention --apply"; }
    void declare(Arguments& arguments) override {
        arguments.flag("--apply", m_apply, "Remove them (the ledger keeps their account)");
    }
    int execute(const Globals& globals, Output& output) override {
        Environment environment(globals);
        const auto& context = environment.context();
        const auto lock = take_lock(globals, context, output);
        session::Session session(context);
        nlohmann::json list = nlohmann::json::array();
        std::vector<std::vector<std::string>> rows{{"delivery", "unit", "bytes", "received", "class"}};
        std::vector<land::LandingZone*> zones{&session.active_landing()};
        if (std::filesystem::exists(context.places.shadow_landing())) zones.push_back(&session.shadow_landing());
        for (auto* zone : zones) {
            for (const auto& manifest : zone->expired(environment.clock().now())) {
                rows.push_back({manifest.delivery.substr(0, 12), manifest.unit, grouped(manifest.bytes),
                                answers::local_text(manifest.received_at), manifest.retention});
                list.push_back({{"delivery", manifest.delivery},
                                {"unit", manifest.unit},
                                {"bytes", manifest.bytes},
                                {"received_at", manifest.received_at},
                                {"class", manifest.retention}});
                if (m_apply) zone->remove(manifest.delivery);
            }
        }
        if (list.empty()) {
            output.line("no delivery is past its keeping time");
        } else {
            output.table(rows);
            output.line(std::to_string(list.size()) + (m_apply ? " removed" : " would be removed by --apply"));
        }
        output.document({{"expired", list}, {"removed", m_apply}});
        return 0;
    }

private:
    bool m_apply = false;
};

class Checksum final : public Command {
public:
    std::string name() const override { return "checksum"; }
    std::string summary() const override {
        return "Content checksum of the tables: equal content gives equal text on every database";
    }
    std::string examples() const override { return "  tilsig checksum\n  tilsig checksum fact_settlement"; }
    void declare(Arguments& arguments) override {
        arguments.positional_list("tables", m_tables, "Tables (default: all)");
    }
    int execute(const Globals& globals, Output& output) override {
        Environment environment(globals);
        session::Session session(environment.context(), session::SessionRole::reader);
        std::vector<std::vector<std::string>> rows{{"table", "rows", "checksum"}};
        nlohmann::json document;
        const auto& model = environment.catalog().model;
        // Shadow tables are no content of the warehouse: only who names one gets it.
        std::vector<model::Table> tables = m_tables.empty() ? model.tables : std::vector<model::Table>();
        for (const auto& name : m_tables) {
            const auto* table = model.find(name) != nullptr ? model.find(name) : model.find_shadow(name);
            if (table == nullptr) throw Error(ErrorKind::usage, "there is no table '" + name + "'");
            tables.push_back(*table);
        }
        for (const auto& table : tables) {
            const std::string checksum = load::content_checksum(session.connection(), table);
            const auto count =
                session.connection()
                    .query_integer("SELECT count(*) FROM " + table.name + " WHERE " + table.name + "_key > 0")
                    .value_or(0);
            rows.push_back({table.name, grouped(static_cast<std::uint64_t>(count)), checksum});
            document["tables"][table.name] = {{"rows", count}, {"checksum", checksum}};
        }
        output.table(rows);
        output.document(document);
        return 0;
    }

private:
    std::vector<std::string> m_tables;
};

}  // namespace

std::unique_ptr<Command> make_senders() { return std::make_unique<Senders>(); }
std::unique_ptr<Command> make_retention() { return std::make_unique<Retention>(); }
std::unique_ptr<Command> make_checksum() { return std::make_unique<Checksum>(); }

}  // namespace tilsig::cli

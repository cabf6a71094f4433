#include "daemon/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <array>
#include <mutex>
#include <set>
#include <sstream>

#include "daemon/process_usage.hpp"

namespace tilsig::daemon {

namespace {

using prometheus::Counter;
using prometheus::Gauge;
template <typename Metric>
using Family = prometheus::Family<Metric>;

constexpr std::array outcomes{model::Outcome::loaded,   model::Outcome::nothing_new, model::Outcome::held,
                              model::Outcome::rejected, model::Outcome::failed,      model::Outcome::late,
                              model::Outcome::skipped};

struct Fate {
    const char* word;
    std::uint64_t RecordCounts::*count;
};
constexpr std::array fates{Fate{"accepted", &RecordCounts::accepted}, Fate{"duplicate", &RecordCounts::duplicate},
                           Fate{"rejected", &RecordCounts::rejected}, Fate{"filtered", &RecordCounts::filtered},
                           Fate{"held", &RecordCounts::held}};

const std::string other = "other";

constexpr std::array letter_states{"waiting", "sending", "accepted", "refused", "expired", "dropped"};

double unix_time(Instant instant) { return std::chrono::duration<double>(instant.time_since_epoch()).count(); }

/// Series that come and go with what they are about: those of the last call are replaced by those of this one.
class Replaced {
public:
    explicit Replaced(Family<Gauge>& family) : m_family(family) {}
    void clear() {
        for (Gauge* gauge : m_gauges) m_family.Remove(gauge);
        m_gauges.clear();
    }
    void set(const prometheus::Labels& labels, double value) {
        Gauge& gauge = m_family.Add(labels);
        gauge.Set(value);
        m_gauges.insert(&gauge);
    }

private:
    Family<Gauge>& m_family;
    std::set<Gauge*> m_gauges;
};

}  // namespace

/// All families, and the one lock over them: a page shows all numbers of one moment.
struct Metrics::Families {
    Family<Counter>& counter(const char* name, const char* help) {
        return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
    }
    Family<Gauge>& gauge(const char* name, const char* help) {
        return prometheus::BuildGauge().Name(name).Help(help).Register(registry);
    }
    const std::string& known(const std::set<std::string, std::less<>>& words, std::string_view word) const {
        const auto found = words.find(word);
        return found == words.end() ? other : *found;
    }
    /// A series that is not there until something happens has no rate, so all are made when their feed is known.
    void declare(const std::string& feed) {
        feeds.insert(feed);
        for (const auto outcome : outcomes) units.Add({{"feed", feed}, {"outcome", model::to_string(outcome)}});
        for (const auto& fate : fates) records.Add({{"feed", feed}, {"fate", fate.word}});
    }
    void set_lateness(Instant now) {
        for (const auto& feed : feeds) {
            const auto since = overdue_since.find(feed);
            const double late = since == overdue_since.end() ? 0 : unix_time(now) - unix_time(since->second);
            lateness.Add({{"feed", feed}}).Set(std::max(0.0, late));
        }
    }
    void set_process() {
        const ProcessUsage usage = process_usage();
        resident.Set(usage.resident_bytes);
        cpu.Increment(std::max(0.0, usage.cpu_seconds - cpu.Value()));
    }

    std::mutex mutex;
    std::set<std::string, std::less<>> feeds;
    std::set<std::string, std::less<>> verdicts;
    std::map<std::string, Instant> overdue_since;
    prometheus::Registry registry;

    Family<Gauge>& build = gauge("tilsig_build_info", "Version of the running program; the value is always 1.");
    Family<Counter>& units = counter("tilsig_units_total", "Runs of units that ended since the start, by outcome.");
    Family<Counter>& records = counter("tilsig_records_total", "Records of ended runs, by what became of them.");
    Family<Counter>& nights = counter("tilsig_nights_total", "Nights that closed since the start, by verdict.");
    Gauge& night_closed = gauge("tilsig_last_night_closed_timestamp_seconds",
                                "When the last night closed, as Unix time; 0 when none has.")
                              .Add({});
    Family<Gauge>& queue = gauge("tilsig_queue_units", "Units that are due, running, or waiting to be tried again.");
    Gauge& due = queue.Add({{"state", "due"}});
    Gauge& running = queue.Add({{"state", "running"}});
    Gauge& retrying = queue.Add({{"state", "retrying"}});
    Gauge& next_due = gauge("tilsig_next_due_timestamp_seconds",
                            "The next scheduled instant of any unit, as Unix time; 0 when there is none.")
                          .Add({});
    Family<Gauge>& holds = gauge("tilsig_holds_open", "Holds that wait for a decision or a newer delivery.");
    Family<Gauge>& lateness =
        gauge("tilsig_lateness_seconds",
              "How long ago the earliest missed deadline of an open unit was; 0 when none is late.");
    Family<Gauge>& letters = gauge("tilsig_letters", "Letters in the outbox, by state.");
    Gauge& notices_owed = gauge("tilsig_notices_owed", "What senders are to be told and no letter tells yet.").Add({});
    Gauge& unreachable =
        gauge("tilsig_owner_unreachable", "Owners with something to mend to whom nobody can write.").Add({});
    Gauge& suspended =
        gauge("tilsig_contacts_suspended", "Addresses that letters came back from and nobody has confirmed.").Add({});
    Gauge& lease_held =
        gauge("tilsig_lease_held", "1 when this daemon holds the lease of its installation, 0 when not.").Add({});
    Gauge& lease_fence =
        gauge("tilsig_lease_fence", "Fencing number of the lease that is held; 0 when none is.").Add({});
    Replaced key_written{gauge("tilsig_key_written_timestamp_seconds", "When a key file was written, as Unix time.")};
    Replaced certificate_ends{gauge("tilsig_certificate_expiry_timestamp_seconds",
                                    "When the first certificate in a source's file ends, as Unix time.")};
    Replaced certificate_unreadable{
        gauge("tilsig_certificate_unreadable", "1 for a certificate of a source that cannot be read, 0 otherwise.")};
    Gauge& started = gauge("process_start_time_seconds", "Start of the process, as Unix time.").Add({});
    Gauge& resident =
        gauge("process_resident_memory_bytes", "Resident memory of the daemon, without its children.").Add({});
    Counter& cpu = counter("process_cpu_seconds_total", "CPU time of the daemon, without its children.").Add({});
};

Metrics::Metrics(std::string_view version, const std::vector<std::string>& feeds,
                 const std::vector<std::string>& verdicts)
    : m_families(std::make_unique<Families>()) {
    m_families->build.Add({{"version", std::string(version)}}).Set(1);
    m_families->started.Set(process_usage().started);
    m_families->declare(other);
    for (const auto& feed : feeds) m_families->declare(feed);
    m_families->verdicts.insert(verdicts.begin(), verdicts.end());
    for (const auto& verdict : verdicts) m_families->nights.Add({{"verdict", verdict}});
    backlog({});
    letters({});
}

Metrics::~Metrics() = default;

void Metrics::declare_feeds(const std::vector<std::string>& feeds) {
    const std::lock_guard lock(m_families->mutex);
    for (const auto& feed : feeds) {
        if (m_families->feeds.contains(feed)) continue;
        m_families->declare(feed);
        m_families->holds.Add({{"feed", feed}});
    }
}

void Metrics::unit_ended(std::string_view feed, model::Outcome outcome, const RecordCounts& counts) {
    const std::lock_guard lock(m_families->mutex);
    const std::string& label = m_families->known(m_families->feeds, feed);
    m_families->units.Add({{"feed", label}, {"outcome", model::to_string(outcome)}}).Increment();
    for (const auto& [word, count] : fates)
        if (counts.*count > 0)
            m_families->records.Add({{"feed", label}, {"fate", word}}).Increment(static_cast<double>(counts.*count));
}

void Metrics::night_ended(std::string_view verdict, Instant closed) {
    const std::lock_guard lock(m_families->mutex);
    m_families->nights.Add({{"verdict", m_families->known(m_families->verdicts, verdict)}}).Increment();
    m_families->night_closed.Set(unix_time(closed));
}

void Metrics::last_night(Instant closed) {
    const std::lock_guard lock(m_families->mutex);
    m_families->night_closed.Set(unix_time(closed));
}

void Metrics::backlog(const Backlog& backlog) {
    const std::lock_guard lock(m_families->mutex);
    m_families->due.Set(static_cast<double>(backlog.due));
    m_families->running.Set(static_cast<double>(backlog.running));
    m_families->retrying.Set(static_cast<double>(backlog.retrying));
    m_families->next_due.Set(backlog.next ? unix_time(*backlog.next) : 0);

    std::map<std::string, std::uint64_t> holds;
    for (const auto& feed : m_families->feeds) holds[feed] = 0;
    for (const auto& [feed, count] : backlog.holds) holds[m_families->known(m_families->feeds, feed)] += count;
    for (const auto& [feed, count] : holds) m_families->holds.Add({{"feed", feed}}).Set(static_cast<double>(count));

    m_families->overdue_since.clear();
    for (const auto& [feed, since] : backlog.overdue_since) {
        const auto [at, first] = m_families->overdue_since.emplace(m_families->known(m_families->feeds, feed), since);
        if (!first) at->second = std::min(at->second, since);
    }
}

void Metrics::letters(const Letters& letters) {
    const std::lock_guard lock(m_families->mutex);
    for (const char* state : letter_states) {
        const auto found = letters.by_state.find(state);
        const double count = found == letters.by_state.end() ? 0 : static_cast<double>(found->second);
        m_families->letters.Add({{"state", state}}).Set(count);
    }
    m_families->notices_owed.Set(static_cast<double>(letters.owed));
    m_families->unreachable.Set(static_cast<double>(letters.unreachable_owners));
    m_families->suspended.Set(static_cast<double>(letters.suspended_contacts));
}

void Metrics::lease(bool held, std::uint64_t fence) {
    const std::lock_guard lock(m_families->mutex);
    m_families->lease_held.Set(held ? 1 : 0);
    m_families->lease_fence.Set(static_cast<double>(fence));
}

void Metrics::landing_key(std::optional<Instant> written) {
    const std::lock_guard lock(m_families->mutex);
    m_families->key_written.clear();
    if (written) m_families->key_written.set({{"key", "landing"}}, unix_time(*written));
}

void Metrics::certificates(const std::vector<fetch::Certificate>& certificates) {
    const std::lock_guard lock(m_families->mutex);
    m_families->certificate_ends.clear();
    m_families->certificate_unreadable.clear();
    for (const auto& each : certificates) {
        const prometheus::Labels labels{{"source", each.source}, {"name", each.name}};
        m_families->certificate_unreadable.set(labels, each.not_after ? 0 : 1);
        if (each.not_after) m_families->certificate_ends.set(labels, unix_time(*each.not_after));
    }
}

std::string Metrics::text(Instant now) const {
    std::vector<prometheus::MetricFamily> collected;
    {
        const std::lock_guard lock(m_families->mutex);
        m_families->set_lateness(now);
        m_families->set_process();
        collected = m_families->registry.Collect();
    }
    std::ostringstream out;
    prometheus::TextSerializer().Serialize(out, collected);
    return out.str();
}

Pages metrics_pages(const Metrics& metrics, const Clock& clock) {
    return {{"/metrics", [&metrics, &clock] {
                 return Page{200, "text/plain; version=0.0.4; charset=utf-8", metrics.text(clock.now())};
             }}};
}

}  // namespace tilsig::daemon

// One worker's hold on the warehouse and the landing zone: opened once, used for many units in turn.
#pragma once

#include <functional>
#include <memory>

#include "land/landing_zone.hpp"
#include "ledger/ledger.hpp"
#include "load/loader.hpp"
#include "model/subject_keys.hpp"
#include "odbc/odbc.hpp"
#include "odbc/write.hpp"
#include "session/context.hpp"
#include "session/file_check.hpp"
#include "session/load_witness.hpp"
#include "warehouse/migrate.hpp"

namespace tilsig::session {

class Links;

/// How much a session may take for granted.
enum class SessionRole {
    first,    ///< holds the process lock: migrates, verifies and settles the runs of killed processes
    repair,   ///< like first, on a database that was replaced by an older copy or an empty one on purpose
    worker,   ///< started by a night that did all this
    planner,  ///< a reader that stages a delivery beside the warehouse to see what it would change, and verifies like
              ///< the first
    beside,   ///< writes down what a person says while another process may hold the lock; takes none, refuses as a
              ///< reader
    reader    ///< only looks: needs no lock, changes nothing, refuses a warehouse that was never set up; needs the key
              ///< only for landed bytes
};

/// Told while landed bytes are read: whose, how many of them, out of how many. A second pass begins at 0
/// again. Large deliveries are read on a thread of their own, which then is the one that tells; never two at once.
using ReadProgress = std::function<void(const model::UnitName& unit, std::uint64_t done, std::uint64_t total)>;

/// Error(state) when deliveries are landed but the key they were sealed with is gone: a new key beside them would make
/// them unreadable without anybody noticing. Error(configuration) when it is a credential that was not handed over.
void require_key(const Places& places);
/// Makes the key when there is none and nothing was ever sealed; true when it was made, which somebody should be told:
/// it is to be copied. Error(state) as above. Under the process lock.
bool make_missing_key(const Places& places);

/// Opens the warehouse, brings ops_ and warehouse tables up to date, refuses damaged state, settles runs of killed
/// processes.
class Session {
public:
    /// Throws Error(database/transport) when the warehouse is out of reach, Error(state) when it must not be touched.
    explicit Session(const Context& context, SessionRole role = SessionRole::first);
    ~Session();

    [[nodiscard]] const Context& context() const noexcept { return m_context; }
    /// Error(database) while the warehouse is lost: after a reconnect() that failed.
    [[nodiscard]] odbc::Connection& connection();
    [[nodiscard]] ledger::Ledger& ledger();
    /// The connection is dead, or there is none any more.
    [[nodiscard]] bool lost() const noexcept;
    /// Where deliveries of the unit lie. Shadow units have a zone of their own, so that each side keeps what was first
    /// received there when both get the same bytes.
    [[nodiscard]] land::LandingZone& landing(const model::UnitName& unit) {
        return unit.shadow ? shadow_landing() : active_landing();
    }
    /// The zone of the shadow units, and that of the others; opened when it is first asked for. Error(state) when the
    /// key is gone.
    [[nodiscard]] land::LandingZone& shadow_landing();
    [[nodiscard]] land::LandingZone& active_landing();
    [[nodiscard]] const load::LoaderOptions& loader_options() const noexcept { return m_loader_options; }
    /// For what findings are about, and for nothing else; read when first asked for. Error(state) when a key file is
    /// gone.
    [[nodiscard]] const model::SubjectKeys& subject_keys();
    /// For who is in a content checksum, and for nothing else; no rotation changes it. Error(state) as above.
    [[nodiscard]] HashKey checksum_key() const;
    /// The link store, for feeds about persons; opened when it is first asked for (links.hpp says what it refuses).
    /// Sessions that load learn, the others look.
    [[nodiscard]] Links& links();
    /// Error(state) when the table that the unit loads into is in the database in another form than declared, and could
    /// not be changed; names what is in the way. Other units are not affected.
    void require_loadable(const model::UnitName& unit) const;
    [[nodiscard]] bool loadable(const model::UnitName& unit) const;

    /// Runs `work` in a write transaction of its own (odbc::write).
    template <typename Work>
    auto write(Work&& work, Retry lost = Retry::later) {
        const auto guarded = [&] {
            if constexpr (std::is_void_v<std::invoke_result_t<Work>>) {
                work();
                if (m_guard) m_guard();
            } else {
                auto result = work();
                if (m_guard) m_guard();
                return result;
            }
        };
        return odbc::write(connection(), guarded, lost);
    }
    /// The last statement of each write() from now on, so that whoever lost a lease saves nothing more; empty: none.
    void guard_writes(std::function<void()> guard) { m_guard = std::move(guard); }
    /// The last statement of a transaction that loads, before its COMMIT: see ledger::require_fence().
    void require_fence() { ledger::require_fence(connection(), m_context.fence); }
    /// The unit's number in the ledger, made when it is new; in a transaction of its own.
    [[nodiscard]] std::int64_t unit_number(const model::UnitName& unit);

    /// Notes outside the database that this load was committed.
    void note_load(std::int64_t load_seq) { m_witness.note(*m_ledger, load_seq, m_context.log); }
    /// For people who wait; workers have none. Called by whichever thread reads, one at a time, never while the caller
    /// of the pass shows something itself.
    void set_progress(ReadProgress progress) { m_progress = std::move(progress); }
    [[nodiscard]] const ReadProgress& progress() const noexcept { return m_progress; }

    /// A fresh connection after the old one was poisoned or lost; the state on it is re-read, nothing is replayed.
    void reconnect();

private:
    void open();
    [[nodiscard]] land::LandingZone& zone(std::unique_ptr<land::LandingZone>& opened,
                                          const std::filesystem::path& folder) const;
    void prepare_to_load();
    void require_no_night() const;
    void change_structure();
    void verify(bool whole);

    const Context& m_context;
    const SessionRole m_role;
    LoadWitness m_witness;
    FileCheck m_file_check;
    std::unique_ptr<land::LandingZone> m_landing, m_shadow_landing;
    std::unique_ptr<odbc::Connection> m_connection;
    std::unique_ptr<ledger::Ledger> m_ledger;
    std::unique_ptr<Links> m_links;
    load::LoaderOptions m_loader_options;
    std::optional<model::SubjectKeys> m_subject_keys;
    warehouse::RefusedTables m_refused;
    ReadProgress m_progress;
    std::function<void()> m_guard;
};

}  // namespace tilsig::session

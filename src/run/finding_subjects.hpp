// Who must repair what a finding tells, and what it is about: once per record with findings, never for the others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/contract.hpp"
#include "model/batch.hpp"
#include "model/finding.hpp"
#include "model/subject_keys.hpp"
#include "model/unit.hpp"
#include "senders/register.hpp"

namespace tilsig::run {

/// Fills `owner` and `subject` of findings of one unit. The same case, figure or person gives the same token in every
/// delivery; without the key nobody can try out values against it. Contract and register must outlive it. By one thread
/// at a time.
class FindingSubjects {
public:
    struct Answer {
        std::string owner;
        model::Subject subject;
    };

    /// Owners are those of the register on the first day of the unit's period; `received_at` (base/clock.hpp) stands in
    /// for a period that has none. `keys` are the installation's for this use alone (Session::subject_keys).
    FindingSubjects(const catalog::Contract& contract, const senders::Register& senders, const model::UnitName& unit,
                    const std::string& received_at, model::SubjectKeys keys);

    /// Findings about the delivery, about a slice (whose code stands in `owner`), or about records that could not be
    /// read: they are about what the unit delivers, and for the sender to repair unless the slice has an owner.
    void answer_for_delivery(std::vector<model::Finding>& findings);
    /// Findings about records of a checked batch, in the order of its records.
    void answer_for_records(const model::Batch& checked, std::vector<model::Finding>& findings);
    /// The same of one record.
    [[nodiscard]] Answer of_record(const model::Batch& checked, std::size_t row);

    /// Who answers for a slice ("" for a contract without owner): an id of the register.
    [[nodiscard]] const std::string& owner_of(std::string_view slice);
    /// Whether the register knows the slice: else its code may be anything, and is not to be written down.
    [[nodiscard]] bool is_known(std::string_view slice) const {
        return m_senders.owner_of_code(slice, m_day) != nullptr;
    }

private:
    [[nodiscard]] model::Subject subject_of(const model::Batch& checked, std::size_t row);
    void begin(std::string_view kind, std::initializer_list<std::string_view> parts);
    void add(std::string_view part);
    [[nodiscard]] model::Subject token(model::Subject::Kind kind) const;

    const catalog::Contract& m_contract;
    const senders::Register& m_senders;
    model::UnitName m_unit;
    std::int64_t m_day;
    model::SubjectKeys m_keys;
    const senders::Sender* m_sender;    // its entry of the day; none: not of the register
    std::vector<std::size_t> m_fields;  // of a checked batch: what makes the subject
    std::size_t m_owner_field;
    model::Subject m_of_delivery;
    std::map<std::string, const std::string*, std::less<>> m_owners;  // slice -> id of the register
    std::string m_text;                                               // scratch: what the token is made of
};

}  // namespace tilsig::run

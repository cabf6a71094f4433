// The step `protect`: out of each record go the numbers of its person, in comes one integer.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "catalog/contract.hpp"
#include "identifiers/identifiers.hpp"
#include "model/account.hpp"
#include "model/batch.hpp"
#include "model/finding.hpp"
#include "protect/person_ids.hpp"

namespace tilsig::protect {

/// For one run of one unit. Called once per batch, by one thread. The contract has `person`, and outlives it.
class Protector {
public:
    /// `day` is when the delivery was received (days since 1970): it decides which numbers can exist already.
    Protector(const catalog::Contract& contract, PersonIds& ids, identifiers::Persons persons, std::int64_t day);

    /// What a batch came to, besides `out`.
    struct Answer {
        std::vector<model::Finding> findings;  ///< in order of records; no value, no digit
        std::map<std::string, std::uint64_t> rejected_by_rule;
        std::map<std::string, std::uint64_t> filtered_by_reason;
        std::map<std::string, std::uint64_t> flagged_by_rule;
        std::vector<std::uint32_t> erased;       ///< ascending: filtered rows of persons who were erased
        std::vector<std::uint32_t> unsure_keys;  ///< rejected rows whose key held a number: nobody may know which it is
    };
    /// `in` is a checked batch. `out` has its columns without the numbers, and the person's id behind them; its cells
    /// view into `in`, so the two live together. Records that are accepted get an id, or another disposition: rejected,
    /// or filtered when the person was erased. What is learnt about persons is kept when this returns.
    Answer protect(const model::Batch& in, std::vector<model::Disposition>& dispositions, model::Batch& out);

    /// Records so far with a number that this installation does not take: more than none holds the delivery.
    [[nodiscard]] std::uint64_t of_wrong_kind() const noexcept { return m_of_wrong_kind; }

private:
    struct NumberField {
        std::string name;
        catalog::PersonNumbers::Kind kind;
        bool judged_by_rule = false;  ///< the contract's own rule says what is wrong with it
        bool keeps_id = false;        ///< a record without it is nobody's, whatever other numbers it has
    };
    struct TextField {
        std::string name;
        bool is_needed = false;  ///< key, owner or required: without it there is no record
        bool is_key = false;
    };
    struct Work;
    void hold_protected(Work& work);
    void take_numbers(Work& work, std::uint32_t row);
    void withhold_texts(Work& work);
    void give_ids(Work& work);
    void copy_columns(Work& work);

    const catalog::Contract& m_contract;
    PersonIds& m_ids;
    identifiers::Persons m_persons;
    std::int64_t m_day;
    std::vector<NumberField> m_numbers;
    std::vector<TextField> m_texts;
    std::uint64_t m_of_wrong_kind = 0;
};

}  // namespace tilsig::protect

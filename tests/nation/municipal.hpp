// What the municipalities register, and the files that say so.
#pragma once

#include <string>
#include <vector>

#include "world.hpp"

namespace nation {

/// The columns that every municipal feed has.
struct Common {
    std::string municipality;
    std::string district;
    std::string case_ref;
    std::string fnr;
    std::string duf;
    Day birth = kNever;
    bool woman = false;
    int person = 0;
};

/// A programme as a municipality states it in one delivery.
struct ProgrammeRow {
    Common common;
    int no = 1;
    std::string_view right;
    Day offer = kNever;
    Day decision = kNever;
    char result = 'T';
    Day start = kNever;
    Day planned = kNever;
    Day end = kNever;
    char status = '1';
    std::string_view reason;
    std::string moved_to;
    Day registered = kNever;
};

/// What is wrong with a programme's registration, until it is repaired.
enum class Wrong : std::uint8_t {
    nothing,
    start_early,
    check_digit,
    end_reason,
    asylum_right,
    old_offer,
    young,
    status,
    right
};

const char* name_of(Wrong wrong);
const char* effect_of(Wrong wrong);
/// The row as it is written: with the fault.
ProgrammeRow spoilt(ProgrammeRow row, Wrong wrong);
/// The row as it is to be believed: without what nobody can believe.
ProgrammeRow believed(ProgrammeRow row, Wrong wrong);

void write_csv(const std::filesystem::path& path, const std::vector<ProgrammeRow>& rows);
void write_fixed(const std::filesystem::path& path, const std::vector<ProgrammeRow>& rows, Day period);
void write_xlsx(const std::filesystem::path& path, const std::vector<ProgrammeRow>& rows);

void put_common(std::string& out, const Common& common);  // seven cells of CSV
/// district to birth_date of a truth line: what a row says about whom
void put_known(std::string& out, const Common& common);

}  // namespace nation

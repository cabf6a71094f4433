// The record layouts of a real form (KOSTRA 11CF, 2022 and 2025): complete, without overlap, told apart by the decoder.
// The persons are made up: a month above 80 is no month of anybody's birth.
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "catalog/expressions.hpp"
#include "catalog/readers.hpp"
#include "config/yaml.hpp"
#include "decode_support.hpp"

namespace tilsig::decode::testing {
namespace {

const std::string folder = TILSIG_SOURCE_DIR "/../shared/reference/kostra/";

std::string lower(std::string text) {
    for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return text;
}

/// The layouts of both years as they would stand in a contract.
struct Form {
    Form() {
        std::string yaml;
        for (const std::string year : {"2022", "2025"}) {
            std::ifstream file(folder + "file_description_11CF_" + year + ".json");
            const auto description = nlohmann::json::parse(file);
            std::string columns;
            int end = 0;
            for (const auto& field : description.at("fields")) {
                const std::string name = lower(field.at("name"));
                const int from = field.at("from");
                const int size = field.at("size");
                columns += "      " + name + ": [" + std::to_string(from) + ", " + std::to_string(size) + "]\n";
                at[year][name] = {from, size};
                end = std::max(end, from + size - 1);
            }
            length[year] = end;
            yaml += "- name: form" + year + "\n  from: " + year + (year == "2022" ? "\n  to: 2024" : "") +
                    "\n  format: fixed\n  encoding: iso-8859-1\n  bom: false\n  fixed:\n    record_length: " +
                    std::to_string(end) + "\n    year_column: version\n    columns:\n" + columns;
        }
        contract = contract_of({"kommune_nr", "fodselsdato", "person_fodselsnr", "vedtak_dato"});
        contract.fields[1].optional_column = true;
        config::Lints lints;
        const auto root = config::parse_yaml(yaml, "form.yaml", lints);
        catalog::read_layouts(root, contract, false, lints);
        told = lints.lines();
    }
    std::string record(const std::string& year, const std::map<std::string, std::string>& values) {
        std::string text(static_cast<std::size_t>(length[year]), ' ');
        for (const auto& [name, value] : values)
            text.replace(static_cast<std::size_t>(at[year].at(name).first - 1), value.size(), value);
        return text + "\n";
    }
    std::map<std::string, std::map<std::string, std::pair<int, int>>> at;
    std::map<std::string, int> length;
    catalog::Contract contract;
    std::vector<std::string> told;
};

class Kostra : public ::testing::Test {
protected:
    void SetUp() override {
        if (!std::ifstream(folder + "file_description_11CF_2022.json")) GTEST_SKIP() << "../shared/reference is absent";
    }
};

TEST_F(Kostra, BothLayoutsCoverTheirRecords) {
    Form form;
    EXPECT_EQ(form.told, std::vector<std::string>{});
    EXPECT_EQ(form.length["2025"], 152);
    EXPECT_EQ(form.length["2022"], 139);
}

TEST_F(Kostra, RecordsOfBothYearsAreReadAndNeverWithTheLayoutOfTheOther) {
    Form form;
    const std::string old_record = form.record(
        "2022",
        {{"kommune_nr", "0301"}, {"version", "22"}, {"person_fodselsnr", "15860560043"}, {"vedtak_dato", "150322"}});
    const std::string new_record = form.record("2025", {{"kommune_nr", "4001"},
                                                        {"version", "25"},
                                                        {"fodselsdato", "15062005"},
                                                        {"person_fodselsnr", "15860560043"},
                                                        {"vedtak_dato", "15032025"}});
    using Row = std::vector<Cell>;
    EXPECT_EQ(decode_all(form.contract, form.contract.layout_for("", *catalog::first_day("2022")), old_record).rows,
              (std::vector<Row>{{"0301", {}, "15860560043", "150322"}}));
    EXPECT_EQ(decode_all(form.contract, form.contract.layout_for("", *catalog::first_day("2025")), new_record).rows,
              (std::vector<Row>{{"4001", "15062005", "15860560043", "15032025"}}));
    const auto wrong = decode_all(form.contract, form.contract.layout_for("", *catalog::first_day("2025")), old_record);
    EXPECT_EQ(wrong.error_code, code::wrong_layout);
    EXPECT_NE(wrong.error.find("form2022"), std::string::npos) << wrong.error;
    EXPECT_EQ(wrong.error.find("15860560043"), std::string::npos);
    EXPECT_EQ(
        decode_all(form.contract, form.contract.layout_for("", *catalog::first_day("2022")), new_record).error_code,
        code::wrong_layout);
}

}  // namespace
}  // namespace tilsig::decode::testing

// Properties of tables in workbooks and in records of one length, over many small documents made from a seed.
#include <random>

#include "xlsx_builder.hpp"

namespace tilsig::decode::testing {
namespace {

using Row = std::vector<Cell>;

/// 0 .. count-1, the same for a seed everywhere.
std::size_t roll(std::mt19937_64& engine, std::size_t count) { return static_cast<std::size_t>(engine() % count); }

const std::vector<std::string> texts{"x", "4001 Porsgrunn", "a &amp; b", "*", "æøå"};

/// A sheet with one to three tables beside each other, holes everywhere, and what must come out of it.
struct RandomSheet {
    explicit RandomSheet(unsigned seed) {
        std::mt19937_64 engine(seed);
        const std::size_t tables = 1 + roll(engine, 3);
        const auto header = static_cast<int>(1 + roll(engine, 3));
        std::string cells;
        for (std::size_t t = 0; t < tables; ++t) {
            const auto first = static_cast<std::uint32_t>(1 + t * 4);
            layout.xlsx.tables.emplace_back();
            auto& table = layout.xlsx.tables.back();
            table.sheet = "Data";
            table.first_column = first;
            table.last_column = first + 1;
            table.header_row = static_cast<std::uint64_t>(header);
            cells += text_cell(name(header, first), "a") + text_cell(name(header, first + 1), "b");
            cell_count += 2;
        }
        std::string rows = header > 1 ? row(1, text_cell("A1", "title")) : "";
        cell_count += header > 1 ? 1 : 0;
        rows += row(header, cells);
        for (int line = header + 1; line < header + 12; ++line) {
            if (roll(engine, 5) == 0) continue;  // rows that the sheet does not mention
            cells.clear();
            for (const auto& table : layout.xlsx.tables) add_record(engine, line, table.first_column, cells);
            rows += row(line, cells);
        }
        book.sheet("Data", rows);
    }

    static std::string name(int line, std::uint32_t column) {
        return std::string(1, static_cast<char>('A' + column - 1)) + std::to_string(line);
    }

    void add_record(std::mt19937_64& engine, int line, std::uint32_t first, std::string& cells) {
        Row record(2);
        for (std::uint32_t i = 0; i < 2; ++i) {
            const std::string at = name(line, first + i);
            const std::size_t kind = roll(engine, 5);
            if (kind == 0) continue;
            ++cell_count;
            if (kind == 1) {
                cells += "<c r=\"" + at + "\" s=\"0\"/>";
            } else if (kind == 2) {
                const std::size_t digits = roll(engine, 1000) + 1;
                cells += number_cell(at, std::to_string(digits) + "e-1");
                record[i] = std::to_string(digits / 10) + (digits % 10 == 0 ? "" : "." + std::to_string(digits % 10));
            } else {
                const std::string& text = texts[roll(engine, texts.size())];
                cells += text_cell(at, text);
                record[i] = text == "a &amp; b" ? "a & b" : text;
            }
        }
        if (record[0] || record[1]) records.push_back(record);
    }

    XlsxBuilder book;
    catalog::Layout layout = [] {
        auto made = xlsx_layout();
        made.xlsx.tables.clear();
        return made;
    }();
    std::vector<Row> records;
    std::uint64_t cell_count = 0;
};

TEST(Property, XlsxTablesComeOutAsTheyWereWritten) {
    std::size_t records = 0;
    for (unsigned seed = 0; seed < 1000; ++seed) {
        const RandomSheet sheet(seed);
        const auto decoded = decode_all(contract_of({"a", "b"}), sheet.layout, sheet.book.bytes(), 1 + seed % 997);
        ASSERT_TRUE(decoded.refused.empty()) << "seed " << seed << ": " << decoded.error;
        ASSERT_EQ(decoded.rows, sheet.records) << "seed " << seed;
        expect_closed_account(decoded, sheet.cell_count);
        std::uint64_t end = 0;
        for (const auto& place : decoded.places) {
            ASSERT_GE(place.offset, end) << "records overlap, seed " << seed;
            ASSERT_GE(place.length, 1U);
            end = place.offset + place.length;
        }
        ASSERT_LE(end, sheet.cell_count);
        records += decoded.rows.size();
    }
    EXPECT_GT(records, 10'000U);
}

TEST(Property, XlsxDamagedAnywhereIsRefusedOrReadTheSame) {
    const RandomSheet sheet(7);
    const std::string bytes = sheet.book.bytes();
    std::mt19937_64 engine(1);
    std::size_t refused = 0;
    for (int i = 0; i < 2000; ++i) {
        std::string damaged = bytes;
        damaged[roll(engine, damaged.size())] = static_cast<char>(engine());
        const auto decoded = decode_all(contract_of({"a", "b"}), sheet.layout, damaged);
        if (!decoded.refused.empty()) {
            ++refused;
        } else {
            ASSERT_EQ(decoded.rows, sheet.records) << i;  // a time stamp, or the byte that was there
        }
    }
    EXPECT_GT(refused, 1500U);
}

TEST(Property, FixedWidthRecordsComeOutAsTheyWereWritten) {
    auto contract = contract_of({"a", "b", "c"});
    catalog::Layout layout;
    layout.name = "test";
    layout.format = catalog::FormatKind::fixed;
    layout.encoding = catalog::Encoding::iso_8859_1;
    layout.fixed.record_length = 9;
    layout.fixed.columns = {{"a", 1, 2, {}}, {"b", 3, 4, {}}, {"c", 8, 2, {}}};
    const std::vector<std::string> values{"", "1", "x\xF8", "y"};
    for (unsigned seed = 0; seed < 2000; ++seed) {
        std::mt19937_64 engine(seed);
        std::string bytes;
        std::vector<Row> expected;
        for (std::size_t records = 1 + roll(engine, 6); records > 0; --records) {
            std::string line(9, ' ');
            Row wanted;
            for (const auto& column : layout.fixed.columns) {
                const std::string& value = values[roll(engine, values.size())];
                line.replace(static_cast<std::size_t>(column.from - 1), value.size(), value);
                wanted.push_back(value.empty() ? Cell() : Cell(value == "x\xF8" ? "xø" : value));
            }
            bytes += line + (roll(engine, 2) == 0 ? "\r\n" : "\n");
            if (line != std::string(9, ' ')) expected.push_back(wanted);
        }
        if (expected.empty()) continue;
        const auto decoded = decode_all(contract, layout, bytes, 1 + seed % 13);
        ASSERT_EQ(decoded.rows, expected) << "seed " << seed << " " << decoded.error;
        expect_closed_account(decoded, bytes.size());
    }
}

}  // namespace
}  // namespace tilsig::decode::testing

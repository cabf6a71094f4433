// Bytes to batches, one thread: every format, and gzip and zip around one.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <string>

#include "decode/decoder.hpp"
#include "unit/decode/gzip_builder.hpp"
#include "unit/decode/xlsx_builder.hpp"

namespace {

using namespace tilsig;

/// Twelve columns of the shapes a person feed has; about 110 bytes a line, one letter beyond ASCII in most lines.
std::string make_csv(std::size_t lines, bool quoted, bool latin1) {
    std::string bytes = "id;navn;kommune;fodt;start;slutt;kode;type;belop;timer;status;merknad\r\n";
    const std::string letter = latin1 ? "\xF8" : "\xC3\xB8";
    const std::string quote = quoted ? "\"" : "";
    for (std::size_t i = 0; i < lines; ++i) {
        const std::string number = std::to_string(1'000'000 + i);
        bytes += quote + number + quote + ";" + quote + "Test " + number + " S" + letter + "rum" + quote +
                 ";0301;12.03.1978;01.02.2008;;A" + std::to_string(i % 7) + ";" + quote + "introduksjon" + quote +
                 ";12345,67;" + std::to_string(i % 40) + ";aktiv;" + quote + "ingen merknad her" + quote + "\r\n";
    }
    return bytes;
}

std::string make_json(std::size_t records) {
    std::string bytes = "{\"codes\":[";
    for (std::size_t i = 0; i < records; ++i) {
        bytes += std::string(i > 0 ? "," : "") + "\n{\"code\":\"" + std::to_string(1000 + i % 9000) +
                 "\",\"parentCode\":null,\"level\":\"1\",\"name\":\"S\xC3\xB8rum\",\"shortName\":\"\","
                 "\"presentationName\":\"\",\"validFrom\":\"2006-01-01\",\"validTo\":null,\"notes\":\"\"}";
    }
    return bytes + "]}";
}

/// The records of make_csv as elements: about 330 bytes each.
std::string make_xml(std::size_t records, bool latin1) {
    std::string bytes = latin1 ? "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<r>\n"
                               : "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<r>\n";
    const std::string letter = latin1 ? "\xF8" : "\xC3\xB8";
    for (std::size_t i = 0; i < records; ++i) {
        const std::string number = std::to_string(1'000'000 + i);
        bytes += "<v><id>" + number + "</id><navn>Test " + number + " S" + letter +
                 "rum</navn><kommune>0301</kommune><fodt>12.03.1978</fodt><start>01.02.2008</start><slutt/><kode>A" +
                 std::to_string(i % 7) + "</kode><type>introduksjon</type><belop>12345,67</belop><timer>" +
                 std::to_string(i % 40) + "</timer><status>aktiv</status><merknad>ingen merknad her</merknad></v>\n";
    }
    return bytes + "</r>\n";
}

/// The records of make_csv in columns: 124 characters and a line end.
std::string make_fixed(std::size_t records) {
    std::string bytes;
    char line[160];
    for (std::size_t i = 0; i < records; ++i) {
        const int size = std::snprintf(
            line, sizeof line, "%-10zuTest %-15zu030112.03.197801.02.2008%-10sA%zu%-15s%10s%3zu%-6s%-20s    \r\n",
            1'000'000 + i, 1'000'000 + i, "", i % 7, "introduksjon", "12345,67", i % 40, "aktiv", "ingen merknad her");
        bytes.append(line, static_cast<std::size_t>(size));
    }
    return bytes;
}

/// Column, first character, length; the last four characters of a record mean nothing.
catalog::FixedLayout fixed_layout() {
    catalog::FixedLayout fixed;
    fixed.record_length = 124;
    int at = 1;
    for (const auto& [name, length] :
         {std::pair{"id", 10}, std::pair{"navn", 20}, std::pair{"kommune", 4}, std::pair{"fodt", 10},
          std::pair{"start", 10}, std::pair{"slutt", 10}, std::pair{"kode", 2}, std::pair{"type", 15},
          std::pair{"belop", 10}, std::pair{"timer", 3}, std::pair{"status", 6}, std::pair{"merknad", 20}}) {
        catalog::FixedLayout::Column column;
        column.name = name;
        column.from = at;
        column.length = length;
        fixed.columns.push_back(column);
        at += length;
    }
    return fixed;
}

/// The records of make_csv as a sheet: names and case numbers are shared strings, one each; hours are numbers.
std::string make_workbook(std::size_t records) {
    const std::array names{"id",   "navn", "kommune", "fodt",  "start",  "slutt",
                           "kode", "type", "belop",   "timer", "status", "merknad"};
    decode::testing::XlsxBuilder book;
    std::string rows = "<row r=\"1\">";
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string index = std::to_string(i);
        rows += "<c r=\"" + std::string(1, static_cast<char>('A' + i)) + "1\" t=\"s\"><v>" + index + "</v></c>";
        book.strings += "<si><t>" + std::string(names[i]) + "</t></si>";
    }
    rows += "</row>";
    for (const char* shared :
         {"0301", "12.03.1978", "01.02.2008", "A1", "introduksjon", "12345,67", "aktiv", "ingen merknad her"})
        book.strings += "<si><t>" + std::string(shared) + "</t></si>";
    for (std::size_t i = 0; i < records; ++i) {
        const std::string row = std::to_string(i + 2);
        const auto shared = [&](char column, std::size_t index) {
            rows += std::string("<c r=\"") + column + row + "\" t=\"s\"><v>" + std::to_string(index) + "</v></c>";
        };
        rows += "<row r=\"" + row + "\">";
        shared('A', 20 + 2 * i);
        shared('B', 21 + 2 * i);
        shared('C', 12);
        shared('D', 13);
        shared('E', 14);
        shared('G', 15);
        shared('H', 16);
        shared('I', 17);
        rows += "<c r=\"J" + row + "\"><v>" + std::to_string(i % 40) + "</v></c>";
        shared('K', 18);
        shared('L', 19);
        rows += "</row>";
        const std::string number = std::to_string(1'000'000 + i);
        book.strings += "<si><t>" + number + "</t></si><si><t>Test " + number + " S\xC3\xB8rum</t></si>";
    }
    return book.sheet("Data", rows).bytes();
}

catalog::Contract contract_of(std::initializer_list<const char*> names) {
    catalog::Contract contract;
    contract.feed = "bench.feed";
    for (const char* name : names) {
        catalog::Field field;
        field.name = field.column = name;
        contract.fields.push_back(field);
    }
    return contract;
}

const catalog::Contract person = contract_of(
    {"id", "navn", "kommune", "fodt", "start", "slutt", "kode", "type", "belop", "timer", "status", "merknad"});

void run(benchmark::State& state, const catalog::Contract& contract, const catalog::Layout& layout,
         const std::string& bytes) {
    std::uint64_t records = 0;
    model::Batch batch;
    std::vector<model::Finding> unreadable;
    for (auto step : state) {
        (void)step;
        std::size_t at = 0;
        const auto decoder = decode::make_decoder(
            contract, layout,
            [&](char* buffer, std::size_t size) {
                const std::size_t count = std::min(size, bytes.size() - at);
                std::memcpy(buffer, bytes.data() + at, count);
                at += count;
                return count;
            },
            "bench");
        while (decoder->next(batch, unreadable)) benchmark::DoNotOptimize(batch.places.data());
        records += decoder->report().records;
        const auto& report = decoder->report();
        if (report.records == 0 || report.bytes.unreadable > 0 || report.bytes.residual(report.delivery_bytes) != 0 ||
            !report.closed)
            state.SkipWithError("not all was read");
        unreadable.clear();
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * bytes.size()));
    state.counters["records/s"] = benchmark::Counter(static_cast<double>(records), benchmark::Counter::kIsRate);
}

void csv(benchmark::State& state, catalog::Encoding encoding, bool quoted) {
    catalog::Layout layout;
    layout.encoding = encoding;
    run(state, person, layout, make_csv(300'000, quoted, encoding != catalog::Encoding::utf8));
}

void csv_latin1(benchmark::State& state) { csv(state, catalog::Encoding::iso_8859_1, false); }
void csv_latin1_quoted(benchmark::State& state) { csv(state, catalog::Encoding::iso_8859_1, true); }
void csv_utf8(benchmark::State& state) { csv(state, catalog::Encoding::utf8, false); }

void csv_unpivot(benchmark::State& state) {
    std::string bytes = "Region;Navn", years = ";";
    for (int i = 0; i < 280; ++i) {
        bytes += ";M" + std::to_string(i / 28);
        years += ";A " + std::to_string(1995 + i % 28);
    }
    bytes += "\n" + years + "\n";
    for (int line = 0; line < 5000; ++line) {
        bytes += "K" + std::to_string(1000 + line) + ";Navn";
        for (int i = 0; i < 280; ++i) bytes += ";" + (i % 3 == 0 ? std::string() : std::to_string(line % 500));
        bytes += "\n";
    }
    catalog::Layout layout;
    layout.csv.header_rows = 2;
    layout.unpivot.emplace();
    layout.unpivot->keys = {"region", "name"};
    layout.unpivot->headers = {"measure", "year"};
    layout.unpivot->strip = {{"year", "A "}};
    run(state, contract_of({"region", "name", "measure", "year", "value"}), layout, bytes);
}

void json(benchmark::State& state) {
    catalog::Layout layout;
    layout.format = catalog::FormatKind::json;
    layout.json.records = "/codes";
    run(state, contract_of({"code", "parentCode", "name", "validFrom", "validTo"}), layout, make_json(200'000));
}

void xml(benchmark::State& state, catalog::Encoding encoding) {
    catalog::Layout layout;
    layout.format = catalog::FormatKind::xml;
    layout.encoding = encoding;
    layout.xml.records = {{"", "r", false}, {"", "v", false}};
    run(state, person, layout, make_xml(100'000, encoding != catalog::Encoding::utf8));
}

void xml_utf8(benchmark::State& state) { xml(state, catalog::Encoding::utf8); }
void xml_latin1(benchmark::State& state) { xml(state, catalog::Encoding::iso_8859_1); }

void fixed(benchmark::State& state) {
    catalog::Layout layout;
    layout.format = catalog::FormatKind::fixed;
    layout.encoding = catalog::Encoding::iso_8859_1;
    layout.fixed = fixed_layout();
    run(state, person, layout, make_fixed(300'000));
}

/// Speed in bytes of the packed workbook; records a second tell more. What contradicts the contract is noted as in a
/// real one.
void workbook(benchmark::State& state) { run(state, person, decode::testing::xlsx_layout(), make_workbook(50'000)); }

/// The bytes of csv_utf8, packed: what unpacking adds is the difference of their records a second.
void csv_gzip(benchmark::State& state) {
    catalog::Layout layout;
    layout.compression = catalog::Compression::gzip;
    run(state, person, layout, decode::testing::gzip(make_csv(300'000, false, false)));
}

void csv_zip(benchmark::State& state) {
    catalog::Layout layout;
    layout.compression = catalog::Compression::zip;
    layout.member = "*";
    run(state, person, layout,
        decode::testing::ZipBuilder().add("records.csv", make_csv(300'000, false, false)).bytes());
}

/// What a night of two thousand small units pays for each of them.
void csv_small_delivery(benchmark::State& state) { run(state, person, catalog::Layout{}, make_csv(50, false, false)); }

BENCHMARK(csv_latin1)->Unit(benchmark::kMillisecond);
BENCHMARK(csv_latin1_quoted)->Unit(benchmark::kMillisecond);
BENCHMARK(csv_utf8)->Unit(benchmark::kMillisecond);
BENCHMARK(csv_unpivot)->Unit(benchmark::kMillisecond);
BENCHMARK(json)->Unit(benchmark::kMillisecond);
BENCHMARK(xml_utf8)->Unit(benchmark::kMillisecond);
BENCHMARK(xml_latin1)->Unit(benchmark::kMillisecond);
BENCHMARK(fixed)->Unit(benchmark::kMillisecond);
BENCHMARK(workbook)->Unit(benchmark::kMillisecond);
BENCHMARK(csv_gzip)->Unit(benchmark::kMillisecond);
BENCHMARK(csv_zip)->Unit(benchmark::kMillisecond);
BENCHMARK(csv_small_delivery)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();

"""Whether `tilsig report annual` counts what count.py counts from the truth, for the country and each municipality. Shares no code with src/."""
import datetime

import count

# Variants by the program's name and by that of count.py; asylum seekers of K10 are counted by count.py alone.
VARIANTS = {("K01", ""): "", ("K06", "A"): "", ("K06", "B"): "without_OVF", ("K08", "A"): "A", ("K08", "B"): "B", ("K08", "C"): "C",
            ("K08", "D"): "D", ("K10", ""): "", ("K13", ""): ""}


def of_truth(folder, year, day):
    """(figure, variant, area) -> (value, n, numerator); what is left out is told of the country."""
    counted, told = {}, {}
    for figure, variant, area, value, n, numerator, left_out in count.figures(folder, year, datetime.date.fromisoformat(day)):
        counted[figure, variant, area] = (value, n, numerator)
        if figure == "K06" and area == count.COUNTRY:
            told[variant] = left_out
    return counted, told


def of_program(here, year, day):
    counted, told = {}, {}
    for figure in here.asked("report", "annual", "--year", str(year), "--as-known-at", day)["figures"]:
        for way in figure["computed"]:
            variant = VARIANTS[figure["figure"], way["variant"]]
            for row in [{**way, "municipality": count.COUNTRY}, *way["municipalities"]]:
                value = "" if row["value"] is None else f"{row['value']:.{0 if figure['unit'] == 'persons' else 1}f}"
                part = row["part"] if figure["unit"] == "percent" else ""
                counted[figure["figure"], variant, row["municipality"]] = (value, row["n"], part)
            if figure["figure"] == "K06":
                told[variant] = way["left_out"]
    return counted, told


def differences(truth_folder, here, year, day):
    """What the two count differently, as known at the end of the day: one text each."""
    (truth, truth_told), (program, program_told) = of_truth(truth_folder, year, day), of_program(here, year, day)
    if set(VARIANTS) and {each[:2] for each in program} != {(figure, variant) for (figure, _), variant in VARIANTS.items()}:
        yield "figures: the program reports others than are compared"
    for each in sorted(set(truth) | set(program)):
        if each[:2] == ("K10", "AN"):
            continue
        one, other = truth.get(each, ("", 0, "")), program.get(each, ("", 0, ""))
        if one[1] == other[1] == 0:  # nobody is counted there
            continue
        if one != other:
            yield f"{' '.join(filter(None, each))}: value, n, numerator {other} of the program, {one} of the truth"
    truth_told, program_told = ({variant: left for variant, left in told.items() if left} for told in (truth_told, program_told))
    if truth_told != program_told:
        yield f"K06: left out {program_told} of the program, {truth_told} of the truth"

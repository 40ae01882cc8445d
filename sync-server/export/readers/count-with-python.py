"""Counts each column of a file with pyreadstat or pandas: a line for each value, with tabs between. Usage: READER FILE."""

import math
import sys
from collections import Counter

import pandas
import pyreadstat
from pandas.io.stata import StataMissingValue, StataReader

reader, path = sys.argv[1:]


def is_blank(value):
    return value is None or value == "" or (isinstance(value, float) and math.isnan(value)) or value is pandas.NaT


def spss():
    """Values and labels of an SPSS file; missing are those in its ranges."""
    frame, meta = pyreadstat.read_sav(path, user_missing=True)
    for name in frame.columns:
        ranges = meta.missing_ranges.get(name, [])
        labels = meta.variable_value_labels.get(name, {})
        yield name, labels, list(frame[name]), lambda value, ranges=ranges: any(
            isinstance(value, float) and each["lo"] <= value <= each["hi"] for each in ranges
        )


def stata_by_pyreadstat():
    """A missing value with a letter is that letter."""
    frame, meta = pyreadstat.read_dta(path, user_missing=True)
    for name in frame.columns:
        letters = set(meta.missing_user_values.get(name, []))
        labels = meta.variable_value_labels.get(name, {})
        yield name, labels, list(frame[name]), lambda value, letters=letters: value in letters


def stata_by_pandas():
    with StataReader(path, convert_categoricals=False, convert_dates=False, convert_missing=True) as file:
        frame = file.read()
        all_labels = file.value_labels()
    for name in frame.columns:
        labels = {
            (StataMissingValue(value).string if value > 2147483620 else value): label
            for value, label in all_labels.get(name, {}).items()
        }
        values = [
            (None if value.string == "." else value.string) if isinstance(value, StataMissingValue) else value
            for value in frame[name]
        ]
        yield name, labels, values, lambda value: isinstance(value, str) and len(value) == 2 and value[0] == "."


def csv():
    frame = pandas.read_csv(path, dtype=str, keep_default_na=False)
    for name in frame.columns:
        yield name, {}, list(frame[name]), lambda value: False


readers = {"sav": spss, "dta-pyreadstat": stata_by_pyreadstat, "dta-pandas": stata_by_pandas, "csv": csv}


def told(*cells):
    print(*(str(cell).replace("\t", " ").replace("\n", " ") for cell in cells), sep="\t")


def number(value):
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


for name, labels, values, is_missing in readers[reader]():
    filled = [value for value in values if not is_blank(value)]
    valid = [value for value in filled if not is_missing(value)]
    told(name, "blank", "", len(values) - len(filled))
    told(name, "valid", "", len(valid))
    numbers = [number(value) for value in valid]
    if numbers and None not in numbers:
        told(name, "mean", "", sum(numbers) / len(numbers))
    for value, count in Counter(value for value in filled if is_missing(value)).items():
        told(name, "missing", labels.get(value, value), count)
    if labels or reader == "csv":
        for value, count in Counter(valid).items():
            told(name, "value", labels.get(value, value), count)

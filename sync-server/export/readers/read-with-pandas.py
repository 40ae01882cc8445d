"""What pandas finds in a Stata file, as JSON. A value that stands for no answer is {"missing": ".a"}."""

import json
import sys

import pandas
from pandas.io.stata import StataMissingValue, StataReader

path = sys.argv[1]
# it cannot do both at once: tell days and times, and say for what a missing value stands
dated = pandas.read_stata(path, convert_categoricals=False)
with StataReader(path, convert_categoricals=False, convert_dates=False, convert_missing=True) as reader:
    coded = reader.read()
    labels = reader.variable_labels()
    value_labels = reader.value_labels()


def cell(value, code):
    if isinstance(code, StataMissingValue):
        return None if code.string == "." else {"missing": code.string}
    return value.isoformat(timespec="milliseconds") if isinstance(value, pandas.Timestamp) else value


def code(value):
    return StataMissingValue(value).string if value > 2147483620 else str(value)


json.dump(
    {
        "labels": labels,
        "valueLabels": {
            name: {code(int(value)): label for value, label in each.items()} for name, each in value_labels.items()
        },
        "rows": [
            {name: cell(dated[name].iloc[i], coded[name].iloc[i]) for name in coded.columns} for i in range(len(coded))
        ],
    },
    sys.stdout,
    default=lambda value: value.item(),
)

"""What pyreadstat (ReadStat, of which R's haven is made) finds in an SPSS or a Stata file, as JSON.

A value that stands for no answer is {"missing": ...}. Days and times of SPSS are left the seconds that they are, since
pyreadstat drops parts of a second.
"""

import datetime
import json
import sys

import pyreadstat

path = sys.argv[1]
is_spss = path.endswith(".sav")
read = pyreadstat.read_sav if is_spss else pyreadstat.read_dta
plain, meta = read(path, disable_datetime_conversion=is_spss)
# where a cell of a Stata file is blank, this gives any number at all: it is only asked what stands for no answer
coded, told = read(path, disable_datetime_conversion=is_spss, user_missing=True)


def code(value):
    """Stata's missing values by the names that Stata has for them."""
    return "." + value if isinstance(value, str) and not is_spss else str(value)


def cell(value, coded_value):
    if value is None or value != value:
        # a blank cell is none of the missing values that somebody chose
        is_chosen = coded_value is not None and coded_value == coded_value
        if is_spss:
            return {"missing": coded_value} if is_chosen else None
        return {"missing": code(coded_value)} if isinstance(coded_value, str) else None
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="milliseconds")
    return value.isoformat() if isinstance(value, datetime.date) else value


json.dump(
    {
        "count": meta.number_rows,
        "labels": meta.column_names_to_labels,
        "valueLabels": {
            name: {code(value): label for value, label in labels.items()}
            for name, labels in meta.variable_value_labels.items()
        },
        "measures": meta.variable_measure,
        "fileLabel": meta.file_label,
        # of SPSS; ranges of one value each
        "missing": {name: [each["lo"] for each in ranges] for name, ranges in told.missing_ranges.items()},
        "rows": [
            {name: cell(plain[name].iloc[i], coded[name].iloc[i]) for name in plain.columns} for i in range(len(plain))
        ],
    },
    sys.stdout,
    default=lambda value: value.item(),
)

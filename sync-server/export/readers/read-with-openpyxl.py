"""What openpyxl finds in a workbook, as JSON: of each sheet its cells, each with its type."""

import json
import sys

import openpyxl

workbook = openpyxl.load_workbook(sys.argv[1])
json.dump(
    {
        sheet.title: {
            "isRightToLeft": bool(sheet.sheet_view.rightToLeft),
            "rows": [
                [None if cell.value is None else {"type": cell.data_type, "value": cell.value} for cell in row]
                for row in sheet.iter_rows()
            ],
        }
        for sheet in workbook
    },
    sys.stdout,
    default=lambda moment: moment.isoformat(),
)

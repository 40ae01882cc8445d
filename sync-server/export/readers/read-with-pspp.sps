* What PSPP finds in table.sav, beside which it runs: what it says of the variables goes where its output goes.
SET LOCALE='UTF-8'.
GET FILE='table.sav'.
DISPLAY DICTIONARY.
SAVE TRANSLATE /OUTFILE='values.csv' /TYPE=CSV /FIELDNAMES /CELLS=VALUES.
SAVE TRANSLATE /OUTFILE='labels.csv' /TYPE=CSV /FIELDNAMES /CELLS=LABELS.

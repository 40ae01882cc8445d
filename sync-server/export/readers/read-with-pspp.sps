* Prints the variables and values of table.sav in the working directory.
SET LOCALE='UTF-8'.
GET FILE='table.sav'.
DISPLAY DICTIONARY.
SAVE TRANSLATE /OUTFILE='values.csv' /TYPE=CSV /FIELDNAMES /CELLS=VALUES.
SAVE TRANSLATE /OUTFILE='labels.csv' /TYPE=CSV /FIELDNAMES /CELLS=LABELS.

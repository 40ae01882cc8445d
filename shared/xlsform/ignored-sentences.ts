/**
 * Messages about something that is read and has no effect here, or is left out: they say what happens
 * instead.
 */
export const ignoredSentences = {
	'appearance-unknown': 'The appearance "{found}" is not known and has no effect.',
	'appearance-not-for-type':
		'The appearance "{found}" has no effect on type "{type}". It works with: {possible}.',
	'appearance-map': 'This app has no maps: "{found}" has no effect, and the choices are shown as a list.',
	'appearance-map-location':
		'This app has no maps: "{found}" has no effect, and the location is recorded where the phone is.',
	'appearance-image-map':
		'The picture of "{found}" cannot be tapped: the choices are shown as a list below it.',
	'appearance-other-app':
		'"{found}" would open another app, which is not possible here: the question is answered in this app.',
	'appearance-calendar':
		'The calendar "{found}" is not available: the date is asked and stored as a Gregorian date.',
	'appearance-date-field': '"{found}" has no effect: the phone shows its own field for dates and times.',
	'appearance-width': 'The width "{found}" has no effect: questions are shown below each other.',
	'appearance-print': 'Phones cannot print from this app: "{found}" has no effect.',
	'appearance-compass': '"{found}" does not read the compass: the number is typed.',
	'appearance-masked':
		'"{found}" has no effect: what is typed can be read on the screen. To hide the answer from others, use the column "bind::zila:sealed_to".',
	'appearance-link': '"{found}" has no effect: the address is shown as text and cannot be opened.',
	'appearance-typed': '"{found}" has no effect: the answer is typed into a plain field.',
	'appearance-plug-in':
		'The field plug-in "{found}" is not run: the question is shown as type "{type}" usually is.',
	'appearance-camera': '"{found}" has no effect: the camera opens as the phone has it set.',
	'appearance-scanner': '"{found}" has no effect: the rear camera scans, and the code is shown.',
	'appearance-layout':
		'"{found}" has no effect: choices are shown below each other. Use "columns" or "columns-2" to show them side by side.',
	'appearance-range':
		'"{found}" has no effect: the range is shown as a line. Use "vertical", "rating" or "picker" to change that.',
	'appearance-label-row':
		'"{found}" would show the labels once, above a table. Here this row is asked like any question. Delete it: each question shows its choices.',
	'appearance-hidden':
		'"{found}" has no effect: the row is shown. Use type calculate for what is not to be shown.',
	'appearance-group': '"{found}" has no effect: a group is shown as a page of its own.',
	'appearance-cht': 'This appearance belongs to the Community Health Toolkit and has no effect here.',
	'parameter-ignored': 'The parameter "{found}" has no effect here.',
	'parameter-without-use': 'Type "{type}" takes no parameters: "{found}" has no effect.',
	'parameter-app': '"{found}" has no effect: the camera app of the phone is used.',
	'parameter-quality': '"{found}" has no effect: sound is always recorded in the quality of the app.',
	'parameter-rows':
		'"{found}" has no effect: with the appearance "multiline" a text has five lines, without it one.',
	'column-unknown': 'The column "{found}" is not known and is not read.',
	'columns-ignored': 'These columns are not read: {found}.',
	'column-again': 'The header "{found}" is there twice: the first column is read.',
	'column-not-for-type': 'The column "{column}" has no effect on type "{type}".',
	'column-intent':
		'"{found}" would open another app, which is not possible here: the questions are answered in this app.',
	'column-accuracy':
		'"{found}" has no effect here. Write capture-accuracy={found} in the column "parameters".',
	'column-autoplay': '"{found}" has no effect: sound and video start when they are tapped.',
	'column-big-image':
		'The big image "{found}" is not shown: the image of the label takes the width of the screen.',
	'row-disabled': 'The row is left out, because its column "disabled" says so.',
	'row-stray':
		'There are more than 60 empty rows above this row, so this row and all rows below it are ignored. Delete the empty rows, or these rows.',
	'type-missing': 'The row has no type, and is not asked. Write one, or delete the row.',
	'type-blank': '"{found}" is not recorded by this app: its value is always empty.',
	'type-as-text': 'Type "{found}" is asked as text.',
	'setting-public-key':
		'The form is not encrypted with this "public_key". Records are encrypted with the keys of this project; use the column "bind::zila:sealed_to" for single questions.',
	'setting-submission-url': 'Records are sent to the server of this project, and not to "{found}".',
	'setting-sending':
		'The setting "{found}" has no effect: phones send finished records by themselves and archive them after that.',
	'setting-version':
		'The version "{found}" is not read: every version that is published gets the next number.',
	'setting-style': 'The style "{found}" has no effect: a group is shown as a page of its own.',
	'settings-ignored': 'These settings are not read: {found}.',
	'settings-row': 'Only the first row below the headers is read: this row is ignored.',
	'sheet-unknown': 'The sheet "{found}" is not read.',
} as const

/** Something that a form's author should know, at its sheet and cell. Errors stop the publishing, warnings do not. */
export interface ImportProblem {
	readonly severity: 'error' | 'warning'
	readonly sheet: string
	/** `B12`, or '' for the sheet as a whole. */
	readonly cell: string
	readonly code: ImportCode
	readonly details: Readonly<Record<string, string>>
}

/** In English: what was found, and what to write instead. `{name}` is filled from the details. */
export const importSentences = {
	'sheet-missing': 'There is no sheet "{sheet}". Add one with that name.',
	'column-missing': 'The sheet has no column "{column}". Add it to the first row.',
	'type-unknown':
		'Type "{found}" is not known. Write a question type such as text, integer or "select_one list".',
	'type-not-yet': 'Type "{found}" cannot be run yet. Leave the question out, or use text.',
	'name-missing': 'The question has no name. Write one in the column "name".',
	'name-not-possible':
		'Name "{found}" has letters that a name cannot have. Use letters, digits, "_" and "-", beginning with a letter.',
	'name-twice': 'Name "{found}" stands twice in the same group. Give one of them another name.',
	'name-reserved': 'The name "{found}" belongs to the app. Give the question another one.',
	'trigger-not-possible':
		'"{found}" is no trigger. Name the questions, each in braces after a dollar sign, parted by commas.',
	'parameters-unreadable':
		'"{found}" cannot be read. Write parameters as pairs parted by spaces: start=0 end=10.',
	'parameter-unknown': 'The parameter "{found}" does not exist for this type. There are: {possible}.',
	'parameter-not-possible': 'The parameter "{key}" cannot be "{found}". Write for example: {possible}.',
	'range-not-possible':
		'"{found}" is no range. Write three numbers, the step not larger than the range: start=0 end=10 step=1.',
	'other-with-filter':
		'With a choice filter "or_other" is offered only where the filter lets it: it has no further columns.',
	'calculation-missing': 'The row calculates nothing. Write an expression in the column "calculation".',
	'list-missing':
		'The choice list "{found}" does not exist. Add its rows to the sheet "choices", or correct the name.',
	'file-missing':
		'The file "{found}" is not known here. Use rounds.csv or districts.csv, or write its rows into the sheet "choices".',
	'choice-name-missing': 'A choice of list "{list}" has no name. Write one in the column "name".',
	'choice-name-not-possible':
		'Choice "{found}" of list "{list}" has a space in its name, and several answers are parted by spaces. Use "_".',
	'choice-twice': 'Choice "{found}" stands twice in list "{list}". Give one of them another name.',
	'end-without-begin': '"{found}" has nothing to end. Take the row away, or add the row that begins it.',
	'begin-without-end': '"{found}" is never ended. Add an "end" row.',
	'expression-unreadable': 'In "{source}", {expected} was expected at letter {at}, but there is "{found}".',
	'reference-unknown': '"{found}" is no question of this form. Correct the name.',
	'path-unknown':
		'"{found}" leads to no question of this form and is read as blank. Correct it if it should.',
	'reference-ambiguous': '"{found}" could be several questions. Rename one of them.',
	'function-unknown': '{message}. Use a function from the XLSForm reference.',
	ring: 'These questions wait for each other and could never be asked: {found}. Take one of the references out.',
	'preset-unknown': 'Preset "{found}" is not known. Use one of: {possible}.',
	'form-id-missing': 'The sheet "settings" has no form_id. Write one.',
	'form-id-changed': 'The form_id "{found}" has letters that it cannot have; "{id}" is used instead.',
	'form-id-not-possible':
		'The form_id "{found}" has letters that it cannot have. Use letters A to Z, digits, "_", "-", "." and at most 120 of them.',
	'label-missing': 'The question has no label in any language; its name is shown instead.',
	'no-questions': 'The form asks nothing. Add questions to the sheet "survey".',
} as const
export type ImportCode = keyof typeof importSentences

export const describeProblem = ({ sheet, cell, code, details }: ImportProblem): string =>
	`${sheet}${cell ? ` ${cell}` : ''}: ${importSentences[code].replace(/\{(\w+)\}/g, (_, name: string) => details[name] ?? '')}`

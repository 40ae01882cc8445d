import type { ExpectedWord } from '#shared/expressions/tokens'
import { ignoredSentences } from './ignored-sentences.ts'

/** A problem for the form's author, at its sheet and cell. Errors prevent publishing, warnings do not. */
export interface ImportProblem {
	readonly severity: 'error' | 'warning'
	readonly sheet: string
	/** `B12`, or '' for the sheet as a whole. */
	readonly cell: string
	readonly code: ImportCode
	readonly details: Readonly<Record<string, string>>
	/** The word that was probably meant. */
	readonly close?: string
}
export type ReportImportProblem = (problem: ImportProblem) => void

/** Messages in English: what was found, and what to write instead. `{name}` is filled from the details. */
export const importSentences = {
	...ignoredSentences,
	'sheet-missing': 'The sheet "{sheet}" is missing. Add a sheet with this name.',
	'column-missing': 'The column "{column}" is missing. Add it to the first row of this sheet.',
	'column-twice': 'The headers "{first}" and "{second}" name the same column. Delete one of them.',
	'sealed-to-unknown': '"{found}" has no key. Use one of: {possible}.',
	'cannot-be-sealed':
		'An answer of type "{found}" cannot be encrypted for a key holder. Clear the column "bind::zila:sealed_to" in this row.',
	'cannot-be-flag':
		'Only a calculation that is sent to the server and has no label can be a flag. Clear the column "bind::zila:flag" in this row.',
	'cannot-be-background':
		'Only a geopoint question outside repeats can be answered in the background; this is "{found}". Clear the column "bind::zila:background" in this row.',
	'cannot-be-checks':
		'Only one calculate row per form, without a calculation and outside repeats, can store the checks at the end of an interview. Clear the column "bind::zila:checks" in this row.',
	'cannot-be-trait':
		'Only a select_one, a number or a calculation can be a quasi-identifier; this is "{found}". Clear the column "bind::zila:quasi_identifier" in this row.',
	'trait-unreadable':
		'"{found}" is not a valid priority for a quasi-identifier. Write a number from 1 (most important); for a number question, add the band width after a colon: "2: 10".',
	'flag-tells':
		'Everyone who can open the record sees the flag "{found}", which reveals something about answers hidden from them: {hidden}. Use it only if this is intended.',
	'identifiers-without-keep':
		'An answer encrypted for "identifiers" needs a retention period. Enter one in the column "bind::zila:retention", for example "30 days".',
	'keep-unreadable':
		'"{found}" is not a valid retention period. Write, for example, "30 days", "approved", "round + 90 days", or several joined with "or".',
	'keep-without-rounds':
		'The helpline has no rounds that close, so "round" never applies. Instead of "{found}", write the number of days after receipt, for example "90 days", or after approval: "approved + 30 days".',
	'filler-unknown':
		'"{found}" is not a role that fills in forms on a device. Use one or more of: {possible}.',
	'reader-unknown': 'Unknown role "{found}". Use one or more of: {possible}.',
	'reads-sealed':
		'This expression uses "{found}", which cannot be read after it is encrypted. Encrypt this question too, or use another question.',
	'type-unknown': 'Unknown question type "{found}". Use a type such as text, integer or "select_one list".',
	'type-kobo':
		'"{found}" can be read by KoboToolbox alone. Write a group instead, with one question for each row of the matrix, or, for a ranking, type rank.',
	'name-missing': 'The question has no name. Enter one in the column "name".',
	'name-not-possible':
		'The name "{found}" is not valid. Start with a letter and use only letters, digits, "_" and "-".',
	'name-twice': 'The name "{found}" is used twice in the same group. Rename one of the two.',
	'name-reserved': 'The name "{found}" is reserved. Choose another name.',
	'trigger-not-possible':
		'"{found}" is not a valid trigger. Write question references (a dollar sign, then the question name in braces), separated by commas.',
	'trigger-never':
		'"{found}" is never answered by a person, so it triggers nothing. Name a question that is asked.',
	'trigger-missing': 'The row has no trigger. Enter the question that triggers it in the column "trigger".',
	'parameters-unreadable':
		'The parameters "{found}" are not valid. Write name=value pairs separated by spaces: start=0 end=10.',
	'parameter-unknown': 'This question type has no parameter "{found}". Available parameters: {possible}.',
	'parameter-not-possible':
		'The parameter "{key}" does not accept the value "{found}". Use, for example: {possible}.',
	'range-tick-not-possible':
		'The tick interval {found} is not valid. Use a multiple of the step that is not larger than the range.',
	'range-look-not-possible':
		'The parameter "{key}" does not work with the appearance "{found}". Remove one of them, or use the appearance vertical or no-ticks.',
	'range-labels-not-possible':
		'"{found}" cannot label the range. Name a list on the sheet "choices" whose choice names are numbers at ticks of the range.',
	'range-placeholder-outside':
		'The placeholder {found} is not a value of this range. Use a number that can be selected.',
	'audit-place-incomplete':
		'The location parameters are incomplete. Give location-priority, location-min-interval and location-max-age together.',
	'audit-twice': 'The form already has an audit row. Delete this row.',
	'settings-in-survey':
		'"{found}" is ignored here. Enter title, form_id and default_language on the sheet "settings".',
	'never-unseen':
		'"{found}" is not recorded: this app never records audio or locations without showing it to the user. Ask with an audio or geopoint question.',
	'range-not-possible':
		'"{found}" is not a valid range. Write three numbers, with a step not larger than the range: start=0 end=10 step=1.',
	'other-with-filter':
		'The choice added by "or_other" has no columns for the choice filter, so it appears only where the filter lets it through. To filter it, add a choice named "other" to the list.',
	'calculation-missing': 'The row has no calculation. Enter an expression in the column "calculation".',
	'list-missing':
		'The choice list "{found}" does not exist. Add it to the sheet "choices", or correct the list name.',
	'file-missing':
		'The file "{found}" was not uploaded. Upload it together with the form; otherwise the form finds no data.',
	'media-missing':
		'The media file "{found}" was not uploaded. Upload it together with the form; otherwise the label is shown without it.',
	'file-ending': '"{found}" is not a data file. Name a file that ends in .csv, .xml or .geojson.',
	'search-with-file': 'A select from a file cannot also use search(). Remove one of them.',
	'search-unreadable':
		'The search in "{found}" is not valid. Name the uploaded data file in quotes, without its extension: search(\'towns\') for towns.csv.',
	'search-tables-missing':
		'The search takes the table that "{found}" names, and no table was chosen. Choose the tables (.csv) together with the form; until then the search finds nothing.',
	'search-list-shared':
		'The list "{found}" holds the column names for a search() in another question, so it has no choices for this one. Add a list with its choices under another name, and write that name here.',
	'table-name-twice': 'The name "{found}" is used for two lists or data files. Rename one of the two.',
	'geometry-unknown':
		'"{found}" is not a choice list, an uploaded data file or a repeat. Name the list of locations to select from.',
	'big-image-alone': 'A big-image needs an image. Name the small version in the column "media::image".',
	'choice-name-missing': 'A choice in the list "{list}" has no name. Enter one in the column "name".',
	'choice-name-not-possible':
		'The choice name "{found}" in the list "{list}" contains a space, which separates the answers of a select_multiple. Use "_" instead.',
	'choice-twice':
		'The choice name "{found}" is used twice in the list "{list}": only the first is shown. Rename one of the two, or set allow_choice_duplicates to "yes" on the sheet "settings".',
	'choice-twice-filtered':
		'These choice names are used several times in the list "{list}": {found}. Make sure that the choice filter never shows two of the same name together.',
	'choice-repeated':
		'The choice "{found}" is repeated in the list "{list}" and is shown once. Delete the repeated row.',
	'loop-too-large':
		'The loop creates more than {most} questions. Remove choices from its list, or use a repeat.',
	'groups-too-deep': 'More than {most} groups are within each other. Put the questions in fewer groups.',
	'file-without-choices':
		'The file "{found}" has rows, but none of them is a choice. Name the columns of code and label in the parameters: value=code label=name.',
	'end-without-begin': '"{found}" has no matching begin row. Delete this row, or add the begin row.',
	'begin-without-end': '"{found}" has no matching end row. Add the end row.',
	'expression-unreadable':
		'The expression "{source}" has a syntax error at character {at}: found "{found}", expected {expected}.',
	'expression-cut-off': 'The expression "{source}" is not complete: expected {expected} at its end.',
	'reference-unknown': '"{found}" is not a question in this form. Correct the name.',
	'path-unknown':
		'"{found}" matches no question in this form and is read as blank. Correct the path unless this is intended.',
	'path-inside':
		'"{found}" is inside the group whose condition uses it, so it is always blank there. Move the question before the group.',
	'reference-ambiguous': '"{found}" matches several questions. Rename one of them.',
	'function-unknown': 'Unknown function "{found}". Use a function from the XLSForm reference.',
	'function-arguments':
		'Wrong number of arguments in the function "{found}": {given} given, {possible} expected.',
	'argument-not-possible': 'The function "{found}" does not accept "{given}". Use, for example: {possible}.',
	ring: 'Circular reference between these questions: {found}. Change one of their expressions so that it does not use the next question.',
	'preset-unknown': 'Unknown preset "{found}". Use one of: {possible}.',
	'consent-role-unknown':
		'Unknown consent role "{found}". Use one of: {possible}; add the answers that count after a colon: "ask: yes".',
	'consent-role-misplaced':
		'The consent role "{found}" is only for {possible}. Move it, or change the type of the row.',
	'consent-role-twice': 'The consent role "{found}" is already used by another row. Use it once per form.',
	'consent-in-repeat':
		'Consent covers the whole record and cannot be inside a repeat. Move "{found}" out of the repeat.',
	'consent-answers-missing':
		'The consent role "{found}" needs the answers that count. Add them after a colon: "{found}: yes".',
	'consent-answer-unknown': '"{found}" is not a choice in the list "{list}". Name choices from this list.',
	'consent-ask-missing':
		'The consent role "{found}" needs a consent question. Mark the question that asks for consent with "ask: yes".',
	'consent-given-by-form':
		'This question must be answered by a person, not by the form. Remove its default, calculation and preset.',
	'consent-order':
		'The question "{found}" comes after the question that depends on it. Move it before that question.',
	'consent-incomplete':
		'The form does not record these details of the consent: {found}. Add a row of type calculate with this role for each.',
	'transcript-role-unknown':
		'Unknown transcript role "{found}". Use one of: {possible}; for "probes" and "summary", add the guide question after a colon: "probes: heard".',
	'transcript-role-misplaced': 'The transcript role "{found}" belongs on {possible}. Move it there.',
	'transcript-role-twice':
		'The transcript role "{found}" is already used by another row. Use it once per form.',
	'transcript-of-missing':
		'The transcript role "{found}" needs a value. Add it after a colon: "{found}: {possible}".',
	'transcript-of-unknown': '"{found}" is not a choice in the list "{list}". Name a choice from this list.',
	'transcript-incomplete': 'These transcript roles are missing: {found}. Mark one row for each.',
	'consent-version-missing':
		'The consent text has no version. Enter one under zila:consent_version on the sheet "settings".',
	'form-id-missing': 'The sheet "settings" has no form_id. Enter one.',
	'form-id-changed':
		'The form_id "{found}" contains characters that are not allowed. "{id}" is used instead.',
	'form-id-not-possible':
		'The form_id "{found}" is not valid. Use at most 120 characters: letters A to Z, digits, "_", "-" and ".".',
	'note-stops':
		'This note is required: as long as it is shown, the record cannot be finished. That is meant where its condition is a problem to be fixed first.',
	'label-missing':
		'The question has no label in any language, so its name is shown instead. Enter a label in the column "label".',
	'entities-missing':
		'The property "{found}" needs an entity list. Add a sheet "entities" that declares the list.',
	'entity-column-unknown': 'The sheet "entities" has no column "{found}". Use one of: {possible}.',
	'entity-name-missing': 'The entity list has no name. Enter one in the column "list_name".',
	'entity-name-not-possible':
		'The list name "{found}" is not valid. Start with a letter and use only letters, digits, "_" and "-".',
	'entity-name-twice': 'The entity list "{found}" is declared twice. Delete one of the rows.',
	'entity-label-missing':
		'New entities in the list "{found}" need a label. Enter an expression in the column "label".',
	'entity-id-missing':
		'Updating an entity in the list "{found}" needs its ID. Enter an expression in the column "entity_id".',
	'entity-update-missing':
		'The entity list "{found}" has create_if and entity_id, but no update_if. Add update_if, or delete entity_id.',
	'entity-rows-apart':
		'The entity list "{found}" uses answers from unrelated repeats. Copy the value with a calculation.',
	'entity-no-place':
		'No group is left for the entity list "{found}": each group holds one entity. Put its questions in a group of their own.',
	'save-to-on-group': 'A group or repeat cannot be saved to an entity list. Move save_to to a question.',
	'save-to-not-possible':
		'"{found}" is not a valid property name. Start with a letter, use only letters, digits, "_" and "-", and do not use name or label.',
	'save-to-without-list':
		'The form has several entity lists. Write the list before the property "{found}": list#property.',
	'save-to-list-unknown':
		'The entity list "{found}" is not declared. Add it to the sheet "entities", or correct the name.',
	'save-to-twice': 'The property "{found}" is saved twice. Rename one of the two.',
	'no-questions': 'The form has no questions. Add questions to the sheet "survey".',
} as const
export type ImportCode = keyof typeof importSentences

/** Words for the detail `expected` of a message; any other value is written as it is. */
export const expectedWords: Readonly<Record<ExpectedWord, string>> = {
	value: 'a value',
	name: 'a name',
	axis: 'an axis',
	'end-or-operator': 'an operator (such as "and", "+" or "=") or the end of the expression',
	'operator-or-value': 'an operator, a name or a value',
	shorter: 'a shorter expression',
}
export const isExpectedWord = (expected: string | undefined): expected is ExpectedWord =>
	expected !== undefined && Object.hasOwn(expectedWords, expected)

/** Follows the message if another word was probably meant. */
export const suggestionMessage = 'Did you mean "{close}"?'

export function describeProblem({ sheet, cell, code, details, close }: ImportProblem): string {
	const { expected } = details
	const values = isExpectedWord(expected) ? { ...details, expected: expectedWords[expected] } : details
	const sentence = importSentences[code].replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
	const guessed = close === undefined ? '' : ` ${suggestionMessage.replace('{close}', close)}`
	return `${sheet}${cell ? ` ${cell}` : ''}: ${sentence}${guessed}`
}

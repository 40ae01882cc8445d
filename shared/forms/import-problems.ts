import type { ExpectedWord } from '#shared/expressions/tokens'
import { ignoredSentences } from './ignored-sentences.ts'

/** Something that a form's author should know, at its sheet and cell. Errors stop the publishing, warnings do not. */
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

/** In English: what was found, and what to write instead. `{name}` is filled from the details. */
export const importSentences = {
	...ignoredSentences,
	'sheet-missing': 'There is no sheet "{sheet}". Add one with that name.',
	'column-missing': 'The sheet has no column "{column}". Add it to the first row.',
	'column-twice': 'The headers "{first}" and "{second}" mean the same column. Take one of them away.',
	'sealed-to-unknown': 'Nobody called "{found}" has a key. Write one of: {possible}.',
	'cannot-be-sealed':
		'An answer of type "{found}" cannot be sealed. Leave the column "bind::zila:sealed_to" empty here.',
	'cannot-be-flag':
		'Only a calculation that leaves the phone and has no label can be a flag. Leave the column "bind::zila:flag" empty here.',
	'cannot-be-background':
		'Only a question of type geopoint, outside of repeats, can be answered in the background, and this is "{found}". Leave the column "bind::zila:background" empty here.',
	'cannot-be-checks':
		'Only a calculate without a calculation, once in a form and outside of repeats, takes what is asked after an interview. Leave the column "bind::zila:checks" empty here.',
	'cannot-be-trait':
		'What others know of a person is a choice, a number or a calculation, and this is "{found}". Leave the column "bind::zila:trait" empty here.',
	'trait-unreadable':
		'"{found}" says nothing about when this is looked at. Write a number from 1, the smallest at what matters most, and for a number how wide its bands are, for example "2: 10".',
	'flag-tells':
		'Whoever sees a record sees the flag "{found}", and with it something of what they do not see themselves: {hidden}. That is right only if you mean it so.',
	'identifiers-without-keep':
		'What is sealed to "identifiers" is forgotten one day. Write in the column "bind::zila:keep" when, for example "30 days".',
	'keep-unreadable':
		'"{found}" says nothing about how long this is kept. Write for example "30 days", "approved", "round + 90 days", or several with "or" between.',
	'keep-without-rounds':
		'Nobody closes a round of calls here, so "round" never comes. Instead of "{found}" write how many days after the call came, for example "90 days", or after somebody approved it: "approved + 30 days".',
	'filler-unknown':
		'Forms are filled in by who works on a phone, and "{found}" does not. Write one or several of: {possible}.',
	'reader-unknown': 'There is no role "{found}". Write one or several of: {possible}.',
	'reads-sealed':
		'This looks at "{found}", which nobody can read after it was sealed. Seal this question too, or look at another one.',
	'type-unknown':
		'Type "{found}" is not known. Write a question type such as text, integer or "select_one list".',
	'type-kobo':
		'"{found}" can be read by KoboToolbox alone. Write a group instead, with one question for each row of the matrix, or, for a ranking, type rank.',
	'name-missing': 'The question has no name. Write one in the column "name".',
	'name-not-possible':
		'Name "{found}" has letters that a name cannot have. Use letters, digits, "_" and "-", beginning with a letter.',
	'name-twice': 'Name "{found}" stands twice in the same group. Give one of them another name.',
	'name-reserved': 'The name "{found}" belongs to the app. Give the question another one.',
	'trigger-not-possible':
		'"{found}" is no trigger. Name the questions, each in braces after a dollar sign, parted by commas.',
	'trigger-never':
		'"{found}" is never answered by a person, so it triggers nothing. Name a question that is asked.',
	'trigger-missing': 'The row says nothing about when. Name a question in the column "trigger".',
	'parameters-unreadable':
		'"{found}" cannot be read. Write parameters as pairs parted by spaces: start=0 end=10.',
	'parameter-unknown': 'The parameter "{found}" does not exist for this type. There are: {possible}.',
	'parameter-not-possible': 'The parameter "{key}" cannot be "{found}". Write for example: {possible}.',
	'range-tick-not-possible':
		'The tick interval {found} does not fit. Write a multiple of the step that is not larger than the range.',
	'range-look-not-possible':
		'The parameter "{key}" has no place in the appearance "{found}". Leave one of them out; vertical and no-ticks are possible.',
	'range-labels-not-possible':
		'"{found}" cannot be a label of the line. Name a list of "choices" whose names are numbers on a tick of the line.',
	'range-placeholder-outside':
		'The placeholder {found} is not on the line. Write a number that can be chosen.',
	'audit-place-incomplete':
		'To record places, location-priority, location-min-interval and location-max-age are needed together.',
	'audit-twice': 'The form has an audit already. Take this row away.',
	'settings-in-survey':
		'"{found}" is left out: write title, form_id and default_language on the sheet "settings".',
	'never-unseen':
		'"{found}" is not recorded: this app records no sound and no location that is not shown. Ask with audio or geopoint.',
	'range-not-possible':
		'"{found}" is no range. Write three numbers, the step not larger than the range: start=0 end=10 step=1.',
	'other-with-filter':
		'With a choice filter "or_other" is offered only where the filter lets it: it has no further columns.',
	'calculation-missing': 'The row calculates nothing. Write an expression in the column "calculation".',
	'list-missing':
		'The choice list "{found}" does not exist. Add its rows to the sheet "choices", or correct the name.',
	'file-missing':
		'The file "{found}" was not chosen. Choose it together with the form; until then the form finds nothing in it.',
	'media-missing':
		'"{found}" was not chosen. Choose it together with the form; until then its label stands without it.',
	'file-ending': '"{found}" is no table. Name a file that ends in .csv, .xml or .geojson.',
	'search-with-file': 'A question from a file cannot also have search(). Leave one of them out.',
	'search-unreadable':
		'The search in "{found}" cannot be read. Name the attached file in quotes and without its ending, for towns.csv: search(\'towns\').',
	'search-tables-missing':
		'The search takes the table that "{found}" names, and no table was chosen. Choose the tables (.csv) together with the form; until then the search finds nothing.',
	'search-list-shared':
		'The list "{found}" names the columns of a table for a question with search(), so it has no choices for this question. Add a list with its choices under another name, and write that name here.',
	'table-name-twice': '"{found}" is the name of two tables or lists. Give one of them another name.',
	'geometry-unknown':
		'"{found}" is no list, no attached table and no repeat. Name the list of places that can be chosen.',
	'big-image-alone': 'A big image needs an image. Name its small version in the column "media::image".',
	'choice-name-missing': 'A choice of list "{list}" has no name. Write one in the column "name".',
	'choice-name-not-possible':
		'Choice "{found}" of list "{list}" has a space in its name, and several answers are parted by spaces. Use "_".',
	'choice-twice':
		'Choice "{found}" is in list "{list}" twice: only the first is offered. Give the other another name, or write "yes" in the settings under allow_choice_duplicates.',
	'choice-twice-filtered':
		'These choices are in list "{list}" several times: {found}. The choice filter has to keep them apart.',
	'choice-repeated': 'Choice "{found}" stands again in list "{list}", and is shown once.',
	'loop-too-large':
		'The loop makes more than {most} questions out of its rows. Take choices out of its list, or ask in a repeat.',
	'file-without-choices':
		'The file "{found}" has rows, and none of them is a choice. Name the columns of code and label in the parameters: value=code label=name.',
	'end-without-begin': '"{found}" has nothing to end. Take the row away, or add the row that begins it.',
	'begin-without-end': '"{found}" is never ended. Add an "end" row.',
	'expression-unreadable':
		'The expression "{source}" cannot be read from character {at}: "{found}" is there, and {expected} should be.',
	'expression-cut-off': 'The expression "{source}" is not complete: {expected} should follow at its end.',
	'reference-unknown': '"{found}" is no question of this form. Correct the name.',
	'path-unknown':
		'"{found}" leads to no question of this form and is read as blank. Correct it if it should.',
	'path-inside':
		'"{found}" lies in the group itself, which is not asked while this is decided: it is read as blank. Move the question before the group.',
	'reference-ambiguous': '"{found}" could be several questions. Rename one of them.',
	'function-unknown': 'There is no function "{found}". Use a function from the XLSForm reference.',
	'function-arguments': 'The function "{found}" has {given} values in its brackets, and takes {possible}.',
	'argument-not-possible': 'The function "{found}" cannot have "{given}". Write for example: {possible}.',
	ring: 'Each of these depends on the next, and the last on the first, so none can be calculated: {found}. Change one of their expressions so that it does not use the next.',
	'preset-unknown': 'Preset "{found}" is not known. Use one of: {possible}.',
	'consent-role-unknown':
		'"{found}" is no part of a consent. Use one of: {possible}; with the answers that count behind a colon: "ask: yes".',
	'consent-role-misplaced':
		'The role "{found}" belongs to {possible}. Move it, or change the type of the row.',
	'consent-role-twice': 'The role "{found}" is taken by another row. A form has one.',
	'consent-in-repeat':
		'One consent stands for the whole record, and cannot be in a repeat. Move "{found}" out of it.',
	'consent-answers-missing': 'Write behind "{found}" which of its answers count: "{found}: yes".',
	'consent-answer-unknown': '"{found}" is no choice of list "{list}". Name answers that can be given.',
	'consent-ask-missing':
		'"{found}" has no consent to go with. Mark the question that asks for it: "ask: yes".',
	'consent-given-by-form':
		'Only the person can say that. Take the default, the calculation and the preset of this question away.',
	'consent-order': 'The question "{found}" comes after what it decides. Move it before.',
	'consent-incomplete':
		'Of the consent it is not recorded: {found}. Add a row of type calculate for each, with that role.',
	'talk-role-unknown':
		'"{found}" is no part of a talk. Use one of: {possible}; "probes" and "summary" with the question of the guide behind a colon: "probes: heard".',
	'talk-role-misplaced': 'The role "{found}" belongs to {possible}. Move it there.',
	'talk-role-twice': 'The role "{found}" is taken by another row. A form has one.',
	'talk-of-missing': 'Write behind "{found}" what it belongs to: "{found}: {possible}".',
	'talk-of-unknown': '"{found}" is no choice of list "{list}". Name one that can be chosen there.',
	'talk-incomplete': 'The talk lacks: {found}. Mark a row for each.',
	'consent-version-missing':
		'The text that is agreed to has no version. Write one in the settings under zila:consent_version.',
	'form-id-missing': 'The sheet "settings" has no form_id. Write one.',
	'form-id-changed': 'The form_id "{found}" has letters that it cannot have; "{id}" is used instead.',
	'form-id-not-possible':
		'The form_id "{found}" has letters that it cannot have. Use letters A to Z, digits, "_", "-", "." and at most 120 of them.',
	'note-stops':
		'This note is required: as long as it is shown, the record cannot be finished. That is meant where its condition is a problem to be fixed first.',
	'label-missing': 'The question has no label in any language; its name is shown instead.',
	'entities-missing': 'To save "{found}", add a sheet "entities" that declares the list.',
	'entity-column-unknown': 'The sheet has the column "{found}", which is not known. There are: {possible}.',
	'entity-name-missing': 'The list has no name. Write one in the column "list_name".',
	'entity-name-not-possible':
		'The list cannot be called "{found}". Use letters, digits, "_" and "-", beginning with a letter.',
	'entity-name-twice': 'The list "{found}" is declared twice. Take one of the rows away.',
	'entity-label-missing':
		'What is added to "{found}" needs a label. Write an expression in the column "label".',
	'entity-id-missing': 'To change a row of "{found}", write which one in the column "entity_id".',
	'entity-update-missing':
		'"{found}" has create_if and entity_id. Write update_if as well, or take entity_id away.',
	'entity-rows-apart':
		'"{found}" takes answers from repeats that do not belong together. Copy the value with a calculation.',
	'entity-no-place':
		'There is no group left for "{found}": a group stands for one entity. Put its questions into a group of their own.',
	'save-to-on-group': 'A group or repeat cannot be saved to a list. Move save_to to a question.',
	'save-to-not-possible':
		'"{found}" is no property. Use letters, digits, "_" and "-", beginning with a letter; not name or label.',
	'save-to-without-list': 'There are several lists. Write which one "{found}" belongs to: list#property.',
	'save-to-list-unknown': 'The list "{found}" is not declared in the sheet "entities".',
	'save-to-twice': 'The property "{found}" is saved twice. Give one of them another name.',
	'no-questions': 'The form asks nothing. Add questions to the sheet "survey".',
} as const
export type ImportCode = keyof typeof importSentences

/** Words for the detail `expected` of a sentence; what is none of them is written as it is. */
export const expectedWords: Readonly<Record<ExpectedWord, string>> = {
	value: 'a value',
	name: 'a name',
	axis: 'an axis',
	'end-or-operator': 'an operator such as "and", "+" or "=", or the end,',
	'operator-or-value': 'an operator, a name or a value',
	shorter: 'a shorter expression',
}
export const isExpectedWord = (expected: string | undefined): expected is ExpectedWord =>
	expected !== undefined && Object.hasOwn(expectedWords, expected)

/** What is said behind the sentence where a word was probably meant. */
export const guess = 'Is "{close}" meant?'

export function describeProblem({ sheet, cell, code, details, close }: ImportProblem): string {
	const { expected } = details
	const said = isExpectedWord(expected) ? { ...details, expected: expectedWords[expected] } : details
	const sentence = importSentences[code].replace(/\{(\w+)\}/g, (_, name: string) => said[name] ?? '')
	const guessed = close === undefined ? '' : ` ${guess.replace('{close}', close)}`
	return `${sheet}${cell ? ` ${cell}` : ''}: ${sentence}${guessed}`
}

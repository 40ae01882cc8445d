import type { ImportCode } from './import-problems.ts'

/** Columns of the sheet `survey` that have an effect, in the spelling of `import-columns.ts`. */
const onEveryRow = [
	...['type', 'name', 'label', 'relevant', 'appearance', 'image', 'audio', 'video', 'disabled'],
	...['bind::zila:consent', 'bind::zila:transcript'],
] as const

/** Columns of questions only. */
export const onQuestions: readonly string[] = [
	...['hint', 'guidance_hint', 'required', 'required_message', 'constraint', 'constraint_message'],
	...['read_only', 'default', 'calculation', 'trigger', 'choice_filter', 'parameters', 'save_to'],
	...['bind::zila:preset', 'bind::zila:warning', 'bind::zila:warning_message', 'bind::zila:on_phone_only'],
	...[
		'bind::zila:personal',
		'bind::zila:gate',
		'bind::zila:retention',
		'bind::zila:quasi_identifier',
		'bind::zila:flag',
	],
	...['bind::zila:sealed_to', 'bind::zila:background', 'bind::zila:checks'],
]

/** Columns of questions that are refused on a group, in `rejectQuestionColumnsOnGroup`. */
export const refusedOnGroups: readonly string[] = [
	...['save_to', 'bind::zila:sealed_to', 'bind::zila:flag', 'bind::zila:checks', 'bind::zila:background'],
]

/** Columns that other apps read and this one does not, with the code of the message for each cell. */
export const ineffectiveColumns: Readonly<Record<string, ImportCode>> = {
	'body::intent': 'column-intent',
	intent: 'column-intent',
	'body::accuracythreshold': 'column-accuracy',
	'control::accuracythreshold': 'column-accuracy',
	autoplay: 'column-autoplay',
	'body::autoplay': 'column-autoplay',
	'control::autoplay': 'column-autoplay',
	'big-image': 'column-big-image',
	rows: 'parameter-rows',
	'body::rows': 'parameter-rows',
	'control::rows': 'parameter-rows',
}

export const surveyColumns: readonly string[] = [
	...onEveryRow,
	...onQuestions,
	'repeat_count',
	'bind::zila:order',
]
export const choiceColumns: readonly string[] = ['list_name', 'name', 'label', 'image', 'audio', 'video']

/** Settings with an effect. */
export const settingColumns: readonly string[] = [
	...['form_title', 'form_id', 'default_language', 'instance_name', 'name', 'allow_choice_duplicates'],
	...['zila:readers', 'zila:filled_by', 'zila:consent_version'],
]

/** Settings of other apps, with the code of the message for each. */
export const ineffectiveSettings: Readonly<Record<string, ImportCode>> = {
	public_key: 'setting-public-key',
	submission_url: 'setting-submission-url',
	auto_send: 'setting-sending',
	auto_delete: 'setting-sending',
	version: 'setting-version',
	style: 'setting-style',
}

export const sheetNames: readonly string[] = [
	...['survey', 'choices', 'settings', 'entities', 'external_choices'],
]

/** True for a column that is for human readers, such as translators, who expect no effect of it. */
export const isComment = (column: string): boolean =>
	/^(_|#|(notes?|comments?|remarks?|changelog)$)|_draft$/i.test(column)

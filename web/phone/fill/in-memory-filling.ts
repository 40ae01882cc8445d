import type { Answer } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import type { Presets } from '#shared/forms/form-definition'
import { FormSession } from '#shared/forms/form-session'
import type { AnswerWriter } from '../../storage/drafts/answer-writer.ts'
import { createFilling, type FormFilling } from './filling.ts'

export interface InMemoryFormOptions {
	readonly form: CompiledForm
	readonly presets: Presets
	/** Offset from UTC, minutes east, that defines days. */
	readonly offsetMinutes: number
	readonly language: string
	/** Returns the language on the screen now, if it can change. */
	readonly shownIn?: () => string
	readonly withdrawalCode?: string
	readonly startedAt?: number
	/** Answers to continue with; absent for a new form. */
	readonly answers?: ReadonlyMap<string, Answer>
	readonly unreadable?: ReadonlyMap<string, string>
	/** Called with each answer; absent if nothing is saved. */
	readonly writer?: AnswerWriter
	/** Receives the function to call when the writer has saved. */
	readonly onSaved?: (listener: () => void) => void
}

/** A writer that has no disk. */
const noWriter: AnswerWriter = {
	write: () => {},
	whenSaved: async () => null,
	isBusy: () => false,
	retry: () => {},
}

/**
 * Creates a form filling without a draft: the same session, views and rules, with a writer of its own or none.
 * Without one, answers exist in the session only, and are gone when it is released. There is no draft and no
 * record, so that no list, count, copy or bundle can contain any of it.
 */
export function createInMemoryFilling({
	form,
	presets,
	offsetMinutes,
	language,
	startedAt = Date.now(),
	answers,
	unreadable,
	writer = noWriter,
	onSaved = () => {},
	...known
}: InMemoryFormOptions): FormFilling {
	const session = new FormSession(form, {
		answers: new Map(answers),
		...(unreadable ? { unreadable: new Map(unreadable) } : {}),
		isNew: answers === undefined,
		presets,
		context: {
			now: Date.now,
			offsetMinutes,
			random: Math.random,
			uuid: () => crypto.randomUUID(),
			language,
			startedAt,
			...known,
		},
	})
	return createFilling({
		session,
		draft: '',
		keeper: writer,
		// controls that save files have a placeholder, so no file arrives here
		attachments: {
			waiting: new Map(),
			save: async () => '',
			drop: async () => {},
			deleteReplaced: async () => {},
		},
		problem: () => null,
		onSaved,
		onFirstAnswer: () => {},
	})
}

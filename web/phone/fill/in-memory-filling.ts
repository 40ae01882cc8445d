import type { CompiledForm } from '#shared/forms/compile-form'
import type { Presets } from '#shared/forms/form-definition'
import { FormSession } from '#shared/forms/form-session'
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
}

/**
 * Creates a form filling without storage: the same session, views and rules as a draft, with a writer that
 * has no disk. Answers exist in the session only, and are gone when it is released. There is no draft and no
 * record, so that no list, count, copy or bundle can contain any of it.
 */
export function createInMemoryFilling({
	form,
	presets,
	offsetMinutes,
	language,
	...known
}: InMemoryFormOptions): FormFilling {
	const session = new FormSession(form, {
		answers: new Map(),
		isNew: true,
		presets,
		context: {
			now: Date.now,
			offsetMinutes,
			random: Math.random,
			uuid: () => crypto.randomUUID(),
			language,
			startedAt: Date.now(),
			...known,
		},
	})
	return createFilling({
		session,
		draft: '',
		keeper: { write: () => {}, whenSaved: async () => null, isBusy: () => false, retry: () => {} },
		// controls that save files have a placeholder, so no file arrives here
		attachments: {
			waiting: new Map(),
			save: async () => '',
			drop: async () => {},
			deleteReplaced: async () => {},
		},
		problem: () => null,
		onSaved: () => {},
		onFirstAnswer: () => {},
	})
}

import type { CompiledForm } from '#shared/forms/compile-form'
import type { Presets } from '#shared/forms/form-definition'
import { FormSession } from '#shared/forms/form-session'
import { createFilling, type FormFilling } from './filling.ts'

export interface InMemoryFormOptions {
	readonly form: CompiledForm
	readonly presets: Presets
	/** Minutes east of UTC in which days are counted. */
	readonly offsetMinutes: number
	readonly language: string
	/** The language on the screen now, where that can change. */
	readonly shownIn?: () => string
	readonly withdrawalCode?: string
}

/**
 * A form that is filled and kept nowhere: the same session, views and rules as a draft, with a keeper that has no disk.
 * What is given lives in the session alone, and is gone when nobody holds that any more. It has no draft and no record, so
 * that no list, count, copy or bundle could find anything of it.
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
		// controls that keep files have a stand-in, so that none comes here
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

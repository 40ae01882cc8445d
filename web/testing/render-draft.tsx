import { createElement } from 'react'
import type { Answer } from '#shared/forms/answers'
import type { FormDefinition } from '#shared/forms/form-definition'
import { formOf } from '#shared/testing/scenario'
import { serverWithForm } from '../../tests/helpers/unlocked-session.ts'
import { FillScreen } from '../phone/fill/fill-screen.tsx'
import { beginDraft, type DraftAbout, openDraft } from '../storage/drafts/drafts.ts'
import { saveInDraft } from './records.ts'
import { type PhoneOptions, type RenderedPhone, renderPhone } from './render-phone.tsx'

export interface DraftOptions extends PhoneOptions {
	/** Initial data of the draft. */
	readonly initial?: Pick<DraftAbout, 'given' | 'work' | 'check'>
	/** Answers that the draft has already, by path. */
	readonly answers?: Readonly<Record<string, Answer>>
	/** Returns the draft to open; without it a new one is started. */
	readonly draft?: (
		phone: Pick<RenderedPhone, 'vaultSession' | 'server' | 'sync'> & {
			readonly form: { readonly id: string; readonly ver: number }
		},
	) => Promise<string>
}

export interface RenderedDraft extends RenderedPhone {
	readonly draft: string
	readonly form: { readonly id: string; readonly ver: number }
	/** Saved answers of the draft, by path. */
	readonly savedAnswers: () => Promise<Record<string, Answer>>
	/** Closes the form as a phone that is switched off does, and opens it again. */
	readonly reopen: () => Promise<void>
}

let forms = 0

/** Returns a form with a unique id for one test, since compiled forms are cached by id. */
export const ownForm = (form: string | FormDefinition): FormDefinition => ({
	...(typeof form === 'string' ? formOf(form) : form),
	id: `form-${++forms}`,
})

/**
 * Renders a draft of a form on a phone with real storage: every answer is saved. `form`: a definition, or the
 * scenario language.
 */
export async function renderDraft(
	form: string | FormDefinition,
	{ initial = {}, answers = {}, draft: found, ...options }: DraftOptions = {},
): Promise<RenderedDraft> {
	const definition = ownForm(form)
	const ref = { id: definition.id, ver: 1 }
	const server = options.server ?? serverWithForm()
	server.publish({
		kind: 'form',
		ref: `${ref.id}@1`,
		body: { id: ref.id, version: 1, isCurrent: true, definition },
	})
	let draft = ''
	const phone = await renderPhone(
		createElement(() => <FillScreen draftId={draft} />),
		{
			...options,
			server,
			async given(before) {
				await options.given?.(before)
				draft = found
					? await found({ ...before, form: ref })
					: await beginDraft(before.vaultSession, ref, initial)
				await saveInDraft(before.vaultSession, draft, answers)
				history.replaceState(null, '', options.path ?? `/fill/${draft}`)
			},
		},
	)
	return {
		...phone,
		draft,
		reopen: phone.redraw,
		form: ref,
		savedAnswers: async () => Object.fromEntries((await openDraft(phone.vaultSession, draft))?.answers ?? []),
	}
}

import { screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { beginDraft, listDrafts, openDraft, saveDraftSummary } from '../../storage/drafts/drafts.ts'
import { savePersonSettings } from '../../storage/enrolment/person-settings.ts'
import { deskWrites, finishDraft, saveInDraft } from '../../testing/records.ts'
import { ownForm } from '../../testing/render-draft.tsx'
import { preparePhone, renderPhone } from '../../testing/render-phone.tsx'
import { text } from '../../testing/text.ts'
import { RecordScreen } from './record-screen.tsx'

beforeEach(preparePhone)

const survey = `
	type           name      label::English (en)  label::اردو (ur)  label::پښتو (ps)
	select_one l   int_lang  Language             زبان              ژبه
	choices
	list_name      name      label::English (en)  label::اردو (ur)  label::پښتو (ps)
	l              ur        Urdu                 اردو              اردو
`

interface Known {
	/** Language in which the questions were shown when the record was finished here. */
	readonly shown?: string
	/** The person's setting. */
	readonly setting?: string
}

/** Opens the correction of a returned record whose interview was held in Urdu; returns the language it opens in. */
async function languageOfCorrection({ shown, setting }: Known): Promise<string | undefined> {
	let record = ''
	const { user, vaultSession } = await renderPhone(<Later of={() => record} />, {
		async given({ vaultSession: at, server, sync }) {
			const definition = ownForm(survey)
			const ref = { id: definition.id, ver: 1 }
			server.publish({
				kind: 'form',
				ref: `${ref.id}@1`,
				body: { id: ref.id, version: 1, isCurrent: true, definition },
			})
			await sync()
			const draft = await beginDraft(at, ref)
			await saveInDraft(at, draft, { int_lang: 'ur' })
			const opened = await openDraft(at, draft)
			if (shown && opened) await saveDraftSummary(at, draft, { ...opened.about, language: shown })
			record = await finishDraft(at, draft, ref)
			await sync()
			await deskWrites(at, record, { $status: 'returned' })
			if (setting) await savePersonSettings(at.device, { questionLanguage: setting })
		},
	})
	await user.click(await screen.findByRole('button', { name: text('record.correct') }))
	await waitFor(() => expect(location.pathname).toMatch(/^\/fill\//))
	return (await listDrafts(vaultSession))[0]?.language
}
const Later = ({ of }: { of: () => string }) => <RecordScreen id={of()} />

test('a correction opens in the language in which its questions were last shown here', async () => {
	expect(await languageOfCorrection({ shown: 'en', setting: 'ps' })).toBe('en')
})

test('for a record that was not filled in here, the setting of the person comes first', async () => {
	expect(await languageOfCorrection({ setting: 'ps' })).toBe('ps')
})

test('without such a setting it is the language of the interview', async () => {
	expect(await languageOfCorrection({})).toBe('ur')
})

test('a setting that the form does not offer gives way to the language of the interview', async () => {
	expect(await languageOfCorrection({ setting: 'sd' })).toBe('ur')
})

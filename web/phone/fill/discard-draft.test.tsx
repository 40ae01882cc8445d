import { screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { beginCorrection } from '../../storage/drafts/begin-correction.ts'
import { beginDraft, listDrafts } from '../../storage/drafts/drafts.ts'
import { saveRevision } from '../../storage/drafts/save-revision.ts'
import { compiledForm } from '../../storage/records/documents.ts'
import { listRecords, recordOnPhone } from '../../storage/records/records.ts'
import { finishRecord, saveInDraft } from '../../testing/records.ts'
import { type DraftOptions, renderDraft } from '../../testing/render-draft.tsx'
import { preparePhone } from '../../testing/render-phone.tsx'
import { text } from '../../testing/text.ts'

beforeEach(preparePhone)

const button = (key: Parameters<typeof text>[0]) => screen.findByRole('button', { name: text(key) })
async function renderList(options: DraftOptions = {}) {
	const phone = await renderDraft('type | name | label\ntext | who | Who', options)
	await screen.findByRole('textbox', { name: /^Who/ })
	await phone.user.click(screen.getByRole('button', { name: text('fill.sections') }))
	return phone
}

test('a draft is deleted with its answers after a confirmation', async () => {
	const phone = await renderList({ answers: { who: 'Amina' } })
	await phone.user.click(await button('finish.discard.draft'))
	expect(screen.getByRole('alertdialog')).toHaveTextContent(text('finish.confirmDiscard.draft'))
	// pressing Enter once too often keeps the draft
	expect(document.activeElement).toBe(await button('app.keep'))
	expect(await listDrafts(phone.vaultSession)).toHaveLength(1)
	await phone.user.click(await button('finish.confirmDiscardYes'))
	await waitFor(() => expect(location.pathname).toBe('/'))
	expect(await listDrafts(phone.vaultSession)).toEqual([])
})

test('cancelling changes nothing', async () => {
	const phone = await renderList({ answers: { who: 'Amina' } })
	await phone.user.click(await button('finish.discard.draft'))
	await phone.user.click(await button('app.keep'))
	expect(screen.queryByRole('alertdialog')).toBeNull()
	expect(await phone.savedAnswers()).toEqual({ who: 'Amina' })
})

test('deleting a correction has its own wording, and the record is unchanged', async () => {
	const phone = await renderList({
		answers: { who: 'Bano' },
		draft: async ({ vaultSession, form }) =>
			beginCorrection(vaultSession, await finishRecord(vaultSession, form, { who: 'Amina' })),
	})
	await phone.user.click(await button('finish.discard.correction'))
	expect(screen.getByRole('alertdialog')).toHaveTextContent(text('finish.confirmDiscard.correction'))
	await phone.user.click(await button('finish.confirmDiscardYes'))
	await waitFor(async () => expect(await listDrafts(phone.vaultSession)).toEqual([]))
	const [record] = await listRecords(phone.vaultSession)
	const found = await recordOnPhone(phone.vaultSession, record?.id ?? '')
	expect(found?.state.fields.get('who')).toBe('Amina')
})

test('a copy on the server is mentioned before', async () => {
	const phone = await renderList({
		async draft({ vaultSession, form }) {
			const draft = await beginDraft(vaultSession, form)
			await saveInDraft(vaultSession, draft, { who: 'Amina' })
			const compiled = await compiledForm(vaultSession, form.id, form.ver)
			if (!compiled) throw new Error('the form is not on this phone')
			const answersOf = () => new Map([['who', 'Amina']])
			await saveRevision({ vaultSession, draft, form: compiled, answersOf, status: 'draft' })
			return draft
		},
	})
	await phone.user.click(await button('finish.discard.draft'))
	expect(screen.getByRole('alertdialog')).toHaveTextContent(text('finish.discardKeepsServerCopy'))
})

test('a phone that cannot write says so, and the draft remains', async () => {
	const phone = await renderList({ answers: { who: 'Amina' } })
	await phone.user.click(await button('finish.discard.draft'))
	const remove = IDBObjectStore.prototype.delete
	IDBObjectStore.prototype.delete = () => {
		throw new DOMException('broken', 'UnknownError')
	}
	await phone.user.click(await button('finish.confirmDiscardYes'))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.phone-storage-broken'))
	IDBObjectStore.prototype.delete = remove
	expect(location.pathname).toBe(`/fill/${phone.draft}`)
	await phone.user.click(await button('finish.confirmDiscardYes'))
	await waitFor(() => expect(location.pathname).toBe('/'))
})

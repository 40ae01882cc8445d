import { act, screen, waitFor } from '@testing-library/react'
import { strToU8, unzipSync, zipSync } from 'fflate'
import { afterEach, expect, test } from 'vitest'
import type { Person } from '#shared/people/people'
import { renderDesk } from '../../testing/render-desk.tsx'
import { watchSavedFiles } from '../../testing/saved-files.ts'
import { sealFor } from '../../testing/seal-for.ts'
import { text } from '../../testing/text.ts'
import { clearUnlockedKeys, openRoleKeys } from '../account/role-key.ts'
import { DecryptExport } from './decrypt-export.tsx'

afterEach(clearUnlockedKeys)

const form = 'type  name  label  bind::zila:sealed_to\ntext  told  Told  data-manager'

async function render(person: Partial<Person> = {}) {
	const desk = await renderDesk(<DecryptExport />, { person })
	const summary = screen.queryByText(text('export.decryptTitle'))
	if (summary) await desk.user.click(summary)
	return desk
}
const field = () => screen.getByLabelText(text('export.chooseExportFile'))

/** An export with one sealed answer, whose key is open in this page. */
async function exportedFile() {
	const { words, key, answers } = await sealFor('data-manager', form, 'record-1', { told: 'ill' })
	await act(async () => void (await openRoleKeys(words, [key])))
	const zip = zipSync({
		'household.csv': strToU8(`record_id,told\nrecord-1,${answers.told}\nrecord-2,${answers.told}\n`),
		'dictionary.csv': strToU8('file,column,question\nhousehold.csv,told,told\n'),
	})
	return new File([zip as Uint8Array<ArrayBuffer>], 'household.zip')
}

test('the words of the key are asked for before a file can be chosen', async () => {
	await render()
	expect(screen.getByLabelText(text('roleKey.secretKey'))).toBeVisible()
	expect(screen.queryByLabelText(text('export.chooseExportFile'))).toBeNull()
})

test('a file is saved with its encrypted answers decrypted, and unchanged cells are counted', async () => {
	const files = watchSavedFiles()
	const file = await exportedFile()
	const { user } = await render()
	await user.upload(field(), file)
	expect(await screen.findByText(text('export.decryptedCount', { opened: 1, left: 1 }))).toBeVisible()
	expect(files.map(({ name }) => name)).toEqual(['household-opened.zip'])
	const opened = unzipSync(new Uint8Array((await files[0]?.content.arrayBuffer()) ?? new ArrayBuffer()))
	expect(new TextDecoder().decode(opened['household.csv'])).toContain('record-1,ill')
	expect(field()).toBeEnabled()
})

test('a file that is no export is refused, and another one can be chosen', async () => {
	const files = watchSavedFiles()
	const file = await exportedFile()
	const { user } = await render()
	await user.upload(field(), new File(['nothing'], 'notes.zip'))
	expect(await screen.findByText(text('export.notAnExport'))).toBeVisible()
	expect(files).toEqual([])
	await user.upload(field(), file)
	await waitFor(() => expect(files).toHaveLength(1))
})

test('a file without any cell to decrypt is not saved again', async () => {
	const files = watchSavedFiles()
	await exportedFile()
	const { user } = await render()
	const plain = zipSync({ 'dictionary.csv': strToU8('file,column,question\n') })
	await user.upload(field(), new File([plain as Uint8Array<ArrayBuffer>], 'plain.zip'))
	expect(await screen.findByText(text('export.decryptedCount', { opened: 0, left: 0 }))).toBeVisible()
	expect(files).toEqual([])
})

test.each<[string, Partial<Person>]>([
	['a coordinator', { role: 'coordinator' }],
	['the demonstration', { demonstration: true }],
])('%s is offered no decryption', async (_, person) => {
	await render(person)
	expect(screen.queryByText(text('export.decryptTitle'))).toBeNull()
})

import { screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import type { Mapping } from '#shared/import/mapping'
import { type RenderedOlderData, renderImportScreen } from '../../testing/import-fixtures.tsx'
import { text } from '../../testing/text.ts'
import { workerInThisThread } from '../../testing/workers.ts'

const startWorker = await workerInThisThread(() => import('./import-worker.ts'))
beforeEach(startWorker)

const csv = 'KEY,start,enumerator,tea,age\nk1,2026-01-02,s1,Yes,34\n'
const savedMapping: Mapping = {
	form: 'visit',
	version: 1,
	id: ['KEY'],
	time: 'start',
	district: null,
	interviewer: null,
	questions: { age: { columns: ['age'] }, tea: { columns: ['tea'], values: { Yes: 'no' } } },
	repeats: {},
	blanks: ['-99'],
	days: 'month-first',
}
const give = async ({ user }: RenderedOlderData, content: string) =>
	user.upload(
		await screen.findByLabelText(text('import.loadMapping')),
		new File([content], 'visit-mapping.json', { type: 'application/json' }),
	)

test('the mapping is saved as a file named after its form', async () => {
	const { choose, mapping, downloads } = await renderImportScreen()
	await choose(['kobo.csv', csv])
	await mapping()
	expect(downloads.at(-1)?.name).toBe('visit-mapping.json')
})

test('a saved mapping is loaded for the shown version and fields', async () => {
	const rendered = await renderImportScreen()
	await rendered.choose(['kobo.csv', csv])
	await give(rendered, JSON.stringify(savedMapping))
	await waitFor(() => expect(screen.getByLabelText(text('import.enumeratorColumn'))).toHaveValue(''))
	expect(screen.getByLabelText(text('import.missingValues'))).toHaveValue('-99')
	expect(await rendered.mapping()).toEqual({ ...savedMapping, version: 2 })
})

test('columns or questions that no longer exist are left out of a loaded mapping', async () => {
	const rendered = await renderImportScreen()
	await rendered.choose(['kobo.csv', csv])
	await give(
		rendered,
		JSON.stringify({
			...savedMapping,
			id: ['KEY', 'gone'],
			time: 'gone',
			questions: { ...savedMapping.questions, age: { columns: ['gone'] }, height: { columns: ['age'] } },
			repeats: { members: { table: 'gone.csv', own: 'KEY', main: 'KEY', questions: {} } },
		} satisfies Mapping),
	)
	expect(await screen.findByText(text('import.mappingIncomplete'))).toBeVisible()
	expect(await rendered.mapping()).toEqual({
		...savedMapping,
		version: 2,
		time: '',
		questions: { tea: { columns: ['tea'], values: { Yes: 'no' } } },
	})
})

test.each([
	['invalid JSON', '{'],
	['other content', '{"form":"visit"}'],
	['a mapping of another form', JSON.stringify({ ...savedMapping, form: 'household' })],
])('a file with %s is refused, the mapping stays, and the next file is read', async (_, content) => {
	const rendered = await renderImportScreen()
	await rendered.choose(['kobo.csv', csv])
	await give(rendered, content)
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.mapping-unreadable'))
	expect(screen.getByLabelText(text('import.enumeratorColumn'))).toHaveValue('enumerator')
	await give(rendered, JSON.stringify(savedMapping))
	await waitFor(() => expect(screen.getByLabelText(text('import.enumeratorColumn'))).toHaveValue(''))
	expect(screen.queryByRole('alert')).toBeNull()
})

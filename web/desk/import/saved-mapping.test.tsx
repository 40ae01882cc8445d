import { screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import type { Mapping } from '#shared/import/mapping'
import { type RenderedOlderData, renderOlderData } from '../../testing/older-data.tsx'
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

test('the choice is kept as a file, named after its form', async () => {
	const { choose, mapping, downloads } = await renderOlderData()
	await choose(['kobo.csv', csv])
	await mapping()
	expect(downloads.at(-1)?.name).toBe('visit-mapping.json')
})

test('a kept choice is given back, for the version and the fields that are shown', async () => {
	const rendered = await renderOlderData()
	await rendered.choose(['kobo.csv', csv])
	await give(rendered, JSON.stringify(savedMapping))
	await waitFor(() => expect(screen.getByLabelText(text('import.enumeratorColumn'))).toHaveValue(''))
	expect(screen.getByLabelText(text('import.missingValues'))).toHaveValue('-99')
	expect(await rendered.mapping()).toEqual({ ...savedMapping, version: 2 })
})

test('what the table or the form does not have is left out of a kept choice', async () => {
	const rendered = await renderOlderData()
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
	['no JSON', '{'],
	['something else', '{"form":"visit"}'],
	['a choice for another form', JSON.stringify({ ...savedMapping, form: 'household' })],
])('a file with %s is refused, what is chosen stays, and the next file is taken', async (_, content) => {
	const rendered = await renderOlderData()
	await rendered.choose(['kobo.csv', csv])
	await give(rendered, content)
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.mapping-unreadable'))
	expect(screen.getByLabelText(text('import.enumeratorColumn'))).toHaveValue('enumerator')
	await give(rendered, JSON.stringify(savedMapping))
	await waitFor(() => expect(screen.getByLabelText(text('import.enumeratorColumn'))).toHaveValue(''))
	expect(screen.queryByRole('alert')).toBeNull()
})

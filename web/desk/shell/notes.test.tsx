import { screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { defaultRounds, type Round } from '#shared/study/study'
import { renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { CsvFileInput } from '../kit/csv-file-input.tsx'
import { DemonstrationNote } from '../kit/demonstration-note.tsx'
import { useHasDistricts } from '../kit/desk-context.ts'
import { FileErrors } from '../kit/file-errors.tsx'
import { RoundMenu } from '../kit/round-menu.tsx'
import { useUnsavedChanges, useUnsavedFields } from '../kit/unsaved-changes.ts'

const fault = (at: number, over: Partial<Parameters<typeof FileErrors>[0]['faults'][number]> = {}) => ({
	at,
	column: 'people',
	found: 'many',
	possible: '1–999',
	...over,
})

test('each invalid cell of a file is named; an empty one is shown as a dash', async () => {
	await renderDesk(
		<FileErrors faults={[fault(2), fault(3, { found: '' }), fault(1, { found: '', column: 'sex' })]} />,
	)
	expect(screen.getByText(text('desk.file.invalidCells', { count: 3 }))).toBeVisible()
	expect(screen.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
		text('desk.file.invalidCell', { line: 2, column: 'people', found: 'many', possible: '1–999' }),
		text('desk.file.invalidCell', { line: 3, column: 'people', found: '—', possible: '1–999' }),
		text('desk.file.missingColumn', { column: 'sex' }),
	])
})

test('of very many invalid cells the first fifty are named, and all are counted', async () => {
	await renderDesk(<FileErrors faults={Array.from({ length: 80 }, (_, i) => fault(i + 2))} />)
	expect(screen.getAllByRole('listitem')).toHaveLength(50)
	expect(screen.getByText(text('desk.file.invalidCells', { count: 80 }))).toBeVisible()
})

test('a file is read as text, and the same one can be chosen again once corrected', async () => {
	const onChoose = vi.fn()
	const { user } = await renderDesk(<CsvFileInput label="File" onChoose={onChoose} />)
	const file = new File(['a,b'], 'table.csv', { type: 'text/csv' })
	await user.upload(screen.getByLabelText('File'), file)
	await user.upload(screen.getByLabelText('File'), file)
	await waitFor(() => expect(onChoose.mock.calls).toEqual([['a,b'], ['a,b']]))
})

test('generated numbers are marked, unless the whole desk is a demonstration', async () => {
	const { unmount } = await renderDesk(<DemonstrationNote isMadeUp />)
	expect(screen.getByText(text('app.demonstration'))).toBeVisible()
	unmount()
	const { container } = await renderDesk(<DemonstrationNote isMadeUp />, { person: { demonstration: true } })
	expect(container).toBeEmptyDOMElement()
})

const [baseline, endline] = defaultRounds as [Round, Round]

test('one of several rounds is selected', async () => {
	const onChoose = vi.fn()
	const { user } = await renderDesk(
		<RoundMenu rounds={[baseline, endline]} value="baseline" onChoose={onChoose} />,
	)
	await user.selectOptions(screen.getByRole('combobox', { name: text('desk.round') }), 'Post-campaign')
	expect(onChoose).toHaveBeenCalledWith('endline')
})

test('a single round is not selectable, unless the address names another', async () => {
	const { container, unmount } = await renderDesk(
		<RoundMenu rounds={[endline]} value="endline" onChoose={() => {}} />,
	)
	expect(container).toBeEmptyDOMElement()
	unmount()
	await renderDesk(<RoundMenu rounds={[endline]} value="gone" onChoose={() => {}} />)
	expect(screen.getByRole('combobox', { name: text('desk.round') })).toBeVisible()
})

function Writing({ comment, reason }: { comment: string; reason: string }) {
	useUnsavedChanges('comments', comment !== '')
	useUnsavedChanges('decision', reason !== '')
	return <output>{useUnsavedFields().join(' ')}</output>
}
const isLeaveBlocked = () => !dispatchEvent(new Event('beforeunload', { cancelable: true }))

test('the browser warns while there is unsent text', async () => {
	const { unmount } = await renderDesk(<Writing comment="why" reason="because" />)
	await waitFor(() => expect(screen.getByRole('status')).toHaveTextContent('comments decision'))
	expect(isLeaveBlocked()).toBe(true)
	unmount()
	const { unmount: again } = await renderDesk(<Writing comment="" reason="because" />)
	await waitFor(() => expect(screen.getByRole('status')).toHaveTextContent(/^decision$/))
	expect(isLeaveBlocked()).toBe(true)
	again()
	await renderDesk(<Writing comment="" reason="" />)
	expect(screen.getByRole('status')).toHaveTextContent(/^$/)
	expect(isLeaveBlocked()).toBe(false)
})

const HasDistricts = () => <output>{String(useHasDistricts())}</output>

test('records have districts wherever there is a survey', async () => {
	const { unmount } = await renderDesk(<HasDistricts />, { study: { serves: ['survey', 'helpline'] } })
	expect(screen.getByRole('status')).toHaveTextContent('true')
	unmount()
	await renderDesk(<HasDistricts />, { study: { serves: ['helpline'] } })
	expect(screen.getByRole('status')).toHaveTextContent('false')
})

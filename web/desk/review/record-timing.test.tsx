import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { RecordDetail } from '#shared/review/record-response'
import { setClock } from '../../testing/clock.ts'
import { historyEntry, recordDetail } from '../../testing/record-fixtures.ts'
import { renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { WithReading } from '../../testing/with-reading.tsx'
import { RecordTiming } from './record-timing.tsx'

const visit = `
	type         name   label
	begin_group  house  The house
	integer      rooms  Rooms
	integer      doors  Doors
	end_group    -      -
	begin_group  quiet  -
	integer      other  Other
	end_group    -      -
	begin_group  field  The field
	integer      trees  Trees
	end_group    -      -
	audit        audit  -
`

async function render(over: Partial<RecordDetail>) {
	setClock()
	const record = recordDetail(over)
	await renderDesk(
		<WithReading lines={visit} record={record}>
			{(reading) => <RecordTiming record={record} reading={reading} />}
		</WithReading>,
	)
}
const region = () => screen.getByRole('region', { name: text('review.timing') })

test('it shows when the record was started and first finished, and its time on the screen', async () => {
	await render({
		answers: { audit: 'audit1 754000 0\nhouse/rooms 60000 1 1' },
		history: [
			historyEntry({ changes: [{ path: '$status', before: null, after: 'draft' }] }),
			historyEntry({
				id: 'revision-2',
				written: '2026-01-10T06:00:00.000Z',
				changes: [{ path: '$status', before: 'draft', after: 'submitted' }],
			}),
			historyEntry({
				id: 'revision-3',
				written: '2026-01-12T06:00:00.000Z',
				changes: [{ path: '$status', before: 'returned', after: 'submitted' }],
			}),
		],
	})
	expect(region()).toHaveTextContent(
		[
			text('review.startedAt', { time: '10 Jan, 10:00' }),
			text('review.finishedAt', { time: '10 Jan, 11:00' }),
			text('review.minutesOnScreen', { minutes: '12.6' }),
		].join(' · '),
	)
	expect(screen.queryByText(text('review.noTiming'))).toBeNull()
})

test('a draft has no end, and missing timing is reported', async () => {
	await render({ status: 'draft', answers: { 'house/rooms': 3 } })
	expect(region()).toHaveTextContent(text('review.startedAt', { time: '10 Jan, 10:00' }))
	expect(region()).not.toHaveTextContent('·')
	expect(screen.getByText(text('review.noTiming'))).toBeVisible()
	expect(screen.queryByText(text('review.bySection'))).toBeNull()
})

test('each named section shows its minutes and questions, in the order of the form', async () => {
	await render({
		answers: {
			audit: [
				'audit1 600000 0',
				'field/trees 90000 1 1',
				'house/doors 60000 1 1',
				'house/rooms 120000 1 1',
				'quiet/other 600 1 1',
			].join('\n'),
		},
	})
	expect(screen.getAllByRole('listitem').map((each) => each.textContent)).toEqual([
		`The house ${text('review.sectionTime', { count: 2, minutes: '3' })}`,
		`The field ${text('review.sectionTime', { count: 1, minutes: '1.5' })}`,
	])
	// the longest fills its bar
	const [longest, half] = document.querySelectorAll<HTMLElement>('.bar-fill')
	expect(longest?.style.inlineSize).toBe('100%')
	expect(half?.style.inlineSize).toBe('50%')
})

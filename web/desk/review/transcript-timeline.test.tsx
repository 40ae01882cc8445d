import { screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { Answer } from '#shared/forms/answers'
import { Problem } from '#shared/kernel/problem'
import type { RecordDetail } from '#shared/review/record-response'
import { formListed, recordDetail, recordListed } from '../../testing/record-fixtures.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { findTranscript } from './merged-turns.ts'
import { TranscriptTimeline } from './transcript-timeline.tsx'

const turns = `
	begin_repeat         turns    Turns     turns
	integer              at       At        at
	integer              part     Part      part
	integer              second   Second    second
	select_one who       speaker  Speaker   speaker
	select_one theme     asked    Asked     question
	text                 note     Note      note
	select_multiple yn   themes   Themes    themes
	select_one yn        quote    Quote     quote: yes
	end_repeat           -        -         -
`
const choices = `
	choices
	list_name  name  label
	who        0     Moderator
	who        1     Seat 1
	theme      law   The law
	yn         yes   Yes
`
const group = formListed(
	'group',
	`
	type                 name     label     bind::zila:transcript  calculation
	datetime             began    Began     began            -
	begin_repeat         seats    Seats     -                -
	integer              seat     Seat      seat             -
	text                 called   Called    name             -
	end_repeat           -        -         -                -
	calculate            offer    -         offer            'ABCD 1 Rose'
	${turns}
	${choices}
`,
)
/** A form of second notes on the transcripts of another form. */
const secondOf = (id: string, code: string) =>
	formListed(
		id,
		`
	type                 name     label     bind::zila:transcript
	datetime             began    Began     began
	text                 code     Code      joins: ${code}
	${turns}
	${choices}
`,
	)
const second = secondOf('second', 'group')
const sound = `sound-${'s'.repeat(22)}`

/** Answers of one turn. */
const turn = (row: string, answers: Readonly<Record<string, Answer>>): Record<string, Answer> => ({
	[`turns/@${row}`]: 1,
	...Object.fromEntries(Object.entries(answers).map(([name, answer]) => [`turns/@${row}/${name}`, answer])),
})

async function render(over: Partial<RecordDetail>, replies: DeskOptions['replies'] = {}) {
	const transcript = findTranscript(group.definition)
	if (!transcript) throw new Error('the form has no transcript')
	const record = recordDetail({ form: 'group', ...over })
	return renderDesk(
		<TranscriptTimeline record={record} definition={group.definition} transcript={transcript} />,
		{
			replies,
		},
	)
}
const shownTurns = () =>
	screen.getAllByRole('listitem').map((each) => each.textContent?.replace(/\s+/g, ' ').trim())

test('turns are in order of time: time, speaker, question and note', async () => {
	await render({
		answers: {
			'seats/@s': 1,
			'seats/@s/seat': 1,
			'seats/@s/called': 'Rose',
			...turn('b', { at: 65, speaker: '1', asked: 'law', note: 'It is forbidden', quote: 'yes' }),
			...turn('a', { at: 5, speaker: '0', note: '' }),
		},
	})
	await waitFor(() =>
		expect(shownTurns()).toEqual([
			`0:05Moderator ${text('review.transcript.empty')} Nadia`,
			'1:05Seat 1 Rose The law“It is forbidden” Nadia',
		]),
	)
	expect(screen.getByText(text('review.transcript.writers', { count: 1 }))).toBeVisible()
})

test('a transcript without turns has no such section', async () => {
	await render({ answers: { offer: '' } })
	await waitFor(() =>
		expect(screen.queryByRole('region', { name: text('review.transcript.title') })).toBeNull(),
	)
})

test('the recording is played from the pressed turn', async () => {
	const { user } = await render({
		answers: {
			recorded: sound,
			...turn('a', { at: 5, part: 1, second: 7, speaker: '0', note: 'Welcome' }),
			...turn('b', { at: 65, part: 2, second: 0, speaker: '1', note: 'Thank you' }),
		},
		attachments: [{ name: sound, id: 'file-1', size: 10, holder: 'Nadia' }],
	})
	// the second part of the recording is missing
	const [play, ...others] = await screen.findAllByRole('button')
	expect(others).toEqual([])
	if (!play) throw new Error('there is no play button')
	expect(play).toHaveAccessibleName(text('review.transcript.play', { time: '0:05' }))
	await user.click(play)
	const player = screen.getByLabelText(text('review.transcript.recording'))
	expect(player).toHaveAttribute('src', '/api/records/record-1/attachments/file-1')
	player.dispatchEvent(new Event('loadedmetadata'))
	expect((player as HTMLAudioElement).currentTime).toBe(7)
})

test('a recording that has not arrived cannot be played', async () => {
	await render({
		answers: {
			recorded: sound,
			...turn('a', { at: 5, part: 1, second: 7, speaker: '0', note: 'Welcome' }),
		},
		attachments: [{ name: sound, id: null, size: 0, holder: 'Nadia' }],
	})
	expect(await screen.findByText('Welcome')).toBeVisible()
	expect(screen.queryByRole('button')).toBeNull()
})

const own = {
	answers: { offer: 'ABCD 1 Rose', ...turn('a', { at: 5, speaker: '1', note: 'Hello' }) },
}
const joining = (over: Partial<RecordDetail> = {}) =>
	recordDetail({
		id: 'record-2',
		form: 'second',
		owner: { id: 'person-bina', name: 'Bina' },
		answers: { code: 'ABCD', ...turn('x', { at: 8, speaker: '1', note: 'Good day' }) },
		...over,
	})
const others = (record: unknown) => ({
	'GET /api/forms': [group, second, secondOf('stranger', 'interview')],
	'GET /api/records': {
		records: [recordListed({ id: 'record-2', form: 'second' }), recordListed({ id: 'void', isVoid: true })],
		total: 2,
		isMore: false,
	},
	'GET /api/records/record-2': record,
	'GET /api/forms/second/1': second.definition,
})

test('second notes of the same discussion are shown at the turn, with their author and a link', async () => {
	const { server } = await render(own, others(joining()))
	expect(await screen.findByText('Good day')).toBeVisible()
	expect(shownTurns()).toEqual(['0:05Seat 1 Hello NadiaGood day Bina'])
	expect(screen.getByRole('link', { name: 'Bina' })).toHaveAttribute('href', '/desk/records/record-2')
	expect(screen.getByText(text('review.transcript.writers', { count: 2 }))).toBeVisible()
	const requests = server.sent.filter(({ path }) => path === '/api/records')
	expect(requests.map(({ query }) => Object.fromEntries(query))).toEqual([{ form: 'second', search: 'ABCD' }])
})

test('a record that only mentions the code of the discussion is not among its notes', async () => {
	await render(own, others(joining({ answers: { code: 'WXYZ', ...turn('x', { at: 8, note: 'Good day' }) } })))
	expect(await screen.findByText('Hello')).toBeVisible()
	expect(screen.queryByText('Good day')).toBeNull()
})

test('notes about a non-participant are not shown', async () => {
	await render(
		{ answers: { offer: 'ABCD 1 -', ...turn('a', { at: 5, speaker: '0', note: 'Hello' }) } },
		others(joining()),
	)
	expect(await screen.findByText(text('review.transcript.notParticipant'))).toBeVisible()
	expect(screen.queryByText('Good day')).toBeNull()
})

test('second notes that cannot be read now are counted, and the own ones shown', async () => {
	await render(own, others(new Problem('server-busy')))
	expect(await screen.findByText(text('review.transcript.notesUnreadable', { count: 1 }))).toBeVisible()
	expect(screen.getByText('Hello')).toBeVisible()
})

test('offline the problem is shown', async () => {
	await render(own, { 'GET /api/forms': offline })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
})

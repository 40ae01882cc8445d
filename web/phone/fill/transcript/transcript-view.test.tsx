import { act, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { mediaDevices, soundRecorder } from '../../../testing/devices.ts'
import { renderDraft } from '../../../testing/render-draft.tsx'
import { renderForm } from '../../../testing/render-form.tsx'
import { phoneTimers, preparePhone } from '../../../testing/render-phone.tsx'
import { text } from '../../../testing/text.ts'

beforeEach(preparePhone)
afterEach(() => {
	vi.useRealTimers()
	vi.restoreAllMocks()
})

const startedAt = '2026-01-15T10:00:00.000+05:00'
const now = Date.parse(startedAt)
/** A form for a discussion with two speakers besides the moderator, a guide of two questions, and themes. */
const transcriptForm = (before = '', after = '') => `
	type | name | label | bind::zila:transcript | default | constraint | choice_filter
	begin_group | people | People
	begin_repeat | seats | Seats
	text | seat | Seat | seat
	text | called | Called | name
	end_repeat | -
	end_group | -
	begin_group | said | What was said
	${before}
	datetime | began | Began | began
	select_multiple probe | law_probes | Ask further | probes: law
	begin_repeat | turns | Turns | turns
	integer | t_at | At | at | - | . >= 0 and . < 43201
	select_one who | t_who | Who | speaker
	select_one theme | t_asked | Asked about | question
	text | t_note | Note | note
	select_multiple code | t_codes | Themes | themes
	select_one yn | t_quote | Quote | quote: yes
	integer | t_part | Part | part
	integer | t_second | Second | second
	end_repeat | -
	end_group | -
	begin_group | end | Summary
	text | sum_law | What the law is | summary: law
	text | sum_work | What the work is | summary: work
	end_group | -
	${after}
	choices
	list_name | name | label
	who | 0 | Moderator
	who | 1 | Person 1
	who | 2 | Person 2
	theme | law | The law
	theme | work | The work
	probe | police | And the police?
	probe | court | And the court?
	code | fear | Fear
	code | pay | Pay
	yn | yes | Yes
`
const button = (name: string | RegExp) => screen.findByRole('button', { name })
const key = (of: Parameters<typeof text>[0], values = {}) => button(text(of, values))
const turns = () =>
	within(screen.getByRole('list', { name: text('transcript.turns') })).queryAllByRole('listitem')
const note = () => screen.findByRole('textbox', { name: /^Note/ })
const head = (name: RegExp) =>
	within(screen.getByRole('list', { name: text('transcript.turns') })).findByRole('button', { name })

/** Renders the page of the discussion, before it begins. */
async function renderTranscript(options: Parameters<typeof renderForm>[1] = {}) {
	vi.useFakeTimers({ ...phoneTimers, now })
	const form = await renderForm(transcriptForm(), {
		view: { first: { page: 1, language: 'en' } },
		...options,
	})
	await key('transcript.start')
	return form
}
async function begin({ user }: Pick<Awaited<ReturnType<typeof renderTranscript>>, 'user'>) {
	await user.click(await key('transcript.start'))
	await screen.findByRole('timer')
}
const rowOf = ({ filling }: Awaited<ReturnType<typeof renderTranscript>>, i: number) => {
	const row = filling.session.rows('said/turns')[i]
	return (name: string) => filling.session.answerAt(`${row}/${name}`)
}

test('before the start no speaker can be tapped, and the clock is stopped', async () => {
	await renderTranscript()
	expect(screen.getByText(text('transcript.startHint'))).toBeVisible()
	expect(screen.queryByRole('timer')).toBeNull()
	expect(screen.queryByRole('button', { name: 'Moderator' })).toBeNull()
})

test('the start is the current time, and the clock runs from there', async () => {
	const form = await renderTranscript()
	await begin(form)
	expect(form.answer('began')).toMatch(/^2026-01-15T10:00:0\d/)
	expect(screen.getByText(text('transcript.noTurns'))).toBeVisible()
	await act(() => vi.advanceTimersByTimeAsync(65_000))
	expect(screen.getByRole('timer', { name: text('transcript.clock') })).toHaveTextContent(/^1:0[5-9]$/)
})

test('tapping a speaker starts their turn with its time, and the note can be typed at once', async () => {
	const form = await renderTranscript()
	await begin(form)
	await act(() => vi.advanceTimersByTimeAsync(75_000))
	await form.user.click(await button('Person 2'))
	expect(document.activeElement).toBe(await note())
	expect(screen.getAllByText(text('transcript.speaking', { speaker: 'Person 2' }))[0]).toBeInTheDocument()
	await form.user.type(await note(), 'They are afraid')
	const at = rowOf(form, 0)
	expect(at('t_at')).toBeGreaterThanOrEqual(75)
	expect(at('t_at')).toBeLessThan(80)
	expect([at('t_who'), at('t_asked'), at('t_note')]).toEqual(['2', 'law', 'They are afraid'])
	// while a turn is spoken, only its note is asked
	expect(screen.queryByRole('group', { name: /^Who/ })).toBeNull()
	expect(screen.queryByRole('button', { name: text('transcript.remove') })).toBeNull()
})

test('the next tap collapses the previous turn to one line', async () => {
	const form = await renderTranscript()
	await begin(form)
	await form.user.click(await button('Person 1'))
	await form.user.type(await note(), 'We work')
	await form.user.click(await button('Moderator'))
	expect(turns()).toHaveLength(2)
	expect(turns()[0]).toHaveTextContent('We work')
	expect(screen.getAllByRole('textbox', { name: /^Note/ })).toHaveLength(1)
	await form.user.click(await head(/Moderator/))
	expect(turns()[1]).toHaveTextContent(text('transcript.noNote'))
})

test('a mistaken tap can be undone until a note was typed', async () => {
	const form = await renderTranscript()
	await begin(form)
	await form.user.click(await button('Person 1'))
	await form.user.click(await key('transcript.undo'))
	expect(turns()).toHaveLength(0)
	expect(screen.getByText(text('transcript.turnRemoved'))).toBeInTheDocument()
	await form.user.click(await button('Person 1'))
	await form.user.type(await note(), 'x')
	await waitFor(() => expect(screen.queryByRole('button', { name: text('transcript.undo') })).toBeNull())
	await form.user.clear(await note())
	await form.user.click(await button('Fear'))
	await waitFor(() => expect(screen.queryByRole('button', { name: text('transcript.undo') })).toBeNull())
})

test('quote and themes are toggled with one tap each', async () => {
	const form = await renderTranscript()
	await begin(form)
	await form.user.click(await button('Person 1'))
	await form.user.type(await note(), 'We owe them')
	const quote = await button(new RegExp(text('transcript.quote')))
	await form.user.click(quote)
	await form.user.click(await button('Pay'))
	await form.user.click(await button('Fear'))
	const at = rowOf(form, 0)
	expect([at('t_quote'), at('t_codes')]).toEqual(['yes', ['pay', 'fear']])
	expect(quote).toHaveAttribute('aria-pressed', 'true')
	await form.user.click(await button('Pay'))
	expect(at('t_codes')).toEqual(['fear'])
	await form.user.click(await head(/Person 1/))
	expect(turns()[0]).toHaveTextContent('“We owe them”')
	expect(turns()[0]).toHaveTextContent('Fear')
	await form.user.click(await head(/Person 1/))
	await form.user.click(await button(new RegExp(text('transcript.quote'))))
	expect(at('t_quote')).toBeUndefined()
})

test('themes fill two rows, those used before first, and one more button shows the others', async () => {
	// three buttons in each row
	vi.spyOn(HTMLElement.prototype, 'offsetTop', 'get').mockImplementation(function (this: HTMLElement) {
		const buttons = [...(this.closest('.marks')?.querySelectorAll('button') ?? [])]
		return Math.floor(buttons.indexOf(this as HTMLButtonElement) / 3) * 52
	})
	const more = ['trust', 'law', 'help', 'media', 'routes'].map((name) => `code | ${name} | The ${name}`)
	vi.useFakeTimers({ ...phoneTimers, now })
	const form = await renderForm(
		transcriptForm().replace('code | pay', `${more.join('\n\t')}\n\tcode | pay`),
		{
			view: { first: { page: 1, language: 'en' } },
		},
	)
	await key('transcript.start')
	await begin(form)
	await form.user.click(await button('Person 1'))
	const marks = () =>
		within(screen.getByRole('group', { name: text('transcript.themes') }))
			.getAllByRole('button')
			.map(({ textContent }) => textContent)
	const quote = `“ ” ${text('transcript.quote')}`
	const rest = text('transcript.moreThemes', { count: 3 })
	expect(marks()).toEqual([quote, 'Fear', 'The trust', 'The law', 'The help', rest])
	await form.user.click(await button(rest))
	expect(marks()).toHaveLength(9)
	await form.user.click(await button('Pay'))
	// nothing moves under the finger
	expect(marks()[7]).toBe('Pay')
	await form.user.click(await key('transcript.fewerThemes'))
	expect(marks()).toHaveLength(6)
	await form.user.click(await button('Person 2'))
	expect(marks()).toEqual([quote, 'Pay', 'Fear', 'The trust', 'The law', rest])
})

test('a tap on a mark leaves the cursor in the note, so that the keyboard stays', async () => {
	const form = await renderTranscript()
	await begin(form)
	await form.user.click(await button('Person 1'))
	await form.user.click(await button('Fear'))
	expect(document.activeElement).toBe(await note())
})

test('the note grows with its text', async () => {
	const form = await renderTranscript()
	await begin(form)
	await form.user.click(await button('Person 1'))
	const field = await note()
	let lines = 1
	vi.spyOn(field, 'scrollHeight', 'get').mockImplementation(() => lines * 24)
	lines = 3
	await form.user.type(field, 'x')
	expect(field.style.blockSize).toBe('72px')
})

test('the speaker of the last tap is marked', async () => {
	const form = await renderTranscript()
	await begin(form)
	await form.user.click(await button('Person 1'))
	expect(await button('Person 1')).toHaveAttribute('aria-pressed', 'true')
	expect(await button('Person 2')).toHaveAttribute('aria-pressed', 'false')
	await form.user.click(await key('transcript.undo'))
	expect(await button('Person 1')).toHaveAttribute('aria-pressed', 'false')
})

test('Undo keeps its place while there is nothing to undo', async () => {
	const form = await renderTranscript()
	await begin(form)
	const undo = screen.getByText(text('transcript.undo'))
	expect(undo).not.toBeVisible()
	await form.user.click(await button('Person 1'))
	expect(undo).toBeVisible()
})

test('a turn tagged with a theme is at the summary of that theme', async () => {
	vi.useFakeTimers({ ...phoneTimers, now })
	const tagged = transcriptForm().replace('select_multiple code | t_codes', 'select_multiple theme | t_codes')
	const form = await renderForm(tagged, { view: { first: { page: 1, language: 'en' } } })
	await key('transcript.start')
	await begin(form)
	await form.user.click(await button('Person 1'))
	await form.user.type(await note(), 'The kiln pays late')
	await form.user.click(await button('The work'))
	await form.user.click(await key('fill.next'))
	const work = (await screen.findByRole('textbox', { name: /^What the work is/ })).closest('.question')
	expect(await within(work as HTMLElement).findByText('The kiln pays late')).toBeVisible()
})

test('a reopened turn can be corrected: its speaker and its question', async () => {
	const form = await renderTranscript()
	await begin(form)
	await form.user.click(await button('Person 1'))
	await form.user.click(await head(/Person 1/))
	await form.user.click(await head(/Person 1/))
	await form.user.click(
		within(await screen.findByRole('group', { name: /^Who/ })).getByRole('radio', { name: 'Person 2' }),
	)
	expect(rowOf(form, 0)('t_who')).toBe('2')
	expect(screen.getByRole('group', { name: /^Asked about/ })).toBeVisible()
	// its time is correct and not asked
	expect(screen.queryByRole('textbox', { name: /^At/ })).toBeNull()
	await form.user.click(await key('transcript.done'))
	expect(screen.queryByRole('textbox', { name: /^Note/ })).toBeNull()
})

test('a turn is removed after a confirmation', async () => {
	const form = await renderTranscript()
	await begin(form)
	await form.user.click(await button('Person 1'))
	await form.user.type(await note(), 'x')
	await form.user.click(await head(/Person 1/))
	await form.user.click(await head(/Person 1/))
	await form.user.click(await key('transcript.remove'))
	await form.user.click(await key('app.keep'))
	expect(turns()).toHaveLength(1)
	await form.user.click(await key('transcript.remove'))
	await form.user.click(await key('transcript.confirmRemoveYes'))
	expect(turns()).toHaveLength(0)
})

test('an invalid time is asked for while its turn is open', async () => {
	const form = await renderTranscript()
	await begin(form)
	await form.user.click(await button('Person 1'))
	const [row] = form.filling.session.rows('said/turns')
	act(() => form.filling.answer(`${row}/t_at`, -5))
	await form.user.click(await head(/Person 1/))
	await form.user.click(await head(/Person 1/))
	const time = await screen.findByRole('textbox', { name: /^At/ })
	await form.user.clear(time)
	await form.user.type(time, '20')
	expect(time).toBeVisible()
	expect(rowOf(form, 0)('t_at')).toBe(20)
})

test('the guide moves from question to question, and a turn belongs to the current one', async () => {
	const form = await renderTranscript()
	await begin(form)
	expect(screen.getByText(new RegExp(text('transcript.guideQuestion', { place: 1, count: 2 })))).toBeVisible()
	expect(await key('transcript.previousQuestion')).toBeDisabled()
	await form.user.click(await key('transcript.nextQuestion'))
	expect(screen.getByText('The work')).toBeVisible()
	expect(await key('transcript.nextQuestion')).toBeDisabled()
	await form.user.click(await button('Person 1'))
	expect(rowOf(form, 0)('t_asked')).toBe('work')
	// probes of another question are shown when it is opened
	await form.user.click(await key('transcript.previousQuestion'))
	expect(screen.getByRole('checkbox', { name: 'And the court?' })).toBeVisible()
})

test('probes are ticked at their question, counted, and collapsed during notes', async () => {
	const form = await renderTranscript()
	const probesLine = () => screen.getByText(new RegExp(text('transcript.probes', { asked: 0, count: 2 })))
	expect(probesLine()).toBeVisible()
	await form.user.click(await screen.findByRole('checkbox', { name: 'And the court?' }))
	expect(form.answer('law_probes')).toEqual(['court'])
	expect(screen.getByText(new RegExp(text('transcript.probes', { asked: 1, count: 2 })))).toBeVisible()
	await begin(form)
	await form.user.click(await button('Person 1'))
	expect(screen.queryByRole('checkbox', { name: 'And the court?' })).toBeNull()
	await form.user.click(await button(/The law/))
	expect(screen.getByRole('checkbox', { name: 'And the court?' })).toBeChecked()
	await form.user.click(await button(/The law/))
	expect(screen.queryByRole('checkbox', { name: 'And the court?' })).toBeNull()
})

test('a participant is labelled by seat and name', async () => {
	vi.useFakeTimers({ ...phoneTimers, now })
	const form = await renderForm(transcriptForm())
	await form.user.click(await button(`${text('controls.rows.addNamed')} Seats`))
	await form.user.type(await screen.findByRole('textbox', { name: /^Seat/ }), '1')
	await form.user.type(await screen.findByRole('textbox', { name: /^Called/ }), 'Rose')
	await form.user.click(await key('fill.next'))
	await begin(form)
	await form.user.click(await button('Person 1, Rose'))
	expect(turns()[0]).toHaveTextContent('1 Rose')
	// a speaker without a seat has the form's word as name
	expect(await button('Moderator')).toBeVisible()
})

test('the notes for a question are shown beside its summary', async () => {
	const form = await renderTranscript()
	await begin(form)
	await form.user.click(await button('Person 1'))
	await form.user.type(await note(), 'Nobody knows it')
	await form.user.click(await button(new RegExp(text('transcript.quote'))))
	await form.user.click(await button('Person 2'))
	await form.user.click(await key('fill.next'))
	await screen.findByRole('textbox', { name: /^What the law is/ })
	expect(await screen.findByText(text('transcript.turnCount', { count: 2 }))).toBeVisible()
	const law = screen.getByRole('textbox', { name: /^What the law is/ }).closest('.question') as HTMLElement
	const turn = within(law)
		.getAllByRole('listitem')
		.map((each) => each.textContent)
	expect(turn[0]).toMatch(/Person 1 “Nobody knows it”/)
	expect(turn[1]).toMatch(new RegExp(`Person 2 ${text('transcript.noNote')}`))
	const work = screen.getByRole('textbox', { name: /^What the work is/ }).closest('.question') as HTMLElement
	expect(within(work).queryByRole('listitem')).toBeNull()
})

test('during a recording, a turn stores its position in it', async () => {
	vi.useFakeTimers({ ...phoneTimers, now })
	mediaDevices()
	soundRecorder()
	const phone = await renderDraft(transcriptForm('audio | sound | Sound | -'), {
		answers: { 'said/began': startedAt, 'said/sound': 'sound-before.webm' },
	})
	await phone.user.click(await key('fill.next'))
	await phone.user.click(await key('controls.recording.addPart'))
	await screen.findByRole('region', { name: text('controls.recording.running') })
	await act(() => vi.advanceTimersByTimeAsync(30_000))
	await phone.user.click(await button('Person 1'))
	const values = async () => Object.entries(await phone.savedAnswers())
	const ending = async (name: string) => (await values()).find(([path]) => path.endsWith(name))?.[1]
	await waitFor(async () => expect(await ending('/t_part')).toBe(2))
	expect(await ending('/t_second')).toBeGreaterThanOrEqual(30)
	// while paused, a turn has no position in the recording
	await phone.user.click(await key('controls.recording.pause'))
	await phone.user.click(await button('Person 2'))
	await waitFor(async () =>
		expect((await values()).filter(([path]) => path.endsWith('/t_who'))).toHaveLength(2),
	)
	expect((await values()).filter(([path]) => path.endsWith('/t_part'))).toHaveLength(1)
})

const withOffer = transcriptForm('calculate | offer | - | offer')
	.replace('choice_filter\n', 'choice_filter | calculation\n')
	.replace('calculate | offer | - | offer', "calculate | offer | - | offer | - | - | - | 'K7QM seats'")

test('the phone of a second note-taker joins the discussion by QR code', async () => {
	vi.useFakeTimers({ ...phoneTimers, now })
	const form = await renderForm(withOffer, { view: { first: { page: 1, language: 'en' } } })
	await key('transcript.start')
	expect(screen.queryByRole('button', { name: /K7QM/ })).toBeNull()
	await begin(form)
	await form.user.click(await button(/K7QM/))
	const square = () => screen.getByRole('img', { name: text('transcript.qrCode') }).innerHTML
	const before = square()
	await act(() => vi.advanceTimersByTimeAsync(4000))
	// the scanning phone takes the elapsed time from it
	expect(square()).not.toBe(before)
	await form.user.click(await button(/K7QM/))
	expect(screen.queryByRole('img', { name: text('transcript.qrCode') })).toBeNull()
})

import { act, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openAttachment } from '../../../storage/attachments/attachments.ts'
import { diskIs, mediaDevices, soundRecorder } from '../../../testing/devices.ts'
import { type DraftOptions, type RenderedDraft, renderDraft } from '../../../testing/render-draft.tsx'
import { phoneTimers, preparePhone } from '../../../testing/render-phone.tsx'
import { text } from '../../../testing/text.ts'

beforeEach(preparePhone)
afterEach(() => {
	vi.useRealTimers()
})

const render = (more = '-', options: DraftOptions = {}) =>
	renderDraft(
		`
		type | name | label | parameters | read_only
		begin_group | one | First
		audio | talk | Talk | ${more}
		end_group | - | -
		begin_group | two | Second
		text | more | More
		end_group | - | -
	`,
		options,
	)
const button = (key: Parameters<typeof text>[0], values = {}) =>
	screen.findByRole('button', { name: text(key, values) })
const runs = () => screen.findByRole('region', { name: text('controls.recording.running') })
const names = async ({ savedAnswers }: RenderedDraft) => {
	await waitFor(async () => expect(await savedAnswers()).toHaveProperty('one/talk'))
	return String((await savedAnswers())['one/talk']).split(' ')
}
test('a recording is saved while it runs, and its answer is its file name', async () => {
	const streams = mediaDevices()
	const sound = soundRecorder()
	const phone = await render()
	await phone.user.click(await button('controls.recording.start'))
	expect(await runs()).toBeVisible()
	expect(screen.getByText(text('controls.recording.continuesHint'))).toBeVisible()
	expect(sound.recorder().options).toEqual({ audioBitsPerSecond: 16_000 })
	expect(sound.recorder().every).toBe(5000)
	const [name = ''] = await names(phone)
	expect(name).toMatch(/^sound-[\w-]+\.webm$/)
	sound.recorder().gives('first ')
	sound.recorder().gives('second')
	await waitFor(async () =>
		expect(await (await openAttachment(phone.vaultSession.vault, name))?.text()).toBe('first second'),
	)
	await phone.user.click(await button('controls.recording.end'))
	expect(await button('controls.recording.playPart', { number: 1 })).toBeVisible()
	expect(screen.getByText(text('controls.recording.saved'))).toBeVisible()
	expect(streams.map((each) => each.isOn())).toEqual([false])
})

test('another recording is added as another part', async () => {
	mediaDevices()
	soundRecorder()
	const phone = await render()
	await phone.user.click(await button('controls.recording.start'))
	const first = await names(phone)
	await phone.user.click(await button('controls.recording.end'))
	await phone.user.click(await button('controls.recording.addPart'))
	await waitFor(async () => expect(await names(phone)).toHaveLength(2))
	expect((await names(phone))[0]).toBe(first[0])
	await phone.user.click(await button('controls.recording.end'))
	expect(await button('controls.recording.playPart', { number: 2 })).toBeVisible()
})

test('a recording can be paused and resumed, and its clock stops in between', async () => {
	vi.useFakeTimers(phoneTimers)
	mediaDevices()
	const sound = soundRecorder()
	const phone = await render()
	await phone.user.click(await button('controls.recording.start'))
	const panel = await runs()
	await act(() => vi.advanceTimersByTimeAsync(61_000))
	expect(panel).toHaveTextContent(/1:0[1-3]/)
	await phone.user.click(await button('controls.recording.pause'))
	expect(sound.recorder().state).toBe('paused')
	expect(panel).toHaveTextContent(text('controls.recording.paused'))
	await act(() => vi.advanceTimersByTimeAsync(600_000))
	expect(panel).toHaveTextContent(/1:0[1-5]/)
	await phone.user.click(await button('controls.recording.resume'))
	expect(sound.recorder().state).toBe('recording')
	await act(() => vi.advanceTimersByTimeAsync(60_000))
	expect(panel).toHaveTextContent(/2:0[1-9]/)
})

test('a recording continues while another page is filled in, and can be stopped there', async () => {
	mediaDevices()
	const sound = soundRecorder()
	const phone = await render()
	await phone.user.click(await button('controls.recording.start'))
	await runs()
	await phone.user.click(await button('fill.next'))
	expect(await screen.findByLabelText(/^More/)).toBeVisible()
	expect(await runs()).toBeVisible()
	expect(sound.recorder().state).toBe('recording')
	await phone.user.click(await button('controls.recording.end'))
	await waitFor(() =>
		expect(screen.queryByRole('region', { name: text('controls.recording.running') })).toBeNull(),
	)
})

test('a recording ends at the maximum length of the form', async () => {
	vi.useFakeTimers(phoneTimers)
	mediaDevices()
	const sound = soundRecorder()
	const phone = await render('max-minutes=2')
	await phone.user.click(await button('controls.recording.start'))
	await runs()
	await act(() => vi.advanceTimersByTimeAsync(110_000))
	await act(async () => sound.recorder().gives('words'))
	expect(sound.recorder().state).toBe('recording')
	await act(() => vi.advanceTimersByTimeAsync(15_000))
	await act(async () => sound.recorder().gives('words'))
	expect(sound.recorder().state).toBe('inactive')
})

test('a refused microphone is reported, and it can be tried again', async () => {
	mediaDevices({ isRefused: true })
	soundRecorder()
	const phone = await render()
	await phone.user.click(await button('controls.recording.start'))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.microphone-unavailable'))
	mediaDevices()
	await phone.user.click(await button('controls.recording.start'))
	await runs()
	await phone.user.click(await button('controls.recording.end'))
	expect(await button('controls.recording.addPart')).toBeVisible()
	expect(screen.queryByText(text('problem.microphone-unavailable'))).toBeNull()
})

test('a browser that cannot record shows the reason, and the microphone is closed', async () => {
	const streams = mediaDevices()
	vi.stubGlobal(
		'MediaRecorder',
		class {
			constructor() {
				throw new DOMException('no such sound', 'NotSupportedError')
			}
		},
	)
	const phone = await render()
	await phone.user.click(await button('controls.recording.start'))
	expect(await screen.findByRole('alert')).toBeVisible()
	expect(streams.map((each) => each.isOn())).toEqual([false])
	expect(await button('controls.recording.start')).toBeEnabled()
})

test('leaving the form during the permission prompt records nothing', async () => {
	let allow = () => {}
	soundRecorder()
	const streams = mediaDevices({
		until: new Promise<void>((done) => {
			allow = done
		}),
	})
	const phone = await render()
	await phone.user.click(await button('controls.recording.start'))
	phone.unmount()
	allow()
	await waitFor(() => expect(streams.map((each) => each.isOn())).toEqual([false]))
	expect(await phone.savedAnswers()).toEqual({})
})

test('on a nearly full phone no recording starts, and a running one ends and is saved', async () => {
	mediaDevices()
	const sound = soundRecorder()
	const phone = await render()
	await phone.user.click(await button('controls.recording.start'))
	const [name = ''] = await names(phone)
	await diskIs('tight')
	await act(async () => sound.recorder().gives('words'))
	expect(
		await screen.findByText(text('problem.phone-nearly-full'), { selector: '[role=alert] p' }),
	).toBeVisible()
	expect(sound.recorder().state).toBe('inactive')
	expect(await (await openAttachment(phone.vaultSession.vault, name))?.text()).toBe('words')
	expect(await button('controls.recording.addPart')).toBeDisabled()
})

test('a part is decrypted only to play it', async () => {
	mediaDevices()
	const sound = soundRecorder()
	const made = vi.spyOn(URL, 'createObjectURL')
	const phone = await render()
	await phone.user.click(await button('controls.recording.start'))
	await names(phone)
	await act(async () => sound.recorder().gives('words'))
	await phone.user.click(await button('controls.recording.end'))
	const part = await button('controls.recording.playPart', { number: 1 })
	expect(made).not.toHaveBeenCalled()
	await phone.user.click(part)
	expect(await screen.findByLabelText(text('controls.recording.playPart', { number: 1 }))).toHaveAttribute(
		'src',
	)
})

test('a part on another phone is reported as such, and a new one can be recorded', async () => {
	const { user } = await render('-', { answers: { 'one/talk': 'sound-of-another-phone.webm' } })
	await user.click(await button('controls.recording.playPart', { number: 1 }))
	expect(await screen.findByText(new RegExp(text('controls.recording.notOnPhone')))).toBeVisible()
	expect(await button('controls.recording.addPart')).toBeEnabled()
})

test('a read-only recording cannot be extended', async () => {
	await render('- | yes', { answers: { 'one/talk': 'sound-of-another-phone.webm' } })
	expect(await button('controls.recording.addPart')).toBeDisabled()
})

test('only one of two questions records at a time', async () => {
	mediaDevices()
	soundRecorder()
	const { user } = await renderDraft(`
		type   name    label
		audio  first   First
		audio  second  Second
	`)
	const [one, two] = await screen.findAllByRole('button', { name: text('controls.recording.start') })
	await user.click(one as HTMLElement)
	await runs()
	expect(two).toBeDisabled()
	await user.click(await button('controls.recording.end'))
	await waitFor(() => expect(two).toBeEnabled())
})

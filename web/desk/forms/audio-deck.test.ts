import { expect, test } from 'vitest'
import { createAudioDeck } from './audio-deck.ts'

/**
 * A deck with a microphone that opens when the test allows it, and a player that plays until it is paused.
 */
function deckForTests() {
	const player = {
		src: '',
		isPlaying: false,
		onended: () => {},
		onerror: () => {},
		onpause: () => {},
		async play() {
			player.isPlaying = true
		},
		pause() {
			player.isPlaying = false
			player.onpause()
		},
	}
	const microphones: { allow: () => void; isOpen: boolean }[] = []
	async function record() {
		const microphone = { allow: () => {}, isOpen: false }
		microphones.push(microphone)
		await new Promise<void>((over) => (microphone.allow = over))
		microphone.isOpen = true
		let end = (_: Blob | null) => {}
		const recorded = new Promise<Blob | null>((over) => (end = over))
		const over = (what: Blob | null) => {
			microphone.isOpen = false
			end(what)
		}
		return { result: recorded, stop: () => over(new Blob(['said'])), discard: () => over(null) }
	}
	const deck = createAudioDeck(player as unknown as HTMLAudioElement, record)
	return { deck, player, microphones, recorded: [] as Blob[] }
}
const soon = () => new Promise((over) => setTimeout(over))

test('a recording is returned when stopped, and then none is running', async () => {
	const { deck, microphones, recorded } = deckForTests()
	const opened = deck.record('a', (what) => recorded.push(what))
	expect(deck.now()).toBeNull()
	microphones[0]?.allow()
	await opened
	expect(deck.now()).toEqual({ row: 'a', does: 'records' })
	deck.end()
	deck.leave('a')
	await soon()
	expect([recorded.length, deck.now()]).toEqual([1, null])
})
test('a row removed while the permission is pending leaves no microphone open', async () => {
	const { deck, microphones, recorded } = deckForTests()
	const opened = deck.record('a', (what) => recorded.push(what))
	deck.leave('a')
	microphones[0]?.allow()
	await opened
	await soon()
	expect([microphones[0]?.isOpen, deck.now(), recorded]).toEqual([false, null, []])
})
test('a row removed while recording discards its recording, and other rows do not affect it', async () => {
	const { deck, microphones, recorded } = deckForTests()
	const opened = deck.record('a', (what) => recorded.push(what))
	microphones[0]?.allow()
	await opened
	deck.leave('b')
	expect(microphones[0]?.isOpen).toBe(true)
	deck.leave('a')
	await soon()
	expect([microphones[0]?.isOpen, deck.now(), recorded]).toEqual([false, null, []])
})
test('two rows never record at once; of two waiting for permission only the last one records', async () => {
	const { deck, microphones, recorded } = deckForTests()
	const all = ['a', 'b', 'c'].map((row) => deck.record(row, (what) => recorded.push(what)))
	for (const { allow } of microphones) allow()
	await Promise.all(all)
	expect(microphones.map(({ isOpen }) => isOpen)).toEqual([false, false, true])
	expect(deck.now()?.row).toBe('c')
})
test('playback can be stopped, ends with its row, and stops before a recording', async () => {
	const { deck, player, microphones } = deckForTests()
	await deck.play('a', '/a')
	expect(deck.now()).toEqual({ row: 'a', does: 'plays' })
	deck.end()
	expect([player.isPlaying, deck.now()]).toEqual([false, null])
	await deck.play('a', '/a')
	deck.leave('a')
	expect([player.isPlaying, deck.now()]).toEqual([false, null])
	await deck.play('a', '/a')
	const opened = deck.record('b', () => {})
	expect(player.isPlaying).toBe(false)
	microphones[0]?.allow()
	await opened
	expect(deck.now()).toEqual({ row: 'b', does: 'records' })
})

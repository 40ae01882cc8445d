import { expect, test } from 'vitest'
import { audioQueue } from './audio-queue.ts'

/** A player that plays until the test ends it; a real player is tested by the walks in a browser. */
function playerForTests() {
	const player = {
		src: '',
		ended: false,
		onended: () => {},
		onerror: () => {},
		onpause: () => {},
		async play() {
			player.ended = false
		},
		pause() {
			player.onpause()
		},
	}
	return player
}
const text = (id: string) => ({ path: 'tea', id, hash: `hash of ${id}` })
const soon = () => new Promise((over) => setTimeout(over))

function queueForTests(gone: readonly string[] = []) {
	const player = playerForTests()
	const read = async (hash: string) => (gone.includes(hash) ? null : new Blob([hash]))
	const queue = audioQueue(read, player as unknown as HTMLAudioElement)
	const seen: (string | undefined)[] = []
	queue.subscribe(() => seen.push(queue.now()?.id))
	return { player, queue, seen }
}

test('texts are played one after the other, and the current one and the end are reported', async () => {
	const { player, queue, seen } = queueForTests(['hash of b'])
	const all = queue.play(['a', 'b', 'c'].map(text))
	await soon()
	expect(queue.now()?.id).toBe('a')
	player.onended()
	await soon()
	expect(queue.now()?.id).toBe('c')
	player.onended()
	await all
	expect(seen).toEqual(['a', 'c', undefined])
	expect(queue.isBroken()).toBe(true)
})
test('stopping plays nothing more, and is reported at once', async () => {
	const { queue, seen } = queueForTests()
	const all = queue.play(['a', 'b'].map(text))
	await soon()
	queue.stop()
	expect(queue.now()).toBeNull()
	await all
	await soon()
	expect(seen).toEqual(['a', undefined])
})
test('when the phone pauses it, for a call or by the headphones, the rest is not played', async () => {
	const { player, queue, seen } = queueForTests()
	const all = queue.play(['a', 'b'].map(text))
	await soon()
	player.onpause()
	await all
	expect(seen).toEqual(['a', undefined])
	expect(queue.isBroken()).toBe(false)
})
test('another text replaces the one being played', async () => {
	const { queue } = queueForTests()
	void queue.play(['a', 'b'].map(text))
	await soon()
	void queue.play([text('z')])
	await soon()
	expect(queue.now()?.id).toBe('z')
})
test('stopped before the first file is read, none is played', async () => {
	const { queue, seen } = queueForTests()
	const all = queue.play([text('a')])
	queue.stop()
	await all
	expect(seen).toEqual([])
})
test('audio that cannot be played is reported, and the next one is played', async () => {
	const { player, queue } = queueForTests()
	const all = queue.play(['a', 'b'].map(text))
	await soon()
	player.onerror()
	await soon()
	expect(queue.now()?.id).toBe('b')
	player.onended()
	await all
	expect(queue.isBroken()).toBe(true)
})

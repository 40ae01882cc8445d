import { expect, test } from 'vitest'
import { soundQueue } from './audio-queue.ts'

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
	const queue = soundQueue(read, player as unknown as HTMLAudioElement)
	const seen: (string | undefined)[] = []
	queue.subscribe(() => seen.push(queue.now()?.id))
	return { player, queue, seen }
}

test('texts are read one after the other, and it is said which one; that one is gone is said', async () => {
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
test('stopped, nothing of the rest is read, and it is said at once', async () => {
	const { queue, seen } = queueForTests()
	const all = queue.play(['a', 'b'].map(text))
	await soon()
	queue.stop()
	expect(queue.now()).toBeNull()
	await all
	await soon()
	expect(seen).toEqual(['a', undefined])
})
test('paused by the phone, for a call or at the headphones, nothing of the rest is read', async () => {
	const { player, queue, seen } = queueForTests()
	const all = queue.play(['a', 'b'].map(text))
	await soon()
	player.onpause()
	await all
	expect(seen).toEqual(['a', undefined])
	expect(queue.isBroken()).toBe(false)
})
test('another text takes the place of the one that is read', async () => {
	const { queue } = queueForTests()
	void queue.play(['a', 'b'].map(text))
	await soon()
	void queue.play([text('z')])
	await soon()
	expect(queue.now()?.id).toBe('z')
})
test('stopped before the first sound was read from the disk, none begins', async () => {
	const { queue, seen } = queueForTests()
	const all = queue.play([text('a')])
	queue.stop()
	await all
	expect(seen).toEqual([])
})
test('a sound that cannot be played is said, and the next one is read', async () => {
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

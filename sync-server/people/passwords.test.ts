import { expect, test } from 'vitest'
import { createWorkQueue } from './passwords.ts'

test('two run at once, others wait in a queue, and a full queue refuses', async () => {
	const inTurn = createWorkQueue({ atOnce: 2, maxWaiting: 2 })
	const began: number[] = []
	const ends: (() => void)[] = []
	const work = (i: number) =>
		inTurn(async () => {
			began.push(i)
			await new Promise<void>((end) => ends.push(end))
			if (i === 0) throw new Error('broke')
			return i
		})
	const [first, ...others] = [0, 1, 2, 3].map(work)
	await expect(work(4)).rejects.toThrow('too-many-tries')
	expect(began).toEqual([0, 1])
	ends[0]?.()
	await expect(first).rejects.toThrow('broke')
	expect(began).toEqual([0, 1, 2])
	ends[1]?.()
	ends[2]?.()
	await expect.poll(() => began).toEqual([0, 1, 2, 3])
	ends[3]?.()
	expect(await Promise.all(others)).toEqual([1, 2, 3])
	const again = work(5)
	ends[4]?.()
	expect(await again).toBe(5)
})

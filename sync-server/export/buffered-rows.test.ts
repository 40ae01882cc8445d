import { expect, test } from 'vitest'
import { BufferedRows, maxBufferedBytes } from './buffered-rows.ts'

const lines = (first: number, many: number) =>
	Array.from({ length: many }, (_, i) => ({ ids: [`r${first + i}`], cells: ['کہا "یہ"\n', String(i), ''] }))

test('buffered rows are returned once, unchanged and in order', () => {
	const buffered = new BufferedRows({ left: maxBufferedBytes })
	const all = [...lines(0, 499), ...lines(499, 1), ...lines(500, 700)]
	buffered.add(all.slice(0, 499))
	buffered.add(all.slice(499, 500))
	buffered.add([])
	buffered.add(all.slice(500))
	expect(buffered.isWhole).toBe(false)
	buffered.end()
	expect(buffered.isWhole).toBe(true)
	expect([...buffered.take()]).toEqual(all)
	expect(buffered.isWhole).toBe(false)
})
test('rows beyond the limit are not buffered', () => {
	const buffered = new BufferedRows({ left: 2000 })
	for (let i = 0; i < 100; i++) buffered.add(lines(i * 500, 500))
	buffered.end()
	expect(buffered.isWhole).toBe(false)
	expect([...buffered.take()]).toEqual([])
})

import { expect, test } from 'vitest'
import { BufferedRows, maxBufferedBytes } from './buffered-rows.ts'

const lines = (first: number, many: number) =>
	Array.from({ length: many }, (_, i) => ({ ids: [`r${first + i}`], cells: ['کہا "یہ"\n', String(i), ''] }))

test('buffered rows are returned once, unchanged and in order', () => {
	const kept = new BufferedRows({ left: maxBufferedBytes })
	const all = [...lines(0, 499), ...lines(499, 1), ...lines(500, 700)]
	kept.add(all.slice(0, 499))
	kept.add(all.slice(499, 500))
	kept.add([])
	kept.add(all.slice(500))
	expect(kept.isWhole).toBe(false)
	kept.end()
	expect(kept.isWhole).toBe(true)
	expect([...kept.take()]).toEqual(all)
	expect(kept.isWhole).toBe(false)
})
test('rows beyond the limit are not buffered', () => {
	const kept = new BufferedRows({ left: 2000 })
	for (let i = 0; i < 100; i++) kept.add(lines(i * 500, 500))
	kept.end()
	expect(kept.isWhole).toBe(false)
	expect([...kept.take()]).toEqual([])
})

import { expect, test } from 'vitest'
import { fillReserveIn, hasRoom, type RawFile, reserveBytes, shrinkReserve } from './reserve-file.ts'

/** A file on a disk with a number of free bytes; a full one writes a part, or throws, as browsers do. */
function fileOn(disk: { left: number; isThrowing?: boolean }): RawFile {
	let size = 0
	return {
		getSize: () => size,
		write(bytes, { at }) {
			const more = Math.max(0, at + bytes.length - size)
			const taken = Math.min(more, disk.left)
			size += taken
			disk.left -= taken
			if (taken < more && disk.isThrowing) throw new DOMException('full', 'QuotaExceededError')
			return bytes.length - (more - taken)
		},
		truncate(next) {
			disk.left += size - next
			size = next
		},
		flush: () => undefined,
	}
}
const MiB = 1024 * 1024

test.each([false, true])('a test leaves the file and the disk as they were (throwing: %s)', (isThrowing) => {
	const disk = { left: 100_000, isThrowing }
	const file = fileOn(disk)
	expect(hasRoom(file, 100_000)).toBe(true)
	expect(hasRoom(file, 100_001)).toBe(false)
	expect([file.getSize(), disk.left]).toEqual([0, 100_000])
})
test('on an empty disk the reserve is full, and stays so while there is space', () => {
	const disk = { left: 100 * MiB }
	const file = fileOn(disk)
	expect(fillReserveIn(file)).toBe(true)
	expect(shrinkReserve(file, 256 * 1024)).toBe(true)
	expect([file.getSize(), disk.left]).toEqual([reserveBytes, 100 * MiB - reserveBytes])
})
test.each([false, true])(
	'on a full disk it is released piece by piece, no more than needed (throwing: %s)',
	(isThrowing) => {
		const disk = { left: 100 * MiB, isThrowing }
		const file = fileOn(disk)
		fillReserveIn(file)
		disk.left = 0
		expect(shrinkReserve(file, 256 * 1024)).toBe(true)
		expect([file.getSize(), disk.left]).toEqual([reserveBytes - MiB / 2, MiB / 2])
		disk.left = 0
		expect(shrinkReserve(file, MiB)).toBe(true)
		expect(file.getSize()).toBe(reserveBytes - 1.5 * MiB)
	},
)
test('if others take the released space, it ends empty and says so', () => {
	const disk = { left: 100 * MiB }
	const file = fileOn(disk)
	fillReserveIn(file)
	const greedy: RawFile = {
		...file,
		truncate(size) {
			file.truncate(size)
			disk.left = 0
		},
	}
	disk.left = 0
	expect(shrinkReserve(greedy, 256 * 1024)).toBe(false)
	expect(file.getSize()).toBe(0)
})
test('with little space it is filled in part, and what an answer needs stays free', () => {
	const disk = { left: 4 * MiB }
	const file = fileOn(disk)
	expect(fillReserveIn(file)).toBe(false)
	expect([file.getSize(), disk.left]).toEqual([2 * MiB, 2 * MiB])
	disk.left = 50 * MiB
	expect(fillReserveIn(file)).toBe(true)
	expect(file.getSize()).toBe(reserveBytes)
})

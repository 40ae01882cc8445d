import type { ReserveAnswer, ReserveQuestion } from '../../web/storage/database/reserve-worker.ts'

/**
 * A fake of the worker that holds the reserve, for a disk with any amount of room. Node has no such worker.
 */
export interface DiskForTests {
	/** none: the disk is full; closed: private files cannot be opened. */
	room: 'plenty' | 'in-reserve' | 'none' | 'closed'
	reserve: number
	readonly questions: ReserveQuestion[]
}

const completeSize = 8 * 1024 * 1024

export function diskForTests(): DiskForTests {
	const disk: DiskForTests = { room: 'plenty', reserve: 0, questions: [] }
	function found({ ask }: ReserveQuestion): ReserveAnswer['found'] {
		if (disk.room === 'closed') return null
		if (ask === 'fill' && disk.room === 'plenty') disk.reserve = completeSize
		if (ask === 'make' && disk.room === 'in-reserve') disk.reserve -= 512 * 1024
		if (ask === 'make' && disk.room === 'none') disk.reserve = 0
		const isYes = disk.room === 'plenty' || (ask === 'make' && disk.room === 'in-reserve')
		return { isYes, reserve: disk.reserve }
	}
	class WorkerForTests {
		onmessage: ((event: { data: ReserveAnswer }) => void) | null = null
		postMessage(question: ReserveQuestion) {
			disk.questions.push(question)
			queueMicrotask(() => this.onmessage?.({ data: { id: question.id, found: found(question) } }))
		}
	}
	Object.assign(globalThis, { Worker: WorkerForTests })
	return disk
}

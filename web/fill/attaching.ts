import type { Answer } from '#shared/forms/answers'
import { asProblem, type Problem } from '#shared/kernel/problem'
import type { NewAttachment } from '../storage/attachments.ts'
import type { UnsavedAttachment } from '../storage/waiting-attachments.ts'

/**
 * Files being sealed for the questions of an open form. As with answers, what the disk refused waits and is said to
 * wait; until the new file is kept and its answer with it, the old one stays.
 */
export interface Attaching {
	/** What comes before a file is there, as making a picture smaller: it is on its way for as long as that takes. */
	during(work: () => Promise<void>): Promise<void>
	/** Resolves when it is kept, or refused. */
	attach(path: string, attachment: NewAttachment): Promise<void>
	/** Takes the file of a question back; what waits there waits no more. */
	remove(path: string): void
	/** A row is gone: what waits in it waits no more. */
	leaveRow(rowPath: string): void
	waitingAt(path: string): UnsavedAttachment | null
	/** Resolves when nothing is on its way, or with the reason why something is not kept. */
	settled(): Promise<Problem | null>
	problem(): Problem | null
	isBusy(): boolean
	retry(): void
}

export interface PendingAttachmentsOptions {
	readonly waiting: Map<string, UnsavedAttachment>
	/** Seals a file; gives its name. */
	readonly save: (attachment: NewAttachment) => Promise<string>
	/** Deletes a file that no answer ever named. */
	readonly drop: (name: string) => Promise<void>
	/** Deletes files that no answer on the disk names any more. */
	readonly deleteReplaced: (names: readonly Answer[]) => Promise<void>
	readonly answerAt: (path: string) => Answer | undefined
	readonly answer: (path: string, answer: Answer | null) => void
	readonly onChange: () => void
}

export function startAttaching(parts: PendingAttachmentsOptions): Attaching {
	const { waiting, save, answerAt, answer, onChange } = parts
	const running = new Set<Promise<void>>()
	const wait = (path: string, attachment: NewAttachment, problem: Problem | null) => {
		waiting.set(path, { attachment, problem })
		onChange()
	}
	const problem = () => [...waiting.values()].find((each) => each.problem)?.problem ?? null
	/** A file that stays too long is untidy, and no reason to stop an interview. */
	const tidy = (work: Promise<void>) => void work.catch(() => undefined)
	const forget = (name: Answer | undefined) => tidy(parts.deleteReplaced(name === undefined ? [] : [name]))

	async function seal(path: string, attachment: NewAttachment): Promise<void> {
		wait(path, attachment, null)
		const isCurrent = () => waiting.get(path)?.attachment === attachment
		try {
			const name = await save(attachment)
			if (!isCurrent()) return tidy(parts.drop(name))
			waiting.delete(path)
			const before = answerAt(path)
			answer(path, name)
			forget(before)
		} catch (thrown) {
			if (isCurrent()) wait(path, attachment, asProblem(thrown))
		}
	}
	function run(begun: Promise<void>): Promise<void> {
		const work = begun.finally(() => {
			running.delete(work)
			onChange()
		})
		running.add(work)
		return work
	}
	const attach = (path: string, attachment: NewAttachment) => run(seal(path, attachment))
	return {
		during: (work) => run(work()),
		attach,
		remove(path) {
			waiting.delete(path)
			const before = answerAt(path)
			answer(path, null)
			forget(before)
		},
		leaveRow(rowPath) {
			for (const path of waiting.keys()) if (path.startsWith(`${rowPath}/`)) waiting.delete(path)
		},
		waitingAt: (path) => waiting.get(path) ?? null,
		async settled() {
			while (running.size > 0) await Promise.allSettled(running)
			return problem()
		},
		problem,
		isBusy: () => waiting.size > 0,
		retry() {
			for (const [path, { attachment, problem: refused }] of waiting)
				if (refused) void attach(path, attachment)
		},
	}
}

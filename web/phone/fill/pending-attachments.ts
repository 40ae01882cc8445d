import type { Answer } from '#shared/forms/answers'
import { asProblem, type Problem } from '#shared/kernel/problem'
import type { NewAttachment } from '../../storage/attachments/attachments.ts'
import type { UnsavedAttachment } from '../../storage/attachments/unsaved-attachments.ts'

/**
 * Attachments being sealed for the questions of an open form. As with answers, one that the disk rejected
 * stays queued and is reported; the old file stays until the new one and its answer are saved.
 */
export interface Attaching {
	/** Counts preparation, such as shrinking a picture, as work under way. */
	during(work: () => Promise<void>): Promise<void>
	/** Resolves when the attachment is saved or rejected. */
	attach(path: string, attachment: NewAttachment): Promise<void>
	/** Removes the attachment of a question, also an unsaved one. */
	remove(path: string): void
	/** Drops unsaved attachments in a deleted row. */
	leaveRow(rowPath: string): void
	waitingAt(path: string): UnsavedAttachment | null
	/** Resolves with null when nothing is under way, or with the reason why an attachment is not saved. */
	settled(): Promise<Problem | null>
	problem(): Problem | null
	isBusy(): boolean
	retry(): void
}

export interface PendingAttachmentsOptions {
	readonly waiting: Map<string, UnsavedAttachment>
	/** Seals and stores a file; returns its name. */
	readonly save: (attachment: NewAttachment) => Promise<string>
	/** Deletes a file that no answer ever named. */
	readonly drop: (name: string) => Promise<void>
	/** Deletes files that no saved answer names any more. */
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
	/** A failed deletion only leaves a file behind; it must not stop an interview. */
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
	function run(task: Promise<void>): Promise<void> {
		const work = task.finally(() => {
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

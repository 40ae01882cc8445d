import type { AnswerWriter } from '../../storage/drafts/answer-writer.ts'

export interface PracticeWriter extends AnswerWriter {
	/** Saves without a new answer: the page has changed. */
	saveAgain(): void
	/** Sets the function to call when everything is saved. */
	onSaved(listener: () => void): void
}

/**
 * Saves a practice interview as a whole after each change; changes during a save are in the next one. A save
 * that fails is not reported: only practice is lost. `unreadable`: typed text that is no answer, by path.
 */
export function createPracticeWriter(
	unreadable: Map<string, string>,
	save: () => Promise<void>,
): PracticeWriter {
	let hasChanged = false
	let saving: Promise<void> | null = null
	let notify = () => {}
	async function run(): Promise<void> {
		while (hasChanged) {
			hasChanged = false
			await save().catch(() => undefined)
		}
		saving = null
		notify()
	}
	function saveAgain(): void {
		hasChanged = true
		saving ??= run()
	}
	return {
		write(path, _answer, typed) {
			if (typed === undefined) unreadable.delete(path)
			else unreadable.set(path, typed)
			saveAgain()
		},
		saveAgain,
		onSaved(listener) {
			notify = listener
		},
		async whenSaved() {
			await saving
			return null
		},
		isBusy: () => saving !== null,
		retry: () => {},
	}
}

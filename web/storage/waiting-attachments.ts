import type { Problem } from '#shared/kernel/problem'
import type { NewAttachment } from './attachments.ts'

/** A file on its way to the disk, or one that the disk refused. */
export interface UnsavedAttachment {
	readonly attachment: NewAttachment
	readonly problem: Problem | null
}

/** By draft, then by path: outlives the form that was left, and dies with the app. */
const waiting = new Map<string, { readonly device: string; readonly at: Map<string, UnsavedAttachment> }>()

/** What waits for the questions of a draft; whoever has it open writes into it. */
export function getUnsavedAttachments(device: string, draft: string): Map<string, UnsavedAttachment> {
	const found = waiting.get(draft) ?? { device, at: new Map() }
	waiting.set(draft, found)
	return found.at
}

/** True while any file of this person, or of anybody, is not on the disk. */
export const hasUnsavedAttachments = (device?: string): boolean =>
	[...waiting.values()].some((each) => each.at.size > 0 && (device === undefined || each.device === device))

/** A draft that was finished or thrown away waits for nothing any more. */
export function discardUnsavedAttachments(draft: string): void {
	waiting.get(draft)?.at.clear()
	waiting.delete(draft)
}

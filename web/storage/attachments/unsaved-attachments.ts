import type { Problem } from '#shared/kernel/problem'
import type { NewAttachment } from './attachments.ts'

/** An attachment that is being written to the disk, or was rejected by it. */
export interface UnsavedAttachment {
	readonly attachment: NewAttachment
	readonly problem: Problem | null
}

/** Unsaved attachments by draft, then by path. They outlive the screen of the form, but not the app. */
const waiting = new Map<string, { readonly device: string; readonly at: Map<string, UnsavedAttachment> }>()

/** Returns the unsaved attachments of a draft by path; the open form adds to this map. */
export function getUnsavedAttachments(device: string, draft: string): Map<string, UnsavedAttachment> {
	const found = waiting.get(draft) ?? { device, at: new Map() }
	waiting.set(draft, found)
	return found.at
}

/** True while an attachment of this person is not on the disk; without `device`: of anybody. */
export const hasUnsavedAttachments = (device?: string): boolean =>
	[...waiting.values()].some((each) => each.at.size > 0 && (device === undefined || each.device === device))

/** Drops the unsaved attachments of a draft that was finished or deleted. */
export function discardUnsavedAttachments(draft: string): void {
	waiting.get(draft)?.at.clear()
	waiting.delete(draft)
}

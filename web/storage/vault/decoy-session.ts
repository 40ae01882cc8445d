/** Only in memory: a mark on the disk would disclose that there is a second PIN. */
const open = new Set<string>()

/**
 * True if this enrolment is open with its second PIN in this tab: counts that need no key are hidden then.
 */
export const isDecoyOpen = (device: string): boolean => open.has(device)

export function setDecoyOpen(device: string, isDecoy: boolean): void {
	if (isDecoy) open.add(device)
	else open.delete(device)
}

const open = new Set<string>()

/** Whether this enrolment is open by its second PIN, in this tab: what is counted without a key is then not shown. */
export const isDecoyOpen = (device: string): boolean => open.has(device)

export function setDecoyOpen(device: string, isDecoy: boolean): void {
	if (isDecoy) open.add(device)
	else open.delete(device)
}

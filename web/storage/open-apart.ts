const open = new Set<string>()

/** Whether this enrolment is open by its second PIN, in this tab: what is counted without a key is then not shown. */
export const isOpenApart = (device: string): boolean => open.has(device)

export function openApart(device: string, isApart: boolean): void {
	if (isApart) open.add(device)
	else open.delete(device)
}

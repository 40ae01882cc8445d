/**
 * Former addresses of pages with their current ones. Links to the desk are sent by mail, so the former ones
 * must keep working. An address covers the pages below it; the first match counts.
 */
const renamedAddresses: readonly (readonly [former: string, current: string])[] = [
	['/desk/log', '/desk/audit-log'],
	['/desk/destroy', '/desk/withdrawal'],
	['/desk/connections', '/desk/integrations'],
	['/desk/corrections/older', '/desk/import'],
	['/desk/corrections', '/desk/cleaning'],
	['/desk/figures', '/desk/results'],
	['/desk/fieldwork', '/desk/rounds'],
	['/desk/help', '/desk/field-contacts'],
	['/desk/phones', '/desk/devices'],
	['/desk/quality/interviewers', '/desk/people'],
	['/desk/quality/enumerators', '/desk/people'],
	['/desk/talks/found', '/desk/transcripts/themes-found'],
	['/desk/talks', '/desk/transcripts'],
	['/by-hand', '/offline-transfer'],
	['/help/asked', '/help/faq'],
]

/** Returns the current address of a former one; null if the address was not renamed. */
export function findCurrentAddress(path: string): string | null {
	for (const [former, current] of renamedAddresses)
		if (path === former || path.startsWith(`${former}/`)) return current + path.slice(former.length)
	return null
}

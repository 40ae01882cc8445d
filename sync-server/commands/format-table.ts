/** Aligns the cells of rows in columns, with two spaces between them. */
export function alignRows(rows: readonly (readonly string[])[]): string[] {
	const widths: number[] = []
	for (const row of rows)
		for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length)
	return rows.map((row) =>
		row
			.map((cell, i) => cell.padEnd(widths[i] ?? 0))
			.join('  ')
			.trimEnd(),
	)
}

/** Minute of an ISO time, in UTC; a dash for none. */
export const formatMinute = (at: string | null | undefined): string =>
	at ? `${at.slice(0, 16).replace('T', ' ')} UTC` : '-'

/** Age of an ISO time in the largest fitting unit: `3 days`. */
export function formatAge(at: string, now: number): string {
	const minutes = Math.max(0, Math.floor((now - Date.parse(at)) / 60_000))
	const [count, unit] =
		minutes < 120
			? [minutes, 'minute']
			: minutes < 48 * 60
				? [Math.floor(minutes / 60), 'hour']
				: [Math.floor(minutes / 1440), 'day']
	return `${count} ${unit}${count === 1 ? '' : 's'}`
}

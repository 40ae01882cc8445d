/** Formats `1:05`, after an hour `1:05:09`. */
export function formatDuration(ms: number): string {
	const [h, m, s] = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1000) % 60].map(Math.floor) as [
		number,
		number,
		number,
	]
	const two = (part: number) => String(part).padStart(2, '0')
	return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}

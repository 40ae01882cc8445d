interface UnlistedOptionProps {
	readonly value: string
	/** Values of the other options. */
	readonly listed: readonly string[]
}

/**
 * Option for the chosen value of a menu, if it is not offered (an address from elsewhere, or one that was kept):
 * without it the browser would show the first option as chosen.
 */
export function UnlistedOption({ value, listed }: UnlistedOptionProps) {
	return listed.includes(value) ? null : <option value={value}>{value}</option>
}

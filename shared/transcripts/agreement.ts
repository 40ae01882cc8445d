/** A passage, coded by two people. */
export interface CodedTwice {
	readonly one: readonly string[]
	readonly other: readonly string[]
}

/** Agreement of two people on a theme, over passages. */
export interface CoderAgreement {
	readonly both: number
	readonly one: number
	readonly other: number
	readonly neither: number
	/** Share of passages with the same coding; null without passages. */
	readonly same: number | null
	/**
	 * Cohen's kappa, -1 to 1. Null if chance alone would make them agree (neither or both gave it always, or
	 * never), and without passages, for which no table is shown.
	 */
	readonly kappa: number | null
}

/**
 * Agreement beyond chance: κ = (pₒ − pₑ) / (1 − pₑ), where pₑ is the agreement of two people who give the
 * theme as often as these did, but at random. Cohen, J. (1960). A coefficient of agreement for nominal
 * scales. Educational and Psychological Measurement 20 (1), 37–46.
 */
export function computeThemeAgreement(theme: string, passages: readonly CodedTwice[]): CoderAgreement {
	const count = (inOne: boolean, inOther: boolean) =>
		passages.filter(({ one, other }) => one.includes(theme) === inOne && other.includes(theme) === inOther)
			.length
	const [both, one, other, neither] = [
		count(true, true),
		count(true, false),
		count(false, true),
		count(false, false),
	]
	const many = passages.length
	if (many === 0) return { both, one, other, neither, same: null, kappa: null }
	const same = (both + neither) / many
	const byChance = ((both + one) * (both + other) + (other + neither) * (one + neither)) / many ** 2
	return {
		both,
		one,
		other,
		neither,
		same,
		kappa: byChance === 1 ? null : (same - byChance) / (1 - byChance),
	}
}

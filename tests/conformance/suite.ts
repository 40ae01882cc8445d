/** Result of one suite of cases. */
export interface Suite {
	readonly suite: string
	readonly passed: number
	readonly total: number
	/** Number of excluded cases by reason. */
	readonly leftOut?: Readonly<Record<string, number>>
	readonly failures: readonly {
		readonly case: string
		readonly what: string
		readonly expected: unknown
		readonly got: unknown
	}[]
}

/** What one suite of cases says about the engine. */
export interface Suite {
	readonly suite: string
	readonly passed: number
	readonly total: number
	/** Cases that do not count, by the reason in words. */
	readonly leftOut?: Readonly<Record<string, number>>
	readonly failures: readonly {
		readonly case: string
		readonly what: string
		readonly expected: unknown
		readonly got: unknown
	}[]
}

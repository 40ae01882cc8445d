/** A breakdown as it can be looked at. */
export interface Layer {
	readonly by: string
	/** `of`: of a district its province, where provinces are told too. */
	readonly groups: readonly { readonly code: string; readonly of?: string | undefined }[]
	/** Of each interview its group; -1 for none. */
	readonly group: ArrayLike<number>
}

// no code has a line break in it
export const groupId = (by: string, code: string): string => `${by}\n${code}`
export const cellId = (one: string, other: string): string => [one, other].sort().join('\n\n')

/** A breakdown of the interviews into groups. */
export interface Layer {
	readonly by: string
	/** `of`: province of a district, if estimates by province are published too. */
	readonly groups: readonly { readonly code: string; readonly of?: string | undefined }[]
	/** Group of each interview; -1 for none. */
	readonly group: ArrayLike<number>
}

// no code contains a line break
export const groupId = (by: string, code: string): string => `${by}\n${code}`
export const cellId = (one: string, other: string): string => [one, other].sort().join('\n\n')

import * as z from 'zod/mini'
import type { FormDefinition } from './form-definition.ts'

/*
 * A form is sent to phones in parts: its questions in one document, and each picture, sound and video and
 * each chunk of a long list or table in one of its own, which is named by its content. A connection that
 * breaks loses one part, and a new version sends only the parts that changed. The server and the desk have
 * the whole definition.
 */

const places = ['choices', 'tables', 'mediaFiles'] as const

/** Place of parts in a definition: the rows of a list or table in their order, or one file. */
export const partPlaceSchema = z.object({
	in: z.enum(places),
	name: z.string(),
	refs: z.array(z.string()),
})
export type PartPlace = z.infer<typeof partPlaceSchema>

/** Body of a `form-part` document. */
export const formPartSchema = z.object({
	/**
	 * Roles that fill in the form; phones of other users do not receive the part. Absent as in the definition.
	 */
	filledBy: z.optional(z.array(z.string())),
	rows: z.optional(z.array(z.unknown())),
	/** A data URL. */
	address: z.optional(z.string()),
})
export type FormPart = z.infer<typeof formPartSchema>

/** Prefix of part references, and of no other document's. */
export const partRefPrefix = 'form-part:'
export const isPartRef = (ref: string): boolean => ref.startsWith(partRefPrefix)

/**
 * Returns the whole definition. A missing file is left out of its label. Null if rows of a list are missing.
 */
export function joinForm(
	definition: FormDefinition,
	parts: readonly PartPlace[],
	contents: ReadonlyMap<string, FormPart>,
): FormDefinition | null {
	const choices: Record<string, FormDefinition['choices'][string]> = { ...definition.choices }
	const tables = { ...definition.tables }
	const mediaFiles = { ...definition.mediaFiles }
	for (const { in: where, name, refs } of parts) {
		const found = refs.map((ref) => contents.get(ref))
		if (where === 'mediaFiles') {
			const address = found[0]?.address
			if (address === undefined) delete mediaFiles[name]
			else mediaFiles[name] = address
			continue
		}
		if (found.some((part) => part?.rows === undefined)) return null
		const rows = found.flatMap((part) => part?.rows ?? []) as never[]
		if (where === 'choices') choices[name] = rows
		else tables[name] = rows
	}
	return {
		...definition,
		choices,
		...(definition.tables ? { tables } : {}),
		...(definition.mediaFiles ? { mediaFiles } : {}),
	}
}

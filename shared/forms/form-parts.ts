import * as z from 'zod/mini'
import { canonicalJson, type Json } from '#shared/kernel/canonical-json'
import { shortDigest } from '#shared/kernel/digest'
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
const prefix = 'form-part:'
export const isPartRef = (ref: string): boolean => ref.startsWith(prefix)

/** Characters of JSON; anything shorter stays in the definition. */
const minPartLength = 16_000
/**
 * Maximum characters of JSON in a part: compressed, a minute on 2G at most, and far below the limit of a
 * phone.
 */
const maxInPart = 400_000

export interface SplitForm {
	/** The definition without the contents of the parts. */
	readonly definition: FormDefinition
	readonly parts: readonly PartPlace[]
	/** By reference. */
	readonly contents: ReadonlyMap<string, FormPart>
}

export function splitForm(definition: FormDefinition): SplitForm {
	const contents = new Map<string, FormPart>()
	const parts: PartPlace[] = []
	const { filledBy } = definition
	const storePart = (content: FormPart): string => {
		const part: FormPart = { ...content, ...(filledBy ? { filledBy: [...filledBy] } : {}) }
		const ref = `${prefix}${shortDigest(canonicalJson(part as Json))}`
		contents.set(ref, part)
		return ref
	}
	const cutRows = <Row>(where: 'choices' | 'tables', lists: Readonly<Record<string, readonly Row[]>>) =>
		Object.fromEntries(
			Object.entries(lists).map(([name, rows]) => {
				const stretches = stretchesOf(rows)
				if (!stretches) return [name, rows]
				parts.push({ in: where, name, refs: stretches.map((each) => storePart({ rows: [...each] })) })
				return [name, []]
			}),
		)
	const mediaFiles = Object.fromEntries(
		Object.entries(definition.mediaFiles ?? {}).map(([name, address]) => {
			if (address.length < minPartLength) return [name, address]
			parts.push({ in: 'mediaFiles', name, refs: [storePart({ address })] })
			return [name, '']
		}),
	)
	const choices = cutRows('choices', definition.choices)
	const tables = definition.tables && cutRows('tables', definition.tables)
	return {
		definition: {
			...definition,
			choices,
			...(tables ? { tables } : {}),
			...(definition.mediaFiles ? { mediaFiles } : {}),
		},
		parts,
		contents,
	}
}

/** Splits rows into chunks of bounded length. Null if they are short enough to stay in the definition. */
function stretchesOf<Row>(rows: readonly Row[]): Row[][] | null {
	const stretches: Row[][] = []
	let [size, whole] = [maxInPart, 0]
	for (const row of rows) {
		const letters = JSON.stringify(row).length
		whole += letters
		size += letters
		if (size > maxInPart) {
			stretches.push([])
			size = letters
		}
		stretches.at(-1)?.push(row)
	}
	return whole < minPartLength ? null : stretches
}

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

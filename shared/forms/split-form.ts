import { canonicalJson, type Json } from '#shared/kernel/canonical-json'
import { shortDigest } from '#shared/kernel/digest'
import type { FormDefinition } from './form-definition.ts'
import { type FormPart, type PartPlace, partRefPrefix } from './form-parts.ts'

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
		const ref = `${partRefPrefix}${shortDigest(canonicalJson(part as Json))}`
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

import { newPersonSchema } from '#shared/people/people'

/** Maximum length, with room for a number. */
const longest = 18

/**
 * Returns a username for a name: first and last word, with a number if it is taken. Empty for a name without English
 * letters, which are not guessed.
 */
export function suggestUsername(name: string, taken: readonly string[]): string {
	const words =
		name
			.normalize('NFD')
			.replace(/\p{Mark}/gu, '')
			.toLowerCase()
			.match(/[a-z0-9]+/g) ?? []
	const username = [...new Set([words[0], words.at(-1)])].join('.').slice(0, longest)
	const known = new Set(taken.map((each) => each.toLowerCase()))
	let found = username
	for (let n = 2; known.has(found); n++) found = `${username}${n}`
	return newPersonSchema.shape.code.safeParse(found).success ? found : ''
}

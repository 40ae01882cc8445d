import type { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { Problem } from '#shared/kernel/problem'
import { type Person, shortestPassword } from '#shared/people/people'

/**
 * Minimum zxcvbn score, of 0 to 4: more than 10¹⁰ guesses. A lower minimum would accept a name with a year.
 */
const leastScore = 4
/**
 * Characters that are checked. Further ones make no password weaker, but the estimate of a very long one
 * would occupy a core.
 */
const maxCheckedLength = 60

let loadingEstimator: Promise<ZxcvbnFactory> | null = null

/**
 * Loads the word lists when a password is chosen for the first time: they take 60 MB and a fifth of a second.
 */
async function openLists(): Promise<ZxcvbnFactory> {
	const [{ ZxcvbnFactory: Lists }, common, english] = await Promise.all([
		import('@zxcvbn-ts/core'),
		import('@zxcvbn-ts/language-common'),
		import('@zxcvbn-ts/language-en'),
	])
	return new Lists({
		dictionary: { ...common.dictionary, ...english.dictionary },
		graphs: common.adjacencyGraphs,
	})
}

/**
 * Rejects a password that can be guessed by a person who knows its user and the campaign.
 *
 * @throws Problem `password-too-short`, `password-too-weak`
 */
export async function rejectWeakPassword(
	password: string,
	{ name, code }: Pick<Person, 'name' | 'code'>,
): Promise<void> {
	if ([...password].length < shortestPassword)
		throw new Problem('password-too-short', { least: shortestPassword })
	loadingEstimator ??= openLists().catch((thrown: unknown) => {
		loadingEstimator = null
		throw thrown
	})
	const known = [code, name, ...name.split(/\s+/), ...aboutUs]
	const lists = await loadingEstimator
	const checkedPart = password.slice(0, maxCheckedLength)
	// separators between guessable words make a password no stronger
	for (const each of [checkedPart, checkedPart.replace(/[._-]+/g, '')])
		if (lists.check(each, known).score < leastScore) throw new Problem('password-too-weak')
}

/** Words that are guessed first by anyone who knows which organisation runs the server. */
const aboutUs = ['zila', 'ضلع', 'pakistan', 'پاکستان', 'survey', 'campaign', 'migration', 'interview']

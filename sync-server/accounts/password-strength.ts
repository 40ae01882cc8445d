import type { ZxcvbnFactory } from '@zxcvbn-ts/core'
import { type Person, shortestPassword } from '#shared/access/people'
import { Problem } from '#shared/kernel/problem'

/** Of 0 to 4: more than 10¹⁰ guesses. With less, a name and a year would do. */
const leastScore = 4
/** What comes behind makes no password weaker, and would cost a server a core for as long as somebody likes. */
const maxCheckedLength = 60

let loadingEstimator: Promise<ZxcvbnFactory> | null = null

/** Its word lists take 60 MB and a fifth of a second: only where somebody chooses a password. */
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
 * A password has to stand guessing by who knows the person and the campaign.
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
	const looked = password.slice(0, maxCheckedLength)
	// dots between what anybody knows make it no harder
	for (const each of [looked, looked.replace(/[._-]+/g, '')])
		if (lists.check(each, known).score < leastScore) throw new Problem('password-too-weak')
}

/** What anybody would try first who knows where the server stands. */
const aboutUs = ['zila', 'ضلع', 'pakistan', 'پاکستان', 'survey', 'campaign', 'migration', 'interview']

import { hash, verify } from '@node-rs/argon2'
import { Problem } from '#shared/kernel/problem'

/** OWASP's argon2id setting: 19 MiB, 2 passes, 1 lane. */
const argon2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** For names that do not exist, so that the answer takes as long as for those that do. */
let decoy: Promise<string> | null = null

/** `kept`: null for a name that does not exist or has no password; nothing is right then. */
export const isPassword = (kept: string | null, given: string): Promise<boolean> =>
	runQueued(async () => {
		decoy ??= hash('no such person', argon2)
		const isRight = await verify(kept ?? (await decoy), given)
		return isRight && kept !== null
	})

export const hashPassword = (password: string): Promise<string> => runQueued(() => hash(password, argon2))

/** Of pieces of costly work, so many go on at once; so many more wait, and who comes then is sent away. */
export function createWorkQueue({ atOnce, mostWaiting }: { atOnce: number; mostWaiting: number }) {
	let running = 0
	const waiting: (() => void)[] = []
	/** @throws Problem `too-many-tries` */
	return async <Result>(work: () => Promise<Result>): Promise<Result> => {
		if (running < atOnce) running += 1
		else if (waiting.length >= mostWaiting) throw new Problem('too-many-tries', { seconds: 10 })
		// who is woken takes over the place of who left
		else await new Promise<void>((mayGo) => waiting.push(mayGo))
		try {
			return await work()
		} finally {
			const next = waiting.shift()
			if (next) next()
			else running -= 1
		}
	}
}

// each takes 19 MiB and a core: phones that sync must not starve while somebody guesses
const runQueued = createWorkQueue({ atOnce: 2, mostWaiting: 30 })

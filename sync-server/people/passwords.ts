import { hash, verify } from '@node-rs/argon2'
import { Problem } from '#shared/kernel/problem'

/** OWASP's argon2id setting: 19 MiB, 2 passes, 1 lane. */
const argon2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Hash that is checked for unknown usernames, so that the response takes as long as for known ones. */
let decoy: Promise<string> | null = null

/**
 * True if the password is right. `storedHash`: null for an unknown username or one without a password; the result
 * is false then.
 */
export const isPassword = (storedHash: string | null, given: string): Promise<boolean> =>
	runQueued(async () => {
		decoy ??= hash('no such person', argon2)
		const isRight = await verify(storedHash ?? (await decoy), given)
		return isRight && storedHash !== null
	})

export const hashPassword = (password: string): Promise<string> => runQueued(() => hash(password, argon2))

/**
 * Creates a queue for costly work. `atOnce` pieces run at a time and `maxWaiting` wait; further ones are
 * rejected.
 */
export function createWorkQueue({ atOnce, maxWaiting }: { atOnce: number; maxWaiting: number }) {
	let running = 0
	const waiting: (() => void)[] = []
	/** Runs work when it is its turn. @throws Problem `too-many-tries` */
	return async <Result>(work: () => Promise<Result>): Promise<Result> => {
		if (running < atOnce) running += 1
		else if (waiting.length >= maxWaiting) throw new Problem('too-many-tries', { seconds: 10 })
		// a piece of work that is woken keeps the slot of the one that ended
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

// each hash takes 19 MiB and a core: syncing phones must not starve while passwords are guessed
const runQueued = createWorkQueue({ atOnce: 2, maxWaiting: 30 })

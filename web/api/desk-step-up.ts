import { Problem } from '#shared/kernel/problem'

/*
 * Step-up authentication: requests for keys and codes need the password again. Whichever screen sends one,
 * the desk shows the prompt and the request is repeated.
 */

type Asker = () => Promise<boolean>
/** The dialog of the desk: requests are sent from outside of components. */
let asker: Asker | null = null

/** Registers the prompt; returns the function that unregisters it. */
export function onStepUpNeeded(ask: Asker): () => void {
	asker = ask
	return () => {
		if (asker === ask) asker = null
	}
}

/**
 * Sends a request, and repeats it after step-up authentication. @throws Problem `step-up-needed` if the user
 * cancels
 */
export async function withStepUp<Reply>(send: () => Promise<Reply>): Promise<Reply> {
	try {
		return await send()
	} catch (thrown) {
		const canStepUp = thrown instanceof Problem && thrown.code === 'step-up-needed' && asker !== null
		if (!canStepUp || !(await asker?.())) throw thrown
		return send()
	}
}

import type { FastifyInstance } from 'fastify'
import { type AppOptions, buildApp } from '../../sync-server/http/build-app.ts'

/** The server's routes for attachments, called without a network. */
export interface AttachmentEndpoint {
	/** Called like `fetch`. @throws Error if the server logged an internal error */
	readonly ask: (path: string, init: RequestInit) => Promise<Response>
	readonly close: () => Promise<void>
}

export async function openAttachmentEndpoint(
	deps: Omit<AppOptions, 'onFailure'>,
): Promise<AttachmentEndpoint> {
	let failure: string | null = null
	const app: FastifyInstance = await buildApp({
		...deps,
		onFailure: (what) => {
			failure = what
		},
	})
	return {
		ask: async (path, { method, headers, body }) => {
			const reply = await app.inject({
				method: method as 'POST' | 'HEAD' | 'PATCH',
				url: path,
				headers: headers as Record<string, string>,
				...(body instanceof Uint8Array ? { payload: Buffer.from(body) } : {}),
			})
			if (failure !== null) throw new Error(`the server failed: ${failure}`)
			return new Response(reply.statusCode === 204 ? null : reply.body, {
				status: reply.statusCode,
				headers: reply.headers as Record<string, string>,
			})
		},
		close: () => app.close(),
	}
}

import type { FastifyInstance } from 'fastify'
import { Problem } from '#shared/kernel/problem'

/**
 * Rejects NUL in every text of a request: no database accepts it, and each would fail in its own way. Bundles
 * are bytes and are not checked here.
 */
export function rejectNulBytes(app: FastifyInstance): void {
	app.addHook('preValidation', async (request) => {
		for (const [where, given] of [
			['params', request.params],
			['querystring', request.query],
			['body', request.body],
		] as const) {
			const field = Buffer.isBuffer(given) ? null : nulIn(given, '')
			if (field !== null) throw new Problem('input-invalid', { field: field || where })
		}
	})
}

/**
 * Finds the path of the first text with NUL. Null if there is none. Not recursive, so that deep values cannot
 * overflow the stack.
 */
function nulIn(given: unknown, beginning: string): string | null {
	const waiting: [value: unknown, place: string][] = [[given, beginning]]
	for (let next = waiting.pop(); next; next = waiting.pop()) {
		const [value, place] = next
		if (typeof value === 'string' && value.includes('\0')) return place
		if (typeof value !== 'object' || value === null) continue
		const inner = Object.entries(value)
		if (inner.some(([key]) => key.includes('\0'))) return place
		for (const [key, each] of inner.reverse()) waiting.push([each, place === '' ? key : `${place}/${key}`])
	}
	return null
}

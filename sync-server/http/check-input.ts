import type { FastifyInstance } from 'fastify'
import * as z from 'zod/mini'
import { Problem } from '#shared/kernel/problem'

/**
 * Refuses NUL in any text that comes in, wherever it stands: no database takes it, and each would say so in its own way.
 * Bundles are bytes and not looked into here.
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

/** Where in a value the first text with NUL stands; null if there is none. Goes down no deeper on the stack, however deep the value is. */
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

/** A whole number as it stands in an address. */
export const wholeNumberSchema = z.pipe(z.coerce.number(), z.int().check(z.nonnegative()))

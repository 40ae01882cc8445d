import type { FastifyInstance } from 'fastify'
import * as z from 'zod/mini'
import { Problem } from '#shared/kernel/problem'

/**
 * Refuses NUL in any text that comes in, wherever it stands: no database takes it, and each would say so in its own way.
 * Bundles are bytes and not looked into here.
 */
export function refuseNul(app: FastifyInstance): void {
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

/** Where in a value the first text with NUL stands; null if there is none. */
function nulIn(value: unknown, place: string): string | null {
	if (typeof value === 'string') return value.includes('\0') ? place : null
	if (typeof value !== 'object' || value === null) return null
	for (const [key, inner] of Object.entries(value)) {
		const path = place === '' ? key : `${place}/${key}`
		const found = key.includes('\0') ? place : nulIn(inner, path)
		if (found !== null) return found
	}
	return null
}

/** A whole number as it stands in an address. */
export const wholeNumberSchema = z.pipe(z.coerce.number(), z.int().check(z.nonnegative()))

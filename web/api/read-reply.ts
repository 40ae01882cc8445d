import type * as z from 'zod/mini'
import { Problem } from '#shared/kernel/problem'

/**
 * Parses a reply with its schema. @throws Problem `not-our-server` for a reply of another shape, which does not
 * come from our server
 */
export async function read<Schema extends z.ZodMiniType>(
	schema: Schema,
	reply: Promise<unknown>,
): Promise<z.infer<Schema>> {
	const checked = schema.safeParse(await reply)
	if (!checked.success) throw new Problem('not-our-server', {}, checked.error)
	return checked.data as z.infer<Schema>
}

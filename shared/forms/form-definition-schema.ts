import * as z from 'zod/mini'
import type { FormDefinition } from './form-definition.ts'

/**
 * Outline of a definition. Its parts and expressions were checked when it was published, and are compiled where it is
 * used: a second description of them here could differ from the compiler.
 */
export const formDefinitionSchema = z.looseObject({
	id: z.string(),
	title: z.record(z.string(), z.string()),
	languages: z.array(z.unknown()),
	choices: z.record(z.string(), z.array(z.unknown())),
	body: z.array(z.unknown()),
}) as unknown as z.ZodMiniType<FormDefinition, FormDefinition>

import * as z from 'zod/mini'

/*
 * Description of the API (OpenAPI), as far as a page shows it: each endpoint, its parameters and its
 * response.
 */

/** A part of a schema: JSON Schema as the server writes it. */
export interface JsonSchemaNode {
	readonly $ref?: string | undefined
	readonly type?: string | readonly string[] | undefined
	readonly description?: string | undefined
	readonly enum?: readonly unknown[] | undefined
	readonly properties?: Readonly<Record<string, JsonSchemaNode>> | undefined
	readonly items?: JsonSchemaNode | undefined
	readonly anyOf?: readonly JsonSchemaNode[] | undefined
}
const shapeSchema: z.ZodMiniType<JsonSchemaNode> = z.object({
	$ref: z.optional(z.string()),
	type: z.optional(z.union([z.string(), z.array(z.string())])),
	description: z.optional(z.string()),
	enum: z.optional(z.array(z.unknown())),
	properties: z.optional(
		z.record(
			z.string(),
			z.lazy(() => shapeSchema),
		),
	),
	items: z.optional(z.lazy(() => shapeSchema)),
	anyOf: z.optional(z.array(z.lazy(() => shapeSchema))),
})
const replySchema = z.object({
	description: z.string(),
	content: z.record(z.string(), z.object({ schema: shapeSchema })),
})
const parameterSchema = z.object({
	name: z.string(),
	in: z.string(),
	required: z.boolean(),
	description: z.optional(z.string()),
	schema: shapeSchema,
})
export const descriptionSchema = z.object({
	info: z.object({ description: z.string() }),
	paths: z.record(
		z.string(),
		z.object({
			get: z.object({
				summary: z.string(),
				parameters: z.optional(z.array(parameterSchema)),
				responses: z.record(z.string(), replySchema),
			}),
		}),
	),
	components: z.object({ schemas: z.record(z.string(), shapeSchema) }),
})
export type Description = z.infer<typeof descriptionSchema>
export type Parameter = z.infer<typeof parameterSchema>

/** A field of a response, with the names of its parents before it; `[]`: item of a list. */
export interface SchemaField {
	readonly name: string
	readonly kind: string
	readonly about: string
	/** Allowed values, if it is an enumeration. */
	readonly values: readonly string[]
}

/** Maximum depth; no response is deeper, and recursive schemas end here. */
const deepest = 6

/** Returns the fields of an endpoint's response. */
export function partsOf(description: Description, path: string): SchemaField[] {
	const reply = description.paths[path]?.get.responses['200']
	const [body] = Object.values(reply?.content ?? {})
	return body ? [...within(description, body.schema, '', 0)] : []
}

function* within(
	description: Description,
	given: JsonSchemaNode,
	name: string,
	depth: number,
): Generator<SchemaField> {
	const shape = resolved(description, given)
	if (depth > deepest) return
	if (shape.items) {
		yield* within(description, shape.items, `${name}[]`, depth + 1)
		return
	}
	const own = Object.entries(shape.properties ?? {})
	if (own.length === 0 && name !== '')
		yield {
			name,
			kind: kindOf(description, shape),
			about: given.description ?? shape.description ?? '',
			values: (shape.enum ?? []).map(String),
		}
	for (const [each, inner] of own)
		yield* within(description, inner, name === '' ? each : `${name}.${each}`, depth + 1)
}

const refStart = '#/components/schemas/'
const resolved = ({ components }: Description, shape: JsonSchemaNode): JsonSchemaNode =>
	shape.$ref?.startsWith(refStart) ? (components.schemas[shape.$ref.slice(refStart.length)] ?? {}) : shape

/** Returns the type of a schema, such as `integer or null`. */
export function kindOf(description: Description, shape: JsonSchemaNode): string {
	if (shape.anyOf)
		return [...new Set(shape.anyOf.map((each) => kindOf(description, resolved(description, each))))].join(
			' or ',
		)
	if (typeof shape.type === 'string') return shape.type
	return shape.type?.join(' or ') ?? ''
}

/**
 * Returns an example address that a browser can open, with the given round if there is a choice; null if a
 * parameter is free text.
 */
export function exampleOf(path: string, parameters: readonly Parameter[], round: string): string | null {
	let address = path
	for (const { name, in: place, schema } of parameters) {
		if (place !== 'path') continue
		const values = schema.enum ?? (name === 'values' ? ['codes'] : [])
		const value = values.find((each) => each === round) ?? values[0]
		if (value === undefined) return null
		address = address.replace(`{${name}}`, encodeURIComponent(String(value)))
	}
	return address
}

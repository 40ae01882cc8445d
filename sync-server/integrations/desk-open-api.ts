import * as z from 'zod/mini'
import { apiRoutes } from '#shared/api/all-routes'
import type { descriptionApi } from '#shared/api/description'
import type { ApiRoute, OutputOf } from '#shared/api/route'
import { may, roles } from '#shared/people/roles'

/**
 * Returns the routes of the desk as an OpenAPI 3.1 document, with the roles that may use each, the kinds of
 * entries in the audit log and the cost.
 */
export function deskOpenApi(server: string): OutputOf<typeof descriptionApi.openApi.response> {
	const paths: Record<string, Record<string, object>> = {}
	for (const route of apiRoutes) {
		const path = route.path.replace(/:(\w+)/g, '{$1}')
		paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) }
	}
	return {
		openapi: '3.1.0',
		info: { title: 'Zila, routes of the desk', version: '1', description: about },
		servers: [{ url: server }],
		paths,
		components: {
			securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'zila-session' } },
			schemas: { Problem: toSchema(problemSchema, 'output') },
		},
	}
}

const about =
	'Routes that the desk of this version uses. They can change with any version: programs read data by the routes under /api/live and /api/odata.'
const problemSchema = z.object({ problem: z.string(), details: z.record(z.string(), z.unknown()) })

function operationOf(route: ApiRoute): object {
	const { method, path, permission, audit, cost = 1, params, query, body, response } = route
	return {
		operationId: `${method.toLowerCase()}_${path.slice('/api/'.length).replace(/\W+/g, '_')}`,
		...(permission === 'anybody' ? { security: [] } : { security: [{ session: [] }] }),
		parameters: [...parametersOf(params, 'path'), ...parametersOf(query, 'query')],
		...(body
			? {
					requestBody: {
						required: true,
						content: { 'application/json': { schema: toSchema(body, 'input') } },
					},
				}
			: {}),
		responses: { ...successOf(response), default: { description: 'The problem', content: problemContent } },
		'x-roles': rolesOf(route),
		'x-audit': audit === 'nothing' ? [] : audit,
		'x-cost': cost,
	}
}

/** Roles that may use a route. */
export const rolesOf = ({ permission }: Pick<ApiRoute, 'permission'>): readonly string[] =>
	permission === 'anybody' || permission === 'signed-in'
		? roles
		: roles.filter((role) => may(role, permission))

const problemContent = { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } }

function successOf(response: ApiRoute['response']): object {
	if (response === undefined) return { 204: { description: 'Done' } }
	if (response === 'file') return { 200: { description: 'A file' } }
	return {
		200: {
			description: 'The answer',
			content: { 'application/json': { schema: toSchema(response, 'output') } },
		},
	}
}

/** Parameters of an object schema, one by one. */
function parametersOf(schema: z.ZodMiniType | undefined, where: 'path' | 'query'): object[] {
	if (!schema) return []
	const { properties = {}, required = [] } = toSchema(schema, 'input') as {
		readonly properties?: Readonly<Record<string, object>>
		readonly required?: readonly string[]
	}
	return Object.entries(properties).map(([name, of]) => ({
		name,
		in: where,
		required: where === 'path' || required.includes(name),
		schema: of,
	}))
}

/** Parts that JSON Schema cannot describe, such as form definitions, accept anything. */
function toSchema(schema: z.ZodMiniType, io: 'input' | 'output'): object {
	const { $schema: _, ...plain } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
	return plain
}

import SwaggerParser from '@apidevtools/swagger-parser'
import { expect, test } from 'vitest'
import { apiRoutes } from '#shared/api/all-routes'
import { deskOpenApi } from './desk-open-api.ts'

test('the document of the desk is valid OpenAPI and has every declared route once', async () => {
	const described = deskOpenApi('http://localhost')
	const { paths = {} } = await SwaggerParser.validate(structuredClone(described) as never)
	const listed = Object.entries(paths).flatMap(([path, operations]) =>
		Object.keys(operations ?? {}).map((method) => `${method.toUpperCase()} ${path}`),
	)
	expect(listed.sort()).toEqual(
		apiRoutes.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`).sort(),
	)
})
test('a route has its parameters, its roles and the kinds of its entries in the audit log', () => {
	const { paths } = deskOpenApi('http://localhost') as {
		paths: Record<string, Record<string, Record<string, unknown>>>
	}
	expect(paths['/api/coverage/{district}/map']?.get).toMatchObject({
		parameters: [
			{ name: 'district', in: 'path', required: true },
			{ name: 'round', in: 'query', required: true },
		],
		'x-audit': ['interview-map-viewed'],
	})
	expect(paths['/api/rounds']?.post?.['x-roles']).not.toContain('enumerator')
})

import { apiRoutes } from '#shared/api/all-routes'
import { rolesOf } from '../sync-server/integrations/desk-open-api.ts'
import { betweenMarkers, markdownTable } from './generated-text.ts'

export const routesPage = 'docs/routes.md'

/** Returns the page with its table updated from the API table. */
export function writeRoutes(page: string): string {
	const rows = [...apiRoutes]
		.sort((a, b) => a.path.localeCompare(b.path) || a.method.localeCompare(b.method))
		.map((route) => [
			`\`${route.method} ${route.path}\``,
			route.permission,
			route.permission === 'anybody' || route.permission === 'signed-in' ? '' : rolesOf(route).join(', '),
			route.audit === 'nothing' ? '' : route.audit.join(', '),
			String(route.cost ?? 1),
		])
	return betweenMarkers(
		page,
		'routes',
		markdownTable([['Route', 'Permission', 'Roles', 'Entries in the audit log', 'Cost'], ...rows]),
	)
}

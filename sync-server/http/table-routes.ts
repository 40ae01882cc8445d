import type { FastifyInstance, FastifyRequest } from 'fastify'
import { tableApi } from '#shared/api/table'
import { toBase64url } from '#shared/kernel/bytes'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import { may, type Role } from '#shared/people/roles'
import { withoutWords } from '#shared/table/conditions'
import {
	isSealedCell,
	savedSpecSchema,
	type TableRowsResponse,
	type TableSpec,
} from '#shared/table/table-view'
import type { AuditEvent } from '../audit-log/entries.ts'
import { serverRandom } from '../people/invitations.ts'
import { hasChangesAfter } from '../storage/exports/data-records.ts'
import { insertSavedView, listSavedViews, removeSavedView } from '../storage/exports/saved-views.ts'
import { findPeople } from '../storage/people/people.ts'
import { columnOfView, readViewRows } from '../table/read-view.ts'
import type { TableQuery } from '../table/table-query.ts'
import { createTableViewCache } from '../table/table-views.ts'
import { unrestrictedScope } from './api-client.ts'
import { createAuditedStore } from './audit.ts'
import { resolveDataRequest } from './data-api-routes.ts'
import type { Deps } from './deps.ts'
import { createDisconnectSignal } from './disconnect-signal.ts'
import { type Handlers, mountApi } from './mount-api.ts'

/** Maximum saved views of all users together. */
const maxViews = 500

/** Routes for the table of a form's records: rows, values of a column, and saved views. */
export function tableRoutes(app: FastifyInstance, deps: Deps): void {
	mountApi(app, deps, tableApi, { ...rowHandlers(deps), ...savedViewHandlers(deps) })
}

/** The rows of a table, and the summary of a column. */
function rowHandlers(deps: Deps): Pick<Handlers<typeof tableApi>, 'rows' | 'columnSummary'> {
	const { store, now, columns } = deps
	const views = createTableViewCache(store, columns)
	return {
		async rows({ person, body, request, audit }) {
			const query = await tableQueryFor(deps, person, body)
			const view = await views.find(query, { skipsCache: body.isAnew, now: now() })
			const opener = body.opens ? openerOf(person) : null
			const lines = await readViewRows(store, query, view, { ...body, opener })
			await noteOpened(deps, request, lines)
			const about = { kind: 'table-viewed', of: body.form, round: body.round } as const
			await audit(
				{ ...about, many: view.seqs.length, fields: body.search ? ['search'] : [] },
				JSON.stringify([query.spec, body.district]),
			)
			return {
				total: view.seqs.length,
				lines,
				at: new Date(view.at).toISOString(),
				isOld: await hasChangesAfter(store.reading, query.filter, view.seq),
			}
		},
		async columnSummary({ person, body, reply, audit }) {
			const query = await tableQueryFor(deps, person, body)
			const view = await views.find(query, { skipsCache: false, now: now() })
			const columnRequest = { name: body.column, now: now(), signal: createDisconnectSignal(reply) }
			const found = await columnOfView(columns, query, view, columnRequest)
			await audit({
				kind: 'table-viewed',
				of: body.form,
				round: body.round,
				many: found.lines,
			})
			return found
		},
	}
}

/** Filters, columns and orders of tables, saved under a name. */
function savedViewHandlers(deps: Deps): Pick<Handlers<typeof tableApi>, 'views' | 'saveView' | 'removeView'> {
	const { store } = deps
	return {
		async views({ person }) {
			// The filter of a view may reveal something of a district that others may not see.
			const rows = (await listSavedViews(store.reading)).filter(
				(row) => row.person === person.id || (person.districts === 'all' && !person.demonstration),
			)
			const people = await findPeople(store.reading, [...new Set(rows.map((row) => row.person))])
			return rows.map(({ id, name, view, person: by }) => ({
				...savedSpecSchema.parse(JSON.parse(view)),
				id,
				name,
				by: people.get(by)?.name ?? '',
				isOwn: by === person.id,
			}))
		},
		async saveView({ person, body }) {
			const { name, ...given } = body
			const { tables } = await resolveDataRequest(
				deps,
				{ person, scope: unrestrictedScope },
				given,
				given.values,
			)
			const table = tables.find((each) => each.name === given.table)
			const view = table && withoutWords(given, table.columns)
			if (!view) throw new Problem('input-invalid', { field: table ? 'filter' : 'table' })
			if ((await listSavedViews(store.reading)).length >= maxViews)
				throw new Problem('too-many-views', { most: maxViews })
			const id = toBase64url(serverRandom(16))
			await store.write((session) =>
				insertSavedView(session, {
					id,
					project: store.project,
					name,
					view: JSON.stringify(view),
					person: person.id,
					at: session.at,
				}),
			)
			return { id }
		},
		async removeView({ person, params }) {
			const removed = await store.write((session) => removeSavedView(session, person.id, params.id))
			if (removed === 0) throw new Problem('not-found')
		},
	}
}

async function tableQueryFor(deps: Deps, person: Person, given: TableSpec): Promise<TableQuery> {
	const { form, round, district, values, table: name, filter: fits, search, sort } = given
	const reader = { person, scope: unrestrictedScope }
	const { filter, plan, tables, versions } = await resolveDataRequest(deps, reader, { form, round }, values)
	const table = tables.find((each) => each.name === name)
	if (!table) throw new Problem('not-found')
	const spec = { form, round, values, table: name, filter: fits, search, sort }
	const known = versions.map(({ version }) => version)
	const inDistricts = district === '' ? {} : { inDistricts: [district] }
	return { person: person.id, spec, filter: { ...filter, ...inDistricts }, versions: known, plan, table }
}

/** @throws Problem `not-allowed` */
function openerOf({ role, demonstration }: Person): Role {
	if (demonstration || !may(role, 'role-key.manage')) throw new Problem('not-allowed')
	return role
}

/**
 * Writes a log entry for each decrypted answer, all in one transaction, so that the log shows who saw the
 * answers of a record.
 */
async function noteOpened(
	deps: Deps,
	request: FastifyRequest,
	lines: TableRowsResponse['lines'],
): Promise<void> {
	const [first, ...others] = lines.flatMap((line): AuditEvent[] =>
		(line?.cells ?? []).flatMap((cell) =>
			isSealedCell(cell) && cell.text !== null
				? { kind: 'sealed-answer-opened', of: line?.record ?? null, question: cell.path }
				: [],
		),
	)
	if (first) await createAuditedStore(deps, request, first, ...others).write(async () => undefined)
}

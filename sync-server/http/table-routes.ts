import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import { wholeRoundCost } from '#shared/api/route'
import { toBase64url } from '#shared/kernel/bytes'
import { Problem } from '#shared/kernel/problem'
import { withoutWords } from '#shared/table/conditions'
import {
	columnSummaryRequestSchema,
	columnSummaryResponseSchema,
	isSealedCell,
	newViewSchema,
	savedViewSchema,
	type TableRowsResponse,
	type TableSpec,
	tableRowsRequestSchema,
	tableRowsResponseSchema,
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
import { audit, createAuditedStore } from './audit.ts'
import { resolveDataRequest } from './data-api-routes.ts'
import type { Deps } from './deps.ts'
import { createDisconnectSignal } from './disconnect-signal.ts'
import { requirePermission, requirePermissionOnRealData } from './session-cookie.ts'

/** Maximum saved views of all users together. */
const maxViews = 500

/** Routes for the table of a form's records: rows, values of a column, and saved views. */
export function tableRoutes(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store, now, columns } = deps
	const views = createTableViewCache(store, columns)

	async function tableQueryFor(request: FastifyRequest, given: TableSpec): Promise<TableQuery> {
		// API keys have no access to the desk.
		const person = await requirePermission(deps, request, 'records.export')
		const { form, round, values, table: name, filter: fits, search, sort } = given
		const reader = { person, scope: unrestrictedScope }
		const { filter, plan, tables, versions } = await resolveDataRequest(deps, reader, { form, round }, values)
		const table = tables.find((each) => each.name === name)
		if (!table) throw new Problem('not-found')
		const spec = { form, round, values, table: name, filter: fits, search, sort }
		const known = versions.map(({ version }) => version)
		return { person: person.id, spec, filter, versions: known, plan, table }
	}
	/**
	 * Writes a log entry for each decrypted answer, all in one transaction, so that the log shows who saw the
	 * answers of a record.
	 */
	async function noteOpened(request: FastifyRequest, lines: TableRowsResponse['lines']): Promise<void> {
		const [first, ...others] = lines.flatMap((line): AuditEvent[] =>
			(line?.cells ?? []).flatMap((cell) =>
				isSealedCell(cell) && cell.text !== null
					? { kind: 'sealed-answer-opened', of: line?.record ?? null, question: cell.path }
					: [],
			),
		)
		if (first) await createAuditedStore(deps, request, first, ...others).write(async () => undefined)
	}

	app.post(
		'/api/table/rows',
		{
			config: { notes: ['table-viewed', 'sealed-answer-opened'] },
			schema: { body: tableRowsRequestSchema, response: { 200: tableRowsResponseSchema } },
		},
		async (request) => {
			const { body } = request
			const query = await tableQueryFor(request, body)
			const view = await views.find(query, { skipsCache: body.isAnew, now: now() })
			const opener = body.opens
				? (await requirePermissionOnRealData(deps, request, 'role-key.manage')).role
				: null
			const lines = await readViewRows(store, query, view, { ...body, opener })
			await noteOpened(request, lines)
			const about = { kind: 'table-viewed', of: body.form, round: body.round } as const
			await audit(
				deps,
				request,
				{ ...about, many: view.seqs.length, fields: body.search ? ['search'] : [] },
				JSON.stringify(query.spec),
			)
			return {
				total: view.seqs.length,
				lines,
				at: new Date(view.at).toISOString(),
				isOld: await hasChangesAfter(store.reading, store.project, query.filter, view.seq),
			}
		},
	)
	app.post(
		'/api/table/column-summary',
		{
			config: { notes: ['table-viewed'], costs: wholeRoundCost },
			schema: { body: columnSummaryRequestSchema, response: { 200: columnSummaryResponseSchema } },
		},
		async (request, reply) => {
			const { body } = request
			const query = await tableQueryFor(request, body)
			const view = await views.find(query, { skipsCache: false, now: now() })
			const columnRequest = { name: body.column, now: now(), signal: createDisconnectSignal(reply) }
			const found = await columnOfView(columns, query, view, columnRequest)
			await audit(deps, request, {
				kind: 'table-viewed',
				of: body.form,
				round: body.round,
				many: found.lines,
			})
			return found
		},
	)
	app.get(
		'/api/table/views',
		{ config: { notes: 'nothing' }, schema: { response: { 200: z.array(savedViewSchema) } } },
		async (request) => {
			const person = await requirePermission(deps, request, 'records.export')
			// The filter of a view may reveal something of a district that others may not see.
			const rows = (await listSavedViews(store.reading, store.project)).filter(
				(row) => row.person === person.id || (person.districts === 'all' && !person.demonstration),
			)
			const people = await findPeople(store.reading, [...new Set(rows.map((row) => row.person))])
			return rows.map(({ id, name, view, person: by }) => ({
				...(JSON.parse(view) as Omit<z.infer<typeof savedViewSchema>, 'id' | 'name' | 'by' | 'isOwn'>),
				id,
				name,
				by: people.get(by)?.name ?? '',
				isOwn: by === person.id,
			}))
		},
	)
	app.post(
		'/api/table/views',
		{
			config: { notes: 'nothing' },
			schema: { body: newViewSchema, response: { 200: z.object({ id: z.string() }) } },
		},
		async (request) => {
			const person = await requirePermission(deps, request, 'records.export')
			const { name, ...given } = request.body
			const { tables } = await resolveDataRequest(
				deps,
				{ person, scope: unrestrictedScope },
				given,
				given.values,
			)
			const table = tables.find((each) => each.name === given.table)
			const view = table && withoutWords(given, table.columns)
			if (!view) throw new Problem('input-invalid', { field: table ? 'filter' : 'table' })
			if ((await listSavedViews(store.reading, store.project)).length >= maxViews)
				throw new Problem('too-many-views', { most: maxViews })
			const id = toBase64url(serverRandom(16))
			await store.write(({ db, at }) =>
				insertSavedView(db, {
					id,
					project: store.project,
					name,
					view: JSON.stringify(view),
					person: person.id,
					at,
				}),
			)
			return { id }
		},
	)
	app.delete(
		'/api/table/views/:id',
		{ config: { notes: 'nothing' }, schema: { params: z.object({ id: z.string() }) } },
		async (request, reply) => {
			const person = await requirePermission(deps, request, 'records.export')
			const removed = await store.write(({ db }) => removeSavedView(db, person.id, request.params.id))
			if (removed === 0) throw new Problem('not-found')
			return reply.code(204).send()
		},
	)
}

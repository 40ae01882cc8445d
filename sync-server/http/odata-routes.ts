import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import { wholeRoundCost } from '#shared/api/route'
import { Problem, type ProblemCode, readProblem } from '#shared/kernel/problem'
import { odataMetadata } from '../integrations/odata-metadata.ts'
import { isOrderedToken, readOrder, readOrdered } from '../integrations/odata-order.ts'
import { countRows, readRows } from '../integrations/read-rows.ts'
import type { DataRecord } from '../storage/exports/data-records.ts'
import type { DataRow } from '../table/data-tables.ts'
import { columnsSelected, readExpand, shapeOf, toODataRow } from '../table/odata-expand.ts'
import { compileODataFilter } from '../table/odata-filter.ts'
import type { TableQuery } from '../table/table-query.ts'
import { createTableViewCache, type TableViews } from '../table/table-views.ts'
import { apiClientOf } from './api-client.ts'
import { audit } from './audit.ts'
import { dataPathSchema, resolveDataRequest } from './data-api-routes.ts'
import type { Deps } from './deps.ts'
import { createDisconnectSignal } from './disconnect-signal.ts'

/** Records that a page of a table reads. */
const usualPage = 1000
/** Divisor of the page size if rows of repeats are expanded. */
const expandedShare = 10
const params = z.object({
	...dataPathSchema.shape,
	/** `codes`, or a language for the labels of choices. */
	values: z.string().check(z.maxLength(40)),
})
const tableParams = z.object({ ...params.shape, table: z.string().check(z.maxLength(200)) })
const options = z.record(z.string(), z.string().check(z.maxLength(20_000)))
const offered = [
	...['$filter', '$select', '$orderby', '$expand', '$top', '$skip', '$count', '$skiptoken', '$format'],
]
/** Error messages, since Excel and Power BI show them as they are, in every language. */
const sentences: { readonly [Code in ProblemCode]?: (what: string) => string } = {
	'input-invalid': (what) =>
		`${what} cannot be read. The names of the columns are in Zila under API & integrations.`,
	'not-offered': (what) => `${what} is not offered. Leave it out, and do that in your own program.`,
	'not-found': () => 'There is no such form, round or table, or this key does not read it.',
	'signed-out': () =>
		'Sign in by Basic: any name, and as the password an API key from Zila under API & integrations.',
	'key-ended': () =>
		'This key has expired or was revoked. Create another one in Zila under API & integrations.',
}
/** Response header of OData, so that a program recognises it. */
const ofOData = { 'odata-version': '4.0' }
const inJson = 'application/json;odata.metadata=minimal;charset=utf-8'

/** Routes for the tables of a form in OData 4, for Excel, Power BI and other clients. */
export function odataRoutes(plain: FastifyInstance, deps: Deps): void {
	plain.register(async (scope) => {
		answerAsOData(scope)
		mountCatalogue(scope, deps)
		mountTables(scope, deps)
	})
}

/** Adds the header of OData to all responses, and its shape to errors. */
function answerAsOData(app: FastifyInstance): void {
	app.addHook('onRequest', async (_request, reply) => {
		reply.headers(ofOData)
	})
	// Excel shows this message, and prompts for credentials after `www-authenticate`.
	app.addHook('onSend', async (_request, reply, payload) => {
		if (reply.statusCode < 400) return payload
		if (reply.statusCode === 401) reply.header('www-authenticate', 'Basic realm="Zila", charset="UTF-8"')
		reply.header('content-type', inJson)
		const problem = readProblem(JSON.parse(String(payload ?? 'null')))
		const { code, details } = problem ?? new Problem('unexpected')
		const what = Object.values(details).join(' ')
		const message = sentences[code]?.(what) ?? [code, what].join(' ').trim()
		return JSON.stringify({ error: { code, message } })
	})
}

/** The list of the tables of a form, and their metadata. */
function mountCatalogue(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const requestOf = async (of: z.infer<typeof params>, request: FastifyRequest) =>
		resolveDataRequest(deps, await apiClientOf(deps, request), of, of.values)
	app.get(
		'/api/odata/:round/:form/:values',
		{ config: { notes: 'nothing' }, schema: { params } },
		async (request, reply) => {
			const { tables } = await requestOf(request.params, request)
			return reply.header('content-type', inJson).send(
				JSON.stringify({
					'@odata.context': `${rootOf(request)}/$metadata`,
					value: tables.map(({ name }) => ({ name, kind: 'EntitySet', url: name })),
				}),
			)
		},
	)
	app.get(
		'/api/odata/:round/:form/:values/$metadata',
		{ config: { notes: 'nothing' }, schema: { params } },
		async (request, reply) => {
			const { tables } = await requestOf(request.params, request)
			return reply.header('content-type', 'application/xml; charset=utf-8').send(odataMetadata(tables))
		},
	)
}

/** The rows of a table, and their number. */
function mountTables(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const views = createTableViewCache(deps.store, deps.columns)
	app.get(
		'/api/odata/:round/:form/:values/:table',
		{
			config: { notes: ['data-api-read'] },
			schema: { params: tableParams, querystring: options },
		},
		async (request, reply) => {
			const parsed = await parseTableRequest(deps, request, reply)
			const { query, reading } = parsed
			const { filter, table } = reading
			const { page, shape, top } = await readPage(deps, views, parsed)
			const isCounted = query.$count === 'true'
			const count = isCounted ? await countRows(deps.store, reading) : null
			const about = { kind: 'data-api-read', of: filter.form, round: filter.round } as const
			// The pages of one read are one act.
			const { $skiptoken: _, $top: __, ...whole } = query
			await audit(
				deps,
				request,
				{ ...about, many: page.lines.length },
				JSON.stringify([rootOf(request), table.name, whole]),
			)
			const root = rootOf(request)
			const next = page.next === null ? null : nextOf(query, page.next, top, page.lines.length)
			return reply.header('content-type', inJson).send(
				JSON.stringify({
					'@odata.context': `${root}/$metadata#${table.name}${shapeOf(shape)}`,
					...(count === null ? {} : { '@odata.count': count }),
					value: page.lines,
					...(next === null ? {} : { '@odata.nextLink': `${root}/${table.name}?${next}` }),
				}),
			)
		},
	)
	app.get(
		'/api/odata/:round/:form/:values/:table/$count',
		{
			config: { notes: ['data-api-read'], costs: wholeRoundCost },
			schema: { params: tableParams, querystring: options },
		},
		async (request, reply) => {
			const { reading } = await parseTableRequest(deps, request, reply)
			const count = await countRows(deps.store, reading)
			const { form, round } = reading.filter
			await audit(deps, request, { kind: 'data-api-read', of: form, round, many: count })
			return reply.header('content-type', 'text/plain; charset=utf-8').send(String(count))
		},
	)
}

function rootOf({ protocol, host, params: pathParams }: FastifyRequest): string {
	const { round, form, values } = pathParams as z.infer<typeof params>
	return `${protocol}://${host}/api/odata/${[round, form, values].map(encodeURIComponent).join('/')}`
}

type TableRequest = Awaited<ReturnType<typeof parseTableRequest>>

/** Parses the request: its table and options. */
async function parseTableRequest(deps: Deps, request: FastifyRequest, reply: FastifyReply) {
	const { values, table: name, ...place } = request.params as z.infer<typeof tableParams>
	const dataRequest = await resolveDataRequest(deps, await apiClientOf(deps, request), place, values)
	const table = dataRequest.tables.find((each) => each.name === name)
	if (!table) throw new Problem('not-found')
	const query = request.query as z.infer<typeof options>
	for (const option of Object.keys(query))
		if (option.startsWith('$') && !offered.includes(option))
			throw new Problem('not-offered', { what: option.slice(0, 40) })
	const signal = createDisconnectSignal(reply)
	const { filter, plan, person, tables, versions } = dataRequest
	// These options read the whole round.
	if (query.$filter ?? query.$skip ?? query.$count)
		deps.rateLimiters.byPerson.consume(person.id, deps.now(), wholeRoundCost)
	const fits = query.$filter === undefined ? () => true : compileODataFilter(query.$filter, table).matches
	const tableQuery = (): TableQuery => ({
		// Programs read several tables at once: each has its own view.
		person: `${person.id} ${name}`,
		spec: { ...place, values, table: name, filter: query.$filter ?? '', search: '', sort: null },
		versions: versions.map(({ version }) => version),
		filter,
		plan,
		table,
		order: readOrder(query.$orderby ?? '', table),
	})
	return {
		query,
		person,
		tables,
		tableQuery,
		reading: { filter, plan, table, fits, recordBatchSize: deps.recordBatchSize ?? usualPage, signal },
	}
}

/** Reads a page, in order of arrival or in the requested order. */
async function readPage(
	deps: Deps,
	views: TableViews,
	{ query, person, reading, tables, tableQuery }: TableRequest,
) {
	const { store } = deps
	const { table, plan, recordBatchSize } = reading
	const expand = query.$expand === undefined ? [] : readExpand(query.$expand, table, tables)
	const shape = { select: columnsSelected(query.$select, table), expand }
	const atATime = expand.length > 0 ? Math.ceil(recordBatchSize / expandedShare) : recordBatchSize
	const [top, after] = [wholeNumber(query, '$top'), query.$skiptoken ?? '']
	const pageOptions = {
		after,
		top,
		skip: wholeNumber(query, '$skip') ?? 0,
		buildRow: (line: DataRow, row: DataRecord) => toODataRow(line, row, plan, shape),
	}
	const isOrdered = query.$orderby !== undefined
	if (after !== '' && isOrdered !== isOrderedToken(after))
		throw new Problem('input-invalid', { field: '$skiptoken' })
	if (!isOrdered)
		return {
			shape,
			top,
			page: await readRows(store, { ...reading, ...pageOptions, recordBatchSize: atATime }),
		}
	const sought = tableQuery()
	// The first page sorts the whole round; the others do not, while the order is cached.
	if (after === '' || !views.isCached(sought))
		deps.rateLimiters.byPerson.consume(person.id, deps.now(), wholeRoundCost)
	const view = await views.find(sought, { skipsCache: after === '', now: deps.now() })
	const page = await readOrdered(store, { ...pageOptions, query: sought, view, lineBatchSize: atATime })
	return { shape, top, page }
}

/** Null if the option is absent. */
function wholeNumber(query: Readonly<Record<string, string>>, name: '$top' | '$skip'): number | null {
	const given = query[name]
	if (given === undefined) return null
	if (!/^\d{1,9}$/.test(given)) throw new Problem('input-invalid', { field: name })
	return Number(given)
}

/** Address of the next page. */
function nextOf(
	query: Readonly<Record<string, string>>,
	place: string,
	top: number | null,
	returned: number,
): string {
	const { $skip: _skip, $top: _top, $count: _count, ...same } = query
	return String(
		new URLSearchParams({
			...same,
			...(top === null ? {} : { $top: String(top - returned) }),
			$skiptoken: place,
		}),
	)
}

import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import { finishedStatuses } from '#shared/coverage/coverage'
import { planTables, type TablePlan } from '#shared/export/table-plan'
import { changesSchema, type DataForm, dataFormSchema } from '#shared/integrations/odata-tables'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import { roundsFor } from '#shared/study/study'
import type { PublishedForm } from '../forms/form-repository.ts'
import { openApi } from '../integrations/open-api.ts'
import { readChanges } from '../integrations/read-changes.ts'
import type { RecordFilter } from '../storage/records/records.ts'
import { type DataTable, dataTables } from '../table/data-tables.ts'
import { type ApiClient, apiClientOf } from './api-client.ts'
import { audit } from './audit.ts'
import type { Deps } from './deps.ts'
import { filterFor } from './record-filter.ts'

const maxRecords = 1000

/** Data of a request that the reader may access. */
export interface DataRequest {
	readonly person: Person
	readonly filter: RecordFilter & { readonly form: string; readonly round: string }
	readonly versions: readonly PublishedForm[]
	readonly plan: TablePlan
	readonly tables: readonly DataTable[]
}

export const dataPathSchema = z.object({
	round: z.string().check(z.maxLength(40)),
	form: z.string().check(z.maxLength(120)),
})

/** @throws Problem `not-found` if the reader may not access it */
export async function resolveDataRequest(
	deps: Deps,
	{ person, scope }: ApiClient,
	{ round, form }: z.infer<typeof dataPathSchema>,
	values = 'codes',
): Promise<DataRequest> {
	const study = await deps.study.current()
	const versions = await deps.forms.versions(form)
	const isKnown = roundsFor(person, study).some(({ code }) => code === round) && versions.length > 0
	if (!isKnown || (scope.form ?? form) !== form || (scope.round ?? round) !== round)
		throw new Problem('not-found')
	const plan = planTables(versions, { values, byteOrderMark: false })
	if (values !== 'codes' && !plan.languages.some(({ tag }) => tag === values)) throw new Problem('not-found')
	const filter = filterFor(person, study, { form, round })
	return {
		person,
		versions,
		plan,
		tables: tablesOf(plan, values),
		filter: { ...filter, form, round, statuses: finishedStatuses, void: false },
	}
}

/** `language`: language of the labels, if the form has it. */
function tablesOf(plan: TablePlan, values: string, language = values): DataTable[] {
	const known = plan.languages.find(({ tag }) => tag === language) ?? plan.languages[0]
	return dataTables(plan, known?.tag ?? 'en', values)
}

/** Routes for programs: new and changed records, and a description of the readable data. */
export function dataApiRoutes(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store } = deps

	/** Lists the forms that the user may read, without any record. */
	async function formsFor(request: FastifyRequest, language?: string): Promise<DataForm[]> {
		const { person, scope } = await apiClientOf(deps, request)
		const study = await deps.study.current()
		const rounds = roundsFor(person, study)
			.map(({ code }) => code)
			.filter((code) => (scope.round ?? code) === code)
		const forms = (await deps.forms.current()).filter(({ id }) => (scope.form ?? id) === id)
		return Promise.all(
			forms.map(async ({ id, definition }) => {
				const plan = planTables(await deps.forms.versions(id), { values: 'codes', byteOrderMark: false })
				const tables = tablesOf(plan, 'codes', language).map(({ name, key, columns }) => ({
					name,
					key,
					columns: [...columns],
				}))
				return { form: id, title: definition.title, rounds, tables }
			}),
		)
	}

	app.get(
		'/api/live',
		{
			config: { notes: 'nothing' },
			schema: {
				querystring: z.object({ language: z.optional(z.string().check(z.maxLength(40))) }),
				response: { 200: z.array(dataFormSchema) },
			},
		},
		(request) => formsFor(request, request.query.language),
	)
	app.get('/api/live/openapi.json', { config: { notes: 'nothing' } }, async (request) =>
		openApi({
			forms: await formsFor(request),
			maxRecords,
			server: `${request.protocol}://${request.host}`,
		}),
	)
	app.get(
		'/api/live/:round/:form',
		{
			config: { notes: ['data-api-read'] },
			schema: {
				params: dataPathSchema,
				querystring: z.object({
					after: z.optional(z.string().check(z.maxLength(100))),
					most: z.optional(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(maxRecords))),
				}),
				response: { 200: changesSchema },
			},
		},
		async (request) => {
			const reader = await apiClientOf(deps, request)
			const { filter, versions, plan } = await resolveDataRequest(deps, reader, request.params)
			const { after = '', most = maxRecords } = request.query
			const changesQuery = {
				filter,
				plan,
				after,
				limit: most,
				versions: versions.map(({ version }) => version),
			}
			const found = await readChanges(store, changesQuery)
			await audit(deps, request, {
				kind: 'data-api-read',
				of: filter.form,
				round: filter.round,
				many: found.records.length,
			})
			return found
		},
	)
}

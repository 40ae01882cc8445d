import { promisify } from 'node:util'
import { deflateRaw } from 'node:zlib'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import * as z from 'zod/mini'
import { compileForm } from '#shared/forms/compile-form'
import type { FormAvailability, FormDefinition } from '#shared/forms/form-definition'
import { Problem } from '#shared/kernel/problem'
import type { AuditKind } from '#shared/people/audit-log'
import type { Person } from '#shared/people/people'
import { isHelplineOnly } from '#shared/study/deployments'
import { allRounds } from '#shared/study/study'
import { buildStudyLists } from '#shared/study/study-lists'
import { weighForm, weightDetails } from '#shared/sync/form-weight'
import {
	formVersionSchema,
	newFormAssignmentSchema,
	newFormSchema,
	newFormStateSchema,
	publishedSchema,
} from '#shared/xlsform/forms-api'
import { importForm } from '#shared/xlsform/import-form'
import { describeProblem } from '#shared/xlsform/import-problems'
import { assignForm, demandAssignable } from '../forms/assign-form.ts'
import { publishableFunctions } from '../forms/safe-functions.ts'
import { closedForms, formAssignments, listVersions } from '../storage/records/forms.ts'
import { publishForm } from '../sync/publish-form.ts'
import { createAuditedStore } from './audit.ts'
import { wholeNumberSchema } from './check-input.ts'
import type { Deps } from './deps.ts'
import { requirePermission } from './session-cookie.ts'

/** Runs in a thread pool. */
const deflate = promisify<Uint8Array, Uint8Array>(deflateRaw)

/** Rejects forms that phones could never open, or would download for an hour. */
async function refuseTooHeavy(definition: FormDefinition): Promise<void> {
	const { excess } = await weighForm(definition, deflate)
	if (excess) throw new Problem('form-too-heavy', weightDetails(excess))
}

/** @throws Problem `pattern-not-allowed`: the server cannot evaluate the pattern */
function refusePatterns(definition: FormDefinition): void {
	const compiled = compileForm(definition, publishableFunctions)
	for (const fault of 'faults' in compiled ? compiled.faults : [])
		if (fault.kind === 'function' && fault.fault.details.found === 'regex')
			throw new Problem('pattern-not-allowed', { part: fault.fault.details.given ?? '' })
}

const stateNotes = {
	open: 'form-opened',
	paused: 'form-paused',
	retired: 'form-retired',
} as const satisfies Record<FormAvailability, AuditKind>

/**
 * Bytes: the sheets of a form with lists of 50,000 rows and a dozen images, as JSON. The proxy example in
 * deploy/ has the same limit.
 */
const largestForm = 16_000_000

/** Routes for forms: list, definition of a version, publishing. */
export function formRoutes(plain: FastifyInstance, deps: Deps): void {
	const app = plain.withTypeProvider<ZodTypeProvider>()
	const { store, forms, study } = deps

	/** Requires all districts: a form goes to phones of all of them. */
	const publisherOf = async (request: FastifyRequest): Promise<Person> => {
		const person = await requirePermission(deps, request, 'forms.publish')
		if (person.demonstration) throw new Problem('not-in-demonstration')
		if (person.districts !== 'all') throw new Problem('all-districts-needed')
		return person
	}

	app.get('/api/forms', { config: { notes: 'nothing' } }, async (request) => {
		await requirePermission(deps, request, 'forms.read')
		return forms.current()
	})
	app.get(
		'/api/forms/:id/:version',
		{
			config: { notes: 'nothing' },
			schema: { params: z.object({ id: z.string(), version: wholeNumberSchema }) },
		},
		async (request) => {
			await requirePermission(deps, request, 'forms.read')
			const found = await forms.compiled(request.params.id, request.params.version)
			if (!found) throw new Problem('not-found')
			return found.definition
		},
	)
	app.get(
		'/api/form-versions',
		{ config: { notes: 'nothing' }, schema: { response: { 200: z.array(formVersionSchema) } } },
		async (request) => {
			await requirePermission(deps, request, 'forms.publish')
			const [versions, closed, assigned] = await Promise.all([
				listVersions(store.reading, store.project),
				closedForms(store.reading, store.project),
				formAssignments(store.reading, store.project),
			])
			return versions.map((row) => ({
				...row,
				state: closed.get(row.id)?.state ?? 'open',
				assigned: assigned.get(row.id) ?? null,
			}))
		},
	)
	app.post(
		'/api/forms/:id/state',
		{
			config: { notes: Object.values(stateNotes) },
			schema: {
				params: z.object({ id: z.string() }),
				body: newFormStateSchema,
				response: { 200: newFormStateSchema },
			},
		},
		async (request) => {
			const person = await publisherOf(request)
			const { state } = request.body
			const now = new Date(deps.now()).toISOString()
			const { id } = request.params
			const through = createAuditedStore(deps, request, { kind: stateNotes[state], of: id })
			await forms.setState(id, state, { by: person.id, now, through })
			return { state }
		},
	)
	app.post(
		'/api/forms/:id/assignment',
		{
			config: { notes: ['form-assigned'] },
			schema: {
				params: z.object({ id: z.string() }),
				body: newFormAssignmentSchema,
				response: { 200: newFormAssignmentSchema },
			},
		},
		async (request) => {
			const person = await publisherOf(request)
			const { assigned } = request.body
			const { id } = request.params
			const before = (await formAssignments(store.reading, store.project)).get(id) ?? null
			await demandAssignable(store.reading, study, assigned, before)
			const change = { id, by: person.id, now: new Date(deps.now()).toISOString() }
			await createAuditedStore(deps, request, { kind: 'form-assigned', of: id }).write((session) =>
				assignForm(session, store.project, assigned, change),
			)
			return { assigned }
		},
	)
	app.post(
		'/api/forms',
		{
			config: { notes: ['form-published', 'form-proposed'], costs: 20 },
			bodyLimit: largestForm,
			schema: { body: newFormSchema, response: { 200: publishedSchema } },
		},
		async (request) => {
			const person = await publisherOf(request)
			const { name, sheets, media, assigned = null } = request.body
			// The desk has shown the problems; the server checks again.
			const { definition, problems } = importForm(sheets, {
				name,
				...(media ? { media } : {}),
				files: buildStudyLists({ ...study, rounds: [...allRounds] }),
				isWithoutRounds: isHelplineOnly(await forms.serves()),
			})
			if (!definition) {
				const errors = problems.filter(({ severity }) => severity === 'error').map(describeProblem)
				throw new Problem('form-unreadable', { problems: errors.join('\n') })
			}
			await refuseTooHeavy(definition)
			await demandAssignable(store.reading, study, assigned)
			refusePatterns(definition)
			const now = new Date(deps.now()).toISOString()
			const through = createAuditedStore(deps, request, { kind: 'form-published', of: definition.id })
			const proposing = createAuditedStore(deps, request, { kind: 'form-proposed', of: definition.id })
			const published = { by: person.id, now, through, proposing, assigned }
			return { id: definition.id, version: await publishForm(store, forms, definition, published) }
		},
	)
}

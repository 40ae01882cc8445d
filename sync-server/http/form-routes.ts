import { promisify } from 'node:util'
import { deflateRaw } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { formApi } from '#shared/api/forms'
import { compileForm } from '#shared/forms/compile-form'
import type { FormAvailability, FormDefinition } from '#shared/forms/form-definition'
import { Problem } from '#shared/kernel/problem'
import type { AuditKind } from '#shared/people/audit-log'
import type { Person } from '#shared/people/people'
import { isHelplineOnly } from '#shared/study/deployments'
import { allRounds } from '#shared/study/study'
import { buildStudyLists } from '#shared/study/study-lists'
import { weighForm, weightDetails } from '#shared/sync/form-weight'
import { importForm } from '#shared/xlsform/import-form'
import { describeProblem } from '#shared/xlsform/import-problems'
import { assignForm, demandAssignable } from '../forms/assign-form.ts'
import { publishableFunctions } from '../forms/safe-functions.ts'
import { closedForms, formAssignments, listVersions } from '../storage/records/forms.ts'
import { publishForm } from '../sync/publish-form.ts'
import type { Deps } from './deps.ts'
import { mountApi } from './mount-api.ts'

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

/** Routes for forms: list, definition of a version, publishing. */
export function formRoutes(app: FastifyInstance, deps: Deps): void {
	const { store, forms, study } = deps

	/** Requires all districts: a form goes to phones of all of them. */
	const demandPublisher = (person: Person): void => {
		if (person.demonstration) throw new Problem('not-in-demonstration')
		if (person.districts !== 'all') throw new Problem('all-districts-needed')
	}

	mountApi(app, deps, formApi, {
		async list() {
			return forms.current()
		},
		async definition({ params }) {
			const found = await forms.compiled(params.id, params.version)
			if (!found) throw new Problem('not-found')
			return found.definition
		},
		async versions() {
			const [versions, closed, assigned] = await Promise.all([
				listVersions(store.reading),
				closedForms(store.reading),
				formAssignments(store.reading),
			])
			return versions.map((row) => ({
				...row,
				state: closed.get(row.id)?.state ?? 'open',
				assigned: assigned.get(row.id) ?? null,
			}))
		},
		async setState({ person, params, body, auditedStore }) {
			demandPublisher(person)
			const { state } = body
			const now = new Date(deps.now()).toISOString()
			const { id } = params
			const through = auditedStore({ kind: stateNotes[state], of: id })
			await forms.setState(id, state, { by: person.id, now, through })
			return { state }
		},
		async assign({ person, params, body, auditedStore }) {
			demandPublisher(person)
			const { assigned } = body
			const { id } = params
			const before = (await formAssignments(store.reading)).get(id) ?? null
			await demandAssignable(store.reading, study, assigned, before)
			const change = { id, by: person.id, now: new Date(deps.now()).toISOString() }
			await auditedStore({ kind: 'form-assigned', of: id }).write((session) =>
				assignForm(session, assigned, change),
			)
			return { assigned }
		},
		async publish({ person, body, auditedStore }) {
			demandPublisher(person)
			const { name, sheets, media, assigned = null } = body
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
			const through = auditedStore({ kind: 'form-published', of: definition.id })
			const proposing = auditedStore({ kind: 'form-proposed', of: definition.id })
			const published = { by: person.id, now, through, proposing, assigned }
			return { id: definition.id, version: await publishForm(store, forms, definition, published) }
		},
	})
}

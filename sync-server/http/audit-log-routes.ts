import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { auditLogApi } from '#shared/api/audit-log'
import { whoReads } from '#shared/forms/who-reads'
import { fieldsOf } from '#shared/people/audit-log'
import type { Role } from '#shared/people/roles'
import { dayOf } from '#shared/study/study-day'
import { checkLog } from '../audit-log/entries.ts'
import { logAsFile, readLog, readOwnRole } from '../audit-log/read-audit-log.ts'
import type { PublishedForm } from '../forms/form-repository.ts'
import type { Deps } from './deps.ts'
import { mountApi } from './mount-api.ts'
import { reportFailure } from './report-failure.ts'

const linesPerPage = 100

/** Routes for the audit log, for administrators. Reading it is logged as well. */
export function auditLogRoutes(app: FastifyInstance, deps: Deps): void {
	const { store, study, now } = deps
	const { offsetMinutes } = study
	/**
	 * Forms of which any version is restricted to a role or encrypts answers to it. All versions count: the role
	 * must be informed of a version that removes this protection.
	 */
	const formsOf = async (role: Role): Promise<string[]> => {
		const all = await Promise.all((await deps.forms.current()).map(({ id }) => deps.forms.versions(id)))
		const isTheirs = ({ definition }: PublishedForm): boolean => {
			const { records, sealed } = whoReads(definition)
			return (definition.readers !== undefined && records.includes(role)) || sealed.includes(role)
		}
		return [...new Set(all.flatMap((versions) => versions.filter(isTheirs).map(({ id }) => id)))]
	}
	mountApi(app, deps, auditLogApi, {
		async list({ person, query, audit }) {
			await audit({ kind: 'audit-log-read', fields: fieldsOf(query) })
			return readLog(store, person, { ...query, offsetMinutes }, linesPerPage)
		},
		async ownRole({ person, query }) {
			const page = { before: query.before, limit: linesPerPage }
			return readOwnRole(store, person, await formsOf(person.role), page)
		},
		async verify({ audit }) {
			await audit({ kind: 'audit-log-verified' })
			return store.atOneMoment((moment) => checkLog(moment))
		},
		async download({ person, query, request, reply, audit }) {
			await audit({ kind: 'audit-log-downloaded', fields: fieldsOf(query) })
			const file = Readable.from(logAsFile(store, person, { ...query, offsetMinutes }))
			file.once('error', (thrown) => reportFailure(deps, request, thrown))
			const day = dayOf(now())
			return reply
				.header('content-type', 'text/csv; charset=utf-8')
				.header('content-disposition', `attachment; filename="zila-audit-log-${day}.csv"`)
				.send(file)
		},
	})
}

import type { FastifyInstance } from 'fastify'
import { asProblem, Problem } from '#shared/kernel/problem'
import { FilesUnavailable } from '../attachments/file-store.ts'
import type { Store } from '../storage/store.ts'
import { auditRefusal } from './audit.ts'
import type { Deps } from './deps.ts'
import { reportFailure } from './report-failure.ts'

const phonePathPattern = /^\/(sync|attachments|api\/enrolments)(\/|$)/

/**
 * Answers failed requests and logs refused ones. A failure of the server has its request id in the details, so
 * that an administrator finds its lines in the log.
 */
export function registerErrorHandler(app: FastifyInstance, deps: Deps): void {
	const { store } = deps
	app.setErrorHandler(async (error: unknown, request, reply) => {
		const route = request.routeOptions.url ?? '?'
		let problem = problemOf(error)
		if (problem.code === 'unexpected') {
			reportFailure(deps, request, error)
			problem = unforeseen(store, error)
			// Phones retry only after "later": a fault of the server must not strand their work.
			if (problem.code === 'unexpected' && phonePathPattern.test(route))
				problem = new Problem('server-busy', {}, error)
		}
		const auditing = auditRefusal(deps, request, problem).catch((thrown: unknown) =>
			reportFailure(deps, request, thrown),
		)
		// A throttled client does not hold a connection while phones write.
		if (problem.status !== 429) await auditing
		if (problem.status === 429 || problem.code === 'server-busy')
			reply.header('retry-after', String(problem.details.seconds ?? (problem.status === 429 ? 1 : 5)))
		// Every version of the phone app retries after a busy server by itself.
		const isBusy = problem.code === 'too-many-requests' && phonePathPattern.test(route)
		const { problem: code, details } = (isBusy ? new Problem('server-busy') : problem).toJSON()
		return reply.code(problem.status).send({
			problem: code,
			details: problem.status >= 500 ? { ...details, requestId: request.id } : details,
		})
	})
}

/** Maps errors of the disk, the store or the file store to problems. */
export function unforeseen(
	store: Pick<Store, 'isDiskFull' | 'isPassing' | 'recordDamage'>,
	error: unknown,
): Problem {
	if (store.recordDamage(error)) return new Problem('store-damaged', {}, error)
	if (store.isDiskFull(error)) return new Problem('server-disk-full', {}, error)
	if (store.isPassing(error) || error instanceof FilesUnavailable)
		return new Problem('server-busy', {}, error)
	return asProblem(error)
}

function problemOf(error: unknown): Problem {
	if (error instanceof Problem || !(error instanceof Error)) return asProblem(error)
	if ('validation' in error && Array.isArray(error.validation)) {
		const [first] = error.validation as { instancePath?: string }[]
		const context = 'validationContext' in error ? String(error.validationContext) : ''
		return new Problem('input-invalid', { field: first?.instancePath?.replace(/^\//, '') || context })
	}
	const status = 'statusCode' in error ? Number(error.statusCode) : 500
	if (status === 413) return new Problem('body-too-large', {}, error)
	// The failing field is known only for schema errors; the library's own code would reveal the library.
	if (status >= 400 && status < 500) return new Problem('input-invalid', { field: '' }, error)
	return asProblem(error)
}

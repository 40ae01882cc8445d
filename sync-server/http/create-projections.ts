import type { FastifyInstance } from 'fastify'
import type { Leases } from '../background/leases.ts'
import type { Projection } from '../background/projection.ts'
import { createProjectionRunner } from '../background/projection-runner.ts'
import { createRuleChecks } from '../cleaning/rule-projection.ts'
import { startRuleRunner } from '../cleaning/rule-runner.ts'
import { countProjection } from '../coverage/count-projection.ts'
import { traceOf } from '../logging/trace-of.ts'
import { createQualityChecker } from '../quality/check-round.ts'
import { flagProjection } from '../quality/flag-projection.ts'
import { similarityProjection } from '../quality/similarity-projection.ts'
import { recordProjections } from '../sync/record-projections.ts'
import type { Deps, Projections } from './deps.ts'

type ProjectionDeps = Pick<Deps, 'store' | 'forms' | 'study' | 'onFailure'>

/** Returns the projections, and the checks that some of them run. */
export function listProjections({ store, forms, study, onFailure }: ProjectionDeps) {
	const checker = createQualityChecker({ store, study })
	const ruleChecks = createRuleChecks({
		store,
		forms,
		onFailure: (thrown) => onFailure(`Records checked against rules: ${traceOf(thrown)}`),
	})
	const projections: readonly Projection[] = [
		...recordProjections(forms),
		countProjection,
		similarityProjection(),
		flagProjection({ checker, study }),
		ruleChecks.projection,
	]
	return { projections, checker, ruleChecks }
}

/**
 * Registers the projections, and runs them after changes. Besides these, the retention of values and the
 * columns of tables have their progress in the same table: the first runs by the clock, the second when a
 * query needs it.
 */
export function createProjections(
	app: FastifyInstance,
	{ leases, ...deps }: ProjectionDeps & { readonly leases: Leases },
): Projections {
	const { store, onFailure } = deps
	const { projections, checker, ruleChecks } = listProjections(deps)
	const runner = createProjectionRunner({ store, leases, onFailure, projections })
	// A sync or a change at the desk may change what is computed.
	app.addHook('onResponse', async ({ method }, { statusCode }) => {
		if (method !== 'GET' && method !== 'HEAD' && statusCode < 300) runner.soon()
	})
	app.addHook('onReady', async () => runner.soon())
	app.addHook('preClose', () => runner.stop())
	app.addHook('onClose', () => leases.stop())
	return { runner, checker, rules: startRuleRunner(ruleChecks, runner) }
}

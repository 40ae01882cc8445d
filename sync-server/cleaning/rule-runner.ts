import type { ProjectionRunner } from '../background/projection-runner.ts'
import type { RuledKind } from '../storage/cleaning/rules.ts'
import { type RuleChecks, ruleProjectionName, type UncheckedRecords } from './rule-projection.ts'

/**
 * Maximum time that a request for the list waits for new results; then the run continues in the background.
 */
const longestWaitMs = 800

export type RuleRunner = ReturnType<typeof startRuleRunner>

/** Lets requests wait a while for the check of new records. */
export function startRuleRunner({ unchecked, ruled }: RuleChecks, runner: Pick<ProjectionRunner, 'run'>) {
	/** Checks new records for a while, and continues in the background. */
	async function checkForAWhile(): Promise<void> {
		const enough = new Promise<void>((resolve) => setTimeout(resolve, longestWaitMs).unref())
		await Promise.race([runner.run(ruleProjectionName), enough])
	}
	return {
		ruled,
		lookAWhile: checkForAWhile,
		/** Checks for a while, and returns the rest. */
		async catchUp(kind: RuledKind): Promise<UncheckedRecords> {
			await checkForAWhile()
			return unchecked(kind)
		},
	}
}

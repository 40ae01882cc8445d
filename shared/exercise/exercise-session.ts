import type { Evaluate } from '#shared/expressions/scope'
import type { Value } from '#shared/expressions/values'
import { FormSession } from '../forms/form-session.ts'

/** A session that evaluates its expressions on demand, before their results are stored. */
export class ExerciseSession extends FormSession {
	/** Returns the value calculated at a path. Null if nothing is calculated there. */
	calculatedAt(path: string): Value | null {
		const { runs } = this.nodeAt(path)
		return runs.calculation ? this.evaluatedAt(path, runs.calculation) : null
	}
	evaluatedAt(path: string, evaluate: Evaluate): Value {
		return evaluate(this.scope(path))
	}
}

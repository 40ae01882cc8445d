import type { Evaluate } from '#shared/expressions/scope'
import type { Value } from '#shared/expressions/values'
import { FormSession } from './form-session.ts'

/** A session that can be asked for what its expressions give, before anything is stored. */
export class ExerciseSession extends FormSession {
	/** Null where nothing is calculated at this path. */
	calculatedAt(path: string): Value | null {
		const { runs } = this.nodeAt(path)
		return runs.calculation ? this.evaluatedAt(path, runs.calculation) : null
	}
	evaluatedAt(path: string, evaluate: Evaluate): Value {
		return evaluate(this.scope(path))
	}
}

import type { FunctionTable } from './functions/function-row.ts'
import type { Evaluate } from './scope.ts'
import type { Expression, Path } from './syntax.ts'

/** Value of a question, or only whether it is asked. */
export type ReferenceMode = 'value' | 'existence'

/** Resolves the names in an expression. Called once, when the expression is compiled. */
export interface NameResolver {
	/** Functions that need only their arguments. */
	readonly functions: FunctionTable
	/** `${name}` */
	reference(name: string, lastSaved: boolean): Evaluate
	/** Compiles a test for the truth of `${name}` alone: the question exists and is asked. */
	exists(name: string): Evaluate
	/**
	 * Compiles a path of names, `.` and `..` from the question or from the root; null to walk it node by node.
	 */
	plain(steps: readonly string[], origin: 'here' | 'root', mode: ReferenceMode): Evaluate | null
	/**
	 * Called for a path that is walked from node to node. Returns its first node: that of the question, or the
	 * root of the record; null if another expression finds it.
	 */
	start(path: Path): Evaluate | null
	/**
	 * Compiles functions that need the form itself (`position`, `indexed-repeat`, `instance`, …); null for any
	 * other.
	 */
	call(name: string, args: readonly Expression[], compileArg: (arg: Expression) => Evaluate): Evaluate | null
}

import type { FunctionTable } from './functions/function-row.ts'
import type { Evaluate } from './scope.ts'
import type { Expression, Path } from './syntax.ts'

/** What a question says, or only whether it is asked. */
export type ReferenceMode = 'value' | 'existence'

/** How a form answers for the names in an expression. Asked once, when the expression is compiled. */
export interface NameResolver {
	/** Those that need nothing but their arguments. */
	readonly functions: FunctionTable
	/** `${name}` */
	reference(name: string, lastSaved: boolean): Evaluate
	/** Whether there is such a question and it is asked: the truth of `${name}` alone. */
	exists(name: string): Evaluate
	/** A path of names, `.` and `..` from the question or from the root; null to walk it node by node. */
	plain(steps: readonly string[], origin: 'here' | 'root', asks: ReferenceMode): Evaluate | null
	/**
	 * Hears of a path that is walked from node to node, and gives where it begins: the node of the question or the root of
	 * the record; null where another expression finds that.
	 */
	start(path: Path): Evaluate | null
	/** Functions that need the form itself (`position`, `indexed-repeat`, `instance`, …); null if it has none such. */
	call(name: string, args: readonly Expression[], compileArg: (arg: Expression) => Evaluate): Evaluate | null
}
